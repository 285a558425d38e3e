"""Numbers in right-to-left text: identifiers read from left to right, everything else follows UAX #9.

A thousand formats of numbers (`number_formats.py`) are placed in sentences in Arabic, Persian, Urdu and Hebrew, several
times each, first one per paragraph and then many per paragraph; the identifiers among them also in English, next to
Arabic words. The position of each visible character in a line follows from an independent UAX #9 (`bidi.algorithm` of
python-bidi), in which a sign without direction replaces each identifier. The glyphs that MuPDF and PDFium see on the
pages, sorted by position, must be the same sequence of characters. No identifier that belongs on one line may be
divided.
"""

import re
import subprocess
import sys
import unicodedata
from collections import Counter

from bidi.algorithm import get_display

from cases import HANDOUT, OUT
from number_formats import SENTENCES, Format, all_formats, contexts, identifiers
from glyphs import READERS, lines, visible

HEAD = "handout: 1\nid: numbers\ntitle: {title}\nlanguage: {language}\nsite: site.yaml\nbody:\n"
# With the same word before extensions in all languages, so that each number with its extension is one from left to right;
# `phones` judges the languages' own words.
WORDS = ", ".join(f'{language}: {{extension: "ext. {{number}}"}}' for language in ("ar", "fa", "ur", "he"))
# Eight points and small margins: most paragraphs fit on one line, and a thousand of them on twenty pages.
SITE = "site: 1\nname: X\nheader: {left: \"\", right: \"\"}\ntheme: {size: 8pt, margin: 0.5in}\n" + f"words: {{{WORDS}}}\n"
TITLES = {"en": "Numbers", "ar": "أرقام", "fa": "شماره‌ها", "ur": "اعداد", "he": "מספרים"}
TIMES_EACH = 3  # In how many contexts each format appears, one paragraph each.
IN_A_ROW = 12  # How many appear in one long paragraph.
LONGEST_UNBROKEN = 20  # Longer ones may be broken at a space.
SHOWN = 100  # How many faults are printed in full.


SECOND = Format("second", "12", "12")


class Paragraph:
    """A paragraph as typed, and its visible characters in logical order with the number that each belongs to."""

    def __init__(self):
        self.typed = ""
        self.chars = []  # (char, index of its number or None)
        self.formats = []
        self.spoken = []  # (text, whether it is an identifier)

    def say(self, text):
        """Adds words of the language."""
        self.typed += text
        self.spoken.append((text, False))
        self.chars += [(char, None) for char in text if visible(char)]

    def seen_by(self, reader):
        """The characters as named by a reader."""
        return [(part, number) for char, number in self.chars for part in named(char, reader)]

    def put(self, form):
        """Adds a number."""
        self.typed += form.typed
        self.formats.append(form)
        rest = form.printed
        for part in identifiers(form):
            before, _, rest = rest.partition(part)
            self.spoken.append((before, False))
            self.spoken.append((part, True))
        self.spoken.append((rest, False))
        self.chars += [(char, len(self.formats) - 1) for char in form.printed if visible(char)]

    def is_whole(self):
        """Whether each number is one identifier."""
        return all(identifiers(form) == [form.printed] for form in self.formats)

    def by_the_standard(self, reader, direction):
        """The visual order of the paragraph on one line: a sign without direction replaces each identifier, and each
        sign that is drawn mirrored, since readers return its own name."""
        apart, text = {}, ""
        for piece, identifier in self.spoken:
            for part in [piece] if identifier else piece:
                if identifier or unicodedata.mirrored(part):
                    sign = chr(0x2500 + len(apart))
                    apart[sign] = part
                    part = sign
                text += part
        row = get_display(text.strip(), base_dir=direction)
        row = "".join(apart.get(char, char) for char in row)
        return "".join(named(char, reader) for char in row if visible(char))


def escape(text):
    """Text with characters that Markdown could treat as markup escaped."""
    plain = "".join("\\" + char if char in "*_[]<>`#&\\" else char for char in text)
    return re.sub(r"^(\d+)([.)])(?=\s|$)", r"\1\\\2", plain, flags=re.ASCII)


def paragraphs(language):
    """One number per paragraph, each format in several contexts; then rows of numbers between words."""
    forms = all_formats()
    whole = [form for form in forms if identifiers(form) == [form.printed]]
    if language == "en":
        return english(whole)
    word = SENTENCES[language]["word"]
    made = []
    for index, form in enumerate(forms):
        places = contexts(language, form.kind)
        for time in range(TIMES_EACH):
            # Steps that share no factor with the counts take every kind of number through every context.
            place = places[(index * 7 + time * 11) % len(places)]
            before, _, after = place.partition("{}")
            if form.typed[0] in "-−+±" and before.endswith(tuple("وبכل-־ـ\u200cا")):
                before += " "  # No one writes a sign right after a prefix: a hyphen there joins the prefix to the number.
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
    for row in range(0, len(whole), IN_A_ROW):
        paragraph = Paragraph()
        for number, form in enumerate(whole[row : row + IN_A_ROW]):
            lead = SENTENCES[language]["dial"][1] if form.kind == "phone" else "{} "
            paragraph.say(f"{word} " * (1 + (row + number) % 3) + lead.split("{}")[0])
            paragraph.put(form)
            paragraph.say(f" {word}")
            paragraph.say(" ")
        made.append(paragraph)
    return made


def english(forms):
    """Identifiers in English sentences, by themselves and next to Arabic words."""
    places = ["Call {} at once.", "{}", "Call محمد {}", "Call محمد {} علي now.", "Call (محمد، {}) now."]
    made = []
    for index, form in enumerate(forms):
        for time in range(TIMES_EACH):
            before, _, after = places[(index + time * 2) % len(places)].partition("{}")
            paragraph = Paragraph()
            paragraph.say(before)
            paragraph.put(form)
            paragraph.say(after)
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
    """What a reader calls a character: PDFium decomposes compatibility characters, and swaps some brackets when it
    reverses text, so that its brackets only show that there is one; MuPDF shows which."""
    if reader != "pdfium":
        return char
    parts = unicodedata.normalize("NFKC", char)
    parts = parts.replace("⁄", "/").replace("μ", "µ")
    return "".join("|" if unicodedata.mirrored(part) or part in "“”‘’" else part for part in parts)


def by_the_rule(chars):
    """The visual order of a line: from the right, but each number from the left."""
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
        on_one_line = at < len(found) and len(found[at]) == len(all_chars)
        if not on_one_line and not paragraph.is_whole():
            problems.append(f"{paragraph.typed}\n         is longer than a line: it cannot be judged")
        while done < len(all_chars) and at < len(found):
            line = found[at]
            chars = all_chars[done : done + len(line)]
            at, done = at + 1, done + len(line)
            wanted = paragraph.by_the_standard(reader, "L" if language == "en" else "R") if on_one_line else by_the_rule(chars)
            if line != wanted:
                good = False
                problems.append(f"{paragraph.typed}\n         is  {line}\n         not {wanted}")
            cut = all_chars[done - 1 : done + 1]
            if len(cut) == 2 and cut[0][1] is not None and cut[0][1] == cut[1][1]:
                form = paragraph.formats[cut[0][1]]
                if form.kind == "phone" or (identifiers(form) == [form.printed] and not form.breakable and len(form.printed) <= LONGEST_UNBROKEN):
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
    """Judges the given languages, or all five."""
    languages = sys.argv[1:] or [*SENTENCES, "en"]
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
