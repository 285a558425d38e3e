"""Every standard that a file can be made in: what veraPDF says in the profiles of its set, what qpdf says, and whether the
text is that of the usual file. The sample in three languages, every kind of block, samples of other languages, and copies,
merged and separate."""

import os
import re
import subprocess
import sys

import pikepdf

import files
from cases import HANDOUT, OUT, ROOT

FOLDER = OUT / "editions"
SETS = {1: ("ua1", "2a"), 2: ("ua2", "4", "wt1a", "wt1r")}
PRESS = ["--for", "press", "--bleed", "3mm", "--marks"]
# By name: the options, the set of standards, the version of PDF, and of PDF/X.
STANDARDS = {
    "x4": ([*PRESS, "--standard", "x4"], 1, "1.6", "PDF/X-4"),
    "x1a": ([*PRESS, "--standard", "x1a"], 1, "1.4", "PDF/X-1a:2003"),
    "x6": ([*PRESS, "--standard", "2.0"], 2, "2.0", "PDF/X-6"),
    "screen": (["--standard", "2.0"], 2, "2.0", None),
}
SAMPLES = ("ja", "km", "ur", "hi", "vi", "he", "th")


SLUG = re.compile(r"^.*\u00b7 page \d+ of \d+ \u00b7 \d{4}-\d\d-\d\d[\u202a-\u202e]*$", re.MULTILINE)


def run(*arguments):
    """Runs the program, which must succeed. Not all handouts have a date, which press files need."""
    dated = {**os.environ, "SOURCE_DATE_EPOCH": "1790000000"}
    done = subprocess.run([str(HANDOUT), *map(str, arguments)], capture_output=True, text=True, env=dated, check=False)
    if done.returncode != 0:
        raise SystemExit(f"FAIL {arguments}: {done.stderr[-2000:]}")


def make(name, options, records):
    """All files in one standard, by what they are."""
    made = {}
    sample = ROOT / "content" / "bone-marrow-test.{}.yaml"
    handouts = {language: str(sample).format(language) for language in ("en", "es", "ar")}
    handouts |= {language: ROOT / "tests" / "data" / "languages" / f"{language}.yaml" for language in SAMPLES}
    handouts["blocks"] = ROOT / "tests" / "data" / "pages" / "blocks.yaml"
    for key, handout in handouts.items():
        made[key] = FOLDER / f"{name}-{key}.pdf"
        run("build", handout, "-o", made[key], "--force", *options)
    batch = ("batch", handouts["en"], "--records", records, "--force", *options)
    made["merged"] = FOLDER / f"{name}-merged.pdf"
    run(*batch, "-o", made["merged"], "--duplex")
    separate = FOLDER / f"{name}-separate"
    run(*batch, "-d", separate)
    for manifest, there in ((made["merged"].with_suffix(".json"), made["merged"]), (separate / "run.json", separate)):
        run("verify", there, "--manifest", manifest, "--records", records)
    made |= {f"separate-{path.stem}": path for path in sorted(separate.glob("*.pdf"))}
    return made


def text(path):
    """The text as Poppler reads it, without the line beside the marks of a press file."""
    read = subprocess.run(["pdftotext", str(path), "-"], capture_output=True, text=True, check=True).stdout
    return SLUG.sub("", read).split()


def claims(path, version, pdfx):
    """What is wrong with what a file says it is."""
    problems = []
    with pikepdf.open(path) as pdf:
        packet = pdf.Root.Metadata.read_bytes().decode()
        info = pdf.trailer.get("/Info")
        if pdf.pdf_version != version:
            problems.append(f"it is PDF {pdf.pdf_version}")
        said = {str(info.get("/GTS_PDFXVersion"))} if info is not None and "/GTS_PDFXVersion" in info else set()
        said |= set(re.findall("<pdfxid:GTS_PDFXVersion>(.*?)<", packet))
        if said != ({pdfx} if pdfx else set()):
            problems.append(f"it claims {said}")
        if (info is None) != (version == "2.0"):
            problems.append("an information dictionary is in the wrong set of standards")
        older = [key for key in ("/ObjStm", "/XRef") if any(item.get("/Type") == key for item in dictionaries(pdf))]
        if version == "1.4" and older:
            problems.append(f"it has {older}")
    return problems


def dictionaries(pdf):
    """All dictionaries and streams that are objects."""
    return [item for item in pdf.objects if isinstance(item, (pikepdf.Dictionary, pikepdf.Stream))]


def main():
    """Judges files of every standard."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    records = FOLDER / "records.csv"
    names = ["Ana Díaz", "Łukasz Żak", "Nguyễn Văn An", "Ольга", "王小明"]
    rows = [f"{names[i % len(names)]} {i},{100000 + i},2026-12-01,14:30" for i in range(40)]
    records.write_text("name,mrn,test_date,arrive_at\n" + "\n".join(rows) + "\n", encoding="utf-8")
    usual = {key: text(path) for key, path in make("usual", [], records).items()}
    problems = []
    checks = {}
    for name, (options, edition, version, pdfx) in STANDARDS.items():
        made = make(name, options, records)
        for key, path in made.items():
            for judge, found in (("qpdf", files.qpdf(path)), ("poppler", files.poppler(path))):
                problems += [f"{judge} {path.name}: {problem}" for problem in found]
            problems += [f"{path.name}: {problem}" for problem in claims(path, version, pdfx)]
            if text(path) != usual[key]:
                problems.append(f"{path.name} has another text than the usual file")
        # All copies alike are one case: every eighth is enough.
        separate = [path for key, path in made.items() if key.startswith("separate-")][::8]
        judged = [path for key, path in made.items() if not key.startswith("separate-")] + separate
        verdicts = files.verapdf(judged, SETS[edition])
        if len(verdicts) != len(judged) * len(SETS[edition]):
            problems.append(f"veraPDF gave {len(verdicts)} verdicts on {len(judged)} files of {name}")
        for path, profile, passed, failed, clauses in verdicts:
            checks[profile] = checks.get(profile, 0) + int(passed)
            if failed != "0" or passed == "0":
                problems.append(f"veraPDF {profile} {path}: {failed} failed, {clauses}")
        if pdfx:
            # Our own checker never vouches for our files alone; here it must agree with the others.
            # The picture among all kinds of blocks is too coarse for any press.
            checked = [path for path in judged if path != made["blocks"]]
            command = [str(HANDOUT), "preflight", "--profile", "digital", *map(str, checked)]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            if done.returncode != 0 or "nothing found" not in done.stderr:
                problems.append(f"preflight: {done.stdout[-1000:]}{done.stderr[-1000:]}")
        print(f"{name}: {len(made)} files, {len(judged)} of them by veraPDF in {', '.join(SETS[edition])}")
    print("checks passed:", ", ".join(f"{profile} {count}" for profile, count in sorted(checks.items())))
    for problem in problems:
        print(f"FAIL {problem}")
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
