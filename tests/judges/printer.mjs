// Drives Chromium through printing without a window: the printers of the page, what each can do, a copy that is sent, a printer
// that is off, and the copies of a list; in three languages, with axe-core and screenshots.
// Arguments: the page's address, and a folder for screenshots and the browser's profile.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { LANGUAGES, SECRET, drawn, expect, fault, finish, listen, look, open } from "./serve_browser.mjs";

const [base, out] = process.argv.slice(2);
const profile = join(out, "profile");
const context = await open(profile);
const page = await context.newPage();
listen(page);
await page.addInitScript(() => (window.print = () => (window.prints = (window.prints || 0) + 1)));
const told = (text) =>
  page.waitForFunction((text) => document.getElementById("status").textContent.includes(text), text, { timeout: 15000 })
    .catch(() => fault(`the page does not say “${text}”`));
const left = () => page.$$eval("#copy input[data-label]", (inputs) => inputs.map((input) => input.value).join(""));

for (const tag of Object.keys(LANGUAGES)) {
  await page.goto(`${base}handouts/bone-marrow-test?ui=${tag}&language=${tag}`);
  await drawn(page);
  // By keyboard: the first letter chooses.
  await page.focus("#printer");
  if (tag === "en") await look(page, out, `printers-${tag}`);
  await page.keyboard.press("W");
  await page.waitForSelector("#printer-staple");
  await page.focus("#printer-one");
  await page.keyboard.press("ArrowDown");
  expect(await page.isChecked("#printer-both"), `${tag}: both sides by keyboard`);
  await page.check("#printer-staple");
  await page.selectOption("#printer-tray", "tray-2");
  await page.fill("#field-name", SECRET);
  await page.fill("#field-mrn", "00418-2273");
  await page.waitForTimeout(500);
  await look(page, out, `options-${tag}`);
  const [answer] = await Promise.all([
    page.waitForResponse((response) => response.url().endsWith("/pdf")),
    page.click("button[value=print]"),
  ]);
  expect(answer.status() === 200, `${tag}: the printer's job has status ${answer.status()}`);
  await told("Ward 3");
  expect((await left()) === "", `${tag}: the fields are not cleared`);
  expect(!(await page.evaluate(() => window.prints)) && !(await page.$("iframe.printer")), `${tag}: the window opens`);
  await look(page, out, `sent-${tag}`);

  // The browser remembers the printer; another one is off.
  await page.goto(`${base}handouts/bone-marrow-test?ui=${tag}&language=${tag}`);
  await page.waitForSelector("#printer-staple");
  expect((await page.inputValue("#printer")) === "Ward 3", `${tag}: the printer is not remembered`);
  await page.selectOption("#printer", "off");
  await page.waitForSelector("#printer-options .notice");
  await page.fill("#field-name", SECRET);
  await page.fill("#field-mrn", "7");
  await page.waitForTimeout(500);
  await page.click("button[value=print]");
  await page.waitForSelector("#summary:not([hidden])");
  expect((await left()).includes(SECRET), `${tag}: what was typed is lost with a printer that is off`);
  await look(page, out, `off-${tag}`);
  await page.click("#summary a");
  expect((await page.evaluate(() => document.activeElement.id)) === "printer", `${tag}: the link leads to the printers`);
  await page.selectOption("#printer", "");
  expect((await page.$$("#printer-options *")).length === 0, `${tag}: the window has a printer's options`);
}

const sheet = join(out, "patients.csv");
await writeFile(sheet, `name,mrn,test_date\n${SECRET},00418-2273,2026-12-01\nAna,8,2026-12-02\n`);
await page.goto(`${base}handouts/bone-marrow-test/batch?ui=en&language=en`);
await page.setInputFiles("#sheet", sheet);
await drawn(page);
await page.selectOption("#printer", "Ward 3");
await page.waitForSelector("#printer-tray");
expect((await page.$("#printer-staple")) === null, "the copies of a list can be stapled together");
await look(page, out, "list");
await page.click("button[value=print]");
await told("Ward 3");
await look(page, out, "list-sent", { shot: false });

await finish(context, page, [base], profile);
