// Drives Chromium through the nurse's page, by mouse and by keyboard alone, in three languages; has axe-core look at every
// state; takes screenshots; and looks for a patient's values in addresses, storage and the browser's own files.
// Arguments: the page's address, and a folder for PDFs, screenshots and the browser's profile. The environment variable
// NODE_MODULES names the folder of playwright-core and axe-core, CHROMIUM the browser.
import { readFile, readdir, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";

const [base, out] = process.argv.slice(2);
const require = createRequire(join(process.env.NODE_MODULES, "x.js"));
const { chromium } = require("playwright-core");
const axe = await readFile(require.resolve("axe-core/axe.min.js"), "utf8");

const SECRET = "Zebulon Quaxley";
const faults = [];
const fault = (what) => {
  faults.push(what);
  console.log(`FAULT ${what}`);
};
const expect = (is, what) => is || fault(what);

const profile = join(out, "profile");
const open = (viewport) =>
  chromium.launchPersistentContext(profile, {
    executablePath: process.env.CHROMIUM,
    args: ["--no-sandbox", "--disable-gpu"],
    // axe-core is put into the page by the debugger, not by the page; the policy stays as it is for the page.
    bypassCSP: false,
    locale: "en-US",
    viewport,
  });

const WORDS = {
  en: { name: "English", search: "marrow", blank: "Print a blank copy" },
  es: { name: "Español", search: "medula", blank: "Imprimir una copia en blanco" },
  ar: { name: "العربية", search: "شفط", blank: "طباعة نسخة فارغة" },
};

let context = await open({ width: 1280, height: 900 });
let page = await context.newPage();
const addresses = [];
const listen = (page) => {
  page.on("request", (request) => addresses.push(request.url()));
  page.on("pageerror", (error) => fault(`script: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error" && !/status of 4\d\d/.test(message.text())) fault(`console: ${message.text()}`);
  });
};
listen(page);

let states = 0;
const look = async (name, { shot = true, full = true } = {}) => {
  states++;
  // The page's policy forbids scripts that are not its own: the debugger adds this one.
  const client = await page.context().newCDPSession(page);
  await client.send("Runtime.evaluate", { expression: axe });
  const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
  const told = "({ id, nodes }) => id + ': ' + nodes.map((node) => node.html.slice(0, 120)).join(' | ')";
  const expression = `axe.run(document, { runOnly: ${JSON.stringify(rules)} }).then((found) => found.violations.map(${told}))`;
  const { result } = await client.send("Runtime.evaluate", { expression, awaitPromise: true, returnByValue: true });
  await client.detach();
  const found = result.value ?? ["axe-core did not run"];
  for (const violation of found) fault(`axe, ${name}: ${violation}`);
  if (!shot) return;
  for (const [width, height] of [[1280, 900], [390, 844]]) {
    await page.setViewportSize({ width, height });
    await page.waitForTimeout(400);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(wide <= 0, `${name}: ${wide} pixels too wide at ${width}`);
    await page.screenshot({ path: join(out, `${name}-${width}.png`), fullPage: full });
  }
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.waitForTimeout(200);
};

const drawn = () => page.waitForFunction(() => {
  const images = [...document.querySelectorAll("#pages img")];
  return images.length > 0 && images.every((image) => image.naturalWidth > 0 && image.alt);
});

// What the page hands to the printer. Headless Chromium has no print window: the call is counted instead.
let bytes = null;
const prepare = async (page) => {
  await page.route("**/pdf", async (route) => {
    const response = await route.fetch();
    bytes = await response.body();
    await route.fulfill({ response, body: bytes });
  });
  await page.addInitScript(() => {
    window.prints = 0;
    const window_ = { focus() {}, print: () => (window.prints += 1) };
    Object.defineProperty(HTMLIFrameElement.prototype, "contentWindow", { get: () => window_ });
  });
};
await prepare(page);
const printed = async (act, name) => {
  bytes = null;
  const [response] = await Promise.all([page.waitForResponse((response) => response.url().endsWith("/pdf")), act()]);
  expect(response.status() === 200, `${name}: the PDF has status ${response.status()}`);
  expect(response.headers()["cache-control"] === "no-store", `${name}: the PDF may be cached`);
  await page.waitForFunction(() => window.prints === 1, null, { timeout: 10000 }).catch(() => fault(`${name}: nothing is printed`));
  await writeFile(join(out, `${name}.pdf`), bytes);
  const left = await page.$$eval("#copy input[data-label]", (inputs) => inputs.map((input) => input.value).join(""));
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
  const focused = () => page.evaluate(() => {
    const { tagName, id, value, name, textContent } = document.activeElement;
    return { tagName, id, value, name, text: textContent };
  });
  const tabTo = async (is, most = 60) => {
    for (let step = 0; step < most; step++) {
      const now = await focused();
      if (is(now)) return true;
      await page.keyboard.press("Tab");
      const box = await page.evaluate(() => {
        const { outlineStyle, boxShadow } = getComputedStyle(document.activeElement);
        return { outlineStyle, boxShadow };
      });
      if (box.outlineStyle === "none") fault(`${tag}: a focus that is not seen: ${JSON.stringify(await focused()).slice(0, 100)}`);
    }
    fault(`${tag}: the keyboard does not get there`);
    return false;
  };
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

// Nothing of a patient is in addresses, storage, or the browser's files.
const kept = await page.evaluate(async () => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie, await caches.keys(), await indexedDB.databases()]));
expect(!/Quaxley/.test(kept), "a value in the browser's storage");
const cookies = await context.cookies();
expect(!JSON.stringify(cookies).includes("Quaxley"), "a value in a cookie");
expect(!addresses.some((address) => /Quaxley|Zebulon|00418/.test(decodeURIComponent(address))), "a value in an address");
expect(addresses.every((address) => address.startsWith(base) || address.startsWith("blob:") || /^chrome(-extension)?:/.test(address) || address.startsWith("data:")), `a request to somebody else: ${addresses.find((address) => !address.startsWith(base) && !address.startsWith("blob:"))}`);
await context.close();
const inFiles = async (folder) => {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await inFiles(path);
    else if (entry.isFile()) {
      const bytes = await readFile(path).catch(() => Buffer.alloc(0));
      if (bytes.includes("Quaxley") || bytes.includes(Buffer.from("Quaxley", "utf16le"))) fault(`a value in the browser's file ${path}`);
    }
  }
};
await inFiles(profile);
console.log(`${states} states seen, ${faults.length} faults`);
process.exit(faults.length ? 1 : 0);
