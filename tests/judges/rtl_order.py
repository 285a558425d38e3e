"""The order of right-to-left text without identifiers, compared with an independent UAX #9 (`bidi.algorithm` of
python-bidi).

400 sentences each in Arabic, Persian, Urdu and Hebrew, with ranges, arithmetic, arrows, comparisons, checkboxes and
separators between numbers, are placed in running text, in cells and in values. The glyphs that MuPDF and PDFium see on
the pages, sorted by position, must be the same sequence of characters as the standard's.
"""

import csv
import random
import subprocess
import sys
import unicodedata

from bidi.algorithm import get_display

from cases import HANDOUT, OUT
from glyphs import READERS, lines, visible
from number_formats import ARABIC, PERSIAN
from rtl_numbers import SITE, TITLES, escape

COUNT = 400
SHOWN = 20  # How many faults are printed in full.
WORDS = {
    "ar": "الجرعة صباحا مساء قرص حبة كل يوم بعد الأكل السكر الألم خذ اشرب ماء ثم من ساعة مرات الوزن".split(),
    "fa": "مقدار صبح شب قرص هر روز بعد از غذا قند درد بخورید آب سپس ساعت بار وزن می‌توانید".split(),
    "ur": "خوراک صبح شام گولی ہر روز کھانے کے بعد شکر درد لیں پانی پھر گھنٹے بار وزن".split(),
    "he": "מנה בוקר ערב כדור כל יום אחרי האוכל סוכר כאב קחו מים ואז שעה פעמים משקל".split(),
}
STYLES = {"ar": (None, ARABIC), "fa": (None, PERSIAN), "ur": (None, PERSIAN), "he": (None,)}
COMMAS = {"ar": "،", "fa": "،", "ur": "،", "he": ","}


def number(chance):
    """A number: whole, decimal, with thousands, or a time."""
    return chance.choice([
        lambda: str(chance.randint(1, 99)), lambda: str(chance.randint(1, 500)), lambda: f"{chance.randint(0, 40)}.{chance.randint(1, 9)}",
        lambda: f"{chance.randint(1, 99)},{chance.randint(100, 999)}", lambda: f"{chance.randint(7, 23)}:{chance.choice(['00', '30', '45'])}",
    ])()  # fmt: skip


def ascending(chance):
    """An ascending range of numbers or times."""
    dash = chance.choice(["–", "-", " – ", " - ", "—"])
    if chance.random() < 0.3:
        first = chance.randint(7, 15)
        return f"{first}:00{dash}{first + chance.randint(1, 8)}:30"
    first = chance.randint(1, 90)
    return f"{first}{dash}{first + chance.randint(1, 30)}"


def piece(chance, language):
    """Something with numbers that belongs to the sentence."""
    a, b, c = (number(chance) for _ in range(3))
    word = chance.choice(WORDS[language])
    comma = COMMAS[language]
    return chance.choice([
        f"{a}", ascending(chance), f"{a} ← {b}", f"{a} + {b}", f"{a} × {b}", f"{a} + {b} = {c}", f"≤ {a}", f"≥ {a}", f"< {a}", f"> {b}",
        f"{a} ≤ {word} ≤ {b}", f"☐ {a} ☐ {b} ☐ {c}", f"{a} / {b}", f"{a}{comma} {b}{comma} {c}", f"{a} · {b}", f"{a} | {b}", f"({a})",
        f"({a}{comma} {b})", f"{word} ({word} {a})", f"«{a}»", f"{a}؛ {b}", f"{a} ± {b}", f"{word} ← {a}", f"{a} ← {word} ← {b}", f"{word}: {a}",
        f"[{word} {a}]", f"{a}٪", f"{word}/{word}", f"MRI {word}", f"{word} MRI {word} {a}", f"-{a}", f"{a}!", f"{a}…",
    ])  # fmt: skip


def sentences(language):
    """The sentences, each of a few words with one to three such pieces among them."""
    chance = random.Random(f"order {language}")
    made = []
    while len(made) < COUNT:
        parts = [chance.choice(WORDS[language])]
        for _ in range(chance.randint(1, 3)):
            parts += [piece(chance, language), chance.choice(WORDS[language])]
        sentence = " ".join(parts)
        if chance.random() < 0.5:
            sentence += "."
        style = chance.choice(STYLES[language])
        made.append(sentence.translate(style) if style else sentence)
    return made


def named(text):
    """Characters as named by both readers: PDFium swaps some mirrored signs, and readers differ in joiners."""
    parts = unicodedata.normalize("NFKC", "".join(char for char in text if visible(char)))
    return "".join("|" if unicodedata.mirrored(part) else part for part in parts if visible(part))


def standard(sentence):
    """The printed order according to the standard."""
    return named(get_display(sentence, base_dir="R"))


def run(command, source, pdf):
    """Builds a PDF."""
    pdf.unlink(missing_ok=True)
    done = subprocess.run([str(HANDOUT), *command, str(source), "-o", str(pdf)], capture_output=True, text=True, encoding="utf-8")
    if done.returncode != 0:
        raise SystemExit(f"FAIL order: {source}\n{done.stderr[:4000]}")


def judge(name, pdf, made, least):
    """Every sentence's characters are found as a line, or as the end or beginning of one, at least this many times."""
    good = True
    for reader, read in READERS.items():
        found = [named("".join(char for char, _ in line)) for page in read(pdf) for line in lines(page)]
        faults = []
        for sentence in made:
            wanted = standard(sentence)
            times = sum(line.startswith(wanted) or line.endswith(wanted) for line in found)
            if times < least:
                faults.append((sentence, wanted))
        print(f"{'FAIL' if faults else 'ok  '} order {name} {reader:8} {len(made)} sentences, {len(faults)} faults")
        for sentence, wanted in faults[:SHOWN]:
            near = [line for line in found if sorted(line) == sorted(wanted)]
            print(f"       {sentence}\n         not {wanted}\n         is  {near[:1]}")
        good &= not faults
    return good


def main():
    """Judges the given languages, or all four."""
    folder = OUT / "order"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "site.yaml").write_text(SITE, encoding="utf-8")
    results = []
    for language in sys.argv[1:] or list(WORDS):
        made = sentences(language)
        head = "handout: 1\nid: order-{}\ntitle: {}\nlanguage: {}\nsite: site.yaml\n"
        quoted = ['"' + escape(sentence).replace("\\", "\\\\") + '"' for sentence in made]
        kinds = {
            "text": "body:\n" + "".join(f"  - {text}\n" for text in quoted),
            "cells": "body:\n  - table:\n      header: [" + TITLES[language] + "]\n      rows:\n" + "".join(f"        - [{text}]\n" for text in quoted),
        }
        for kind, body in kinds.items():
            source, pdf = folder / f"{kind}.{language}.yaml", folder / f"{kind}.{language}.pdf"
            source.write_text(head.format(f"{kind}-{language}", TITLES[language], language) + body, encoding="utf-8")
            run(["build"], source, pdf)
            results.append(judge(f"{language} {kind}", pdf, made, 1))
        records = folder / f"values.{language}.csv"
        with records.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([["note"], *([sentence] for sentence in made)])
        for own in (language, "en"):  # In the box and in a paragraph, in documents of both directions.
            source, pdf = folder / f"values.{language}.{own}.yaml", folder / f"values.{language}.{own}.pdf"
            body = 'patient:\n  note: {label: "☐"}\nbody: ["{patient.note}"]\n'
            source.write_text(head.format(f"values-{language}-{own}", TITLES[language], own) + body, encoding="utf-8")
            run(["batch", "--records", str(records), "--force"], source, pdf)
            results.append(judge(f"{language} values in {own}", pdf, made, 2))
    print(f"order: {results.count(True)} passed, {results.count(False)} failed")
    sys.exit(not all(results))


if __name__ == "__main__":
    main()
