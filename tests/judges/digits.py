"""Digits are what they say: in every embedded font, the outline behind each code that stands for a digit, a hyphen or a
plus sign is the outline that the bundled face has for it. A text that copies out right could still be drawn wrong.
"""

import io
import re
import sys

import pymupdf
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.ttLib import TTFont

from cases import OUT, ROOT, all_cases
from codes import cid

CHECKED = set("0123456789-+")


def outline(glyphs, name):
    """What a glyph draws, with components resolved."""
    pen = DecomposingRecordingPen(glyphs)
    glyphs[name].draw(pen)
    return pen.value


def to_unicode(cmap):
    """Code to text, from a ToUnicode stream."""
    texts = {}

    def decode(digits):
        return bytes.fromhex(digits.decode()).decode("utf-16-be")

    for section in re.findall(rb"beginbfchar(.*?)endbfchar", cmap, re.DOTALL):
        for code, text in re.findall(rb"<(\w+)>\s*<(\w+)>", section):
            texts[int(code, 16)] = decode(text)
    for section in re.findall(rb"beginbfrange(.*?)endbfrange", cmap, re.DOTALL):
        for first, last, text in re.findall(rb"<(\w+)>\s*<(\w+)>\s*<(\w+)>", section):
            start = decode(text)
            for step in range(int(last, 16) - int(first, 16) + 1):
                texts[int(first, 16) + step] = start[:-1] + chr(ord(start[-1]) + step)
        for first, _, several in re.findall(rb"<(\w+)>\s*<(\w+)>\s*\[(.*?)\]", section, re.DOTALL):
            for step, text in enumerate(re.findall(rb"<(\w+)>", several)):
                texts[int(first, 16) + step] = decode(text)
    return texts


def reference(document, xref, key):
    """The object that another's key refers to, or None."""
    kind, value = document.xref_get_key(xref, key)
    if kind == "array":
        value = value.strip("[]").strip()
    match = re.match(r"(\d+) 0 R", value)
    return int(match.group(1)) if match else None


def judge_font(document, xref, name, faces):
    """(digits examined, problems) of one Type0 font."""
    texts = to_unicode(document.xref_stream(reference(document, xref, "ToUnicode")))
    if not CHECKED.intersection(texts.values()):
        return 0, []
    face = faces.get(name.split("+")[-1])
    if face is None:
        return 0, [f"{name} is none of the bundled faces"]
    descendant = reference(document, xref, "DescendantFonts")
    map_xref = reference(document, descendant, "CIDToGIDMap")
    gids = document.xref_stream(map_xref) if map_xref else None
    font = TTFont(io.BytesIO(document.extract_font(xref)[3]))
    glyphs, order = font.getGlyphSet(), font.getGlyphOrder()
    face_glyphs, face_cmap = face.getGlyphSet(), face.getBestCmap()
    count, problems = 0, []
    for code, text in texts.items():
        if text not in CHECKED:
            continue
        code = cid(code)
        gid = int.from_bytes(gids[2 * code : 2 * code + 2], "big") if gids else code
        count += 1
        if outline(glyphs, order[gid]) != outline(face_glyphs, face_cmap[ord(text)]):
            problems.append(f"{name}: code {code} says {text!r} and draws another shape")
    return count, problems


def main():
    """Judges all fonts of all cases and of the typed numbers, or of the given files."""
    faces = {}
    for path in sorted((ROOT / "fonts").glob("**/*.[to]tf")):
        font = TTFont(path)
        faces[font["name"].getDebugName(6)] = font
    results, total = [], 0
    typed = sorted((OUT / "numbers").glob("*.pdf"))
    for path in sys.argv[1:] or [case.pdf for case in all_cases()] + typed:
        count, problems = 0, []
        with pymupdf.open(path) as document:
            fonts = {(font[0], font[3]) for page in document for font in page.get_fonts() if font[2] == "Type0"}
            for xref, name in sorted(fonts):
                looked_at, faults = judge_font(document, xref, name, faces)
                count += looked_at
                problems += faults
        if not count:
            problems.append("no digit was found")
        total += count
        results.append(not problems)
        for problem in problems:
            print(f"FAIL digits {path}: {problem}")
    print(f"digits: {total} codes looked at")
    print(f"digits: {results.count(True)} passed, {results.count(False)} failed")
    sys.exit(not all(results))


if __name__ == "__main__":
    main()
