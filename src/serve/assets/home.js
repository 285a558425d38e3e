// The list of handouts: fewer with each letter, favorites first, several chosen for a set. Favorites are ids of handouts,
// kept by this browser; nothing else is.

const list = document.querySelector(".topics");
const items = [...list.querySelectorAll(":scope > li")];
const folded = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

const search = document.querySelector(".search input");
const count = document.querySelector(".count");
const none = document.querySelector(".none");
search.addEventListener("input", () => {
  const words = folded(search.value).split(/\s+/).filter(Boolean);
  let found = 0;
  for (const item of items) {
    item.hidden = !words.every((word) => item.dataset.words.includes(word));
    found += item.hidden ? 0 : 1;
  }
  none.hidden = found > 0;
  count.textContent = count.dataset.count.replace("{count}", found);
});
if (!document.activeElement || document.activeElement === document.body) search.focus({ preventScroll: true });

// ---- Several for one patient.

const make = document.querySelector(".make");
if (make) {
  const chosen = make.querySelector(".chosen");
  const boxes = items.map((item) => item.querySelector("input"));
  const tell = () => {
    const number = boxes.filter((box) => box.checked).length;
    make.classList.toggle("some", number > 0);
    const text = chosen.dataset.count.replace("{count}", number);
    if (chosen.textContent !== text) chosen.textContent = text;
  };
  list.addEventListener("change", tell);
  // A browser may check boxes again when somebody comes back.
  addEventListener("pageshow", tell);
  tell();
}

// ---- Favorites.

const KEY = "handout-favorites";
const read = () => {
  try {
    const ids = JSON.parse(localStorage.getItem(KEY) || "[]");
    return Array.isArray(ids) ? ids : [];
  } catch {
    return [];
  }
};
const write = (ids) => {
  try {
    localStorage.setItem(KEY, JSON.stringify(ids));
  } catch {
    // A browser that keeps nothing has favorites until the page is left.
  }
};
let favorites = read();
const isFavorite = (item) => favorites.includes(item.dataset.id);
const sort = () => list.append(...items.filter(isFavorite), ...items.filter((item) => !isFavorite(item)));
for (const item of items) {
  const star = document.createElement("button");
  star.type = "button";
  star.className = "star";
  star.setAttribute("aria-label", item.dataset.favorite);
  star.setAttribute("aria-pressed", isFavorite(item));
  star.title = list.dataset.favorites;
  star.addEventListener("click", () => {
    const ids = read().filter((id) => id !== item.dataset.id);
    favorites = isFavorite(item) ? ids : [...ids, item.dataset.id];
    write(favorites);
    star.setAttribute("aria-pressed", isFavorite(item));
    sort();
    star.focus();
  });
  item.append(star);
}
if (items.some(isFavorite)) sort();
