// Prints the text of a PDF as pdf.js reads it, each page followed by a form feed.
// After the file, the depth in points down to which each page is read may follow.
// The environment variable PDFJS names the folder of the package pdfjs-dist.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const { getDocument } = await import(pathToFileURL(join(process.env.PDFJS, "legacy/build/pdf.mjs")));
const task = getDocument({ data: new Uint8Array(await readFile(process.argv[2])), verbosity: 0 });
const document = await task.promise;
for (let number = 1; number <= document.numPages; number++) {
  const page = await document.getPage(number);
  const cut = Number(process.argv[2 + number] ?? Infinity);
  const { height } = page.getViewport({ scale: 1 });
  const { items: all } = await page.getTextContent();
  // The ends of lines stand nowhere.
  const items = all.filter((item) => !item.str || height - item.transform[5] < cut);
  process.stdout.write(items.map((item) => item.str + (item.hasEOL ? "\n" : "")).join("") + "\f");
}
await task.destroy();
