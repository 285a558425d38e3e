"""Writes the English handout as Typst source: the same words, headings, lists, boxes and furniture, the same faces.

    typst_source.py OUT.typ            the blank handout
    typst_source.py OUT.typ --copies   a copy for each record among the inputs
"""

import itertools
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "judges"))

import expected  # noqa: E402  (found through the line above)

HEAD = """#set document(title: {title}, author: {site}, date: none)
#set text(lang: "en", font: "Atkinson Hyperlegible Next", size: 12pt)
#set par(leading: 0.65em)
#let boxed(body) = block(breakable: false, stroke: (left: 3pt + navy), inset: 8pt, width: 100%, body)
#let field(label) = [#label: #box(width: 1fr, stroke: (bottom: 0.5pt), height: 0.8em)]
#set page(
  paper: "us-letter",
  margin: (x: 0.75in, top: 1in, bottom: 1.4in),
  header: [{site_text} #h(1fr) {title_text}],
  footer: context [
    #set text(size: 9pt)
    {notices}

    #align(center)[Page #counter(page).display() of #counter(page).final().first()]
  ],
)
"""
# What --copies puts round the body: a function of the record, with the patient in header and box.
COPY = """#let records = if "all" in sys.inputs {{ json(bytes(sys.inputs.all)) }} else {{ (sys.inputs,) }}
#let field(label, value) = [#label: *#value*]
#let copy(record) = [
  #set page(header: [{site_text} #h(1fr) {title_text}\\ *Patient: #record.name · MRN: #record.mrn · #record.test_date*])
  #counter(page).update(1)

{body}
]
#for record in records {{ copy(record) }}
"""
KEYS = ("name", "mrn", "test_date", "arrive_at")
NOTICE = {"en": "{}", "es": '#text(lang: "es")[{}]', "ar": '#text(lang: "ar", dir: rtl, font: "Noto Naskh Arabic")[{}]'}


def escape(text):
    """A text as Typst markup."""
    return "".join("\\" + char if char in "\\#$*_`<>@[]~=+-/" else char for char in text)


def string(text):
    """A text as a Typst string."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def main():
    """Writes the source."""
    source = expected.read(ROOT / "content" / "bone-marrow-test.en.yaml")
    notices = "\n\n    ".join(
        NOTICE[language].format(escape(text)) for language, text in zip(("en", "es", "ar"), source.notices)
    )
    copies = "--copies" in sys.argv
    value = [f", record.{key}" if copies else "" for key in KEYS]
    fields = ", ".join(f"field([{escape(label)}]{value})" for (label, _), value in zip(source.fields, value))
    out = [
        HEAD.format(
            title=string(source.title),
            site=string(source.header[0]),
            title_text=escape(source.header[1]),
            site_text=escape(source.header[0]),
            notices=notices,
        ),
        f"= {escape(source.title)}\n",
        f"#grid(columns: (1fr, 1fr), gutter: 10pt, {fields})\n",
    ]
    # A box holds all the paragraphs of its block.
    for role, group in itertools.groupby(source.blocks, key=lambda block: block.role):
        blocks = list(group)
        texts = [escape(block.text) for block in blocks]
        if role == "LBody":
            out.append("\n".join(f"{'+' if block.label else '-'} {text}" for block, text in zip(blocks, texts)))
        elif role in ("note", "contact"):
            out.append("#boxed[" + "\n\n".join(texts) + "]")
        elif role == "fine_print":
            out.append("#text(size: 9pt)[" + "\n\n".join(texts) + "]")
        else:
            out += [{"H2": "== ", "H3": "=== ", "P": ""}[role] + text for text in texts]
    if copies:
        head, *body = out
        site_text, title_text = escape(source.header[0]), escape(source.header[1])
        out = [head, COPY.format(site_text=site_text, title_text=title_text, body="\n\n".join(body))]
    pathlib.Path(sys.argv[1]).write_text("\n\n".join(out), encoding="utf-8")


if __name__ == "__main__":
    main()
