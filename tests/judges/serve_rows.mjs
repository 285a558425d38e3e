// Drives Chromium through a list of a copy, a patient's medicines, by mouse and by keyboard alone, in three languages: items
// are added, removed and left blank. Arguments: the page's address, and a folder for PDFs and screenshots.
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { LANGUAGES, SECRET, drawn, expect, fault, finish, focused, listen, look as lookAt, open, prepare, tabTo } from "./serve_browser.mjs";

const [base, out] = process.argv.slice(2);
const profile = join(out, "profile-rows");
const rows = join(out, "rows");
await mkdir(rows, { recursive: true });
const context = await open(profile);
const page = await context.newPage();
listen(page);
let bytes = null;
await prepare(page, (body) => (bytes = body));
const look = (name, options) => lookAt(page, out, name, options);

const ask = (url) => page.goto(`${base}handouts/discharge?language=en&ui=${url}`);
const field = (number, name) => `[id='field-medicines.${number}.${name}']`;
const type = async (number, values) => {
  for (const [name, value] of Object.entries(values)) await page.fill(field(number, name), value);
};
const shown = () => page.$$eval(".item", (items) => items.map((item) => [...item.querySelectorAll("input")].map(({ name, value }) => `${name}=${value}`)));
const same = async (wanted, what) => {
  const names = ["name", "dose", "when"];
  const all = wanted.map((item, index) => names.map((name) => `field.medicines.${index + 1}.${name}=${item[name] || ""}`));
  const found = await shown();
  expect(JSON.stringify(found) === JSON.stringify(all), `${what}: ${JSON.stringify(found)}`);
  // Each input has its own label and error, whose ids are its own.
  const wrong = await page.$$eval(".item input", (inputs) =>
    inputs.filter((input) => {
      const ids = (input.getAttribute("aria-describedby") || "").split(" ");
      const legend = input.closest(".item").querySelector("legend").textContent;
      const own = input.labels.length === 1 && input.closest(".item").contains(input.labels[0]);
      const described = ids.every((id) => input.closest(".item").contains(document.getElementById(id)));
      return !own || !described || !input.dataset.label.startsWith(`${legend}: `) || document.querySelectorAll(`[id="${input.id}"]`).length !== 1;
    }).length);
  expect(wrong === 0, `${what}: ${wrong} inputs have another's label or error`);
};
const printed = async (act, name) => {
  bytes = null;
  const [response] = await Promise.all([page.waitForResponse((response) => response.url().endsWith("/pdf")), act()]);
  expect(response.status() === 200, `${name}: the PDF has status ${response.status()}`);
  await page.waitForFunction(() => window.prints === 1, null, { timeout: 10000 }).catch(() => fault(`${name}: nothing is printed`));
  await writeFile(join(rows, `${name}.pdf`), bytes);
  await same([{}], `${name}, after printing`);
  expect(!(await page.isChecked("#field-medicines")), `${name}: “none” stays after printing`);
};

const IBUPROFEN = { name: "Ibuprofen", dose: "5 mL", when: "8 am" };
const PARACETAMOL = { name: "Paracetamol", dose: "7.5 mL", when: "at night" };
const WATER = { name: "Water", dose: "1 cup", when: "now" };
const ADD = "[data-act=add]";
const remove = (number) => `.item:nth-of-type(${number}) [data-act=remove]`;

for (const [tag, direction] of Object.entries(LANGUAGES)) {
  // By mouse: three medicines, one in the middle blank, the first removed.
  await ask(tag);
  await drawn(page);
  expect((await page.getAttribute("html", "dir")) === direction, `${tag}: the page's direction`);
  await same([{}], `${tag}: at first`);
  await page.fill("#field-name", SECRET);
  await type(1, WATER);
  expect(await page.$eval(field(1, "dose"), (input) => input.required), `${tag}: a dose is not required`);
  for (const number of [2, 3, 4]) {
    await page.click(ADD);
    expect((await focused(page)).id === `field-medicines.${number}.name`, `${tag}: the focus after adding ${number}`);
  }
  expect(!(await page.$eval(field(3, "dose"), (input) => input.required)), `${tag}: a dose of a blank item is required`);
  await type(2, IBUPROFEN);
  await type(4, PARACETAMOL);
  await same([WATER, IBUPROFEN, {}, PARACETAMOL], `${tag}: four items`);
  expect(/4/.test(await page.textContent("[data-count]")), `${tag}: the number of items is not said`);
  await page.click(remove(1));
  expect((await focused(page)).id === "field-medicines.1.name", `${tag}: the focus after removing the first`);
  await same([IBUPROFEN, {}, PARACETAMOL], `${tag}: the first is removed`);
  // What is wrong is told at the item as it is counted here.
  await page.fill(field(3, "dose"), "");
  await page.click(field(3, "when"));
  await page.waitForSelector(`[id='field-medicines.3.dose-error']:not([hidden])`);
  await look(`rows-${tag}`);
  const [refused] = await Promise.all([page.waitForResponse((response) => response.url().endsWith("/pdf")), page.click("button[value=print]")]);
  expect(refused.status() === 422, `${tag}: a medicine without its dose has status ${refused.status()}`);
  await page.waitForSelector("#summary:not([hidden])");
  await look(`rows-problem-${tag}`, { shot: tag !== "es" });
  await page.click("#summary a");
  expect((await focused(page)).id === "field-medicines.3.dose", `${tag}: the link leads to the item's field`);
  await page.keyboard.type(PARACETAMOL.dose);
  await page.waitForSelector(`[id='field-medicines.3.dose-error'][hidden]`, { state: "attached" });
  await printed(() => page.click("button[value=print]"), `mouse-${tag}`);

  // By keyboard alone: the last of three is removed again.
  const to = (is) => tabTo(page, tag, is, 120);
  const at = (number, name) => to(({ id }) => id === `field-medicines.${number}.${name}`);
  const enter = async (number, values) => {
    for (const [name, value] of Object.entries(values)) {
      await at(number, name);
      await page.keyboard.type(value);
    }
  };
  const button = (act, number) => page.evaluate(([act, number]) => {
    const all = [...document.querySelectorAll(`[data-act=${act}]`)];
    return document.activeElement === all[number - 1];
  }, [act, number]);
  const press = async (act, number) => {
    for (let step = 0; step < 120 && !(await button(act, number)); step++) await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
  };
  await ask(tag);
  await drawn(page);
  await to(({ id }) => id === "field-name");
  await page.keyboard.type(SECRET);
  await enter(1, IBUPROFEN);
  await press("add", 1);
  await enter(2, PARACETAMOL);
  await press("add", 1);
  await enter(3, WATER);
  await press("remove", 3);
  expect(await button("add", 1), `${tag}: the focus after removing the last`);
  await same([IBUPROFEN, PARACETAMOL], `${tag}: the last is removed`);
  await to(({ value }) => value === "print");
  await printed(() => page.keyboard.press("Enter"), `keyboard-${tag}`);

  // There are none; and not both.
  await ask(tag);
  await page.fill("#field-name", SECRET);
  await page.check("#field-medicines");
  await type(1, WATER);
  await page.waitForSelector("#field-medicines-error:not([hidden])");
  await look(`rows-none-${tag}`);
  await page.click(remove(1));
  await same([{}], `${tag}: the only item is removed`);
  await page.waitForSelector("#field-medicines-error[hidden]", { state: "attached" });
  await printed(() => page.click("button[value=print]"), `none-${tag}`);
}

// A half-typed date of an item, which has no value, is told at its item; what was chosen is not carried into the next.
await page.goto(`${base}handouts/visits?ui=en`);
await page.selectOption("[id='field-visits.1.sleep']", "yes");
await page.click(ADD);
expect((await page.inputValue("[id='field-visits.2.sleep']")) === "", "a choice is carried into the next item");
await page.click(ADD);
await page.keyboard.type("12");
await page.click(remove(2));
expect(await page.evaluate(() => document.activeElement.validity.badInput), "a half-typed date is gone after another item was removed");
await page.click("button[value=print]");
expect((await page.textContent("#summary li")) === "“Visits 2: Day” must be a real date", `a half-typed date: ${await page.textContent("#summary")}`);
await look("rows-date", { shot: false });
await page.click("#summary a");
expect((await focused(page)).id === "field-visits.2.day", "the link does not lead to the half-typed date");
await page.click(ADD);
expect((await page.inputValue("[id='field-visits.3.day']")) === "" && (await page.$eval("[id='field-visits.3.day']", (input) => !input.validity.badInput)), "half a date is carried into the next item");

// As many as a list may have; then without a keystroke for five minutes.
await page.clock.install();
await ask("en");
await type(1, WATER);
for (let number = 2; number <= 50; number++) await page.click(ADD);
expect(await page.isHidden(ADD), "a 51st item can be added");
await type(50, { name: SECRET });
await page.click(remove(20));
expect(await page.isVisible(ADD), "no item can be added after one was removed");
expect((await page.inputValue(field(49, "name"))) === SECRET, "the last item has lost its value");
await page.clock.fastForward(4 * 60 * 1000);
expect((await shown()).length === 49, "the items are cleared too early");
await page.clock.fastForward(61 * 1000);
await same([{}], "after five minutes");
await finish(context, page, [base], profile);
