"""Composite glyphs look the same as ordinary glyphs: two copies of each sample's first page. In one, each code is shown
separately; in the other, every glyph of a composite is shown separately, by the font's own glyph at its place in the
composite. (In strings of codes, PDFium rounds the positions of all glyphs but the first down to whole pixels, composite
or not.)

Both are drawn at 300 dpi by Poppler, MuPDF, PDFium, Ghostscript and hayro. Rasterizers other than PDFium snap each
glyph to a pixel or part of one, so a pixel counts as different only if no pixel around it in the other image is close
to it. The figures: pixels that differ this way by more than 64 of 255 levels, the largest such difference, and their
share of all ink.
"""

import io
import os
import re
import subprocess
import sys

import numpy
import pymupdf
import pypdfium2
from fontTools.ttLib import TTFont

from cases import OUT, ROOT
from codes import cids
from digits import reference

DPI = 300
VISIBLE = 64
# One language per script, and more if marks are common.
LANGUAGES = "am ar bn bo chr el en fa gu he hi hy ka km kn ksw lo ml my nv pa ru si ta te th ur vi yi yo".split()
# How many of a page's inked pixels may visibly differ.
MOST = 0.0005


class Font:
    """An embedded TrueType font: what each code draws."""

    def __init__(self, document, xref):
        descendant = reference(document, xref, "DescendantFonts")
        map_xref = reference(document, descendant, "CIDToGIDMap")
        self.xref, self.descendant = xref, descendant
        self.gids = document.xref_stream(map_xref) if map_xref else None
        program = document.extract_font(xref)[3]
        self.font = TTFont(io.BytesIO(program)) if document.xref_get_key(descendant, "Subtype")[1] == "/CIDFontType2" else None
        self.widths = widths(document.xref_get_key(descendant, "W")[1])
        if self.font:
            self.order, self.glyf = self.font.getGlyphOrder(), self.font["glyf"]
            self.upem = self.font["head"].unitsPerEm

    def gid(self, code):
        """The glyph of a code."""
        return int.from_bytes(self.gids[2 * code : 2 * code + 2], "big") if self.gids else code

    def whole(self, code):
        """The code itself."""
        return [(code, 0, 0)] if self.parts(code) else []

    def spoiled(self, code):
        """What a code draws without its last glyph."""
        parts = self.parts(code)
        return parts[:-1] if len(parts) > 1 else parts

    def parts(self, code):
        """(glyph, dx, dy) of what a code draws, in ems."""
        glyph = self.glyf[self.order[self.gid(code)]]
        if glyph.numberOfContours == 0:
            return []
        if not glyph.isComposite():
            return [(self.gid(code), 0, 0)]
        return [
            (self.font.getGlyphID(part.glyphName), part.x / self.upem, part.y / self.upem) for part in glyph.components
        ]


def widths(array):
    """Widths by code, in thousandths of an em, from a `W` array."""
    found = {}
    tokens = re.findall(r"\[|\]|[-\d.]+", array.strip()[1:-1])
    at = 0
    while at < len(tokens):
        first = int(tokens[at])
        if tokens[at + 1] == "[":
            end = tokens.index("]", at)
            for step, width in enumerate(tokens[at + 2 : end]):
                found[first + step] = float(width)
            at = end + 1
        else:
            for code in range(first, int(tokens[at + 1]) + 1):
                found[code] = float(tokens[at + 2])
            at += 3
    return found


TOKEN = re.compile(
    rb"/(F\d+) ([\d.]+) Tf|(-?[\d.]+) (-?[\d.]+) Td|\[([^\]]*)\]TJ|<([0-9a-fA-F]+)>Tj|(BT)|(ET)",
)


def taken_apart(content, fonts, pieces, counts):
    """The content stream with each glyph shown separately; `pieces` says which those are."""
    out, last = [], 0
    font, size, x, y, start = None, 0.0, 0.0, 0.0, (0.0, 0.0)

    def show(codes):
        nonlocal x
        shown = []
        for code in cids(bytes.fromhex(codes.decode())):
            parts = pieces(font, code)
            counts[len(parts) > 1] += bool(parts)
            for glyph, dx, dy in parts:
                shown.append(b"1 0 0 1 %.5f %.5f Tm<%04x>Tj" % (x + dx * size, y + dy * size, glyph))
            x += font.widths.get(code, 0) * size / 1000
        return b" ".join(shown)

    for token in TOKEN.finditer(content):
        out.append(content[last : token.start()])
        last = token.end()
        name, points, left, baseline, array, string, begins, _ = token.groups()
        if name:
            font, size = fonts[name.decode()], float(points)
            out.append(token.group(0))
        elif left is not None:
            x, y = start = start[0] + float(left), start[1] + float(baseline)
        elif array is not None and font.font:
            for piece in re.finditer(rb"<([0-9a-fA-F]*)>|(-?[\d.]+)", array):
                if piece.group(2):
                    x -= float(piece.group(2)) * size / 1000
                else:
                    out.append(show(piece.group(1)) + b" ")
        elif string is not None:
            raise ValueError("the writer shows text by TJ alone")
        else:
            start = (0.0, 0.0) if begins else start
            out.append(token.group(0))
    out.append(content[last:])
    return b" ".join(out)


def rewrite(source, target, pieces):
    """Writes a copy of a PDF's first page; returns how many codes drew one glyph, and how many more."""
    counts = [0, 0]
    with pymupdf.open(source) as document:
        document.select([0])
        page = document[0]
        fonts = {font[4]: Font(document, font[0]) for font in page.get_fonts() if font[2] == "Type0"}
        if any(not font.font for font in fonts.values()):
            raise ValueError("a font without TrueType outlines has no composites")
        content = taken_apart(to_hex(page.read_contents()), fonts, pieces, counts)
        document.update_stream(page.get_contents()[0], content)
        for font in fonts.values():
            document.xref_set_key(font.xref, "Encoding", "/Identity-H")
        for font in () if pieces is Font.whole else fonts.values():
            document.xref_set_key(font.descendant, "CIDToGIDMap", "/Identity")
            advances = " ".join(f"{font.font['hmtx'][name][0] * 1000 / font.upem:g}" for name in font.order)
            document.xref_set_key(font.descendant, "W", f"[0 [{advances}]]")
        document.save(target)
    return counts


def rewrite_both(language, folder, name, pieces):
    """Writes the copy with whole codes and the one in pieces; returns the counts of the latter."""
    source = OUT / "languages" / f"{language}.pdf"
    rewrite(source, folder / f"{name}-whole.pdf", Font.whole)
    return rewrite(source, folder / f"{name}.pdf", pieces)


def to_hex(content):
    """The content stream with its strings in hexadecimal."""
    out, at = bytearray(), 0
    escapes = {ord("n"): 10, ord("r"): 13, ord("t"): 9, ord("b"): 8, ord("f"): 12}
    while at < len(content):
        if content[at] != ord("("):
            out.append(content[at])
            at += 1
            continue
        depth, string, at = 1, bytearray(), at + 1
        while depth:
            char = content[at]
            if char == ord("\\"):
                octal = re.match(rb"[0-7]{1,3}", content[at + 1 : at + 4])
                if octal:
                    string.append(int(octal.group(0), 8) & 255)
                    at += len(octal.group(0))
                else:
                    string.append(escapes.get(content[at + 1], content[at + 1]))
                    at += 1
            else:
                depth += (char == ord("(")) - (char == ord(")"))
                if depth:
                    string.append(char)
            at += 1
        out += b"<" + string.hex().encode() + b">"
    return bytes(out)


def gray(width, height, samples, stride=None):
    """An image as an array of levels."""
    return numpy.frombuffer(samples, numpy.uint8).reshape(height, stride or width)[:, :width]


def pgm(data):
    """A binary PGM as an array."""
    header = re.match(rb"P5\s+(?:#.*\s+)?(\d+)\s+(\d+)\s+255\s", data)
    return gray(int(header.group(1)), int(header.group(2)), data[header.end() :])


def poppler(path):
    """Poppler."""
    command = ["pdftoppm", "-gray", "-r", str(DPI), "-f", "1", "-l", "1", str(path)]
    return pgm(subprocess.run(command, capture_output=True, check=True).stdout)


def mupdf(path):
    """MuPDF."""
    with pymupdf.open(path) as document:
        picture = document[0].get_pixmap(dpi=DPI, colorspace=pymupdf.csGRAY)
        return gray(picture.width, picture.height, bytes(picture.samples), picture.stride)


def pdfium(path):
    """PDFium."""
    document = pypdfium2.PdfDocument(str(path))
    bitmap = document[0].render(scale=DPI / 72, grayscale=True)
    picture = gray(bitmap.width, bitmap.height, bytes(bitmap.buffer), bitmap.stride).copy()
    document.close()
    return picture


def ghostscript(path):
    """Ghostscript, as for a screen: with hints and four levels per pixel side."""
    command = ["gs", "-q", "-dSAFER", "-dBATCH", "-dNOPAUSE", "-sDEVICE=pgmraw", f"-r{DPI}", "-dTextAlphaBits=4",
               "-dGraphicsAlphaBits=4", "-dLastPage=1", "-sOutputFile=-", str(path)]  # fmt: skip
    return pgm(subprocess.run(command, capture_output=True, check=True).stdout)


def draw_by_hayro(paths):
    """Has hayro, which the page tests use, draw first pages beside their files."""
    pairs = [f"{path}={path.with_suffix('.pgm')}" for path in paths]
    environment = {**os.environ, "DRAW_PAGES": "\n".join([str(DPI / 72), *pairs])}
    command = ["cargo", "test", "--quiet", "--locked", "--test", "pages", "--", "--ignored", "draw_named_pages"]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, cwd=ROOT)
    if done.returncode != 0:
        raise SystemExit(f"FAIL rasters: hayro did not draw:\n{done.stderr}{done.stdout}")


def hayro(path):
    """hayro, which has already drawn."""
    return pgm(path.with_suffix(".pgm").read_bytes())


READERS = {"poppler": poppler, "mupdf": mupdf, "pdfium": pdfium, "ghostscript": ghostscript, "hayro": hayro}


def beyond(one, other):
    """How far each pixel of one image is outside the range of the surrounding pixels in the other."""
    padded = numpy.pad(other, 1, mode="edge")
    height, width = other.shape
    shifts = [padded[y : y + height, x : x + width] for y in range(3) for x in range(3)]
    least, most = numpy.minimum.reduce(shifts).astype(numpy.int16), numpy.maximum.reduce(shifts).astype(numpy.int16)
    return numpy.maximum(numpy.maximum(least - one, one - most), 0)


def compare(one, other):
    """(visible pixels, their share of the ink, largest difference, largest without the shift)."""
    plain = int(numpy.abs(one.astype(numpy.int16) - other).max())
    shifted = numpy.maximum(beyond(one, other), beyond(other, one))
    seen, ink = int((shifted > VISIBLE).sum()), int((one < 128).sum())
    return seen, seen / max(ink, 1), int(shifted.max()), plain


def main():
    """Compares the given languages, or one per script."""
    folder = OUT / "rasters"
    folder.mkdir(parents=True, exist_ok=True)
    languages = sys.argv[1:] or LANGUAGES
    counts = {language: rewrite_both(language, folder, language, Font.parts) for language in languages}
    rewrite_both("hi", folder, "hi-spoiled", Font.spoiled)
    draw_by_hayro([folder / f"{name}{copy}.pdf" for name in [*languages, "hi-spoiled"] for copy in ("", "-whole")])
    results, worst = [], {}
    for language in languages:
        plain, composite = counts[language]
        whole, target = folder / f"{language}-whole.pdf", folder / f"{language}.pdf"
        cells = []
        for reader, draw in READERS.items():
            seen, part, largest, unshifted = compare(draw(whole), draw(target))
            good = part <= MOST
            results.append(good)
            cells.append(f"{reader} {seen:4} px {largest:3}/{unshifted:3}{' ' if good else '!'}")
            worst[reader] = max(worst.get(reader, (0, 0, "")), (seen, largest, language))
        print(f"{language:4} {composite:4} composites, {plain:4} others: {'  '.join(cells)}", flush=True)
    if not sum(composite for _, composite in counts.values()):
        results.append(False)
        print("FAIL rasters: no composite was compared")
    # A mark lost from each composite must not go unnoticed.
    whole, target = folder / "hi-spoiled-whole.pdf", folder / "hi-spoiled.pdf"
    blind = [reader for reader, draw in READERS.items() if compare(draw(whole), draw(target))[1] <= MOST]
    results.append(not blind)
    if blind:
        print(f"FAIL rasters: lost marks go unseen in {blind}")
    for reader, (seen, largest, language) in worst.items():
        print(f"rasters: {reader}: at most {seen} pixels a page differ by more than {VISIBLE}, by up to {largest} ({language})")
    print(f"rasters: {results.count(True)} passed, {results.count(False)} failed")
    sys.exit(not all(results))


if __name__ == "__main__":
    main()
