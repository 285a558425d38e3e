"""Large print as MuPDF reads it from the PDFs: the size of all text and the distance of lines, in three languages, blank and
filled, and in copies of a batch whose record asks for it. The trace line of a copy is for machines and staff."""

import subprocess
import sys

import pymupdf

from cases import HANDOUT, OUT, ROOT, all_cases

LEAST_SIZE, LEAST_LEADING = 18.0, 1.5
# The trace line is set in 7 pt, in Arabic letters slightly larger; large print has no other text this small.
TRACE_BELOW = 8.0
# Sizes and positions are read as floats.
ROUNDING = 0.01

FOLDER = OUT / "large-print"


def copies():
    """Copies in large print by language: separate files, the size asked for by the record."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    records = FOLDER / "records.csv"
    records.write_text("name,mrn,test_date,arrive_at,size\nAna Díaz,00418-2273,2026-12-03,14:30,large\n", encoding="utf-8")
    found = []
    for language in ("en", "es", "ar"):
        handout = ROOT / "content" / f"bone-marrow-test.{language}.yaml"
        folder = FOLDER / language
        command = [HANDOUT, "batch", handout, "--records", records, "-d", folder, "--force"]
        subprocess.run(list(map(str, command)), check=True, capture_output=True)
        found += [(f"{language}-copy", path) for path in sorted(folder.glob("*.pdf"))]
    return found


def measure(path):
    """Smallest text size, least leading as a multiple of the size, and the names of slanted fonts."""
    smallest, least, slanted = 1000.0, 1000.0, set()
    with pymupdf.open(path) as document:
        for page in document:
            for block in page.get_text("dict")["blocks"]:
                lines = []
                for line in block.get("lines", ()):
                    spans = [span for span in line["spans"] if span["text"].strip() and span["size"] >= TRACE_BELOW]
                    if spans:
                        size = max(span["size"] for span in spans)
                        lines.append((spans[0]["origin"][1], size))
                        smallest = min(smallest, min(span["size"] for span in spans))
                        slanted |= {span["font"] for span in spans if "Italic" in span["font"]}
                lines.sort()
                for (above, size), (below, next_size) in zip(lines, lines[1:]):
                    # One line may be several for the reader.
                    if below - above > 2:
                        least = min(least, (below - above) / max(size, next_size))
    return smallest, least, slanted


def main():
    """Measures all files in large print."""
    files = [(case.name, case.pdf) for case in all_cases() if case.name.endswith("large-print")] + copies()
    bad = len(files) < 9
    for name, path in files:
        smallest, least, slanted = measure(path)
        good = smallest >= LEAST_SIZE - ROUNDING and least >= LEAST_LEADING - ROUNDING and not slanted
        bad |= not good
        italics = f", italics: {sorted(slanted)}" if slanted else ""
        print(f"{'ok  ' if good else 'FAIL'} large print: {name}: text from {smallest:.2f} pt, leading from {least:.2f}{italics}")
    sys.exit(bad)


if __name__ == "__main__":
    main()
