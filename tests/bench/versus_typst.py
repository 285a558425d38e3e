"""`handout build` of the English handout against a bare script round Typst: whole processes, alternately.

    versus_typst.py HANDOUT PYTHON WORK_FOLDER [PAIRS] [--most RATIO]

PYTHON is an interpreter that has `typst`. Prints medians of CPU time (user and system), wall time and peak memory. Only
small modules are imported here: a child's peak can't be seen below the memory of the process that started it. With
`--most` the exit code says whether the ratio of CPU times is at most RATIO.
"""

import os
import sys
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def run(command):
    """CPU seconds, wall seconds and peak KiB of a whole process."""
    quiet = [(os.POSIX_SPAWN_OPEN, descriptor, os.devnull, os.O_WRONLY, 0) for descriptor in (1, 2)]
    start = time.perf_counter()
    child = os.posix_spawn(command[0], command, os.environ, file_actions=quiet)
    _, status, usage = os.wait4(child, 0)
    wall = time.perf_counter() - start
    if status != 0:
        sys.exit(f"failed: {' '.join(command)}")
    return usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss


def median(values):
    """The middle value, or the mean of the two in the middle."""
    ordered, half = sorted(values), len(values) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def main():
    """Measures and prints."""
    handout, python, work, *rest = sys.argv[1:]
    most = float(rest[rest.index("--most") + 1]) if "--most" in rest else None
    pairs = int(rest[0]) if rest and rest[0].isdigit() else 20
    os.makedirs(work, exist_ok=True)
    here = os.path.dirname(os.path.abspath(__file__))
    source = os.path.join(work, "en.typ")
    run([python, "-B", os.path.join(here, "typst_source.py"), source])
    content = os.path.join(ROOT, "content", "bone-marrow-test.en.yaml")
    ours = [handout, "build", content, "-o", os.path.join(work, "handout.pdf"), "--force"]
    script, fonts = os.path.join(here, "typst_build.py"), os.path.join(ROOT, "fonts")
    theirs = [python, script, source, os.path.join(work, "typst.pdf"), fonts]
    for command in (ours, theirs):  # warm the page cache
        run(command)
    rows = [(run(ours), run(theirs)) for _ in range(pairs)]
    print(f"median of {pairs} alternating pairs, {os.cpu_count()} cores")
    print("           CPU ms    wall ms   peak MiB   PDF KB")
    medians = []
    for side, name in enumerate(("handout", "typst")):
        cpu, wall, peak = (median([row[side][measure] for row in rows]) for measure in range(3))
        size = os.path.getsize(os.path.join(work, f"{name}.pdf"))
        medians.append((cpu, wall, peak))
        print(f"{name:8} {cpu * 1000:9.1f} {wall * 1000:10.1f} {peak / 1024:10.1f} {size / 1024:8.1f}")
    ratios = [ours / theirs for ours, theirs in zip(*medians)]
    print(f"{'ratio':8} {ratios[0]:9.3f} {ratios[1]:10.3f} {ratios[2]:10.3f}   (target for CPU: 0.125)")
    if most is not None and ratios[0] > most:
        sys.exit(f"FAIL handout takes more than {most} of Typst's CPU time")


if __name__ == "__main__":
    main()
