// What the judges of the nurse's page have in common: Chromium, axe-core, screenshots, and the search for a patient's values in
// addresses, storage and the browser's own files. The environment variable NODE_MODULES names the folder of
// playwright-core and axe-core, CHROMIUM the browser.
import { readFile, readdir } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";

const require = createRequire(join(process.env.NODE_MODULES, "x.js"));
const { chromium } = require("playwright-core");
const axe = await readFile(require.resolve("axe-core/axe.min.js"), "utf8");

export const SECRET = "Zebulon Quaxley";
export const LANGUAGES = { en: "ltr", es: "ltr", ar: "rtl" };

const faults = [];
export const fault = (what) => {
  faults.push(what);
  console.log(`FAULT ${what}`);
};
export const expect = (is, what) => is || fault(what);

export const open = (profile) =>
  chromium.launchPersistentContext(profile, {
    executablePath: process.env.CHROMIUM,
    args: ["--no-sandbox", "--disable-gpu"],
    // axe-core is put into the page by the debugger, not by the page; the policy stays as it is for the page.
    bypassCSP: false,
    locale: "en-US",
    viewport: { width: 1280, height: 900 },
  });

const addresses = [];
export const listen = (page) => {
  page.on("request", (request) => addresses.push(request.url()));
  page.on("pageerror", (error) => fault(`script: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error" && !/status of (4\d\d|502)/.test(message.text())) fault(`console: ${message.text()}`);
  });
};

// axe-core on a state of a page, and what it looks like on a desk and on a phone.
let states = 0;
export const look = async (page, out, name, { shot = true, full = true } = {}) => {
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

export const drawn = (page) => page.waitForFunction(() => {
  const images = [...document.querySelectorAll("#pages img")];
  return images.length > 0 && images.every((image) => image.naturalWidth > 0 && image.alt);
});

// What the page hands to the printer. Headless Chromium has no print window: the call is counted instead.
export const prepare = async (page, keep) => {
  await page.route("**/pdf", async (route) => {
    const response = await route.fetch();
    const body = await response.body();
    keep(body);
    await route.fulfill({ response, body });
  });
  await page.addInitScript(() => {
    window.prints = 0;
    const window_ = { focus() {}, print: () => (window.prints += 1) };
    Object.defineProperty(HTMLIFrameElement.prototype, "contentWindow", { get: () => window_ });
  });
};

// Tab until something has the focus, which is always seen.
export const focused = (page) => page.evaluate(() => {
  const { tagName, id, value, name, textContent } = document.activeElement;
  return { tagName, id, value, name, text: textContent };
});
export const tabTo = async (page, tag, is, most = 60) => {
  for (let step = 0; step < most; step++) {
    if (is(await focused(page))) return true;
    await page.keyboard.press("Tab");
    const style = await page.evaluate(() => {
      // A text with line numbers has the frame of both.
      const element = document.activeElement;
      const { outlineStyle } = getComputedStyle(element.tagName === "TEXTAREA" ? element.parentElement : element);
      return outlineStyle;
    });
    if (style === "none") fault(`${tag}: a focus that is not seen: ${JSON.stringify(await focused(page)).slice(0, 100)}`);
  }
  fault(`${tag}: the keyboard does not get there`);
  return false;
};

// Nothing of a patient is in addresses, storage, or the browser's files; and nobody else was asked for anything.
export const finish = async (context, page, bases, profile) => {
  const kept = await page.evaluate(async () => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie, await caches.keys(), await indexedDB.databases()]));
  expect(!/Quaxley/.test(kept), "a value in the browser's storage");
  const cookies = await context.cookies();
  expect(!JSON.stringify(cookies).includes("Quaxley"), "a value in a cookie");
  expect(!addresses.some((address) => /Quaxley|Zebulon|00418/.test(decodeURIComponent(address))), "a value in an address");
  const ours = (address) => bases.some((base) => address.startsWith(base)) || /^(blob|data|chrome|chrome-extension):/.test(address);
  expect(addresses.every(ours), `a request to somebody else: ${addresses.find((address) => !ours(address))}`);
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
};
