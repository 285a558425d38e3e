"""Copies: separate files and a merged one, with names in seven scripts, examined by all the judges.

qpdf and veraPDF find no faults. On every page, each of the four readers finds the record's number, date and time, its
name unless that is written from right to left, and the trace line with the code from the manifest; the barcode of the
page, read from an image of it by ZXing, contains the same.
"""

import csv
import json
import random
import re
import shutil
import subprocess
import sys

import pypdfium2
import zxingcpp

import cases
import files
from readers import READERS

FOLDER = cases.OUT / "copies"
HANDOUT = cases.ROOT / "content" / "bone-marrow-test.en.yaml"
SEPARATE, MERGED = 30, 50
DPI = 300


def batch(*arguments):
    """Makes copies."""
    command = [cases.HANDOUT, "batch", HANDOUT, "--records", FOLDER / "records.csv", "--map", "id=", *arguments]
    subprocess.run(list(map(str, command)), check=True, capture_output=True)


def codes(manifest):
    """Record and page to code."""
    entries = json.loads(manifest.read_text(encoding="utf-8"))["entries"]
    pages = ((entry["copy"], entry["pages"]) for entry in entries if "copy" in entry)
    return {(copy, page): code for copy, marks in pages for page, (code, _) in enumerate(marks, 1)}


def squeezed(text):
    """The characters that count."""
    return re.sub(r"[\s\u200b-\u200f\u2060-\u2069]", "", text)


def wanted(record, number, page, code, day):
    """What a page must say."""
    said = [record["mrn"], day, f"Copy {number} · page {page}/2 · {code}"]
    if not re.search(r"[\u0590-\u08ff]", record["name"]):
        said.append(record["name"])
    return list(map(squeezed, said))


def printed_day(iso):
    """A date as English prints it."""
    months = "January February March April May June July August September October November December".split()
    year, month, day = iso.split("-")
    return f"{months[int(month) - 1]} {int(day)}, {year}"


def barcode(page):
    """The contents of the barcodes on a page."""
    picture = page.render(scale=DPI / 72, grayscale=True).to_numpy()
    return [found.text for found in zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.DataMatrix)]


def judge(path, pages, records, known):
    """Faults in a file whose pages are those listed as (record's number, page)."""
    faults = files.qpdf(path) + files.fonts(path) + files.poppler(path)
    for name, read in READERS.items():
        texts = [squeezed(text) for text in read(path)]
        if len(texts) != len(pages):
            faults.append(f"{name} finds {len(texts)} pages, not {len(pages)}")
        for text, (number, page) in zip(texts, pages):
            record = records[number - 1]
            missing = [said for said in wanted(record, number, page, known[number, page], printed_day(record["test_date"])) if said not in text]
            faults += [f"{name}: record {number}, page {page}: no {said!r}" for said in missing]
    document = pypdfium2.PdfDocument(str(path))
    for page, (number, place) in zip(document, pages):
        expected = f"{known[number, place].replace('-', '')} {number} {place} 2"
        if barcode(page) != [expected]:
            faults.append(f"record {number}, page {place}: the barcode says {barcode(page)}, not {expected!r}")
    document.close()
    return faults


def main():
    """Makes copies and judges them."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    with (FOLDER / "records.csv").open("wb") as file:
        subprocess.run([sys.executable, cases.ROOT / "tests/bench/records.py", "300"], stdout=file, check=True)
    with (FOLDER / "records.csv").open(encoding="utf-8", newline="") as file:
        records = list(csv.DictReader(file))
    batch("-d", FOLDER / "separate", "--name", "{record}")
    batch("-o", FOLDER / "run.pdf", "--only", f"1-{MERGED}")
    (manifest,) = FOLDER.glob("run*.json")
    merged, alone = codes(manifest), codes(FOLDER / "separate" / "run.json")
    chosen = sorted(random.Random(7).sample(range(1, len(records) + 1), SEPARATE))
    looked_at = {FOLDER / "separate" / f"{number:03}.pdf": [(number, 1), (number, 2)] for number in chosen}
    looked_at[FOLDER / "run.pdf"] = [(number, page) for number in range(1, MERGED + 1) for page in (1, 2)]
    faults = [f"{key}: another code alone" for key, code in merged.items() if alone[key] != code]
    for path, pages in looked_at.items():
        faults += [f"{path.name}: {fault}" for fault in judge(path, pages, records, alone)]
    checks = 0
    for path, profile, passed, failed, clauses in files.verapdf(looked_at):
        checks += int(passed)
        if int(failed) or not int(passed):
            faults.append(f"{path}: veraPDF {profile}: {failed} failed checks: {clauses}")
    print(f"copies: {SEPARATE} files and {MERGED} merged, {len(READERS)} readers, barcodes, {checks} veraPDF checks")
    for fault in faults[:40]:
        print("FAULT", fault)
    print(f"copies: {len(looked_at) - len({fault.split(':')[0] for fault in faults})} passed, {len(faults)} failed")
    sys.exit(bool(faults))


if __name__ == "__main__":
    main()
