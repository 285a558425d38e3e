"""What a screen reader gets: `pdfinfo -struct-text`, block by block in order, compared with the source.

English and Spanish only: Poppler prints right-to-left text here as drawn, so its letters are reversed. The Arabic
notice is omitted for the same reason.
"""

import re
import subprocess
import sys

from cases import all_cases
from expected import words

BLOCKS = {"H1", "H2", "H3", "P", "LBody", "Lbl", "TH", "TD", "Caption", "Note", "Figure"}
ELEMENT = re.compile(r'^( *)([A-Z][A-Za-z0-9]*)(?: ".*")?(?: <[^>]*>)?(?: \((?:block|inline|object|unknown)\))?:?$')
RTL = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
CONTENT = re.compile(r'^( *)"(.*)"$', re.DOTALL)


def all_blocks(path):
    """(role, text) of each block-level element, in structure order."""
    done = subprocess.run(["pdfinfo", "-struct-text", "-enc", "UTF-8", str(path)], capture_output=True, check=True)
    found, open_blocks = [], []
    for line in done.stdout.decode("utf-8").splitlines():
        # A link's annotation, as an object: it has no words.
        if re.match(r"^ *Object \d+ \d+$", line):
            continue
        depth = len(line) - len(line.lstrip(" "))
        content = CONTENT.match(line)
        if content:
            while open_blocks and open_blocks[-1][0] >= depth:
                open_blocks.pop()
            if open_blocks:
                open_blocks[-1][1][1] += content.group(2)
            continue
        element = ELEMENT.match(line)
        if not element:
            # Text of a string may contain a line feed: it belongs to the open block.
            if open_blocks:
                open_blocks[-1][1][1] += " " + line.strip().strip('"')
            continue
        while open_blocks and open_blocks[-1][0] >= depth:
            open_blocks.pop()
        if element.group(2) in BLOCKS:
            entry = [element.group(2), ""]
            found.append(entry)
            open_blocks.append((depth, entry))
    return found


def blocks(path):
    """The same for the elements with text of their own, without right-to-left text."""
    # The text of a list item may be in its LBody or in a paragraph there.
    said = [("P" if role == "LBody" else role, text) for role, text in all_blocks(path)]
    return [(role, " ".join(words(text))) for role, text in said if words(text) and not RTL.search(text)]


def wanted_blocks(source):
    """The same from the source. Boxes (note, contact, fine print) contain paragraphs."""
    wanted = [("H1", source.title)]
    wanted += [("P", f"{label}: {value}" if value else f"{label}:") for label, value in source.fields]
    for block in source.blocks:
        if block.label:
            wanted.append(("Lbl", block.label))
        wanted.append((block.role if block.role.startswith("H") else "P", block.text))
    # On the last page the notices are content: a screen reader must find them once.
    wanted += [("P", notice) for notice in source.notices]
    return [(role, " ".join(words(text))) for role, text in wanted if not RTL.search(text)]


def main():
    """Judges the English and Spanish cases."""
    results = []
    for case in all_cases():
        if case.language == "ar":
            continue
        wanted, found = wanted_blocks(case.expected()), blocks(case.pdf)
        good = wanted == found
        results.append(good)
        print(f"{'ok  ' if good else 'FAIL'} structure {case.name:24} {len(found)} blocks of {len(wanted)}")
        if not good:
            for index in range(max(len(wanted), len(found))):
                pair = [blocks[index] if index < len(blocks) else None for blocks in (wanted, found)]
                if pair[0] != pair[1]:
                    print(f"       block {index + 1}: wanted {pair[0]}\n       {'':9} found  {pair[1]}")
                    break
    print(f"structure: {results.count(True)} passed, {results.count(False)} failed")
    sys.exit(not all(results))


if __name__ == "__main__":
    main()
