"""The files as files: qpdf finds no faults; every font is embedded, a subset, with a Unicode map; veraPDF finds no
failed checks in the profiles PDF/UA-1 and PDF/A-2a. Judges the cases and every language's sample. With file names as
arguments, it judges those instead of the cases."""

import subprocess
import sys

from cases import OUT, ROOT, all_cases


def qpdf(path):
    """Problems that `qpdf --check` reports, including warnings."""
    done = subprocess.run(["qpdf", "--check", str(path)], capture_output=True, text=True)
    return [] if done.returncode == 0 else [(done.stdout + done.stderr).strip()]


def fonts(path):
    """Fonts that are not embedded, not a subset, or without a Unicode map."""
    done = subprocess.run(["pdffonts", str(path)], capture_output=True, text=True, check=True)
    rows = [line.split() for line in done.stdout.splitlines()[2:]]
    if not rows:
        return ["no fonts at all"]
    # The last columns are: embedded, subset, Unicode map, object number, generation.
    return [" ".join(row) for row in rows if row[-5:-2] != ["yes", "yes", "yes"]]


def poppler(path):
    """Poppler's complaints when it reads the file."""
    done = subprocess.run(["pdftotext", str(path), "-"], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    return done.stderr.splitlines() or [f"exit code {done.returncode}"] * bool(done.returncode)


def verapdf(paths, profiles=("ua1", "2a")):
    """veraPDF's verdicts on all files in some of its profiles, from one Java process."""
    jars = OUT / "verapdf" / "*"
    runner = ROOT / "tests" / "judges" / "verapdf" / "Validate.java"
    command = ["java", f"-Dprofiles={','.join(profiles)}", "-cp", str(jars), str(runner), *map(str, paths)]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8")
    if done.returncode != 0:
        raise SystemExit(f"FAIL veraPDF did not run:\n{done.stderr}")
    return [line.split("\t") for line in done.stdout.splitlines() if line.count("\t") == 4]


def standards(paths, profiles=("ua1", "2a")):
    """What veraPDF finds wrong with files, each judged in all these profiles."""
    paths = list(paths)
    verdicts = verapdf(paths, profiles)
    problems = []
    if len(verdicts) != len(profiles) * len(paths):
        problems.append(f"veraPDF gave {len(verdicts)} verdicts on {len(paths)} files")
    for path, profile, passed, failed, clauses in verdicts:
        # A profile of no checks would prove nothing.
        if int(failed) or not int(passed):
            problems.append(f"veraPDF {profile} {path}: {failed} failed checks: {clauses}")
    return problems


def main():
    """Judges the files."""
    # The samples of the languages, separately and all in one file, as built by `languages.py`.
    samples = sorted((OUT / "languages").glob("*.pdf"))
    paths = sys.argv[1:] or [case.pdf for case in all_cases()] + samples
    failures = 0
    for path in paths:
        for name, judge in (("qpdf", qpdf), ("pdffonts", fonts), ("poppler", poppler)):
            problems = judge(path)
            failures += bool(problems)
            for problem in problems:
                print(f"FAIL {name} {path}: {problem}")
    verdicts = verapdf(paths)
    if len(verdicts) != 2 * len(paths):
        print(f"FAIL veraPDF gave {len(verdicts)} verdicts on {len(paths)} files")
        failures += 1
    checks = 0
    for path, profile, passed, failed, clauses in verdicts:
        checks += int(passed) + int(failed)
        # A profile of no checks would prove nothing.
        if int(failed) or not int(passed):
            failures += 1
            print(f"FAIL veraPDF {profile} {path}: {failed} failed checks: {clauses}")
    judged = 3 * len(paths) + len(verdicts)
    print(f"files: qpdf, pdffonts, veraPDF ua1 and 2a ({checks} checks) on {len(paths)} files")
    print(f"files: {judged - failures} passed, {failures} failed")
    sys.exit(failures > 0)


if __name__ == "__main__":
    main()
