"""Copies of one handout: `handout batch` against Typst, WeasyPrint and fullbleed, whole processes, alternately.

    copies.py HANDOUT PYTHON WORK_FOLDER [RECORDS]

PYTHON is an interpreter that has `typst`, `weasyprint` and `fullbleed`; a rival that it lacks is left out. Every lane makes
the same records into copies of the same words: files of their own, or one merged file. What a process takes to start is
measured on one record and taken off. Prints copies per CPU second (user and system), bytes a copy and peak memory, and how
many times as many copies `handout` makes.
"""

import csv
import os
import shutil
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from versus_typst import ROOT, median, run  # noqa: E402  (found through the line above)

HERE = os.path.dirname(os.path.abspath(__file__))
CONTENT = os.path.join(ROOT, "content", "bone-marrow-test.en.yaml")
FONTS = os.path.join(ROOT, "fonts")
ROUNDS = 3


def lanes(handout, python, work):
    """Name, share of the records that it is given, and the command for a records file; output goes to `out`."""
    out = os.path.join(work, "out")
    merged = os.path.join(out, "run.pdf")
    source = os.path.join(work, "copies.typ")
    batch = [handout, "batch", CONTENT, "--force", "-j", "2", "--records"]
    typst = [python, os.path.join(HERE, "typst_copies.py"), source]
    html = [python, os.path.join(HERE, "html_copies.py")]
    all_lanes = [
        ("handout separate", 1, lambda records: [*batch, records, "-d", out]),
        ("handout merged", 1, lambda records: [*batch, records, "-o", merged]),
        ("typst separate", 5, lambda records: [*typst, records, out, FONTS]),
        ("typst merged", 1, lambda records: [*typst, records, merged, FONTS, "--merged"]),
        ("weasyprint separate", 50, lambda records: [*html, "weasyprint", records, out, FONTS]),
        ("fullbleed tagged", 50, lambda records: [*html, "fullbleed-tagged", records, merged, FONTS]),
        ("fullbleed fixed", 1, lambda records: [*html, "fullbleed-fixed", records, merged, FONTS]),
    ]
    has = {"handout": True}
    for name in ("typst", "weasyprint", "fullbleed"):
        has[name] = subprocess.run([python, "-c", f"import {name}"], capture_output=True, check=False).returncode == 0
    return out, [lane for lane in all_lanes if has[lane[0].split()[0]]]


def head(records, count, path):
    """The first records of a file."""
    with open(records, encoding="utf-8", newline="") as file, open(path, "w", encoding="utf-8", newline="") as part:
        rows = list(csv.reader(file))
        csv.writer(part, lineterminator="\n").writerows(rows[: count + 1])
    return len(rows[: count + 1]) - 1


def measure(command, out):
    """CPU seconds, peak KiB and bytes written."""
    shutil.rmtree(out, ignore_errors=True)
    os.makedirs(out)
    cpu, _, peak = run(command)
    sizes = [entry.stat().st_size for entry in os.scandir(out) if entry.name.endswith(".pdf")]
    return cpu, peak, sum(sizes)


def main():
    """Measures and prints."""
    handout, python, work, *rest = sys.argv[1:]
    total = int(rest[0]) if rest else 1000
    os.makedirs(work, exist_ok=True)
    records = os.path.join(work, "records.csv")
    with open(records, "wb") as file:
        subprocess.run([python, os.path.join(HERE, "records.py"), str(total)], stdout=file, check=True)
    run([python, "-B", os.path.join(HERE, "typst_source.py"), os.path.join(work, "copies.typ"), "--copies"])
    out, chosen = lanes(handout, python, work)
    one = os.path.join(work, "one.csv")
    head(records, 1, one)
    results = {name: [] for name, *_ in chosen}
    for _ in range(ROUNDS):
        for name, share, command in chosen:
            part = os.path.join(work, "part.csv")
            count = head(records, max(total // share, 2), part)
            start, _, first = measure(command(one), out)
            cpu, peak, size = measure(command(part), out)
            results[name].append(((count - 1) / (cpu - start), (size - first) / (count - 1), peak))
    print(f"median of {ROUNDS} rounds, {os.cpu_count()} cores; what the first copy takes is taken off")
    print(f"{'':22} copies/CPU s   bytes a copy   peak MiB   handout makes")
    rates = {name: median([row[0] for row in rows]) for name, rows in results.items()}
    for name, rows in results.items():
        size, peak = median([row[1] for row in rows]), median([row[2] for row in rows])
        ours = rates["handout separate" if name.endswith("separate") else "handout merged"]
        print(f"{name:22} {rates[name]:12.1f} {size:14.0f} {peak / 1024:10.1f}   {ours / rates[name]:8.1f} ×")


if __name__ == "__main__":
    main()
