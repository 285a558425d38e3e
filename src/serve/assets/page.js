// Everything works without this script but the pages while typing. Values go to the server that the page came from, in
// bodies, and nowhere else: nothing is put into an address, a cookie or the browser's storage.
import { drop, nameOf, pictures, print, save, summarize, unsummarize, whenIdle } from "./desk.js";
import { empty, isFilled, lists } from "./lists.js";
import { printers } from "./printer.js";

const form = document.getElementById("copy");
if (form) {
  const base = form.action.replace(/\/pdf$/, "");
  const said = form.dataset;
  const pages = document.getElementById("pages");
  const status = document.getElementById("status");
  const summary = document.getElementById("summary");
  const inputs = () => [...form.querySelectorAll("[data-label]")];
  const resetLists = lists(form);
  const touched = new Set();

  // The form as the server reads it. A date that is half typed has no value, so it is reported here.
  const body = (more) => {
    const data = new URLSearchParams(new FormData(form));
    for (const [name, value] of Object.entries(more || {})) data.set(name, value);
    return data;
  };
  const post = (path, data, accept) =>
    fetch(base + path, { method: "POST", body: data, cache: "no-store", headers: accept ? { Accept: accept } : {} });

  const say = (text, kind) => {
    status.textContent = text;
    status.dataset.kind = kind || "";
  };
  const ask = (page, width, have) => post("/preview", body({ page, width, have }));
  const { refresh, seen } = pictures(pages, said, ask, (text) => {
    if (text || status.dataset.kind === "preview") say(text, "preview");
  });

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
    const bad = inputs().filter((input) => input.validity.badInput);
    return bad.map((input) => ({
      field: input.name.slice("field.".length),
      text: (input.type === "time" ? said.time : said.date).replace("{label}", input.dataset.label),
    }));
  };
  const show = (problems, everything) => {
    const all = [...halfTyped(), ...problems];
    for (const input of inputs()) {
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
  const list = (problems, message, id) =>
    summarize(
      [...problems.map(({ field, text }) => ({ id: "field-" + field, text })), ...(message ? [{ id, text: message }] : [])],
      said.error
    );

  // Fields are emptied after printing, and when nobody has typed for five minutes.
  const clear = (text) => {
    checks++;
    resetLists();
    for (const input of inputs()) {
      empty(input);
      mark(input, "");
    }
    touched.clear();
    clearTimeout(checking);
    document.getElementById("identifier").hidden = true;
    unsummarize(said.error);
    say(text);
    refresh();
  };
  const wait = whenIdle(() => {
    drop();
    if (inputs().some(isFilled)) clear(said.cleared);
  });

  // Where a second copy begins is asked only when there is one.
  const also = document.getElementById("also");
  const more = () => {
    document.getElementById("for-fronts").hidden = !also.value;
  };
  if (also) more();

  const sending = printers(form);
  let checking = 0;
  form.addEventListener("input", (event) => {
    refresh();
    say("");
    const isList = event.target.matches("[data-list]");
    if (isList || event.target.matches("[data-label]")) {
      drop();
      // An answer on its way may mean items by other numbers.
      checks++;
      if (isList) unsummarize(said.error);
      clearTimeout(checking);
      checking = setTimeout(check, 250);
    }
    if (event.target.id === "also") more();
    if (event.target.name === "language") {
      const title = document.getElementById("title");
      title.textContent = event.target.dataset.title;
      title.lang = event.target.value;
      title.dir = event.target.dataset.dir;
    }
    wait();
  });
  form.addEventListener("focusout", ({ target }) => {
    if (!target.matches("[data-label]")) return;
    touched.add(target);
    clearTimeout(checking);
    checking = setTimeout(check, 50);
  });

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const action = event.submitter ? event.submitter.value : "print";
    const buttons = [...form.querySelectorAll("button")];
    const wrong = action === "blank" ? [] : halfTyped();
    if (wrong.length) {
      show([], true);
      return list(wrong);
    }
    for (const button of buttons) button.disabled = true;
    say(action === "download" ? "" : sending());
    try {
      const answer = await post("/pdf", body({ as: action, ...seen() }), "application/pdf");
      if (answer.ok && answer.headers.get("content-type") === "application/json") {
        // A printer has it.
        const { message, note } = await answer.json();
        clear(`${message} ${note}`.trim());
      } else if (answer.ok) {
        const blob = await answer.blob();
        if (action === "download") save(blob, nameOf(answer, "handout.pdf"));
        else print(blob, said.printed);
        clear(action === "download" ? said.downloaded : said.printed);
      } else if (answer.status === 422 || answer.status === 502) {
        const { problems, message } = await answer.json();
        say("");
        show(problems, true);
        list(problems.filter(({ field }) => field), message, answer.status === 502 ? "printer" : "");
        refresh();
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
    if (summary.hidden) {
      resetLists();
      inputs().forEach(empty);
    }
    refresh();
    wait();
  });
}
