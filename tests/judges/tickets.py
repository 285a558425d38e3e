"""Job tickets: the JDF library of CIP4 checks them, and their pages, files and papers are compared with the PDFs as pikepdf
reads them. Runs on one side and on both, in volumes, on two papers, in both directions, with every option."""

import shutil
import subprocess
import sys
import urllib.parse
import xml.etree.ElementTree as ElementTree

import pikepdf

from cases import OUT, ROOT
from press import run

FOLDER = OUT / "tickets"
JDF = "{http://www.CIP4.org/JDFSchema_1_1}"
SAMPLE = ROOT / "content" / "bone-marrow-test.en.yaml"
VALUES = ("Grace", "Núñez", "00418")


def runs():
    """Tickets, each with the languages of its records and its options."""
    everything = ("--staple", "side", "--jog", "--banner", "--weight", "90")
    yield "plain", ("en",), ()
    yield "duplex", ("en", "es"), ("--duplex", "--for", "press", "--vt", "--staple", "corner", "--jog")
    yield "volumes & more", ("en", "es"), ("--volume", "4", *everything)
    yield "right to left", ("ar",), ("--duplex", *everything)
    yield "bleed", ("en", "es"), ("--for", "press", "--bleed", "3mm", "--marks")
    yield "booklet", ("en", "es"), ("--for", "press", "--bleed", "3mm", "--impose", "booklet", "--jog")


def make(name, languages, options):
    """A run with a ticket: ten records, every third on A4."""
    folder = FOLDER / name
    folder.mkdir(parents=True)
    records = folder / "records.csv"
    papers = ("letter", "letter", "a4")
    rows = [
        f"Grace Núñez {i},00418-{i},2026-12-01,14:30,{languages[i % len(languages)]},{papers[i % 3]}" for i in range(10)
    ]
    head = "name,mrn,test_date,arrive_at,language,paper"
    records.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    ticket = folder / f"{name}.jdf"
    run("batch", SAMPLE, "--records", records, "-o", folder / f"{name}.pdf", "--ticket", ticket, *options)
    return ticket


def pages_of(text):
    """The pages of a range: `0 ~ 1`."""
    first, last = text.split(" ~ ")
    return range(int(first), int(last) + 1)


def leaves(resource, key):
    """The parts of a resource that are named by a key, in order."""
    return [part for part in resource.iter(resource.tag) if key in part.attrib]


def check(ticket, options):
    """What a ticket says that is not so."""
    text = ticket.read_text(encoding="utf-8")
    if any(value in text for value in VALUES):
        yield "it has a patient's value"
    root = ElementTree.fromstring(text)
    pool = root.find(f"{JDF}ResourcePool")
    run_list = pool.find(f"{JDF}RunList")
    sizes, labels, ends = [], [], []
    for part in [run_list, *run_list.findall(f"{JDF}RunList")]:
        spec = part.find(f"{JDF}LayoutElement/{JDF}FileSpec")
        if spec is None:
            continue
        with pikepdf.open(ticket.parent / urllib.parse.unquote(spec.attrib["URL"])) as pdf:
            sizes += [tuple(round(float(edge), 2) for edge in page.mediabox[2:]) for page in pdf.pages]
            labels += [page.label for page in pdf.pages]
            at = 0
            for leaf in leaves(part, "Run"):
                pages = pages_of(leaf.attrib["Pages"])
                if pages[0] != at or int(leaf.attrib["NPage"]) != len(pages) or leaf.attrib["EndOfSet"] != "true":
                    yield f"record {leaf.attrib['Run']} has pages {pages}, and {at} is next"
                at = pages[-1] + 1
                ends.append(len(pages))
            if at != len(pdf.pages):
                yield f"{at} of {len(pdf.pages)} pages are in records"
    if len(ends) != 10 or [int(leaf.attrib["Run"]) for leaf in leaves(run_list, "Run")] != list(range(1, 11)):
        yield f"it has {len(ends)} copies of 10"
    starts = [sum(ends[:i]) for i in range(len(ends))]
    if starts != [place for place, label in enumerate(labels) if label == "1"]:
        yield "copies do not begin where the PDFs say"
    # What is stapled or set off is a copy.
    for name, option in (("StitchingParams", "--staple"), ("GatheringParams", "--jog")):
        resource = pool.find(f"{JDF}{name}")
        if (resource is not None) != (option in options):
            yield f"{name} is there without {option}, or the reverse"
        if resource is not None:
            found = [pages_of(leaf.attrib["RunIndex"]) for leaf in leaves(resource, "RunIndex")]
            if [(pages[0], len(pages)) for pages in found] != list(zip(starts, ends)):
                yield f"{name} has other copies"
    papers = {media.attrib["ID"]: media.attrib for media in pool.findall(f"{JDF}Media")}
    printing = pool.find(f"{JDF}DigitalPrintingParams")
    told = {}
    for leaf in leaves(printing, "RunIndex"):
        for page in pages_of(leaf.attrib["RunIndex"]):
            told[page] = leaf.find(f"{JDF}MediaRef").attrib["rRef"]
    for page, size in enumerate(sizes):
        found = papers[told[page]]["Dimension"].split()
        if tuple(round(float(edge), 2) for edge in found) != size:
            yield f"page {page} is {size}, and its paper {found}"
    sides = pool.find(f"{JDF}LayoutPreparationParams").attrib["Sides"]
    both = "--duplex" in options or "--impose" in options
    if sides != ("TwoSidedFlipY" if both else "OneSidedFront"):
        yield f"its sides are {sides}"


def library(tickets):
    """What the JDF library says of all tickets."""
    jars = OUT / "jdf" / "*"
    runner = ROOT / "tests" / "judges" / "jdf" / "CheckTicket.java"
    command = ["java", "-cp", str(jars), str(runner), *map(str, tickets)]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    if done.returncode != 0:
        raise SystemExit(f"FAIL the JDF library did not run:\n{done.stderr}")
    return [line.split("\t") for line in done.stdout.splitlines() if line.count("\t") == 2]


def main():
    """Judges tickets."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    problems, tickets = [], []
    for name, languages, options in runs():
        ticket = make(name, languages, options)
        tickets.append(ticket)
        problems += [f"{ticket.name}: {problem}" for problem in check(ticket, options)]
    # The judge must notice what is wrong.
    broken = FOLDER / "broken.jdf"
    good = tickets[1].read_text(encoding="utf-8")
    bad = good.replace('Sides="TwoSidedFlipY"', 'Sides="Both"').replace('rRef="layout"', 'rRef="lost"')
    broken.write_text(bad.replace("<MediaRef", '<MediaRef Colour="1"'), encoding="utf-8")
    found = library([*tickets, broken])
    faults = {file: [] for file in map(str, [*tickets, broken])}
    for file, element, what in found:
        if what != "elements":
            faults[file].append(f"{element}: {what}")
    for what in ("Sides", "nowhere", "Colour"):
        if not any(what in fault for fault in faults[str(broken)]):
            problems.append(f"the JDF library does not notice a wrong ticket: {what}")
    counted = [int(count) for _, count, what in found if what == "elements"]
    if len(counted) != len(tickets) + 1 or min(counted) < 20:
        problems.append(f"the JDF library looked at {counted} elements")
    problems += [f"JDF library, {ticket.name}: {fault}" for ticket in tickets for fault in faults[str(ticket)]]
    for problem in problems:
        print(f"FAIL {problem}")
    print(f"tickets: {len(tickets)} tickets, {sum(counted)} elements")
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
