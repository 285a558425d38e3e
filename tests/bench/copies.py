"""Copies of one handout: `handout batch` against Typst, WeasyPrint and fullbleed, whole processes, alternately.

    copies.py HANDOUT PYTHON WORK_FOLDER [RECORDS] [ROUNDS]

PYTHON is an interpreter that has `typst`, `weasyprint`, `fullbleed` and `PyYAML`; a rival that it lacks is left out. Every
lane makes copies of the same words for the same records: files of their own, or one merged file. Fast lanes get ten times
RECORDS, slow ones a part of them. What a process takes to start is measured on one record and taken off. Prints copies per
CPU second (user and system) and a second, bytes a copy and peak memory, and how many times as many copies `handout` makes in
a CPU second. Each run writes into a new folder: some file systems are slow where files have just been removed.
"""

import csv
import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from versus_typst import ROOT, median, run  # noqa: E402  (found through the line above)

HERE = os.path.dirname(os.path.abspath(__file__))
CONTENT = os.path.join(ROOT, "content", "bone-marrow-test.en.yaml")
FONTS = os.path.join(ROOT, "fonts")


def lanes(handout, python, source):
    """Name, how many times RECORDS it gets, and the command for a records file and the folder to write to."""

    def batch(records, *where):
        return [handout, "batch", CONTENT, "--map", "id=", "-j", "2", "--records", records, *where]

    def typst(records, out, *flags):
        return [python, os.path.join(HERE, "typst_copies.py"), source, records, out, FONTS, *flags]

    def html(lane, records, out):
        return [python, os.path.join(HERE, "html_copies.py"), lane, records, out, FONTS]

    all_lanes = [
        ("handout separate", 10, lambda records, out: batch(records, "-d", out)),
        ("handout merged", 10, lambda records, out: batch(records, "-o", f"{out}/run.pdf")),
        ("typst separate", 0.2, typst),
        ("typst merged", 1, lambda records, out: typst(records, f"{out}/run.pdf", "--merged")),
        ("weasyprint separate", 0.02, lambda records, out: html("weasyprint", records, out)),
        ("fullbleed tagged", 0.02, lambda records, out: html("fullbleed-tagged", records, f"{out}/run.pdf")),
        ("fullbleed fixed", 10, lambda records, out: html("fullbleed-fixed", records, f"{out}/run.pdf")),
    ]
    has = {"handout": True}
    for name in ("typst", "weasyprint", "fullbleed"):
        has[name] = subprocess.run([python, "-c", f"import {name}"], capture_output=True, check=False).returncode == 0
    return [lane for lane in all_lanes if has[lane[0].split()[0]]]


def head(records, count, path):
    """The first records of a file."""
    with open(records, encoding="utf-8", newline="") as file, open(path, "w", encoding="utf-8", newline="") as part:
        rows = list(csv.reader(file))
        csv.writer(part, lineterminator="\n").writerows(rows[: count + 1])
    return len(rows[: count + 1]) - 1


def measure(command, records, work):
    """CPU seconds, wall seconds, peak KiB and bytes written."""
    out = tempfile.mkdtemp(dir=work)
    cpu, wall, peak = run(command(records, out))
    sizes = [entry.stat().st_size for entry in os.scandir(out) if entry.name.endswith(".pdf")]
    return cpu, wall, peak, sum(sizes)


def main():
    """Measures and prints."""
    handout, python, folder, *rest = sys.argv[1:]
    total, rounds = (int(given) for given in (rest + ["1000", "3"][len(rest) :])[:2])
    os.makedirs(folder, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder) as work:
        source, records, one, part = (os.path.join(work, name) for name in ("copies.typ", "all.csv", "one.csv", "part.csv"))
        with open(records, "wb") as file:
            subprocess.run([python, os.path.join(HERE, "records.py"), str(10 * total)], stdout=file, check=True)
        run([python, "-B", os.path.join(HERE, "typst_source.py"), source, "--copies"])
        head(records, 1, one)
        chosen = lanes(handout, python, source)
        results = {name: [] for name, *_ in chosen}
        for _ in range(rounds):
            for name, times, command in chosen:
                count = head(records, max(int(total * times), 2), part) - 1
                start, start_wall, _, first = measure(command, one, work)
                cpu, wall, peak, size = measure(command, part, work)
                row = (count / (cpu - start), count / (wall - start_wall), (size - first) / count, peak / 1024)
                results[name].append(row)
    print(f"median of {rounds} rounds, {os.cpu_count()} cores; what the first copy takes is taken off")
    print(f"{'':22} copies/CPU s   copies/s   bytes a copy   peak MiB   handout makes")
    medians = {name: [median(column) for column in zip(*rows)] for name, rows in results.items()}
    for name, (cpu, wall, size, peak) in medians.items():
        ours = medians["handout separate" if name.endswith("separate") else "handout merged"][0]
        print(f"{name:22} {cpu:12.1f} {wall:10.1f} {size:14.0f} {peak:10.1f}   {ours / cpu:8.1f} ×")


if __name__ == "__main__":
    main()
