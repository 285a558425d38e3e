// What the pages of copies have in common: pictures of pages, the printer, a file to save, the summary of problems.

// Pictures of pages. One request at a time for each; what changes meanwhile is drawn when it is done. `ask(page, width,
// have)` answers one page, is null if there is none, and undefined if the pages stay; `said` has the words.
export const pictures = (pages, said, ask, failed) => {
  const drawn = [];
  let drawing = false;
  let again = false;
  const figure = (index) => {
    while (drawn.length <= index) {
      const frame = document.createElement("figure");
      const image = document.createElement("img");
      const caption = document.createElement("figcaption");
      image.alt = "";
      frame.append(image, caption);
      pages.append(frame);
      drawn.push({ frame, image, caption, have: "" });
    }
    return drawn[index];
  };
  const drop = (from) => {
    for (const gone of drawn.splice(from)) {
      URL.revokeObjectURL(gone.image.src);
      gone.frame.remove();
    }
  };
  const draw = async (index) => {
    const have = drawn[index] ? drawn[index].have : "";
    const width = Math.round(Math.min(Math.max(pages.clientWidth, 200) * Math.min(devicePixelRatio || 1, 2), 1800));
    const answer = await ask(index + 1, width, have);
    // Nothing to draw; or nothing new, and what is there stays.
    if (answer === null) return 0;
    if (!answer) return drawn.length;
    if (!answer.ok) throw new Error(await answer.text());
    const count = Number(answer.headers.get("x-pages")) || 0;
    version = answer.headers.get("x-handout") || "";
    if (answer.status === 200) {
      const blob = await answer.blob();
      const { image } = figure(index);
      const old = image.src;
      image.src = URL.createObjectURL(blob);
      await image.decode().catch(() => {});
      if (old) URL.revokeObjectURL(old);
      drawn[index].have = answer.headers.get("x-page") || "";
      pages.dispatchEvent(new CustomEvent("drawn", { detail: index }));
    }
    return count;
  };
  let version = "";
  const refresh = async () => {
    if (drawing) {
      again = true;
      return;
    }
    drawing = true;
    try {
      do {
        again = false;
        let count = 1;
        for (let index = 0; index < count && !again; index++) count = await draw(index);
        if (again) continue;
        drop(count);
        drawn.forEach(({ image, caption }, index) => {
          caption.textContent = said.page.replace("{page}", index + 1).replace("{pages}", drawn.length);
          image.alt = caption.textContent;
        });
      } while (again);
      failed("");
    } catch (error) {
      failed(error instanceof TypeError ? said.silent : error.message);
    }
    drawing = false;
  };
  let width = pages.clientWidth;
  addEventListener("resize", () => {
    if (Math.abs(pages.clientWidth - width) < 8) return;
    width = pages.clientWidth;
    refresh();
  });
  // What the pages were made from, so that none is printed that nobody has seen.
  return { refresh, seen: () => (version ? { seen: version } : {}) };
};

// What is at the printer. It is let go of when something else is done, or nothing for five minutes.
let printer = null;
export const drop = () => {
  if (!printer) return;
  URL.revokeObjectURL(printer.src);
  printer.remove();
  printer = null;
};
export const print = (blob, title) => {
  drop();
  printer = document.createElement("iframe");
  printer.className = "printer";
  printer.setAttribute("aria-hidden", "true");
  printer.tabIndex = -1;
  printer.title = title;
  printer.addEventListener("load", () => {
    printer.contentWindow.focus();
    printer.contentWindow.print();
  }, { once: true });
  printer.src = URL.createObjectURL(blob);
  document.body.append(printer);
};
addEventListener("pagehide", drop);

export const save = (blob, name) => {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
};
export const nameOf = (answer, usual) => {
  const name = /filename="([^"]+)"/.exec(answer.headers.get("content-disposition") || "");
  return name ? name[1] : usual;
};

// Problems at the top of the page: texts, each with the id of what it is about, if it is about something.
const summary = document.getElementById("summary");
export const summarize = (problems, error) => {
  const items = problems.map(({ id, text, reason }) => {
    const item = document.createElement("li");
    const target = id && document.getElementById(id);
    if (target) {
      const link = document.createElement("a");
      link.href = "#" + id;
      link.textContent = text;
      link.addEventListener("click", (event) => {
        event.preventDefault();
        target.focus();
      });
      item.append(link);
    } else {
      item.textContent = text;
    }
    if (reason) item.append(inEnglish(reason));
    return item;
  });
  summary.querySelector("ul").replaceChildren(...items);
  summary.hidden = false;
  if (!document.title.startsWith(error)) document.title = error + " " + document.title;
  summary.focus();
};
export const unsummarize = (error) => {
  summary.hidden = true;
  if (document.title.startsWith(error)) document.title = document.title.slice(error.length + 1);
};

// What the program says in English only.
export const inEnglish = (reason) => {
  const more = document.createElement("span");
  more.className = "reason";
  more.lang = "en";
  more.dir = "ltr";
  more.textContent = reason;
  return more;
};

// Calls `act` when nothing has been done for five minutes; the answer is what says that something is done.
const IDLE = 5 * 60 * 1000;
export const whenIdle = (act) => {
  let idle = 0;
  return () => {
    clearTimeout(idle);
    idle = setTimeout(act, IDLE);
  };
};
