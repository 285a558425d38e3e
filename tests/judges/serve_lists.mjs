// Drives Chromium through the pages for a whole sheet and for writing handouts, by mouse and by keyboard, in three
// languages. Arguments: the nurses' address, that of a server with --edit, its folder, and a folder for what is made.
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { LANGUAGES, SECRET, drawn, expect, fault, finish, focused, listen, look as lookAt, open, prepare, tabTo } from "./serve_browser.mjs";

const [base, editing, folder, out] = process.argv.slice(2);
const profile = join(out, "profile-lists");
const context = await open(profile);
const page = await context.newPage();
listen(page);
let bytes = null;
await prepare(page, (body) => (bytes = body));
const look = (name, options) => lookAt(page, out, name, options);

// A sheet as a hospital's program writes it, with rows to mend.
const rows = [
  ["Patient", "MRN", "Appointment", "Arrive at", "Language", "Ward"],
  [SECRET, "00418-2273", "12/1/2026", "8:15 AM", "es", "7 West"],
  ["Inés Quaxley Robledo", "00418-2274", "12/1/2026", "9:15 AM", "es", "7 West"],
  ["سلمى Quaxley الحداد", "00418-2290", "12/2/2026", "10:00 AM", "ar", "7 East"],
  ["", "00418-2291", "12/2/2026", "10:30 AM", "en", "7 East"],
  ["Teo Quaxley", "00418-2292", "13/40/2026", "11:00 AM", "en", "7 East"],
  ["Ana Quaxley", "00418-2293", "12/2/2026", "25:00", "xx", "7 East"],
];
const sheet = join(out, "sheet.csv");
await writeFile(sheet, rows.map((row) => row.join(",")).join("\n") + "\n");
const wrong = join(out, "wrong.csv");
await writeFile(wrong, `Patient\n"${SECRET}\n`);

const pdfOf = (body) => {
  let rest = body;
  for (;;) {
    const end = rest.indexOf(10);
    const line = JSON.parse(rest.subarray(0, end).toString());
    rest = rest.subarray(end + 1);
    if (line.pdf !== undefined) return rest;
  }
};
const checked = (good, bad) => page.waitForFunction(([good, bad]) => {
  const numbers = (document.getElementById("status").textContent.match(/\d+/g) || []).map(Number);
  return numbers[0] === good && numbers[1] === bad;
}, [good, bad], { timeout: 20000 }).catch(() => fault(`there are not ${good} copies and ${bad} rows to mend`));
const printed = async (act, name) => {
  bytes = null;
  const [response] = await Promise.all([page.waitForResponse((response) => response.url().endsWith("/pdf")), act()]);
  expect(response.status() === 200, `${name}: the PDF has status ${response.status()}`);
  expect(response.headers()["cache-control"] === "no-store", `${name}: the PDF may be cached`);
  await page.waitForFunction(() => window.prints === 1, null, { timeout: 20000 }).catch(() => fault(`${name}: nothing is printed`));
  await writeFile(join(out, `${name}.pdf`), pdfOf(bytes));
  expect((await page.inputValue("#sheet")) === "", `${name}: the sheet is not let go of after printing`);
  expect(await page.isHidden("#columns"), `${name}: the columns stay after printing`);
};

// The window for files. The debugger may begin to watch for it a moment after it was asked to, so there are several tries.
const chosen = async (tag) => {
  for (let tries = 0; tries < 4; tries++) {
    const opened = page.waitForEvent("filechooser", { timeout: 4000 }).catch(() => null);
    await page.waitForTimeout(200);
    await page.keyboard.press("Space");
    const chooser = await opened;
    if (chooser) return chooser;
  }
  throw new Error(`${tag}: no window for files opens`);
};

for (const [tag, direction] of Object.entries(LANGUAGES)) {
  // By mouse.
  await page.goto(`${base}handouts/bone-marrow-test?language=en&ui=${tag}`);
  await page.click(".list a");
  await page.waitForSelector("#batch");
  expect((await page.getAttribute("html", "dir")) === direction, `${tag}: the page's direction`);
  await look(`list-empty-${tag}`);
  await page.click("button[value=print]");
  await page.waitForSelector("#summary:not([hidden])");
  await look(`list-none-${tag}`, { shot: false });
  await page.setInputFiles("#sheet", wrong);
  await page.waitForFunction(() => document.querySelector("#summary .reason"));
  await look(`list-wrong-${tag}`);
  await page.setInputFiles("#sheet", sheet);
  await checked(4, 2);
  await page.click("#batch > details summary");
  await page.selectOption("#date_format", "mdy");
  await page.selectOption("[id='column.test_date']", { label: "Appointment" });
  await checked(3, 3);
  await drawn(page);
  await page.click("#next");
  await page.waitForFunction(() => document.getElementById("which").textContent.includes("2"));
  await page.waitForTimeout(500);
  await look(`list-${tag}`);
  await printed(() => page.click("button[value=print]"), `list-mouse-${tag}`);
  expect(await page.isVisible("#rows"), `${tag}: the rows to mend are not there after printing`);
  await look(`list-printed-${tag}`);
  const [download] = await Promise.all([page.waitForEvent("download"), page.click("#mend")]);
  expect(download.suggestedFilename() === "rows-to-mend.xlsx", `${tag}: the workbook is called ${download.suggestedFilename()}`);
  await download.saveAs(join(out, `mend-${tag}.xlsx`));

  // By keyboard alone.
  await page.goto(`${base}handouts/bone-marrow-test/batch?language=en&ui=${tag}`);
  await tabTo(page, tag, ({ id }) => id === "sheet");
  await (await chosen(tag)).setFiles(sheet);
  await checked(4, 2);
  await tabTo(page, tag, ({ tagName }) => tagName === "SUMMARY");
  await page.keyboard.press("Enter");
  await tabTo(page, tag, ({ id }) => id === "date_format");
  await page.keyboard.press("ArrowDown");
  await tabTo(page, tag, ({ id }) => id === "column.test_date");
  await page.keyboard.type("App");
  await checked(3, 3);
  await tabTo(page, tag, ({ value }) => value === "print");
  await printed(() => page.keyboard.press("Enter"), `list-keyboard-${tag}`);
}

// Nothing is done for five minutes.
await page.clock.install();
await page.goto(`${base}handouts/bone-marrow-test/batch?language=en&ui=en`);
await page.setInputFiles("#sheet", sheet);
await checked(4, 2);
await page.clock.fastForward(4 * 60 * 1000);
expect((await page.inputValue("#sheet")) !== "", "the sheet is let go of too early");
await page.clock.fastForward(61 * 1000);
expect((await page.inputValue("#sheet")) === "" && (await page.isHidden("#rows")), "the sheet is not let go of after five minutes");
await look("list-idle", { shot: false });

// Writing handouts.
const file = join(folder, "bone-marrow-test.en.yaml");
const own = await context.newPage();
listen(own);
const text = () => own.inputValue("#text");
const select = () => own.$eval("#text", ({ value, selectionStart }) => value.slice(0, selectionStart).split("\n").length);
for (const [tag, direction] of Object.entries(LANGUAGES)) {
  await own.goto(`${editing}handouts/bone-marrow-test?language=en&ui=${tag}`);
  await own.click(".list a[href^='/edit']");
  await own.waitForSelector("#edit");
  expect((await own.getAttribute("html", "dir")) === direction, `${tag}: the direction of the page to write in`);
  await drawn(own);
  await lookAt(own, out, `edit-${tag}`);
  const before = await text();

  // An error, and the way to its line, by keyboard.
  await tabTo(own, tag, ({ id }) => id === "text");
  await own.keyboard.press("Control+End");
  await own.keyboard.type("colour: red");
  await own.waitForSelector(".error-item");
  expect(await own.isVisible(".stale"), `${tag}: the pages are not said to be older`);
  await lookAt(own, out, `edit-error-${tag}`);
  await own.keyboard.press("Control+s");
  await own.waitForSelector("#question:not([hidden])");
  await lookAt(own, out, `edit-broken-${tag}`);
  expect((await readFile(file, "utf8")) === before, `${tag}: an error is saved without being asked for`);
  await tabTo(own, tag, ({ tagName, text }) => tagName === "BUTTON" && /\d+.*\d+/.test(text));
  await own.keyboard.press("Enter");
  expect((await focused(own)).id === "text", `${tag}: a problem's line does not lead to the text`);
  expect((await select()) === before.split("\n").length, `${tag}: a problem leads to line ${await select()}`);

  // Mended and saved.
  await own.fill("#text", before.replace(/^title: .*$/m, `title: A new title ${tag}`));
  await own.waitForFunction(() => document.querySelectorAll(".error-item").length === 0);
  await own.waitForFunction(() => document.querySelector(".stale").hidden);
  await own.focus("#text");
  await own.keyboard.press("Control+s");
  await own.waitForFunction((said) => document.getElementById("status").textContent === said, await own.getAttribute("#edit", "data-saved"));
  expect((await readFile(file, "utf8")).includes(`title: A new title ${tag}`), `${tag}: the text is not saved`);

  // Somebody else writes the file.
  const theirs = (await readFile(file, "utf8")) + "\n# somebody else\n";
  await writeFile(file, theirs);
  await own.fill("#text", before);
  await own.focus("#text");
  await own.keyboard.press("Control+s");
  await own.waitForSelector("#question:not([hidden])");
  expect((await readFile(file, "utf8")) === theirs, `${tag}: somebody else's text was replaced`);
  await lookAt(own, out, `edit-conflict-${tag}`, { shot: tag !== "es" });
  await own.click("#question button >> nth=0");
  expect((await text()) === theirs, `${tag}: the file's text is not taken`);
  await own.fill("#text", before);
  await own.click("#save");
  await own.waitForFunction((said) => document.getElementById("status").textContent === said, await own.getAttribute("#edit", "data-saved"));
  expect((await readFile(file, "utf8")) === before, `${tag}: the text is not as it was`);
}
await finish(context, page, [base, editing], profile);
