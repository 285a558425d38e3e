// Copies for a whole sheet. The sheet stays in this page's memory: the server gets it with each question, in a body, and
// lets go of it with the answer.
import { drop, inEnglish, nameOf, pictures, print, save, summarize, unsummarize, whenIdle } from "./desk.js";
import { printers } from "./printer.js";

const form = document.getElementById("batch");
const said = form.dataset;
const at = (id) => document.getElementById(id);
const input = at("sheet");
const status = at("status");
const progress = at("progress");
printers(form, { list: "on" });
const selects = [...form.querySelectorAll("#columns select")];
const firsts = new Map(selects.map((select) => [select, select.options[0]]));
const LARGEST = 8 * 1024 * 1024;

let sheet = null;
let known = null;
let copy = 1;
// The rows to mend, where they were fetched before the sheet was let go of.
let mended = null;

const say = (text) => {
  if (status.textContent !== text) status.textContent = text;
};
const fill = (text, values) => Object.entries(values).reduce((text, [name, value]) => text.replace(`{${name}}`, value), text);

// One line with what was chosen, and the file.
const body = (more) => {
  const data = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (typeof value === "string") data.append(name, value);
  if (/\.csv$/i.test(sheet.name)) data.set("named", "csv");
  for (const [name, value] of Object.entries(more || {})) data.set(name, value);
  return new Blob([data.toString(), "\n", sheet.bytes]);
};
const post = (path, more) =>
  fetch(form.action + path, {
    method: "POST",
    body: body(more),
    cache: "no-store",
    headers: { "Content-Type": "application/octet-stream" },
  });

// What is wrong with the sheet as a whole. What is wrong with the choices comes while these are made, so it is said
// where they are, and only at the end at the top.
const refused = async (answer) => {
  if (answer.status !== 422) return { text: answer.status === 503 ? said.busy : await answer.text() };
  const { message, column, reason } = await answer.json();
  return { id: column || "sheet", text: message, reason, column };
};

const ask = (page, width, have) => (sheet && known && known.good ? post("/preview", { copy, page, width, have }) : null);
const { refresh, seen } = pictures(at("pages"), said, ask, (text) => text && say(text));

const turn = () => {
  const count = known ? known.good : 0;
  copy = Math.max(1, Math.min(copy, count));
  at("none").hidden = count > 0;
  document.querySelector(".turn").hidden = count < 2;
  const which = count ? fill(said.copy, { copy, copies: count }) : "";
  if (at("which").textContent !== which) at("which").textContent = which;
  // A disabled button would lose the keyboard's place.
  at("previous").setAttribute("aria-disabled", copy <= 1);
  at("next").setAttribute("aria-disabled", copy >= count);
};
for (const [id, step] of [["previous", -1], ["next", 1]]) {
  at(id).addEventListener("click", () => {
    if (at(id).getAttribute("aria-disabled") === "true") return;
    copy += step;
    turn();
    refresh();
  });
}

const list = (rows, more) => {
  const items = rows.map(({ row, problems }) => {
    const item = document.createElement("li");
    const name = document.createElement("strong");
    name.textContent = row;
    item.append(name);
    for (const { text, reason } of problems) {
      const line = document.createElement("span");
      line.className = "what";
      line.textContent = text;
      if (reason) line.append(inEnglish(reason));
      item.append(line);
    }
    return item;
  });
  document.querySelector("#rows ul").replaceChildren(...items);
  const rest = document.querySelector("#rows .more");
  rest.hidden = !more;
  rest.textContent = more ? fill(said.more, { count: more }) : "";
  at("rows").hidden = items.length === 0;
  at("mend").hidden = !sheet && !mended;
};

// Which rows make copies. What changes while this is found out is looked at next.
let turns = 0;
const check = async () => {
  const own = ++turns;
  if (!sheet) return;
  say(said.reading);
  try {
    const answer = await post("/check");
    if (own !== turns) return;
    if (!answer.ok) {
      known = null;
      const problem = await refused(answer);
      list([], 0);
      if (problem.column) say(problem.text);
      else summarize([problem], said.error);
      if (!problem.column) say("");
    } else {
      known = await answer.json();
      if (own !== turns) return;
      unsummarize(said.error);
      list(known.rows, known.more);
      say(fill(said.checked, { good: known.good, bad: known.bad }));
    }
  } catch {
    say(said.silent);
  }
  const named = at("named-only");
  named.hidden = !known || !known.namedOnly;
  named.textContent = named.hidden ? "" : fill(said.named, { count: known.namedOnly });
  turn();
  refresh();
};

// What the columns are: all headings in all selects, as guessed.
const look = async () => {
  const own = ++turns;
  known = null;
  copy = 1;
  unsummarize(said.error);
  list([], 0);
  say(said.reading);
  let problem = null;
  try {
    const answer = await post("/columns");
    if (own !== turns) return;
    if (answer.ok) {
      const { standard, columns } = await answer.json();
      for (const select of selects) {
        select.replaceChildren(firsts.get(select));
        columns.forEach(({ name, fills }, index) => {
          const option = new Option(name || String(index + 1), index);
          option.dir = "auto";
          option.selected = fills === select.name;
          select.append(option);
        });
      }
      at("columns").hidden = false;
      at("selects").hidden = standard;
      at("columns-hint").hidden = standard;
      at("standard").hidden = !standard;
      return check();
    }
    problem = await refused(answer);
  } catch {
    problem = { text: said.silent };
  }
  at("columns").hidden = true;
  say("");
  turn();
  refresh();
  summarize([problem], said.error);
};

const clear = (text) => {
  turns++;
  sheet = null;
  known = null;
  input.value = "";
  at("worksheet").value = "";
  for (const select of selects) select.replaceChildren(firsts.get(select));
  at("columns").hidden = true;
  at("named-only").hidden = true;
  list([], 0);
  turn();
  refresh();
  say(text);
};
const wait = whenIdle(() => {
  drop();
  mended = null;
  clear(sheet ? said.cleared : "");
});

input.addEventListener("change", async () => {
  wait();
  drop();
  mended = null;
  const file = input.files[0];
  if (!file) return clear("");
  if (file.size > LARGEST) {
    clear("");
    return summarize([{ id: "sheet", text: said.large }], said.error);
  }
  // Read once: a file that is changed meanwhile is another sheet.
  sheet = { name: file.name, bytes: await file.arrayBuffer() };
  look();
});
form.addEventListener("change", (event) => {
  wait();
  if (!sheet || event.target === input || event.target.id === "duplex" || /^printer/.test(event.target.name)) return;
  if (["date_format", "encoding", "sheet"].includes(event.target.name) && event.target.name !== "date_format") look();
  else check();
});
addEventListener("keydown", wait);
addEventListener("pointerdown", wait);

at("mend").addEventListener("click", async () => {
  wait();
  if (mended) return save(mended.blob, mended.name);
  if (!sheet) return;
  try {
    const answer = await post("/rejects");
    if (answer.ok) save(await answer.blob(), nameOf(answer, "rows-to-mend.xlsx"));
    else say((await refused(answer)).text);
  } catch {
    say(said.silent);
  }
});

// The PDF: lines of JSON while it is made, and then its bytes.
const receive = async (answer) => {
  const reader = answer.body.getReader();
  const decoder = new TextDecoder();
  let rest = new Uint8Array(0);
  for (;;) {
    const { done, value } = await reader.read();
    if (done) throw new Error("the answer ended early");
    const joined = new Uint8Array(rest.length + value.length);
    joined.set(rest);
    joined.set(value, rest.length);
    rest = joined;
    for (let end = rest.indexOf(10); end >= 0; end = rest.indexOf(10)) {
      const line = JSON.parse(decoder.decode(rest.subarray(0, end)));
      rest = rest.slice(end + 1);
      if (line.message || line.sent) return line;
      if (line.pdf === undefined) {
        progress.max = line.of;
        progress.value = line.done;
        say(fill(said.making, { done: line.done, of: line.of }));
        continue;
      }
      const parts = [rest];
      let length = rest.length;
      while (length < line.pdf) {
        const { done, value } = await reader.read();
        if (done) throw new Error("the answer ended early");
        parts.push(value);
        length += value.length;
      }
      return { ...line, blob: new Blob(parts, { type: "application/pdf" }) };
    }
  }
};

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const action = event.submitter ? event.submitter.value : "print";
  wait();
  if (!sheet) return summarize([{ id: "sheet", text: said.sheet }], said.error);
  const buttons = [...form.querySelectorAll("button")];
  for (const button of buttons) button.disabled = true;
  progress.removeAttribute("value");
  progress.hidden = false;
  say(said.reading);
  try {
    // The rows to mend outlast the sheet.
    let rejected = null;
    if (known && known.bad) {
      const answer = await post("/rejects");
      if (answer.ok) rejected = { blob: await answer.blob(), name: nameOf(answer, "rows-to-mend.xlsx") };
    }
    const answer = await post("/pdf", { as: action, ...seen() });
    if (!answer.ok) {
      say("");
      summarize([await refused(answer)], said.error);
      refresh();
    } else {
      const made = await receive(answer);
      if (made.message) {
        say("");
        summarize([{ id: made.column || "sheet", text: made.message }], said.error);
        list(made.rows || [], 0);
      } else {
        const text = made.sent || (action === "download" ? said.downloaded : said.printed);
        if (made.sent) drop();
        else if (action === "download") save(made.blob, form.action.split("/").at(-2) + ".copies.pdf");
        else print(made.blob, text);
        const { bad, rows, more } = known || { bad: 0, rows: [], more: 0 };
        mended = rejected;
        unsummarize(said.error);
        clear(`${fill(said.checked, { good: made.copies, bad: bad + made.late })} ${text}`);
        list([...rows, ...made.rows], more);
      }
    }
  } catch {
    say(said.silent);
  }
  progress.hidden = true;
  for (const button of buttons) button.disabled = false;
});

addEventListener("pageshow", () => {
  input.value = "";
  wait();
});
