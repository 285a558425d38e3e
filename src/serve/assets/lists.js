// Lists of a copy, such as a patient's medicines: items are added and removed, and their numbers have no gaps.

export const isFilled = (input) => (input.type === "checkbox" ? input.checked : Boolean(input.value) || input.validity.badInput);
export const empty = (input) => {
  if (input.type === "checkbox") input.checked = false;
  else input.value = "";
};

const NUMBERED = ["id", "name", "for", "aria-describedby"];

const manage = (list) => {
  const add = list.querySelector("[data-act=add]");
  const told = list.querySelector("[data-count]");
  const items = () => [...list.querySelectorAll(".item")];
  const inputs = (item) => [...item.querySelectorAll("[data-label]")];

  const number = (item, now) => {
    const before = `${list.dataset.list}.${item.dataset.number}.`;
    const after = `${list.dataset.list}.${now}.`;
    for (const called of item.querySelectorAll(".called")) {
      called.textContent = called.textContent.slice(0, -item.dataset.number.length) + now;
    }
    for (const element of item.querySelectorAll("[id], [for]")) {
      for (const name of NUMBERED) {
        const value = element.getAttribute(name);
        if (value) element.setAttribute(name, value.replaceAll(before, after));
      }
    }
    item.dataset.number = now;
    for (const input of inputs(item)) {
      const label = input.labels[0].querySelector("bdi").textContent;
      input.dataset.label = `${item.querySelector(".called").textContent}: ${label}`;
    }
  };
  // What an item must have is required as soon as it has anything.
  const require = (item) => {
    const used = inputs(item).some(isFilled);
    for (const input of inputs(item)) input.required = used && !input.labels[0].querySelector(".optional");
  };
  const blank = (item) => {
    for (const input of inputs(item)) {
      empty(input);
      input.removeAttribute("value");
      input.removeAttribute("aria-invalid");
    }
    for (const error of item.querySelectorAll(".error")) {
      error.hidden = true;
      error.lastElementChild.textContent = "";
    }
    require(item);
  };
  const changed = (focus) => {
    items().forEach((item, index) => number(item, index + 1));
    add.hidden = items().length >= Number(list.dataset.most);
    told.textContent = told.dataset.count.replace("{count}", items().length);
    focus.focus();
    // What was known of the items before is not known of these.
    list.dispatchEvent(new Event("input", { bubbles: true }));
  };

  list.addEventListener("click", (event) => {
    const button = event.target.closest("[data-act]");
    if (!button) return;
    if (button === add) {
      const item = items()[0].cloneNode(true);
      items().at(-1).after(item);
      // Until it has its own number, its labels are those of another item's inputs.
      number(item, items().length);
      blank(item);
      changed(inputs(item)[0]);
      return;
    }
    const item = button.closest(".item");
    const place = items().indexOf(item);
    if (items().length === 1) blank(item);
    else item.remove();
    const next = items()[place];
    changed(next ? inputs(next)[0] : add);
  });
  list.addEventListener("input", ({ target }) => {
    const item = target.closest(".item");
    if (item) require(item);
  });
  for (const button of list.querySelectorAll("[data-act]")) button.hidden = false;
  add.hidden = items().length >= Number(list.dataset.most);

  return () => {
    const [first, ...others] = items();
    const hadFocus = others.some((item) => item.contains(document.activeElement));
    for (const item of others) item.remove();
    blank(first);
    add.hidden = false;
    told.textContent = "";
    if (hadFocus) inputs(first)[0].focus();
  };
};

// The answer makes each list one empty item again.
export const lists = (form) => {
  const resets = [...form.querySelectorAll("[data-list]")].map(manage);
  return () => resets.forEach((reset) => reset());
};
