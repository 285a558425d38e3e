"""Every block with a form of its own, in English and Arabic, in large print and for a press: the file checks find no faults,
phones would read the QR code, the rows of each table have as many cells as its header, and the words of warnings are text."""

import subprocess
import sys
import unicodedata

import pymupdf
import zxingcpp
from PIL import Image

import cases
import files

FOLDER = cases.OUT / "blocks"
ADDRESS = "https://www.example.org/home-care"
# A screen, an office printer, a press.
RESOLUTIONS = (100, 150, 300)
WORDS = {"forms": ["Warning", "Danger: Call 911"], "forms.ar": ["تحذير", "خطر: اتصل بالرقم 911"]}


def build():
    """The files: name of the source, path."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    built = []
    for name in WORDS:
        for variant, arguments in (("", []), ("-large", ["--size", "large"]), ("-press", ["--for", "press"])):
            path = FOLDER / f"{name}{variant}.pdf"
            source = cases.ROOT / "tests" / "data" / "pages" / f"{name}.yaml"
            command = [cases.HANDOUT, "build", source, "-o", path, "--force", *arguments]
            subprocess.run(list(map(str, command)), check=True, capture_output=True)
            built.append((name, path))
    return built


def codes(path, dpi):
    """What the QR codes of a file say."""
    found = []
    with pymupdf.open(path) as document:
        for page in document:
            pixels = page.get_pixmap(dpi=dpi, colorspace=pymupdf.csGRAY)
            picture = Image.frombytes("L", (pixels.width, pixels.height), pixels.samples)
            found += [code.text for code in zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)]
    return found


def uneven_tables(path):
    """Numbers of cells of the rows of tables in which they differ, as Poppler reads the structure."""
    done = subprocess.run(["pdfinfo", "-struct", str(path)], capture_output=True, text=True, check=True)
    tables = []
    for line in done.stdout.splitlines():
        words = line.split()
        kind = words[0].rstrip(":") if words else ""
        if kind == "Table":
            tables.append([])
        elif kind == "TR":
            tables[-1].append(0)
        elif kind in ("TH", "TD"):
            tables[-1][-1] += 1
    return [table for table in tables if len(set(table)) != 1], len(tables)


def main():
    """Judges the files."""
    built = build()
    faults = []
    for name, path in built:
        faults += [f"{path}: {fault}" for fault in files.qpdf(path) + files.fonts(path) + files.poppler(path)]
        for dpi in RESOLUTIONS:
            if codes(path, dpi) != [ADDRESS]:
                faults.append(f"{path}: at {dpi} dpi the codes say {codes(path, dpi)}")
        uneven, tables = uneven_tables(path)
        if uneven or not tables:
            faults.append(f"{path}: {tables} tables, uneven: {uneven}")
        done = subprocess.run(["pdftotext", str(path), "-"], capture_output=True, text=True, check=True)
        # Poppler marks directions.
        shown = "".join(c for c in done.stdout if unicodedata.category(c) != "Cf")
        text = " ".join(shown.split())
        faults += [f"{path}: no `{words}` in its text" for words in WORDS[name] if words not in text]
    faults += files.standards(path for _, path in built)
    for fault in faults:
        print(f"FAIL {fault}")
    print(f"blocks: {len(built)} files, QR codes at {len(RESOLUTIONS)} resolutions, {len(faults)} faults")
    sys.exit(bool(faults))


if __name__ == "__main__":
    main()
