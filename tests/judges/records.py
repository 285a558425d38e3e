"""Runs for presses that handle records: pikepdf walks the document parts of merged PDF/VT-1 files, and what judges all press
files judges these. Copies of one page and of two, in both directions, with and without blank backs, and several batches."""

import re
import subprocess
import sys

import pikepdf

import files
from cases import HANDOUT, ROOT
from press import FOLDER, run

VT = "http://www.npes.org/pdfvt/ns/id/"
SHORT = """handout: 1
id: short
title: "Help & more"
language: en
reviewed: 2026-10-01
patient: {name: {label: Name}}
body: [Ask for help.]
"""


def make(name, handout, rows, *options):
    """A merged file of records, and how many."""
    records, pdf = FOLDER / f"{name}.csv", FOLDER / f"{name}.pdf"
    records.write_text("\n".join(rows) + "\n", encoding="utf-8")
    where = ("-o", pdf, "--force", "--for", "press", "--vt", "--bleed", "3mm")
    run("batch", handout, "--records", records, *where, *options)
    return pdf, len(rows) - 1


def runs():
    """Files, each with its number of copies and whether each begins on a front."""
    sample = ROOT / "content" / "bone-marrow-test.en.yaml"
    languages = ("en", "es", "ar")
    head = "name,mrn,test_date,arrive_at,language"
    rows = [head] + [f"Patient {i},{100000 + i},2026-12-01,14:30,{languages[i % 3]}" for i in range(30)]
    short = FOLDER / "short.yaml"
    short.write_text(SHORT, encoding="utf-8")
    names = ["name"] + [f"Patient {i}" for i in range(250)]
    yield *make("vt-sample", sample, rows, "--marks"), False
    yield *make("vt-sample-duplex", sample, rows, "--duplex"), True
    yield *make("vt-booklet", sample, rows, "--impose", "booklet"), True
    yield *make("vt-short", short, names), False
    yield *make("vt-short-duplex", short, names, "--duplex"), True


def key(thing):
    """What identifies an object."""
    return thing.objgen


def walk(node, parent, level, leaves, records, record_level):
    """Collects the leaves and the records below a node; yields what is wrong."""
    if node.get("/Type") != "/DPart" or not node.is_indirect:
        yield "a node is not an indirect DPart"
    if key(node.Parent) != key(parent):
        yield "a node has a different parent than it says"
    if ("/DParts" in node) == ("/Start" in node):
        yield "a node has both children and pages, or neither"
    if level == record_level:
        records.append((node.DPM, []))
    if "/Start" in node:
        if level < record_level:
            yield "a leaf is above the records"
        leaves.append(node)
        records[-1][1].append(node)
        return
    for children in node.DParts:
        if len(children) > 8191:
            yield "an array has too many children"
        for child in children:
            yield from walk(child, node, level + 1, leaves, records, record_level)


def check_parts(path, copies, duplex):
    """What is wrong with the document parts."""
    with pikepdf.open(path) as pdf:
        pages = [page.obj for page in pdf.pages]
        places = {key(page): place for place, page in enumerate(pages)}
        root = pdf.Root.DPartRoot
        level = int(root.RecordLevel)
        leaves, records = [], []
        yield from walk(root.DPartRootNode, root, 0, leaves, records, level)
        if str(root.NodeNameList[level]) != "/Record" or len(root.NodeNameList) != level + 2:
            yield "the names of the levels are wrong"
        if len(records) != copies:
            yield f"{len(records)} records of {copies} copies"
        # Each page is in one leaf, in order.
        at = 0
        for leaf in leaves:
            first = places[key(leaf.Start)]
            last = places[key(leaf.End)] if "/End" in leaf else first
            if first != at or last < first or ("/End" in leaf and last == first):
                yield f"a leaf has pages {first} to {last}, and {at} is next"
            if any(key(page.DPart) != key(leaf) for page in pages[first : last + 1]):
                yield "a page names another leaf"
            at = last + 1
        if at != len(pages):
            yield f"{at} of {len(pages)} pages are in leaves"
        # Page labels count each copy from 1: another part of the file that says where copies begin.
        starts = [place for place, page in enumerate(pages) if label(pdf, place) == "1"]
        if [places[key(parts[0].Start)] for _, parts in records] != starts:
            yield "records do not begin where copies begin"
        for number, (about, parts) in enumerate(records, 1):
            blanks = [str(part.DPM.Part) for part in parts].count("/Blank")
            printed = places[key(parts[0].get("/End", parts[0].Start))] - places[key(parts[0].Start)] + 1
            if int(about.Copy) != number or int(about.Pages) != printed or blanks != (duplex and printed % 2):
                yield f"record {number} is said to be {about}"
            if re.search("Patient|1000", repr(about)):
                yield f"the metadata of record {number} have a value"
        with pdf.open_metadata() as xmp:
            if xmp.get(f"{{{VT}}}GTS_PDFVTVersion") != "PDF/VT-1":
                yield "the metadata do not say PDF/VT-1"
            if xmp.get(f"{{{VT}}}GTS_PDFVTModDate") != xmp.get("xmp:ModifyDate"):
                yield "the metadata have two dates"


def label(pdf, place):
    """The label of a page."""
    return pdf.pages[place].label


def main():
    """Judges runs."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    problems, paths = [], []
    for path, copies, duplex in runs():
        paths.append(path)
        problems += [f"{path.name}: {problem}" for problem in check_parts(path, copies, duplex)]
        manifest = path.with_suffix(".json")
        checks = (("qpdf", files.qpdf), ("poppler", files.poppler))
        problems += [f"{name} {path.name}: {problem}" for name, judge in checks for problem in judge(path)]
        verify = subprocess.run(
            [str(HANDOUT), "verify", str(path), "--manifest", str(manifest)], capture_output=True, text=True, check=False
        )
        if verify.returncode != 0:
            problems.append(f"verify {path.name}: {verify.stderr[-500:]}")
        silent = subprocess.run([str(HANDOUT), "preflight", str(path)], capture_output=True, text=True, check=False)
        if silent.returncode != 0:
            problems.append(f"preflight {path.name}: {silent.stdout[-500:]}{silent.stderr[-500:]}")
    problems += files.standards(paths)
    for problem in problems:
        print(f"FAIL {problem}")
    print(f"records: {len(paths)} runs with document parts")
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
