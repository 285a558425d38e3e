// Drives Chromium through the nurse's page, by mouse and by keyboard alone, in three languages; has axe-core look at every
// state; takes screenshots; and looks for a patient's values in addresses, storage and the browser's own files.
// Arguments: the page's address, and a folder for PDFs, screenshots and the browser's profile.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { SECRET, drawn as drawnOn, expect, fault, finish, focused as focusedOn, listen, look as lookAt, open, prepare, tabTo as tabOn } from "./serve_browser.mjs";

const [base, out] = process.argv.slice(2);
const profile = join(out, "profile");

const WORDS = {
  en: { name: "English", search: "marrow", blank: "Print a blank copy" },
  es: { name: "Español", search: "medula", blank: "Imprimir una copia en blanco" },
  ar: { name: "العربية", search: "شفط", blank: "طباعة نسخة فارغة" },
};

const context = await open(profile);
let page = await context.newPage();
listen(page);
const look = (name, options) => lookAt(page, out, name, options);
const drawn = () => drawnOn(page);
const focused = () => focusedOn(page);
let bytes = null;
await prepare(page, (body) => (bytes = body));
const printed = async (act, name) => {
  bytes = null;
  const [response] = await Promise.all([page.waitForResponse((response) => response.url().endsWith("/pdf")), act()]);
  expect(response.status() === 200, `${name}: the PDF has status ${response.status()}`);
  expect(response.headers()["cache-control"] === "no-store", `${name}: the PDF may be cached`);
  await page.waitForFunction(() => window.prints === 1, null, { timeout: 10000 }).catch(() => fault(`${name}: nothing is printed`));
  await writeFile(join(out, `${name}.pdf`), bytes);
  const left = await page.$$eval("#copy [data-label]", (inputs) => inputs.map((input) => input.value).join(""));
  expect(left === "", `${name}: the fields are not cleared after printing`);
};

for (const [tag, words] of Object.entries(WORDS)) {
  // By mouse.
  await page.goto(base);
  await page.click(tag === "en" ? "h1" : `header nav >> text=${words.name}`);
  expect((await page.getAttribute("html", "lang")) === tag, `${tag}: the page's language`);
  expect((await page.getAttribute("html", "dir")) === (tag === "ar" ? "rtl" : "ltr"), `${tag}: the page's direction`);
  await look(`home-${tag}`);
  await page.click("#q");
  await page.keyboard.type("zzz");
  expect(await page.isVisible(".none"), `${tag}: says that nothing is found`);
  await look(`home-none-${tag}`, { shot: false });
  await page.fill("#q", words.search);
  expect((await page.$$(".topics > li:not([hidden])")).length === 1, `${tag}: one handout is found`);
  await page.click(".topics > li:not([hidden]) h2 a");
  await drawn();
  await look(`blank-${tag}`);
  await page.click("#language-es");
  await page.click("#text-large");
  await page.click("#text-standard");
  await page.click("#field-name");
  await page.keyboard.type(SECRET);
  await page.waitForSelector("#identifier:not([hidden])");
  await page.fill("#field-test_date", "2026-12-01");
  await page.fill("#field-arrive_at", "08:15");
  await page.click("#field-mrn");
  await page.keyboard.type("00418-2273");
  await page.waitForSelector("#identifier[hidden]", { state: "attached" });
  await page.waitForTimeout(500);
  await look(`filled-${tag}`);
  await printed(() => page.click("button[value=print]"), `mouse-${tag}`);
  await look(`printed-${tag}`, { shot: false });

  // By keyboard alone.
  await page.goto(base);
  expect(await page.evaluate(() => document.activeElement.id === "q"), `${tag}: the search has the focus`);
  await page.keyboard.type(words.search);
  const tabTo = (is) => tabOn(page, tag, is);
  await tabTo(({ tagName, text }) => tagName === "A" && text.length > 12);
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
  await drawn();
  await tabTo(({ name }) => name === "language");
  await page.keyboard.press("ArrowDown");
  await tabTo(({ id }) => id === "field-mrn");
  await page.keyboard.type("7");
  await page.keyboard.press("Enter");
  await page.waitForSelector("#summary:not([hidden])");
  expect(await page.evaluate(() => document.activeElement.id === "summary"), `${tag}: the summary has the focus`);
  await look(`problem-${tag}`);
  await page.focus("#summary");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  expect((await focused()).id === "field-name", `${tag}: the link leads to its field`);
  await page.keyboard.type(SECRET);
  await tabTo(({ id }) => id === "field-test_date");
  await page.keyboard.type("12012026");
  await tabTo(({ id }) => id === "field-arrive_at");
  await page.keyboard.type("0815AM");
  await tabTo(({ value }) => value === "print");
  await printed(() => page.keyboard.press("Enter"), `keyboard-${tag}`);
}

// Without a keystroke for five minutes.
await page.clock.install();
await page.goto(`${base}handouts/bone-marrow-test?ui=en`);
await page.click("#field-name");
await page.keyboard.type(SECRET);
await page.clock.fastForward(4 * 60 * 1000);
expect((await page.inputValue("#field-name")) === SECRET, "the fields are cleared too early");
await page.clock.fastForward(61 * 1000);
expect((await page.inputValue("#field-name")) === "", "the fields are not cleared after five minutes");
await look("cleared", { shot: false });
await page.goto(`${base}nothing`);
await look("not-found");

// From the last keystroke to the new picture.
await page.close();
page = await context.newPage();
listen(page);
await page.goto(`${base}handouts/bone-marrow-test?language=en&ui=en`);
await drawn();
await page.focus("#field-name");
const times = [];
for (let round = 0; round < 120; round++) {
  if (round % 40 === 0) {
    // A name that is too long for its line is not drawn, so no picture would come.
    await page.fill("#field-name", "");
    await page.waitForTimeout(500);
  }
  await page.evaluate(() => {
    window.took = new Promise((resolve) => {
      let begun = 0;
      document.getElementById("field-name").addEventListener("input", () => (begun = performance.now()), { once: true, capture: true });
      document.getElementById("pages").addEventListener("drawn", () => resolve(performance.now() - begun), { once: true });
    });
  });
  await page.keyboard.press(round % 20 === 19 ? "Backspace" : "abcdefghij"[round % 10]);
  times.push(await page.evaluate(() => window.took));
  await page.waitForTimeout(120);
}
times.sort((a, b) => a - b);
const at = (share) => times[Math.floor(times.length * share)].toFixed(1);
console.log(`keystroke to picture: p50 ${at(0.5)} ms, p90 ${at(0.9)} ms, p99 ${at(0.99)} ms`);

await finish(context, page, [base], profile);
