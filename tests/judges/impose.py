"""Pages on sheets: every arrangement is rendered, and cut and folded in thought, with each page found by its barcode.

A booklet must read in order when its sheets are folded and put into each other, a pile of cut stacks must have the copies in
order with each back behind its front. Text is read in the same order as without sheets, and veraPDF, qpdf, Poppler and our
preflight find nothing."""

import math
import os
import subprocess
import sys

import pikepdf
import pymupdf
import pypdfium2
import zxingcpp

import files
from cases import HANDOUT, OUT, ROOT

FOLDER = OUT / "impose"
SAMPLES = ROOT / "content"
DPI = 200
# As many pages as the widest grid below has places, several times over.
MOST_PAGES = 64


def run(*arguments):
    """Runs the program, which must succeed. Press files need a date."""
    dated = {**os.environ, "SOURCE_DATE_EPOCH": "1790000000"}
    subprocess.run([str(HANDOUT), *map(str, arguments)], check=True, capture_output=True, env=dated)


def handout(pages, language="en"):
    """A handout of this many pages, with a field, on the smallest paper."""
    path = FOLDER / f"pages-{pages}-{language}.yaml"
    blocks = "\n  - page_break\n".join(f"  - Leaf {page}" for page in range(1, pages + 1))
    path.write_text(
        f"handout: 1\nid: pages-{pages}-{language}\ntitle: Pages\nlanguage: {language}\nversion: '1'\npatient:\n  name: {{label: Name}}\nbody:\n{blocks}\n",
        encoding="utf-8",
    )
    return path


def records(count):
    """This many records."""
    path = FOLDER / f"records-{count}.csv"
    path.write_text("name\n" + "".join(f"Name {number}\n" for number in range(1, count + 1)), encoding="utf-8")
    return path


def batch(pages, copies, *options, language="en"):
    """A merged run."""
    pdf = FOLDER / "run.pdf"
    for old in (pdf, pdf.with_suffix(".json")):
        old.unlink(missing_ok=True)
    made = ("batch", handout(pages, language), "--records", records(copies), "--paper", "half-letter", "-o", pdf)
    run(*made, *options)
    run("verify", pdf, "--manifest", pdf.with_suffix(".json"))
    return pdf


def sides(pdf, columns, rows):
    """By side, what is in each place: (copy, page), or nothing. Places are as seen, from the top left corner."""
    with pikepdf.open(pdf) as opened:
        boxes = [([float(edge) for edge in page.TrimBox], [float(edge) for edge in page.MediaBox]) for page in opened.pages]
    found = []
    document = pypdfium2.PdfDocument(str(pdf))
    for page, (trim, media) in zip(document, boxes):
        picture = page.render(scale=DPI / 72, grayscale=True).to_numpy()
        places = {}
        for code in zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.DataMatrix):
            corners = code.position
            x = (corners.top_left.x + corners.bottom_right.x) / 2 * 72 / DPI
            y = (corners.top_left.y + corners.bottom_right.y) / 2 * 72 / DPI
            column = math.floor((x - trim[0]) / (trim[2] - trim[0]) * columns)
            row = math.floor((y - (media[3] - trim[3])) / (trim[3] - trim[1]) * rows)
            _, copy, number, _ = code.text.split()
            assert (column, row) not in places, "two pages in one place"
            places[column, row] = (int(copy), int(number))
        found.append(places)
    document.close()
    return found


def folded(found, right):
    """The pages of a booklet of one copy in the order in which it is read."""
    assert len(found) % 2 == 0, "a sheet has a front and a back"
    first, last = ((1, 0), (0, 0)) if not right else ((0, 0), (1, 0))
    sheets = list(zip(found[::2], found[1::2]))
    there = [side.get(place) for front, back in sheets for side, place in ((front, first), (back, last))]
    again = [side.get(place) for front, back in reversed(sheets) for side, place in ((back, first), (front, last))]
    return there + again


def check_booklets():
    """Booklets of every length, bound left and right."""
    problems = []
    for pages in range(1, MOST_PAGES + 1):
        for right in (False, True):
            copies = 1 if pages > 9 else 3
            binding = "right" if right else "left"
            pdf = batch(pages, copies, "--impose", "booklet", "--binding", binding)
            found = sides(pdf, 2, 1)
            each = 2 * math.ceil(pages / 4)
            if len(found) != each * copies:
                problems.append(f"booklet, {pages} pages: {len(found)} sides")
            for copy in range(copies):
                read = folded(found[copy * each : (copy + 1) * each], right)
                blank = [None] * (-pages % 4)
                if read != [(copy + 1, page) for page in range(1, pages + 1)] + blank:
                    problems.append(f"booklet bound {binding}, {pages} pages: {read}")
    # Without being told, an Arabic booklet is bound at the right.
    read = folded(sides(batch(7, 1, "--impose", "booklet", language="ar"), 2, 1), True)
    if [page for page in read if page] != [(1, page) for page in range(1, 8)]:
        problems.append(f"Arabic booklet: {read}")
    return problems


def check_grids():
    """Pages in reading order, on every number of pages."""
    problems = []
    for name, columns, rows in (("2up", 2, 1), ("4up", 2, 2), ("3x2", 3, 2)):
        for pages in range(1, MOST_PAGES + 1):
            found = sides(batch(pages, 1, "--impose", name, "--one-sided"), columns, rows)
            order = [(column, row) for row in range(rows) for column in range(columns)]
            read = [side[place] for side in found for place in order if place in side]
            if read != [(1, page) for page in range(1, pages + 1)] or len(found) != math.ceil(pages / columns / rows):
                problems.append(f"{name}, {pages} pages: {read}")
    return problems


def leaves(found, columns, rows, duplex):
    """The pages of a printed pile that is cut, with its stacks put on top of each other: (front, back)."""
    faces = 2 if duplex else 1
    sheets = [found[at : at + faces] for at in range(0, len(found), faces)]
    piled = []
    for row in range(rows):
        for column in range(columns):
            for sheet in sheets:
                # A sheet is turned over its left edge.
                back = sheet[1].get((columns - 1 - column, row)) if len(sheet) == 2 else None
                piled.append((sheet[0].get((column, row)), back))
    return piled


def check_stacks():
    """Stacks of copies of every length, on one side and on both."""
    problems = []
    for columns, rows in ((2, 1), (2, 2), (3, 1)):
        for pages in [*range(1, 13), MOST_PAGES]:
            for duplex in (False, True):
                copies = 3 if pages == MOST_PAGES else 5 + pages % 4
                sided = () if duplex else ("--one-sided",)
                pdf = batch(pages, copies, "--impose", f"cut-stack:{columns}x{rows}", *sided)
                piled = leaves(sides(pdf, columns, rows), columns, rows, duplex)
                read = [page for leaf in piled for page in leaf if page]
                if read != [(copy, page) for copy in range(1, copies + 1) for page in range(1, pages + 1)]:
                    problems.append(f"cut-stack {columns}x{rows}, {pages} pages, {copies} copies: {read}")
                for front, back in piled:
                    if duplex and front and front[1] < pages and back != (front[0], front[1] + 1):
                        problems.append(f"cut-stack {columns}x{rows}, {pages} pages: {back} is behind {front}")
    return problems


def words(pdf):
    """By side: what the text `Leaf N` says, with its place and direction."""
    found = []
    with pymupdf.open(pdf) as document:
        for page in document:
            lines = [line for block in page.get_text("dict")["blocks"] for line in block.get("lines", [])]
            places = []
            for line in lines:
                text = "".join(span["text"] for span in line["spans"]).strip()
                if text.startswith("Leaf "):
                    x, y = ((line["bbox"][at] + line["bbox"][at + 2]) / 2 / edge for at, edge in ((0, page.rect.width), (1, page.rect.height)))
                    places.append((int(text.split()[1]), (x, y), round(line["dir"][0])))
            found.append(sorted(places))
    return found


def check_plates():
    """Arrangements that print a page more than once, which copies do not have."""
    problems = []
    pdf = FOLDER / "plate.pdf"
    for pages in range(1, MOST_PAGES + 1):
        build = ("build", handout(pages), "--paper", "half-letter", "-o", pdf, "--force", "--impose")
        run(*build, "step-and-repeat:3x2")
        found = [[(number, direction) for number, _, direction in side] for side in words(pdf)]
        if found != [[(page, 1)] * 6 for page in range(1, pages + 1)]:
            problems.append(f"step-and-repeat, {pages} pages: {found}")
        for scheme, along in (("work-and-turn", 0), ("work-and-tumble", 1)):
            run(*build, scheme)
            found = [[(number, place[along] > 0.5, direction) for number, place, direction in side] for side in words(pdf)]
            back = 1 if along == 0 else -1
            wanted = [
                [(page, False, 1)] + ([(page + 1, True, back)] if page < pages else [])
                for page in range(1, pages + 1, 2)
            ]
            if found != wanted:
                problems.append(f"{scheme}, {pages} pages: {found}")
    return problems


def struct_text(pdf):
    """The text in reading order, without the names of notes, which count copies in the order of their sheets."""
    done = subprocess.run(["pdfinfo", "-struct-text", str(pdf)], capture_output=True, text=True, check=True)
    return [line.split("<")[0] if "note0" in line else line for line in done.stdout.splitlines()]


def check_files():
    """What the judges of all files say."""
    problems, paths = [], []
    data = FOLDER / "patients.csv"
    rows = [f"Ana {'D' * (number % 30)} {number},{1000 + number}" for number in range(1, 31)]
    data.write_text("name,mrn\n" + "\n".join(rows) + "\n", encoding="utf-8")
    schemes = ["booklet", "2up", "3x1", "cut-stack", "step-and-repeat:2x2", "work-and-turn", "work-and-tumble"]
    for language in ("en", "ar"):
        sample = SAMPLES / f"bone-marrow-test.{language}.yaml"
        for purpose, options in (("paper", ()), ("press", ("--for", "press", "--bleed", "3mm", "--marks"))):
            plain = FOLDER / f"{language}-{purpose}.pdf"
            # Sheets are for paper, so they have no links.
            run("build", sample, "-o", plain, "--force", "--impose", "1x1", *options)
            made = [(plain, plain)]
            for scheme in schemes:
                pdf = FOLDER / f"{language}-{purpose}-{scheme.replace(':', '-')}.pdf"
                run("build", sample, "-o", pdf, "--force", "--impose", scheme, *options)
                made.append((pdf, plain))
            run("batch", sample, "--records", data, "-o", FOLDER / f"{language}-{purpose}-run.pdf", "--force", *options)
            for scheme in ("booklet", "2up", "cut-stack", "cut-stack:2x2"):
                pdf = FOLDER / f"{language}-{purpose}-run-{scheme.replace(':', '-')}.pdf"
                run("batch", sample, "--records", data, "-o", pdf, "--force", "--impose", scheme, *options)
                made.append((pdf, FOLDER / f"{language}-{purpose}-run.pdf"))
            for pdf, other in made:
                paths.append(pdf)
                if struct_text(pdf) != struct_text(other):
                    problems.append(f"{pdf.name} reads differently from {other.name}")
            if purpose == "press":
                press = [pdf for pdf, _ in made]
                done = subprocess.run([str(HANDOUT), "preflight", *press], capture_output=True, text=True, check=False)
                if done.returncode != 0:
                    problems.append(f"preflight: {done.stdout[-1000:]}{done.stderr[-1000:]}")
                for pdf in press:
                    info = subprocess.run(["pdfinfo", str(pdf)], capture_output=True, text=True, check=True).stdout
                    if "PDF/X-4" not in info:
                        problems.append(f"Poppler does not call {pdf.name} PDF/X-4")
    for path in paths:
        for name, judge in (("qpdf", files.qpdf), ("pdffonts", files.fonts), ("poppler", files.poppler)):
            problems += [f"{name} {path.name}: {problem}" for problem in judge(path)]
    problems += files.standards(paths)
    print(f"{len(paths)} files with sheets")
    return problems


def main():
    """Judges sheets."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    problems = []
    for check in (check_files, check_booklets, check_grids, check_stacks, check_plates):
        problems += check()
    for problem in problems:
        print(f"FAIL {problem}")
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
