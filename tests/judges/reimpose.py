"""Pages of other programs' PDFs on sheets: each placed page must look as it did, to the pixel where it is on whole
pixels, and be read as it was. PDFium draws both; Typst, ReportLab, Ghostscript and MuPDF make the files, and pikepdf turns,
crops, scales and shares their pages. Files that met a standard must meet it on sheets, too, says veraPDF."""

import os
import re
import subprocess
import sys

import numpy
import pikepdf
import pymupdf
import pypdfium2
import typst
from PIL import Image
from reportlab.lib.pagesizes import letter
from reportlab.pdfgen import canvas

import files
from cases import HANDOUT, OUT, ROOT

FOLDER = OUT / "reimpose"
# Whole pixels where sizes are whole points.
SCALE = 2
# Of 255: what may differ where a page is on whole pixels, and between other positions of the same page on average.
SAME, NEAR = 3, 2.5

TYPST = """
#set document(title: "Notes", date: datetime(year: 2026, month: 11, day: 28))
#set page(width: 420pt, height: 594pt, fill: gradient.linear(white, rgb("#eef")), numbering: "1")
#set text(lang: "en", hyphenate: false)
#set heading(numbering: "1.")
#outline()
= First <first>
See @first and #link("https://example.org")[a page].
#math.equation(alt: "a sum", block: true, $sum_(k=1)^n k = (n(n+1)) / 2$)
#rect(fill: rgb(200, 30, 30, 120), width: 90pt, height: 40pt)
#place(dx: 60pt, dy: -20pt, circle(fill: rgb(30, 30, 200, 120), radius: 30pt))
#pagebreak()
= Second
#table(columns: 3, table.header[A][B][C], ..range(60).map(str))
#pagebreak()
= Third
#lorem(300)
#pagebreak()
#figure(rect(width: 120pt, height: 60pt, fill: luma(70%)), alt: "A box", caption: [A box])
#pagebreak()
#lorem(80)
"""


def run(source, target, *options):
    """Puts a file's pages on sheets; returns what was said."""
    command = [str(HANDOUT), "impose", str(source), "-o", str(target), "--force", *options]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(f"FAIL {' '.join(command)}: {done.stderr}")
    return done.stderr


def by_typst(name, **options):
    """A tagged file with transparency, links, an outline."""
    path = FOLDER / f"{name}.pdf"
    path.write_bytes(typst.compile(TYPST.encode(), format="pdf", **options))
    return path


def by_reportlab():
    """A form with values, links, pictures, turned pages."""
    path = FOLDER / "reportlab.pdf"
    drawn = canvas.Canvas(str(path), pagesize=letter, invariant=1)
    picture = Image.fromarray(numpy.arange(64 * 64 * 3, dtype=numpy.uint8).reshape(64, 64, 3))
    for page in range(1, 5):
        drawn.bookmarkPage(f"p{page}")
        drawn.addOutlineEntry(f"Page {page}", f"p{page}")
        drawn.setFont("Helvetica", 40)
        drawn.drawString(72, 650, f"Page {page} of ReportLab")
        drawn.drawInlineImage(picture, 72, 400, 128, 128)
        drawn.rect(20, 20, 572, 752)
        form = drawn.acroForm
        form.textfield(name=f"name{page}", value="Ana Diaz", x=72, y=300, width=200, height=30)
        form.checkbox(name=f"agree{page}", checked=True, x=300, y=300)
        drawn.linkRect("", "p1", (72, 640, 300, 700))
        drawn.setPageRotation([0, 90, 180, 270][page - 1])
        drawn.showPage()
    drawn.save()
    return path


def by_ghostscript():
    """An old file: PDF 1.4, with a cross-reference table."""
    path = FOLDER / "ghostscript.pdf"
    page = "/Times-Roman 30 selectfont 50 700 moveto (Page {}) show 100 100 300 400 rectstroke 0.5 setgray 200 {}00 80 80 rectfill showpage\n"
    script = "%!PS\n<</PageSize [612 792]>>setpagedevice\n" + "".join(page.format(n, n) for n in range(1, 8))
    command = ["gs", "-q", "-dSAFER", "-dBATCH", "-dNOPAUSE", "-sDEVICE=pdfwrite", "-dCompatibilityLevel=1.4", f"-sOutputFile={path}", "-"]
    subprocess.run(command, input=script.encode(), check=True, capture_output=True)
    return path


def by_mupdf():
    """Comments that are printed as they look."""
    path = FOLDER / "mupdf.pdf"
    document = pymupdf.open()
    for number in range(3):
        page = document.new_page(width=400, height=600)
        page.insert_text((50, 80), f"Page {number + 1} of MuPDF", fontsize=24)
        page.add_rect_annot((60, 120, 200, 200)).update()
        page.add_freetext_annot((60, 250, 300, 300), "a comment", fontsize=18).update()
        if number == 1:
            page.set_rotation(90)
    document.save(path, garbage=3, deflate=True)
    return path


def changed(source, name, change):
    """A file with its pages changed."""
    path = FOLDER / f"{name}.pdf"
    with pikepdf.open(source) as pdf:
        change(pdf)
        pdf.save(path, deterministic_id=True)
    return path


def rotate(pdf):
    """Pages turned in all ways, by what they inherit and by themselves."""
    pdf.Root.Pages.Rotate = 90
    for index, page in enumerate(pdf.pages):
        if index % 4:
            page.obj.Rotate = [90, 180, 270, -90][index % 4]
        elif "/Rotate" in page.obj:
            del page.obj["/Rotate"]


def crop(pdf):
    """Pages that are parts of larger ones, whose origin is elsewhere."""
    for page in pdf.pages:
        page.obj.CropBox = [30, 40, 390, 540]
        page.obj.MediaBox = [-10, 5, 420, 594]


def trim(pdf):
    """Pages with bleed, whose trim box is not what viewers show."""
    for page in pdf.pages:
        page.obj.TrimBox = [20, 22, 400, 572]
        page.obj.BleedBox = [11, 13, 409, 581]


def scale(pdf):
    """A unit of two points."""
    for page in pdf.pages:
        page.obj.UserUnit = 2


def inherit(pdf):
    """Resources and boxes are inherited, and content is in several streams, some of them shared."""
    shared = pdf.make_stream(b"q 0.9 0.2 0.2 rg 0 0 30 30 re f Q\n")
    resources = pikepdf.Dictionary()
    for page in pdf.pages:
        for kind, entries in page.obj.Resources.items():
            if isinstance(entries, pikepdf.Dictionary):
                if kind not in resources:
                    resources[kind] = pikepdf.Dictionary()
                for key, value in entries.items():
                    resources[kind][key] = value
    pdf.Root.Pages.Resources = resources
    pdf.Root.Pages.MediaBox = pdf.pages[0].obj.MediaBox
    for page in pdf.pages:
        content = page.obj.Contents
        streams = list(content) if isinstance(content, pikepdf.Array) else [content]
        page.obj.Contents = pikepdf.Array([shared, *streams, shared])
        del page.obj["/Resources"]
        del page.obj["/MediaBox"]


def whole(pdf):
    """What is cut out of the paper is all that viewers show."""
    for page in pdf.pages:
        if "/TrimBox" in page.obj:
            page.obj.CropBox = page.obj.TrimBox


def pictures(path, scale=SCALE):
    """The pages as PDFium draws them, with what is printed of annotations."""
    document = pypdfium2.PdfDocument(str(path))
    document.init_forms()
    drawn = [page.render(scale=scale, may_draw_forms=True).to_numpy()[:, :, :3].astype(int) for page in document]
    document.close()
    return drawn


def difference(one, other):
    """The largest and the mean difference of two pictures of the same size; pixels at their edges do not count."""
    height, width = min(one.shape[0], other.shape[0]), min(one.shape[1], other.shape[1])
    if abs(one.shape[0] - other.shape[0]) > 1 or abs(one.shape[1] - other.shape[1]) > 1:
        return 255, 255
    apart = abs(one[2 : height - 2, 2 : width - 2] - other[2 : height - 2, 2 : width - 2])
    return apart.max(), apart.mean()


def slug_lines(path, scale=SCALE):
    """Where sheets made at once have the lines above each page that name job, version and page: the side's number, and
    the place in its picture."""
    places = []
    with pymupdf.open(path) as document:
        for number, page in enumerate(document, 1):
            for left, top, right, bottom, words, *_ in page.get_text("blocks"):
                if re.match(r"bone-marrow-test \u00b7 .*page \d+ of \d+", words.strip(), re.DOTALL):
                    rows, columns = slice(int(top * scale) - 2, int(bottom * scale) + 3), slice(int(left * scale) - 2, int(right * scale) + 3)
                    places.append((number, (rows, columns)))
    if not places:
        raise SystemExit(f"FAIL {path.name} has no slug line")
    return places


def reads(path):
    """The text in reading order, without the names of elements, since a link is text on paper, and without content that
    has no text, such as what a field looks like."""
    done = subprocess.run(["pdfinfo", "-struct-text", str(path)], capture_output=True, text=True, check=True)
    lines = [line.strip() for line in done.stdout.splitlines()]
    return [line for line in lines if line.startswith('"') and line != '""']


def check(source, unit=1):
    """A file's pages alone on sheets, two on a side, and many times."""
    problems = []
    name = source.stem
    before = pictures(changed(source, f"{name}-whole", whole), SCALE * unit)
    alone, pair, many = (FOLDER / f"{name}-{scheme}.pdf" for scheme in ("1x1", "2x1", "many"))
    run(source, alone, "--impose", "1x1", "--one-sided", "--bleed", "0mm")
    run(source, pair, "--impose", "2up", "--bleed", "0mm")
    run(source, many, "--impose", "step-and-repeat:2x2", "--bleed", "0mm")
    first = before[0].shape
    for number, (old, new) in enumerate(zip(before, pictures(alone), strict=True), 1):
        # Pages of the other orientation are turned counterclockwise.
        turned = (old.shape[0] > old.shape[1]) != (first[0] > first[1])
        most, mean = difference(numpy.rot90(old) if turned else old, new)
        if most > SAME and mean > (NEAR if turned else 0.02):
            problems.append(f"{name}, page {number} alone: differs by up to {most}, {mean:.2f} on average")
    sides = pictures(pair)
    for index, old in enumerate(before):
        side = sides[index // 2]
        half = side.shape[1] // 2
        new = side[:, :half] if index % 2 == 0 else side[:, side.shape[1] - half :]
        turned = (old.shape[0] > old.shape[1]) != (first[0] > first[1])
        _, mean = difference(numpy.rot90(old) if turned else old, new)
        if mean > NEAR:
            problems.append(f"{name}, page {index + 1} on a side: differs by {mean:.2f} on average")
    for number, side in enumerate(pictures(many), 1):
        height, width = side.shape[0] // 2, side.shape[1] // 2
        parts = [side[y : y + height, x : x + width] for y in (0, side.shape[0] - height) for x in (0, side.shape[1] - width)]
        if max(difference(parts[0], part)[1] for part in parts[1:]) > NEAR:
            problems.append(f"{name}, page {number} many times: its prints differ")
    for made in (alone, pair, many):
        if reads(made) != reads(source):
            problems.append(f"{made.name} reads differently from {name}")
        for judge, found in (("qpdf", files.qpdf(made)), ("poppler", files.poppler(made))):
            problems += [f"{judge} {made.name}: {problem}" for problem in found]
    return problems, [alone, pair, many]


def check_own():
    """Our own press file, imposed afterwards, looks as if it had been imposed at once, and is read in the same way."""
    problems, paths = [], []
    dated = {**os.environ, "SOURCE_DATE_EPOCH": "1790000000"}
    sample = ROOT / "content" / "bone-marrow-test.en.yaml"
    press = ("--for", "press", "--bleed", "3mm")
    plain, at_once = FOLDER / "press.pdf", FOLDER / "press-at-once.pdf"

    def build(target, *options):
        command = [str(HANDOUT), "build", str(sample), "-o", str(target), "--force", *press, *options]
        subprocess.run(command, check=True, capture_output=True, env=dated)

    def text(path):
        return subprocess.run(["pdfinfo", "-struct-text", str(path)], capture_output=True, text=True, check=True).stdout

    build(plain)
    for scheme in ("booklet", "2up", "cut-stack", "step-and-repeat:2x2", "work-and-turn", "work-and-tumble"):
        made = FOLDER / f"press-{scheme.replace(':', '-')}.pdf"
        said = run(plain, made, "--impose", scheme, "--marks")
        paths.append(made)
        if said.count("\n") > 1:
            problems.append(f"{made.name}: {said}")
        build(at_once, "--marks", "--impose", scheme)
        slugs = slug_lines(at_once)
        for number, (old, new) in enumerate(zip(pictures(at_once), pictures(made), strict=True), 1):
            for side, place in slugs:
                if side == number:
                    old[place] = new[place] = 255
            most, mean = difference(old, new)
            if most > SAME and mean > 0.001:
                problems.append(f"{made.name}, side {number}: not as if it had been imposed at once")
        if text(plain) != text(made):
            problems.append(f"{made.name} reads differently")
        problems += [f"qpdf {made.name}: {problem}" for problem in files.qpdf(made)]
        info = subprocess.run(["pdfinfo", str(made)], capture_output=True, text=True, check=True).stdout
        if "PDF/X-4" not in info:
            problems.append(f"Poppler does not call {made.name} PDF/X-4")
    done = subprocess.run([str(HANDOUT), "preflight", *map(str, paths)], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        problems.append(f"preflight: {done.stdout[-1000:]}{done.stderr[-1000:]}")
    return problems, paths


def main():
    """Judges sheets of other programs' pages."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    plain, accessible = by_typst("typst"), by_typst("typst-ua", pdf_standards=["ua-1"])
    archived = by_typst("typst-a2a", pdf_standards=["a-2a"])
    sources = [plain, accessible, archived, by_reportlab(), by_ghostscript(), by_mupdf()]
    sources += [changed(plain, f"typst-{how.__name__}", how) for how in (rotate, crop, trim, inherit)]
    scaled = changed(plain, "typst-scale", scale)
    sources += [scaled, *map(FOLDER.__class__, sys.argv[1:])]
    problems, own = check_own()
    standard = {"ua1": list(own), "2a": list(own)}
    for source in sources:
        found, made = check(source, 2 if source == scaled else 1)
        problems += found
        if source == accessible:
            standard["ua1"] += made
        if source == archived:
            standard["2a"] += made
    for profile, paths in standard.items():
        problems += files.standards(paths, (profile,))
    for problem in problems:
        print(f"FAIL {problem}")
    print(f"{len(sources)} files of other programs on sheets")
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
