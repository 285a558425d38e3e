// A handout's text beside its pages and problems. Nothing here is a patient's.
import { pictures } from "./desk.js";

const form = document.getElementById("edit");
const said = form.dataset;
const text = document.getElementById("text");
const numbers = document.querySelector(".numbers");
const status = document.getElementById("status");
const question = document.getElementById("question");
let digest = said.digest;
let saved = text.value;

const say = (message) => {
  if (status.textContent !== message) status.textContent = message;
};
const fill = (text, values) => Object.entries(values).reduce((text, [name, value]) => text.replace(`{${name}}`, value), text);
const post = (path, more) => {
  const data = new URLSearchParams({ file: said.file, ...(more || {}) });
  const body = new Blob([data.toString(), "\n", text.value]);
  return fetch(form.action + path, { method: "POST", body, cache: "no-store", headers: { "Content-Type": "application/octet-stream" } });
};

// Line numbers beside the lines.
const number = () => {
  const count = text.value.split("\n").length;
  if (numbers.childElementCount !== count) {
    numbers.replaceChildren(...Array.from({ length: count }, (_, index) => {
      const line = document.createElement("div");
      line.textContent = index + 1;
      return line;
    }));
  }
  numbers.scrollTop = text.scrollTop;
};
text.addEventListener("scroll", () => (numbers.scrollTop = text.scrollTop));

// Where a line and a column are in the text. Columns count characters, and the browser counts halves of some.
const offset = ([line, column]) => {
  const lines = text.value.split("\n");
  const before = lines.slice(0, line - 1).reduce((sum, line) => sum + line.length + 1, 0);
  return before + [...(lines[line - 1] || "")].slice(0, column - 1).join("").length;
};
const go = ({ start, end }) => {
  text.focus();
  text.setSelectionRange(offset(start), Math.max(offset(end || start), offset(start)));
  // The browser need not scroll to what is selected by a script.
  const height = parseFloat(getComputedStyle(text).lineHeight);
  text.scrollTop = Math.max(0, (start[0] - 1) * height - text.clientHeight / 3);
  text.scrollLeft = 0;
};

const list = (problems) => {
  const errors = problems.filter(({ error }) => error).length;
  const count = problems.length ? fill(said.count, { errors, warnings: problems.length - errors }) : said.none;
  const told = document.getElementById("count");
  if (told.textContent !== count) told.textContent = count;
  const lines = new Map();
  const items = problems.map((problem) => {
    const item = document.createElement("li");
    item.className = problem.error ? "error-item" : "warning-item";
    const kind = document.createElement("strong");
    kind.textContent = problem.error ? said.error : said.warning;
    item.append(kind, " ");
    if (problem.start) {
      lines.set(problem.start[0], problem.error || lines.get(problem.start[0]) || false);
      const link = document.createElement("button");
      link.type = "button";
      link.className = "place";
      link.textContent = fill(said.place, { line: problem.start[0], column: problem.start[1] });
      link.addEventListener("click", () => go(problem));
      item.append(link);
    } else if (problem.file) {
      const file = document.createElement("bdi");
      file.textContent = problem.file;
      item.append(file);
    }
    // Diagnostics are in English.
    const message = document.createElement("p");
    message.lang = "en";
    message.dir = "ltr";
    message.textContent = [problem.message, problem.label].filter(Boolean).join(": ");
    item.append(message);
    for (const hint of problem.hints) {
      const line = document.createElement("p");
      line.className = "hint";
      line.lang = "en";
      line.dir = "ltr";
      line.textContent = hint;
      item.append(line);
    }
    return item;
  });
  document.querySelector(".problems ul").replaceChildren(...items);
  [...numbers.children].forEach((line, index) => {
    line.className = lines.has(index + 1) ? (lines.get(index + 1) ? "bad" : "odd") : "";
  });
};

const stale = document.querySelector(".stale");
const ask = (page, width, have) => (stale.hidden ? post("/preview", { page, width, have }) : undefined);
const { refresh } = pictures(document.getElementById("pages"), said, ask, (problem) => problem && say(problem));

let turns = 0;
const check = async () => {
  const own = ++turns;
  try {
    const answer = await post("/check");
    if (own !== turns) return;
    if (!answer.ok) return say(answer.status === 503 ? said.busy : await answer.text());
    const { problems, pages } = await answer.json();
    if (own !== turns) return;
    list(problems);
    // With an error there are no pages: those from before it stay.
    stale.hidden = pages > 0;
    if (pages) refresh();
  } catch {
    say(said.silent);
  }
};

const choose = (message, choices) => {
  question.querySelector("p").textContent = message;
  question.querySelector(".actions").replaceChildren(...choices.map(([label, act]) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = label;
    button.addEventListener("click", () => {
      question.hidden = true;
      act();
    });
    return button;
  }));
  question.hidden = false;
  question.focus();
};

const save = async (more) => {
  const sent = text.value;
  question.hidden = true;
  try {
    const answer = await post("/save", { digest, ...(more || {}) });
    if (answer.ok) {
      ({ digest } = await answer.json());
      saved = sent;
      say(text.value === saved ? said.saved : said.unsaved);
    } else if (answer.status === 409) {
      const theirs = await answer.json();
      choose(said.conflict, [
        [said.theirs, () => {
          text.value = saved = theirs.text;
          digest = theirs.digest;
          changed();
          text.focus();
        }],
        [said.mine, () => {
          digest = theirs.digest;
          document.getElementById("save").focus();
        }],
      ]);
    } else if (answer.status === 422) {
      list((await answer.json()).problems);
      choose(said.broken, [[said.anyway, () => save({ anyway: "yes" })]]);
    } else {
      say(answer.status === 503 ? said.busy : await answer.text());
    }
  } catch {
    say(said.silent);
  }
};

let checking = 0;
const changed = () => {
  number();
  say(text.value === saved ? "" : said.unsaved);
  clearTimeout(checking);
  checking = setTimeout(check, 200);
};
text.addEventListener("input", changed);
form.addEventListener("submit", (event) => {
  event.preventDefault();
  save();
});
addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "s") {
    event.preventDefault();
    save();
  }
});
addEventListener("beforeunload", (event) => {
  if (text.value !== saved) event.preventDefault();
});
addEventListener("pageshow", () => {
  // A browser that restores what was typed must not take it for the file's text.
  number();
  check();
});
