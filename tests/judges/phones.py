"""Phone numbers as the eye sees them: the glyphs of each are on one line, from left to right, in the number's order.

Examines all cases, the Arabic notice on every page, and an Arabic handout with numbers typed as plain text in some
twenty ways.
"""

import re
import sys
from collections import Counter

from cases import HANDOUT, OUT, all_cases, build
from glyphs import READERS, lines

# As typed, and as it must be printed: an extension after the language's own word, by itself.
TYPED = [
    ("(901) 595-3300", "901-595-3300"),
    ("901-595-3300", "901-595-3300"),
    ("901.595.3300", "901-595-3300"),
    ("901 595 3300", "901-595-3300"),
    ("(901)595-3300", "901-595-3300"),
    ("+1 901 595 3300", "+1 901-595-3300"),
    ("+1-901-595-3300", "+1 901-595-3300"),
    ("+1 (901) 595-3300", "+1 901-595-3300"),
    ("+19015953300", "+1 901-595-3300"),
    ("1 (901) 595-3300", "1-901-595-3300"),
    ("1-901-595-3300", "1-901-595-3300"),
    ("1.901.595.3300", "1-901-595-3300"),
    ("1-866-278-5833", "1-866-278-5833"),
    ("(866) 278-5833", "1-866-278-5833"),
    ("1-866-2STJUDE", "1-866-2STJUDE"),
    ("901-595-3300 ext. 123", "901-595-3300", "123"),
    ("901-595-3300 x123", "901-595-3300", "123"),
    ("(901) 595-3300 extension 4567", "901-595-3300", "4567"),
    ("TTY: 1-901-595-1040", "1-901-595-1040"),
    ("TTY 901.595.1040", "901-595-1040"),
    ("901-595-3300–3305", "901-595-3300–3305"),
    ("901-595-3300/3301", "901-595-3300/3301"),
    ("+44 20 7946 0958", "+44 20 7946 0958"),
    ("٩٠١-٥٩٥-٣٣٠٠", "901-595-3300"),
    ("9-1-1", "9-1-1"),
    ("911", "911"),
    ("988", "988"),
]

HEAD = """handout: 1
id: typed-phones
title: أرقام الهاتف
language: ar
body:
"""


def on_lines(page_lines, number):
    """The lines on which a number appears in order, one entry per occurrence; no digit or hyphen touches it."""
    wanted = re.escape("".join(number.split()))
    found = []
    for line in page_lines:
        text = "".join(char for char, _ in line)
        for match in re.finditer(rf"(?<![\d+-]){wanted}(?![\d-])", text):
            xs = [x for _, x in line[match.start() : match.end()]]
            if all(after > before for before, after in zip(xs, xs[1:])):
                found.append(line)
    return found


def parts(number):
    """The pieces of a printed number that must each stay whole: a vanity number and its digits may be separated."""
    match = re.fullmatch(r"(\S+) \((.+)\)", number)
    return [match.group(1), match.group(2)] if match else [number]


def has_arabic(line):
    """Whether a line has Arabic letters."""
    return any("\u0620" <= char <= "\u064a" or "\ufb50" <= char <= "\ufeff" for char, _ in line)


def in_arabic(page_lines, line):
    """Whether a line belongs to Arabic text: it has Arabic letters, or it continues a line that has them and has no
    letters of its own except those of TTY."""
    if has_arabic(line):
        return True
    before = page_lines[: page_lines.index(line)]
    foreign = {char for char, _ in line if char.isalpha()} - set("TTY")
    return bool(before) and has_arabic(before[-1]) and not foreign


def judge_case(case, reader, pages):
    """Counts every number in the body and, page by page, in the notices."""
    source = case.expected()
    problems = []
    wanted = Counter(part for number in source.phones for part in parts(number))
    notices = Counter(part for number in source.notice_phones for part in parts(number))
    total = Counter()
    # In large print the notices appear once, after the text.
    noticed = pages[-1:] if source.large_print else pages
    for index, page in enumerate(pages, 1):
        for number, times in notices.items() if page in noticed else ():
            found = on_lines(page, number)
            if len(found) < times:
                problems.append(f"page {index}: {number} stands {len(found)} times, the notices have it {times} times")
            if not any(in_arabic(page, line) for line in found):
                problems.append(f"page {index}: {number} is not on a line of the Arabic notice")
        for number in {*wanted, *notices}:
            total[number] += len(on_lines(page, number))
    for number in {*wanted, *notices}:
        if len(number) < 3:  # "0": too short to be distinguished from other text by its glyphs
            continue
        should = wanted[number] + notices[number] * len(noticed)
        if total[number] != should:
            problems.append(f"{number} stands {total[number]} times, should stand {should} times")
    return report(case.name, reader, problems, sum(wanted.values()) + sum(notices.values()) * len(noticed))


def judge_typed(reader, pages):
    """Each typed number appears as often as it was typed: once in its own paragraph, once in one long paragraph."""
    wanted = Counter()
    for _, *printed in TYPED:
        wanted.update({part: 2 for part in printed})
    problems = []
    for number in wanted:
        found = sum(len(on_lines(page, number)) for page in pages)
        # A number with an extension or a range contains the number without it.
        holders = sum(
            times
            for other, times in wanted.items()
            if other.startswith(number) and not other[len(number) :][:1].isdigit()
        )
        if found != holders:
            problems.append(f"{number} stands {found} times, should stand {holders} times")
    return report("typed in Arabic text", reader, problems, sum(wanted.values()))


def report(name, reader, problems, count):
    """One line and the problems."""
    print(f"{'FAIL' if problems else 'ok  '} phones {name:24} {reader:8} {count} numbers")
    for problem in problems:
        print(f"       {problem}")
    return not problems


def typed_handout():
    """Writes and builds the handout of typed numbers."""
    folder = OUT / "phones"
    folder.mkdir(parents=True, exist_ok=True)
    blocks = [f"  - |\n    اتصلوا بالرقم {typed} في أي وقت.\n" for typed, *_ in TYPED]
    joined = "، أو ".join(typed for typed, *_ in TYPED)
    source = folder / "typed.ar.yaml"
    blocks.append(f"  - |\n    اتصلوا بالرقم {joined}، في أي وقت.\n")
    source.write_text(HEAD + "".join(blocks), encoding="utf-8")
    pdf = folder / "typed.ar.pdf"
    pdf.unlink(missing_ok=True)
    build([str(HANDOUT), "build", str(source), "-o", str(pdf)])
    return pdf


def main():
    """Judges all cases and the typed numbers with both readers."""
    results = []
    for case in all_cases():
        for reader, read in READERS.items():
            results.append(judge_case(case, reader, [lines(page) for page in read(case.pdf)]))
    pdf = typed_handout()
    for reader, read in READERS.items():
        results.append(judge_typed(reader, [lines(page) for page in read(pdf)]))
    print(f"phones: {results.count(True)} passed, {results.count(False)} failed")
    sys.exit(not all(results))


if __name__ == "__main__":
    main()
