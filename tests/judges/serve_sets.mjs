// Drives Chromium through favorites, a set of handouts under a cover, and a copy in two languages: by mouse and by keyboard
// alone, in three languages; has axe-core look at every state, and takes screenshots.
// Arguments: the page's address, and a folder for PDFs, screenshots and the browser's profile.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { LANGUAGES, SECRET, drawn, expect, fault, finish, focused, listen, look, open, prepare, tabTo } from "./serve_browser.mjs";

const [base, out] = process.argv.slice(2);
const profile = join(out, "profile-sets");
const context = await open(profile);
const page = await context.newPage();
listen(page);
let bytes = null;
await prepare(page, (body) => (bytes = body));
const handed = async (act, name, download) => {
  bytes = null;
  const before = await page.evaluate(() => window.prints);
  const [response] = await Promise.all([page.waitForResponse((response) => response.url().endsWith("/pdf")), act()]);
  expect(response.status() === 200, `${name}: the PDF has status ${response.status()}`);
  if (!download) await page.waitForFunction((before) => window.prints === before + 1, before, { timeout: 10000 }).catch(() => fault(`${name}: nothing is printed`));
  await page.waitForTimeout(200);
  await writeFile(join(out, `${name}.pdf`), bytes);
  const left = await page.$$eval("#copy [data-label]", (inputs) => inputs.map((input) => (input.type === "checkbox" && !input.checked ? "" : input.value)).join(""));
  expect(left === "", `${name}: the fields are not cleared`);
};
// A set takes as many requests as it has pages.
const settled = async (pages) => {
  await page.waitForFunction((pages) => document.querySelectorAll("#pages img").length === pages, pages, { timeout: 15000 })
    .catch(async () => fault(`${await page.$$eval("#pages img", (images) => images.length)} pages are seen, not ${pages}`));
  await drawn(page);
};
const star = (id) => `li[data-id="${id}"] .star`;
const first = () => page.$eval(".topics > li", (item) => item.dataset.id);

for (const [tag, dir] of Object.entries(LANGUAGES)) {
  await page.goto(`${base}?ui=${tag}`);
  expect((await page.getAttribute("html", "dir")) === dir, `${tag}: the page's direction`);

  // A favorite comes first, also after the page is left, until it is none.
  await page.click(star("medicines"));
  expect((await first()) === "medicines", `${tag}: the favorite is not first`);
  expect((await focused(page)).tagName === "BUTTON", `${tag}: the star loses the focus`);
  await page.reload();
  expect((await first()) === "medicines", `${tag}: the favorite is forgotten`);
  expect((await page.getAttribute(star("medicines"), "aria-pressed")) === "true", `${tag}: the star is not pressed`);

  // A set, by mouse.
  await page.check("li[data-id=bone-marrow-test] input");
  await page.check("li[data-id=discharge] input");
  expect(/2|٢/.test(await page.textContent(".chosen")), `${tag}: two are chosen`);
  await look(page, out, `home-chosen-${tag}`, { full: false });
  await page.click(star("medicines"));
  expect((await page.getAttribute(star("medicines"), "aria-pressed")) === "false", `${tag}: the star stays pressed`);
  await page.click(".make button");
  await page.waitForURL(/\/set\?/);
  await drawn(page);
  await look(page, out, `set-blank-${tag}`);
  expect((await page.$$("[name='field.name']")).length === 1, `${tag}: the name is asked for once`);
  expect((await page.$$("[name='field.mrn']")).length === 1, `${tag}: the number is asked for`);
  expect((await page.$$("[name='field.bone-marrow-test:test_date']")).length === 1, `${tag}: a date of its own`);
  await page.check("[id='language.bone-marrow-test-es']");
  await page.check("[id='language.discharge-ar']");
  await page.fill("#field-name", SECRET);
  await page.fill("#field-mrn", "00418-2273");
  await page.fill("[id='field-bone-marrow-test:test_date']", "2026-12-01");
  await page.fill("[id='field-discharge:surgery_date']", "2026-11-29");
  await page.waitForTimeout(900);
  await drawn(page);
  await look(page, out, `set-filled-${tag}`);
  await page.check("#fronts");
  await page.waitForTimeout(900);
  await handed(() => page.click("button[value=print]"), `set-mouse-${tag}`);

  // By keyboard alone.
  await page.goto(base);
  const tab = (is, most) => tabTo(page, tag, is, most);
  await tab(({ value }) => value === "bone-marrow-test", 120);
  await page.keyboard.press("Space");
  await tab(({ value }) => value === "discharge", 120);
  await page.keyboard.press("Space");
  await tab(({ tagName, text }) => tagName === "BUTTON" && text.length > 4, 120);
  await Promise.all([page.waitForNavigation(), page.keyboard.press("Enter")]);
  await drawn(page);
  await tab(({ id }) => id === "field-mrn");
  await page.keyboard.type("7");
  await page.keyboard.press("Enter");
  await page.waitForSelector("#summary:not([hidden])");
  await look(page, out, `set-problem-${tag}`);
  await page.focus("#summary");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  expect((await focused(page)).id === "field-name", `${tag}: the link leads to its field`);
  await page.keyboard.type(SECRET);
  await tab(({ value }) => value === "print");
  await handed(() => page.keyboard.press("Enter"), `set-keyboard-${tag}`);

  // A copy in two languages.
  await page.goto(`${base}handouts/bone-marrow-test?language=ar`);
  await settled(2);
  expect(!(await page.isVisible("#fronts")), `${tag}: what is asked only of two copies`);
  await page.selectOption("#also", "en");
  await settled(4);
  expect(await page.isVisible("#fronts"), `${tag}: where the second copy begins`);
  await page.fill("#field-name", SECRET);
  await page.waitForTimeout(700);
  await look(page, out, `also-${tag}`);
  await handed(() => page.click("button[value=download]"), `also-${tag}`, true);
}

await finish(context, page, [base], profile);
