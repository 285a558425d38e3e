// Prints the text of a PDF as pdf.js reads it, each page followed by a form feed.
// The environment variable PDFJS names the folder of the package pdfjs-dist.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const { getDocument } = await import(pathToFileURL(join(process.env.PDFJS, "legacy/build/pdf.mjs")));
const task = getDocument({ data: new Uint8Array(await readFile(process.argv[2])), verbosity: 0 });
const document = await task.promise;
for (let number = 1; number <= document.numPages; number++) {
  const page = await document.getPage(number);
  const { items } = await page.getTextContent();
  process.stdout.write(items.map((item) => item.str + (item.hasEOL ? "\n" : "")).join("") + "\f");
}
await task.destroy();
