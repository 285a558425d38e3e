"""Numbers in right-to-left text, by the rule that each reads in its own order, from left to right.

A thousand formats of numbers (`number_formats.py`) stand in sentences of Arabic, Persian, Urdu and Hebrew, several times each,
one a paragraph and then many a paragraph. The rule alone says where every visible character of a line must stand:
the sentence runs from the right, each number in it from the left. The glyphs that MuPDF and PDFium see on the pages,
sorted by where they stand, must be the same row of characters. No number that belongs on one line may be cut.
"""

import re
import subprocess
import sys
import unicodedata
from collections import Counter

from cases import HANDOUT, OUT
from number_formats import SENTENCES, Format, all_formats, contexts
from glyphs import READERS, lines, visible

HEAD = "handout: 1\nid: numbers\ntitle: {title}\nlanguage: {language}\nsite: site.yaml\nbody:\n"
# Eight points and little margin: most paragraphs stand on one line, and a thousand of them on twenty pages.
SITE = "site: 1\nname: X\nheader: {left: \"\", right: \"\"}\ntheme: {size: 8pt, margin: 0.5in}\n"
TITLES = {"ar": "أرقام", "fa": "شماره‌ها", "ur": "اعداد", "he": "מספרים"}
TIMES_EACH = 3  # In how many contexts each format stands, a paragraph each.
IN_A_ROW = 12  # How many stand in one long paragraph.
LONGEST_UNBROKEN = 20  # Longer ones may be broken at a space.
SHOWN = 100  # How many faults are printed in full.


SECOND = Format("second", "12", "12")


class Paragraph:
    """A paragraph as typed, and its visible characters in logical order with the number that each belongs to."""

    def __init__(self):
        self.typed = ""
        self.chars = []  # (char, index of its number or None)
        self.formats = []

    def say(self, text):
        """Adds words of the language."""
        self.typed += text
        self.chars += [(char, None) for char in text if visible(char)]

    def seen_by(self, reader):
        """The characters as a reader names them."""
        return [(part, number) for char, number in self.chars for part in named(char, reader)]

    def put(self, form):
        """Adds a number."""
        self.typed += form.typed
        self.chars += [(char, len(self.formats)) for char in form.printed if visible(char)]
        self.formats.append(form)


def escape(text):
    """Text with the characters that Markdown could take for marks made plain."""
    plain = "".join("\\" + char if char in "*_[]<>`#&\\" else char for char in text)
    return re.sub(r"^(\d+)([.)])(?=\s|$)", r"\1\\\2", plain, flags=re.ASCII)


def paragraphs(language):
    """One number a paragraph, each format in several contexts; then rows of numbers between words."""
    forms = all_formats()
    word = SENTENCES[language]["word"]
    made = []
    for index, form in enumerate(forms):
        places = contexts(language, form.kind)
        for time in range(TIMES_EACH):
            # Steps that share no factor with the counts take every kind of number through every context.
            place = places[(index * 7 + time * 11) % len(places)]
            if form.kind != "phone" and any(char.isascii() and char.isalpha() for char in form.typed):
                # Latin letters make a phrase that a comma of theirs does not end.
                for comma, own in ((", {", "، {"), ("; {", "؛ {")):
                    place = place.replace(comma, own) if "{2}" in place else place
            before, _, after = place.partition("{}")
            if form.typed[0] in "-−+±" and before.endswith(tuple("وبכل-־ـ\u200cا")):
                before += " "  # Nobody writes a sign right after a prefix: a hyphen there joins the prefix to the number.
            paragraph = Paragraph()
            for text, number in ((before, form), (after, None)):
                first, second, last = text.partition("{2}")
                paragraph.say(first)
                if second:
                    paragraph.put(SECOND)
                paragraph.say(last)
                if number:
                    paragraph.put(number)
            made.append(paragraph)
    for row in range(0, len(forms), IN_A_ROW):
        paragraph = Paragraph()
        for number, form in enumerate(forms[row : row + IN_A_ROW]):
            lead = SENTENCES[language]["dial"][1] if form.kind == "phone" else "{} "
            paragraph.say(f"{word} " * (1 + (row + number) % 3) + lead.split("{}")[0])
            paragraph.put(form)
            paragraph.say(f" {word}")
            paragraph.say(" ")
        made.append(paragraph)
    return made


def handout(language, made):
    """Writes the handout and builds it."""
    folder = OUT / "numbers"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "site.yaml").write_text(SITE, encoding="utf-8")
    source, pdf = folder / f"numbers.{language}.yaml", folder / f"numbers.{language}.pdf"
    blocks = "".join(f"  - |\n    {escape(paragraph.typed.strip())}\n" for paragraph in made)
    source.write_text(HEAD.format(language=language, title=TITLES[language]) + blocks, encoding="utf-8")
    pdf.unlink(missing_ok=True)
    command = [str(HANDOUT), "build", str(source), "-o", str(pdf)]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8")
    if done.returncode != 0:
        raise SystemExit(f"FAIL numbers: {' '.join(command)}\n{done.stderr[:4000]}")
    return pdf


def named(char, reader):
    """What a reader calls a character: PDFium takes compatibility characters apart, and swaps some brackets as it turns
    text round, so that its brackets only say that there is one; MuPDF says which."""
    if reader != "pdfium":
        return char
    parts = unicodedata.normalize("NFKC", char)
    parts = parts.replace("⁄", "/").replace("μ", "µ")
    return "".join("|" if unicodedata.mirrored(part) or part in "“”‘’" else part for part in parts)


def by_the_rule(chars):
    """The visual row of a line: from the right, but each number from the left."""
    row, at = [], 0
    while at < len(chars):
        number = chars[at][1]
        end = at + 1
        while number is not None and end < len(chars) and chars[end][1] == number:
            end += 1
        row.append("".join(char for char, _ in chars[at:end]))
        at = end
    return "".join(reversed(row))


def body_lines(pages, reader):
    """The lines of all pages without the folio, which is the last of each, and the title."""
    found = []
    for page in pages:
        found += lines(page)[:-1]
    return ["".join(named(char, reader) for char, _ in line) for line in found[1:]]


def judge(language, reader, made, pages):
    """Compares every line with the rule."""
    found = body_lines(pages, reader)
    problems, kinds, at = [], Counter(), 0
    for paragraph in made:
        done, good, all_chars = 0, True, paragraph.seen_by(reader)
        while done < len(all_chars) and at < len(found):
            line = found[at]
            chars = all_chars[done : done + len(line)]
            at, done = at + 1, done + len(line)
            if line != by_the_rule(chars):
                good = False
                problems.append(f"{paragraph.typed}\n         is  {line}\n         not {by_the_rule(chars)}")
            cut = all_chars[done - 1 : done + 1]
            if len(cut) == 2 and cut[0][1] is not None and cut[0][1] == cut[1][1]:
                form = paragraph.formats[cut[0][1]]
                if form.kind == "phone" or not form.breakable and len(form.printed) <= LONGEST_UNBROKEN:
                    good = False
                    problems.append(f"{form.typed} is cut by the end of a line")
        if done != len(all_chars):
            problems.append(f"{paragraph.typed}\n         has {len(all_chars)} characters, its lines {done}: nothing after it was judged")
            break
        if not good and len(paragraph.formats) < IN_A_ROW:
            kinds[paragraph.formats[0].kind] += 1
    if at != len(found):
        problems.append(f"{len(found) - at} lines are left over")
    numbers = sum(len(paragraph.formats) for paragraph in made)
    print(f"{'FAIL' if problems else 'ok  '} numbers {language} {reader:8} {numbers} numbers, {at} lines, {len(problems)} faults")
    for problem in problems[:SHOWN]:
        print(f"       {problem}")
    if kinds:
        print(f"       by kind: {dict(kinds)}")
    return not problems


def main():
    """Judges the languages named, or all four."""
    languages = sys.argv[1:] or list(SENTENCES)
    forms = all_formats()
    print(f"numbers: {len(forms)} formats: {dict(Counter(form.kind for form in forms))}")
    results = []
    for language in languages:
        made = paragraphs(language)
        pdf = handout(language, made)
        for reader, read in READERS.items():
            results.append(judge(language, reader, made, list(read(pdf))))
    if len(forms) < 1000:
        results.append(False)
        print(f"FAIL numbers: {len(forms)} formats are fewer than 1,000")
    print(f"numbers: {results.count(True)} passed, {results.count(False)} failed")
    sys.exit(not all(results))


if __name__ == "__main__":
    main()
