"""Shapes the sample lines of all scripts with HarfBuzz itself: same face, language, direction, script and neighbors
must give the same glyphs in the same places. One difference is intended, and made here by its own rule: of two
full-width signs that meet, such as 」「, the first is half as wide."""

import json
import os
import pathlib
import subprocess
import sys

import uharfbuzz as hb

ROOT = pathlib.Path(__file__).resolve().parents[2]
OUT = pathlib.Path(os.environ.get("JUDGES_OUT", ROOT / "target" / "judges"))
# Drawn as a plain hyphen if the face lacks them.
HYPHENS = "\u2010\u2011"
OPENING = "（［｛「『【〔〈《〖“‘"
CLOSING = "）］｝」』】〕〉》〗”’"
STOPS = "、。，．"


def fonts():
    """Opens a face of the repository once, by its name."""
    opened = {}

    def font(name):
        if name not in opened:
            path = next(path for path in (ROOT / "fonts").iterdir() if path.stem == name)
            opened[name] = hb.Font(hb.Face(path.read_bytes()))
        return opened[name]

    return font


def shape(font, line, run):
    """The run's glyphs from left to right, (id, x, y) from its left edge, and its advance."""
    start, end = run["range"]
    text = line["text"].encode()
    for hyphen in HYPHENS:
        if not font.get_nominal_glyph(ord(hyphen)):
            # Of the same length, so that the offsets hold.
            text = text.replace(hyphen.encode(), b"-\0\0")
    buffer = hb.Buffer()
    if b"\0" in text[start:end]:
        buffer.add_str(text[start:end].replace(b"\0", b"").decode())
    else:
        buffer.add_utf8(text, start, end - start)
    buffer.direction = "rtl" if run["rtl"] else "ltr"
    buffer.script = run["script"]
    buffer.language = line["language"]
    buffer.flags = hb.BufferFlags.REMOVE_DEFAULT_IGNORABLES
    hb.shape(font, buffer, {})
    traditional = line["language"].startswith(("zh-Hant", "yue"))
    em = font.face.upem
    advances = [position.x_advance for position in buffer.glyph_positions]
    signs = [text[info.cluster :].decode(errors="ignore")[:1] for info in buffer.glyph_infos]
    signs = [sign if advance == em else "" for sign, advance in zip(signs, advances)]
    closing = CLOSING if traditional else CLOSING + STOPS
    for index, (sign, after) in enumerate(zip(signs, signs[1:])):
        meets = (sign in closing and after in OPENING + closing) or (sign in OPENING and after in OPENING)
        if sign and after and meets:
            advances[index] = em // 2
    pen, glyphs = 0, []
    for info, position, advance in zip(buffer.glyph_infos, buffer.glyph_positions, advances):
        glyphs.append([info.codepoint, pen + position.x_offset, position.y_offset])
        pen += advance
    return glyphs, pen


def main():
    """Prints the differences; the exit code says whether there were any."""
    dump = OUT / "shaped.json"
    command = ["cargo", "test", "--locked", "--lib", "inside::shaping::every_sample_line_is_shaped_whole"]
    if "SHAPED_LINES" in os.environ:
        dump = pathlib.Path(os.environ["SHAPED_LINES"])
    else:
        subprocess.run(command, cwd=ROOT, env={**os.environ, "SHAPED_LINES": str(dump)}, check=True, stdout=subprocess.DEVNULL)
    font = fonts()
    lines = json.loads(dump.read_text())
    runs = glyphs = 0
    faces, scripts, faults = set(), set(), []
    for line in lines:
        for run in line["runs"]:
            expected, advance = shape(font(run["face"]), line, run)
            runs += 1
            glyphs += len(expected)
            faces.add(run["face"])
            scripts.add(run["script"])
            if expected != run["glyphs"] or advance != run["advance"]:
                words = line["text"].encode()[slice(*run["range"])].decode()
                faults.append(f"{line['language']} {run['face']} {words!r}\n  {run['glyphs']}\n  {expected}")
    for fault in faults:
        print(fault)
    print(f"{len(lines)} lines, {runs} runs, {glyphs} glyphs, {len(faces)} faces, {len(scripts)} scripts: {len(faults)} differ")
    return 1 if faults or runs < 300 else 0


if __name__ == "__main__":
    sys.exit(main())
