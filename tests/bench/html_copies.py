"""Rivals that set HTML: the same words as copies.

    html_copies.py weasyprint RECORDS.csv OUT_FOLDER FONTS         a file a copy, tagged (PDF/UA-1)
    html_copies.py fullbleed-tagged RECORDS.csv OUT.pdf FONTS      one file, tagged (PDF/UA-1)
    html_copies.py fullbleed-fixed RECORDS.csv OUT.pdf FONTS       one file, its fastest lane: compiled, fixed, untagged
"""

import csv
import html
import itertools
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "judges"))

import expected  # noqa: E402  (found through the line above)

KEYS = ("name", "mrn", "test_date", "arrive_at")
CSS = """@page { size: 8.5in 11in; margin: 0.8in 0.75in }
body { font: 12pt/1.34 "Atkinson Hyperlegible Next", "Noto Sans", "Noto Naskh Arabic" } h1 { font-size: 21pt }
h2 { font-size: 15pt } .box { border-left: 3pt solid navy; padding: 8pt } .small { font-size: 9pt }
"""


def page(slot):
    """The handout; `slot` gives what stands for a field."""
    source = expected.read(ROOT / "content" / "bone-marrow-test.en.yaml")
    text = html.escape
    out = [f"<p class=small>{text(source.header[0])} {slot('name')} {slot('mrn')} {slot('test_date')}</p>"]
    out.append(f"<h1>{text(source.title)}</h1>")
    out += [f"<p>{text(label)}: <b>{slot(key)}</b></p>" for (label, _), key in zip(source.fields, KEYS)]
    for role, group in itertools.groupby(source.blocks, key=lambda block: block.role):
        texts = [text(block.text) for block in group]
        if role == "LBody":
            out.append("<ul>" + "".join(f"<li>{item}</li>" for item in texts) + "</ul>")
        elif role in ("note", "contact"):
            out.append("<div class=box>" + "".join(f"<p>{item}</p>" for item in texts) + "</div>")
        else:
            tag = {"H2": "h2", "H3": "h3"}.get(role, "p")
            out += [f"<{tag}>{item}</{tag}>" for item in texts]
    out += [f"<p class=small>{text(notice)}</p>" for notice in source.notices]
    title, body = text(source.title), "\n".join(out)
    return f'<!doctype html><html lang=en><head><meta charset=utf-8><title>{title}</title></head><body>{body}</body></html>'


def main():
    """Makes copies."""
    lane, records, out, fonts = sys.argv[1:]
    with open(records, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    copies = (page(lambda key, row=row: html.escape(row[key])) for row in rows)
    faces = [str(path) for path in sorted(pathlib.Path(fonts).rglob("*.ttf")) if "Atkinson" in path.name or "NotoSans-" in path.name]
    if lane == "weasyprint":
        import weasyprint

        style = [weasyprint.CSS(string=CSS)]
        for row, copy in zip(rows, copies):
            weasyprint.HTML(string=copy).write_pdf(f"{out}/{row['id']}.pdf", stylesheets=style, pdf_variant="pdf/ua-1")
        return
    import fullbleed

    if lane == "fullbleed-tagged":
        engine = fullbleed.PdfEngine(
            font_files=faces, pdf_profile="pdfua1", document_lang="en", document_title="Bone marrow"
        )
        engine.render_pdf_batch_to_file(list(copies), CSS, out)
        return
    engine = fullbleed.PdfEngine(font_files=faces)
    document = engine.compile_pdf(page(lambda key: "{{" + key + "}}"), CSS)
    document.render_pdf_bindings_to_file({key: [row[key] for row in rows] for key in KEYS}, out)


if __name__ == "__main__":
    main()
