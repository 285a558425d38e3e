"""What a handout must say, computed from its YAML alone.

Nothing here calls the program under test: PyYAML reads the content, a small stripper removes the Markdown, and the
phone styles are implemented independently. Two independent readings of the same file either agree or one of them is
wrong.
"""

import pathlib
import re
import unicodedata
from dataclasses import dataclass, field

import yaml

TOLL_FREE = {"800", "833", "844", "855", "866", "877", "888"}

# How a language writes what the product itself prints, and the values that the filled copies carry.
FOLIO = {"en": "Page {page} of {pages}", "es": "Página {page} de {pages}", "ar": "صفحة {page} من {pages}"}


@dataclass
class Block:
    """A block of running text: its role in the structure tree, its label if any, and its words."""

    role: str
    text: str
    label: str = ""


@dataclass
class Expected:
    """Everything one copy says."""

    language: str
    title: str
    name: str = ""  # id and version, beside the folio
    fields: list = field(default_factory=list)  # (label, printed value or None)
    patient_line: str = ""
    blocks: list = field(default_factory=list)
    notices: list = field(default_factory=list)
    large_print: bool = False  # whether the notices appear once, on the last page
    header: tuple = ("", "")
    phones: list = field(default_factory=list)  # as printed in the body, in order
    notice_phones: list = field(default_factory=list)  # as printed in the notices, which repeat except in large print

    def folio(self, page, pages):
        """The folio of one page."""
        return FOLIO[self.language].format(page=page, pages=pages)

    def furniture(self, page, pages):
        """What repeats on every page, one string per piece. On page 1 the patient box says whose copy it is."""
        patient_line = self.patient_line if page > 1 else ""
        pieces = [self.header[0], self.header[1], patient_line, self.name, self.folio(page, pages)]
        if page == pages or not self.large_print:
            pieces += self.notices
        return [piece for piece in pieces if piece]

    def body(self):
        """The words of the body in reading order, including list labels."""
        said = [self.title]
        for label, value in self.fields:
            said += [f"{label}:", value or ""]
        for block in self.blocks:
            said += [block.label, block.text]
        return words(" ".join(said))


BIDI_CONTROLS = dict.fromkeys([0x200E, 0x200F, 0x061C, *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF])
# Bullets and boxes are marks, not words: readers disagree on whether to return them at all.
MARKS = dict.fromkeys(map(ord, "•◦▪‣☐□▢❏❑"), " ")


def clean(text):
    """NFC without bidi controls; words divided by a hyphen at the end of a line are joined again."""
    # PDFium returns U+0002 or U+FFFE for a hyphen that divides a word.
    text = re.sub("[\u00ad\u0002\ufffe]\\s*", "", text)
    return unicodedata.normalize("NFC", text.translate(BIDI_CONTROLS))


def words(text):
    """The words of a text, without separate bullets and boxes."""
    return [word for word in clean(text).split() if word.translate(MARKS).strip()]


def print_phone(entry):
    """A phone entry of a site file in the style promised by the product."""
    if "dial" in entry:
        return entry["dial"]
    country, *rest = re.sub(r"[^\d ]", " ", entry["number"]).split()
    assert country == "1", "the judges know North American numbers only"
    digits = "".join(rest)
    number = f"{digits[:3]}-{digits[3:6]}-{digits[6:]}"
    style = entry.get("format", "national")
    if style == "international":
        number = f"+1 {number}"
    elif style == "long_distance" or digits[:3] in TOLL_FREE:
        number = f"1-{number}"
    if "extension" in entry:
        number += f" ext. {entry['extension']}"
    return f"{entry['vanity']} ({number})" if "vanity" in entry else number


def plain(markdown):
    """Paragraphs of a CommonMark string without its markup. Covers what `content/` uses: paragraphs, bold, italic."""
    paragraphs = re.split(r"\n\s*\n", markdown.strip())
    return [" ".join(re.sub(r"\*+", "", paragraph).split()) for paragraph in paragraphs]


def read(path, values=None, printed=None):
    """What the handout at `path` says with the given patient `values`; `printed` gives the printed form of typed
    values."""
    path = pathlib.Path(path)
    handout = yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)
    site, notices = {}, {}
    if "site" in handout:
        site_path = path.parent / handout["site"]
        site = yaml.load(site_path.read_text(encoding="utf-8"), yaml.BaseLoader)
        if "footer" in site:
            notices = yaml.load((site_path.parent / "notices.yaml").read_text(encoding="utf-8"), yaml.BaseLoader)
    values = values or {}
    printed = printed or {}
    shown = {name: printed.get(name, value) for name, value in values.items()}
    expected = Expected(handout["language"], handout["title"])
    expected.name = " · ".join(filter(None, [handout["id"], handout.get("version")]))

    def fill(text, phones):
        def replace(match):
            kind, _, name = match.group(1).partition(".")
            if kind == "phone":
                number = print_phone(site["phones"][name])
                phones.append(number)
                return number
            if kind == "patient":
                return shown.get(name, "")
            return {"site": site.get("name", ""), "title": handout["title"]}[kind]

        return re.sub(r"\{([\w.]+)\}", replace, text).replace("{{", "{").replace("}}", "}")

    def add(role, text, label=""):
        for paragraph in plain(text):
            expected.blocks.append(Block(role, fill(paragraph, expected.phones), label))
            label = ""

    for name, spec in handout.get("patient", {}).items():
        expected.fields.append((spec["label"], shown.get(name)))
    identifying = [name for name, spec in handout.get("patient", {}).items() if spec.get("type") != "time"]
    expected.patient_line = " · ".join(
        f"{handout['patient'][name]['label']}: {shown[name]}" for name in identifying if name in shown
    )
    for block in handout["body"]:
        if isinstance(block, str):
            if block != "page_break":
                add("P", block)
            continue
        ((key, value),) = block.items()
        if key in ("heading", "subheading"):
            add({"heading": "H2", "subheading": "H3"}[key], value)
        elif key in ("list", "steps", "checklist"):
            for number, item in enumerate(value, 1):
                add("LBody", item, f"{number}." if key == "steps" else "")
        elif key in ("note", "contact", "fine_print"):
            add(key, value)
        else:
            raise ValueError(f"the judges do not know the block `{key}`")
    footer = site.get("footer", {})
    for language in footer.get("notices", []):
        expected.notices += [fill(text, expected.notice_phones) for text in plain(notices[language]["text"])]
    if site:
        header = site.get("header", {"left": "{site.name}", "right": "{title}"})
        expected.header = (fill(header.get("left", ""), []), fill(header.get("right", ""), []))
    return expected
