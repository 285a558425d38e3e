"""Glyphs as two independent readers place them, collected into printed lines and read visually: from left to right."""

import unicodedata

import pymupdf
import pypdfium2
import pypdfium2.raw as pdfium_c

SAME_BASELINE = 0.6  # points


def visible(char):
    """Whether a character leaves ink."""
    return not char.isspace() and unicodedata.category(char) not in ("Cf", "Cc", "Mn")


def mupdf_pages(path):
    """(char, left edge, baseline) of every glyph, by page."""
    with pymupdf.open(path) as document:
        for page in document:
            raw = page.get_text("rawdict", flags=pymupdf.TEXT_PRESERVE_LIGATURES)
            spans = (span for block in raw["blocks"] for line in block.get("lines", ()) for span in line["spans"])
            chars = [char for span in spans for char in span["chars"]]
            yield [(char["c"], x, char["origin"][1]) for char, x in zip(chars, left_edges(chars)) if visible(char["c"])]


def left_edges(chars):
    """Where MuPDF's characters begin. A joiner shares the code of the letter drawn after it, and MuPDF gives the joiner
    all of that code's width: the neighbor to its right begins where the joiner does."""
    edges = [char["origin"][0] for char in chars]
    for at, char in enumerate(chars):
        if char["c"] in "\u200c\u200d":
            for beside in (at - 1, at + 1):
                if 0 <= beside < len(chars) and edges[beside] > edges[at]:
                    edges[beside] = edges[at]
    return edges


def pdfium_pages(path):
    """The same from PDFium, whose y axis points up: it is flipped."""
    document = pypdfium2.PdfDocument(str(path))
    for page in document:
        text = page.get_textpage()
        glyphs = []
        for index in range(text.count_chars()):
            code = pdfium_c.FPDFText_GetUnicode(text, index)
            if code and visible(chr(code)) and not pdfium_c.FPDFText_IsGenerated(text, index):
                x, y = pdfium_c.c_double(), pdfium_c.c_double()
                pdfium_c.FPDFText_GetCharOrigin(text, index, x, y)
                glyphs.append((chr(code), x.value, -y.value))
        yield glyphs
    document.close()


def lines(glyphs):
    """Glyphs collected by baseline from the top, each line sorted by its left edges: lists of (char, x)."""
    gathered = []
    for char, x, y in sorted(glyphs, key=lambda glyph: glyph[2]):
        if not gathered or y - gathered[-1][0] > SAME_BASELINE:
            gathered.append((y, []))
        gathered[-1][1].append((char, x))
    return [sorted(line, key=lambda glyph: glyph[1]) for _, line in gathered]


READERS = {"mupdf": mupdf_pages, "pdfium": pdfium_pages}
