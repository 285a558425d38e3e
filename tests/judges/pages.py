"""Pages, sizes and reproducibility: how many pages, how full the last one is, how large the files are, and whether a
build gives the same bytes from another folder, in another time zone and language, with one thread and with several."""

import os
import shutil
import subprocess
import sys
import tempfile

import pymupdf

from cases import HANDOUT, OUT, all_cases
from expected import words

LETTER, A4 = (612, 792), (595.276, 841.89)
MAX_PDF = 45 * 1024
MAX_BINARY = 60 * 1024 * 1024
LEAST_LINES = 5  # a last page with fewer lines of body text is near empty


def body_lines(page, pieces):
    """Lines of the page that are not furniture, by baseline."""
    furniture = {word for piece in pieces for word in words(piece)}
    baselines = set()
    for block in page.get_text("dict")["blocks"]:
        for line in block.get("lines", ()):
            text = words("".join(span["text"] for span in line["spans"]))
            if text and not set(text) <= furniture:
                baselines.add(round(line["bbox"][3]))
    return len(baselines)


def check_pages(case):
    """Problems with one file's pages."""
    problems = []
    with pymupdf.open(case.pdf) as document:
        count = document.page_count
        if case.name in ("en-blank", "en-filled") and count != 2:
            problems.append(f"{count} pages, should be 2")
        size = A4 if case.name.endswith("a4") else LETTER
        for page in document:
            if abs(page.rect.width - size[0]) > 0.1 or abs(page.rect.height - size[1]) > 0.1:
                problems.append(f"page {page.number + 1} is {page.rect.width} by {page.rect.height} pt")
        # In large print the notices may fill a separate page.
        source = case.expected()
        lines = body_lines(document[-1], [] if source.large_print else source.furniture(count, count))
        if lines < LEAST_LINES:
            problems.append(f"the last page has {lines} lines")
        if document.is_encrypted or not document.metadata.get("title"):
            problems.append("no title in the metadata")
    return problems, f"{count} pages, {lines} lines on the last, {case.pdf.stat().st_size / 1024:.1f} KB"


def builds_alike(case):
    """Problems when the same case is built elsewhere: its content copied to another folder, in another environment."""
    problems = []
    for zone, language, threads in (("Asia/Kathmandu", "ar_EG.UTF-8", "1"), ("America/Chicago", "C", "7")):
        with tempfile.TemporaryDirectory() as folder:
            content = shutil.copytree(case.source.parent, os.path.join(folder, "inhalt"))
            output = os.path.join(folder, "copy.pdf")
            command = [str(argument) for argument in case.command(output)]
            command[2] = os.path.join(content, case.source.name)
            surroundings = {"TZ": zone, "LANG": language, "LC_ALL": language, "HOME": folder}
            surroundings["RAYON_NUM_THREADS"] = threads
            subprocess.run(command, check=True, cwd=folder, env=surroundings, capture_output=True)
            with open(output, "rb") as copy:
                if copy.read() != case.pdf.read_bytes():
                    problems.append(f"other bytes in another folder with TZ={zone} LANG={language}")
    return problems


def main():
    """Judges all cases."""
    results = []
    for case in all_cases():
        problems, summary = check_pages(case)
        problems += builds_alike(case)
        results.append(not problems)
        print(f"{'FAIL' if problems else 'ok  '} pages {case.name:24} {summary}")
        for problem in problems:
            print(f"       {problem}")
    pdf, binary = (OUT / "pdf" / "en-blank.pdf").stat().st_size, HANDOUT.stat().st_size
    for name, size, limit in (("en-blank.pdf", pdf, MAX_PDF), ("the binary", binary, MAX_BINARY)):
        results.append(size <= limit)
        print(f"{'ok  ' if size <= limit else 'FAIL'} size {name}: {size / 1024:.1f} KB of {limit / 1024:.0f} KB")
    print(f"pages: {results.count(True)} passed, {results.count(False)} failed")
    sys.exit(not all(results))


if __name__ == "__main__":
    main()
