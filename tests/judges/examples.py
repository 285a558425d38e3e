"""The example handouts in content/, blank, in large print, on A4 and for a patient: what the YAML says comes back from four
readers, conditions and lists print what the record asks for, and the file checks find no faults.

PyYAML reads the handouts here. From Arabic ones, all numbers must come back; from the others, all words.
"""

import collections
import json
import re
import subprocess
import sys

import yaml

import cases
import expected
import files
from readers import READERS

FOLDER = cases.OUT / "examples"
NAMES = ("central-line.en", "medicines.en", "easy-read.en", "discharge.en", "discharge.es", "discharge.ar", "discharge.vi")
VARIANTS = {"": [], "-large": ["--large-print"], "-a4": ["--paper", "a4"]}
# Keys whose values are not printed as they stand.
SILENT = {"image", "alt", "width", "align", "rules", "row_height", "row_heads", "each", "blank", "empty", "when", "total", "start", "label", "widths"}
FRACTION = {"1/2": "½", "1 1/2": "1½"}
MEDICINES = [{"name": f"Cefazolin {n}", "dose": f"{n} mL", "when": f"{n}:00"} for n in (11, 12)]
# Two patients of whom the conditions say different things, and which boxes and bodies each of them gets.
RECORDS = [
    ({"name": "Ana Quill", "sedation": "yes", "wound": "glue", "medicines": MEDICINES}, {"sedation": {"yes"}, "wound": {"glue"}, "medicines": True}),
    ({"name": "Ana Quill", "sedation": "no", "wound": "stitches", "medicines": []}, {"sedation": {"no"}, "wound": {"stitches"}, "medicines": False}),
]


def plain(text):
    """A text without Markdown and without what the program fills in."""
    text = re.sub(r"\{[^}]*\}", " ", text)
    text = re.sub(r"\[([^\]^]*)\]\([^)]*\)", r"\1", text)
    return re.sub(r"^\s*(?:[-*]|\d+\.)\s", " ", text, flags=re.MULTILINE).replace("**", "")


def said(node, chosen=None):
    """The texts of a part of the body. With `chosen`, only those whose conditions are met."""
    if isinstance(node, list):
        return [text for entry in node for text in said(entry, chosen)]
    if not isinstance(node, dict):
        return [plain(FRACTION.get(str(node), str(node)))] if node is not None and not isinstance(node, bool) else []
    if "each" in node:
        return []
    rows = node.get("rows", [])
    if rows and "empty" in rows[0] and chosen is not None and not chosen["medicines"]:
        return [rows[0]["empty"]]
    for field, value in node.get("when", {}).items():
        # YAML 1.1 takes yes and no for true and false.
        value = {True: "yes", False: "no"}.get(value, value)
        if chosen is not None and value not in chosen[field.removeprefix("patient.")]:
            return []
    return [text for key, value in node.items() if key not in SILENT for text in said(value, chosen)]


def words_of(texts):
    """How often each word is in the texts. Marks of direction, which some readers put between columns, divide words."""
    texts = (re.sub("[\u200e\u200f\u202a-\u202e]", " ", text) for text in texts)
    return collections.Counter(re.findall(r"\w+", " ".join(map(expected.clean, texts))))


def missing(handout, texts, path):
    """The words of the texts that a reader does not find; numbers only, where lines run from right to left."""
    wanted = words_of([handout["title"], *texts])
    if handout["language"] == "ar":
        wanted = collections.Counter({word: count for word, count in wanted.items() if word.isdigit()})
    for name, read in READERS.items():
        pages = read(path)
        lost = wanted - words_of(pages)
        if handout["language"] == "ar":
            # pdf.js puts nothing between two columns: 11 and 11 mL come back as 1111 mL.
            lost = {word: count for word, count in lost.items() if "".join(pages).count(word) < wanted[word]}
        if lost:
            yield f"{path.name}: {name} does not find {dict(lost)}"


def build(source, path, *arguments):
    command = [cases.HANDOUT, "build", source, "-o", path, "--force", *arguments]
    cases.build(list(map(str, command)))
    return path


def main():
    FOLDER.mkdir(parents=True, exist_ok=True)
    faults, built = [], []
    for name in NAMES:
        source = cases.ROOT / "content" / f"{name}.yaml"
        handout = yaml.safe_load(source.read_text(encoding="utf-8"))
        everything = said(handout["body"])
        for variant, arguments in VARIANTS.items():
            built.append(build(source, FOLDER / f"{name}{variant}.pdf", *arguments))
            faults += missing(handout, everything, built[-1])
        if not name.startswith("discharge"):
            continue
        for number, (record, chosen) in enumerate(RECORDS):
            given = FOLDER / f"{name}-{number}.json"
            given.write_text(json.dumps(record), encoding="utf-8")
            built.append(build(source, FOLDER / f"{name}-{number}.pdf", "--record", given))
            asked = said(handout["body"], chosen)
            rows = [value for medicine in record["medicines"] for value in medicine.values()]
            faults += missing(handout, [*asked, *rows], built[-1])
            labels = [field["label"] for field in handout["patient"].values()]
            # What only other patients are told is nowhere.
            printed = words_of(READERS["poppler"](built[-1]))
            others = words_of(everything).keys() - words_of([*asked, *labels, handout["title"]]).keys()
            faults += [f"{built[-1].name}: `{word}` is for other patients" for word in sorted(others) if len(word) > 5 and printed[word]]
    for path in built:
        faults += [f"{path.name}: {fault}" for fault in files.qpdf(path) + files.fonts(path) + files.poppler(path)]
    faults += files.standards(built)
    for fault in faults:
        print(f"FAIL {fault}")
    print(f"examples: {len(built)} files, {len(faults)} faults")
    sys.exit(bool(faults))


if __name__ == "__main__":
    main()
