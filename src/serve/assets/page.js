// Everything works without this script but the pages while typing. Values go to the server that the page came from, in
// bodies, and nowhere else: nothing is put into an address, a cookie or the browser's storage.
"use strict";

// ---- The list: fewer handouts with each letter.

const search = document.querySelector(".search input");
if (search) {
  const items = [...document.querySelectorAll(".topics > li")];
  const count = document.querySelector(".count");
  const none = document.querySelector(".none");
  const folded = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
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
}

// ---- A copy.

const form = document.getElementById("copy");
if (form) {
  const base = form.action.replace(/\/pdf$/, "");
  const said = form.dataset;
  const pages = document.getElementById("pages");
  const status = document.getElementById("status");
  const summary = document.getElementById("summary");
  const inputs = [...form.querySelectorAll("input[data-label]")];
  const touched = new Set();

  // The form as the server reads it. A date that is half typed has no value, so it is reported here.
  const body = (more) => {
    const data = new URLSearchParams(new FormData(form));
    for (const [name, value] of Object.entries(more || {})) data.set(name, value);
    return data;
  };
  const post = (path, data, accept) =>
    fetch(base + path, { method: "POST", body: data, cache: "no-store", headers: accept ? { Accept: accept } : {} });

  // Pictures of pages. One request at a time for each; what changes meanwhile is drawn when it is done.
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
  const draw = async (index) => {
    const { image, have } = figure(index);
    const width = Math.round(Math.min(Math.max(pages.clientWidth, 200) * Math.min(devicePixelRatio || 1, 2), 1800));
    const answer = await post("/preview", body({ page: index + 1, width, have }));
    if (!answer.ok) throw new Error(await answer.text());
    const count = Number(answer.headers.get("x-pages")) || 1;
    if (answer.status === 200) {
      const old = image.src;
      image.src = URL.createObjectURL(await answer.blob());
      await image.decode().catch(() => {});
      if (old) URL.revokeObjectURL(old);
      drawn[index].have = answer.headers.get("x-page") || "";
      pages.dispatchEvent(new CustomEvent("drawn", { detail: index }));
    }
    return count;
  };
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
        for (const gone of drawn.splice(count)) {
          URL.revokeObjectURL(gone.image.src);
          gone.frame.remove();
        }
        drawn.forEach(({ image, caption }, index) => {
          caption.textContent = said.page.replace("{page}", index + 1).replace("{pages}", drawn.length);
          image.alt = caption.textContent;
        });
      } while (again);
      if (status.dataset.kind === "preview") say("");
    } catch (error) {
      say(error instanceof TypeError ? said.silent : error.message, "preview");
    }
    drawing = false;
  };

  const say = (text, kind) => {
    status.textContent = text;
    status.dataset.kind = kind || "";
  };

  // What is wrong, beside each field. Blank fields are not mentioned before they have been left.
  const mark = (input, text) => {
    const error = document.getElementById(input.id + "-error");
    const span = error.lastElementChild;
    if (span.textContent !== text) span.textContent = text;
    error.hidden = !text;
    if (text) input.setAttribute("aria-invalid", "true");
    else input.removeAttribute("aria-invalid");
  };
  const halfTyped = () => {
    const bad = inputs.filter((input) => input.validity.badInput);
    return bad.map((input) => ({
      field: input.name.slice("field.".length),
      text: (input.type === "time" ? said.time : said.date).replace("{label}", input.dataset.label),
    }));
  };
  const show = (problems, everything) => {
    const all = [...halfTyped(), ...problems];
    for (const input of inputs) {
      const problem = all.find(({ field }) => "field." + field === input.name);
      const known = everything || touched.has(input) || (problem && problem.kind !== "missing");
      mark(input, problem && known ? problem.text : "");
    }
  };
  let checks = 0;
  const check = async () => {
    const turn = ++checks;
    const answer = await post("/check", body()).catch(() => null);
    if (!answer || !answer.ok || turn !== checks) return;
    const { problems, oneIdentifier } = await answer.json();
    if (turn !== checks) return;
    show(problems, false);
    document.getElementById("identifier").hidden = !oneIdentifier;
  };

  const summarize = (problems, message) => {
    const list = summary.querySelector("ul");
    list.replaceChildren(
      ...problems.map(({ field, text }) => {
        const item = document.createElement("li");
        const link = document.createElement("a");
        link.href = "#field-" + field;
        link.textContent = text;
        link.addEventListener("click", (event) => {
          event.preventDefault();
          document.getElementById("field-" + field)?.focus();
        });
        item.append(link);
        return item;
      }),
      ...(message ? [message] : []).map((text) => {
        const item = document.createElement("li");
        item.textContent = text;
        return item;
      })
    );
    summary.hidden = false;
    if (!document.title.startsWith(said.error)) document.title = said.error + " " + document.title;
    summary.focus();
  };
  const unsummarize = () => {
    summary.hidden = true;
    if (document.title.startsWith(said.error)) document.title = document.title.slice(said.error.length + 1);
  };

  // Fields are emptied after printing, and when nobody has typed for five minutes.
  const IDLE = 5 * 60 * 1000;
  const clear = (text) => {
    checks++;
    for (const input of inputs) {
      input.value = "";
      mark(input, "");
    }
    touched.clear();
    clearTimeout(checking);
    document.getElementById("identifier").hidden = true;
    unsummarize();
    say(text);
    refresh();
  };
  let idle = 0;
  const wait = () => {
    clearTimeout(idle);
    idle = setTimeout(() => {
      drop();
      if (inputs.some((input) => input.value || input.validity.badInput)) clear(said.cleared);
    }, IDLE);
  };

  // The copy at the printer. It is let go of when fields are typed in again, or nobody has typed for five minutes.
  let printer = null;
  const drop = () => {
    if (!printer) return;
    URL.revokeObjectURL(printer.src);
    printer.remove();
    printer = null;
  };
  const print = (blob) => {
    drop();
    printer = document.createElement("iframe");
    printer.className = "printer";
    printer.setAttribute("aria-hidden", "true");
    printer.tabIndex = -1;
    printer.title = said.printed;
    printer.addEventListener("load", () => {
      printer.contentWindow.focus();
      printer.contentWindow.print();
    }, { once: true });
    printer.src = URL.createObjectURL(blob);
    document.body.append(printer);
  };
  const save = (blob, name) => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  };

  let checking = 0;
  form.addEventListener("input", (event) => {
    refresh();
    say("");
    if (inputs.includes(event.target)) {
      drop();
      clearTimeout(checking);
      checking = setTimeout(check, 250);
    }
    if (event.target.name === "language") {
      const title = document.getElementById("title");
      title.textContent = event.target.dataset.title;
      title.lang = event.target.value;
      title.dir = event.target.dataset.dir;
    }
    wait();
  });
  for (const input of inputs) {
    input.addEventListener("blur", () => {
      touched.add(input);
      clearTimeout(checking);
      checking = setTimeout(check, 50);
    });
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const action = event.submitter ? event.submitter.value : "print";
    const buttons = [...form.querySelectorAll("button")];
    const wrong = action === "blank" ? [] : halfTyped();
    if (wrong.length) {
      show([], true);
      return summarize(wrong);
    }
    for (const button of buttons) button.disabled = true;
    try {
      const answer = await post("/pdf", body({ as: action }), "application/pdf");
      if (answer.ok) {
        const blob = await answer.blob();
        const name = /filename="([^"]+)"/.exec(answer.headers.get("content-disposition") || "");
        if (action === "download") save(blob, name ? name[1] : "handout.pdf");
        else print(blob);
        clear(action === "download" ? said.downloaded : said.printed);
      } else if (answer.status === 422) {
        const { problems, message } = await answer.json();
        show(problems, true);
        summarize(problems.filter(({ field }) => field), message);
      } else {
        say(answer.status === 503 ? said.busy : await answer.text());
      }
    } catch {
      say(said.silent);
    }
    for (const button of buttons) button.disabled = false;
    form.dispatchEvent(new CustomEvent("done"));
  });

  // What a browser filled in by itself, or kept from another visit, is some other patient's.
  addEventListener("pageshow", () => {
    if (summary.hidden) for (const input of inputs) input.value = "";
    refresh();
    wait();
  });
  addEventListener("pagehide", drop);
  let width = pages.clientWidth;
  addEventListener("resize", () => {
    if (Math.abs(pages.clientWidth - width) < 8) return;
    width = pages.clientWidth;
    refresh();
  });
}
