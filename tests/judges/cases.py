"""The files that the judges examine: every language in every variant, built by the program under test."""

import os
import pathlib
import subprocess
from dataclasses import dataclass, field

import expected

ROOT = pathlib.Path(__file__).resolve().parents[2]
OUT = pathlib.Path(os.environ.get("JUDGES_OUT", ROOT / "target" / "judges"))
HANDOUT = pathlib.Path(os.environ.get("HANDOUT", ROOT / "target" / "release" / "handout"))
LANGUAGES = ("en", "es", "ar")

NAMES = {"en": "Grace O’Connor-Lee", "es": "María Fernanda Núñez Peña", "ar": "Amina Haddad"}
ARABIC_NAME = "أمينة عبد الرحمن الحداد"
VALUES = {"mrn": "00418-2273", "test_date": "2026-12-03", "arrive_at": "14:30"}
# How each language writes the typed values in the site's region, the United States (CLDR, digits 0-9).
PRINTED = {
    "en": {"test_date": "December 3, 2026", "arrive_at": "2:30 PM"},
    "es": {"test_date": "3 de diciembre de 2026", "arrive_at": "2:30 p.m."},
    "ar": {"test_date": "3 ديسمبر 2026", "arrive_at": "2:30 م"},
}


@dataclass
class Case:
    """One PDF: the handout it is built from, the arguments, the patient's values."""

    name: str
    language: str
    arguments: list = field(default_factory=list)
    values: dict = field(default_factory=dict)

    @property
    def source(self):
        """The handout's file."""
        return ROOT / "content" / f"bone-marrow-test.{self.language}.yaml"

    @property
    def pdf(self):
        """Where the PDF is written."""
        return OUT / "pdf" / f"{self.name}.pdf"

    def command(self, output=None):
        """The command that builds it."""
        sets = [f"--set=patient.{name}={value}" for name, value in self.values.items()]
        return [str(HANDOUT), "build", str(self.source), "-o", str(output or self.pdf), *self.arguments, *sets]

    def expected(self):
        """What it must say."""
        said = expected.read(self.source, self.values, PRINTED[self.language])
        said.large_print = "large-print" in self.name
        return said


def all_cases():
    """Three languages, each blank, filled, in large print and on A4; Arabic with a Latin and an Arabic name."""
    cases = []
    for language in LANGUAGES:
        filled = {"name": NAMES[language], **VALUES}
        cases += [
            Case(f"{language}-blank", language),
            Case(f"{language}-filled", language, [], filled),
            Case(f"{language}-large-print", language, ["--large-print"]),
            Case(f"{language}-filled-large-print", language, ["--large-print"], filled),
            Case(f"{language}-a4", language, ["--paper", "a4"]),
        ]
    cases.append(Case("ar-filled-arabic-name", "ar", [], {"name": ARABIC_NAME, **VALUES}))
    return cases


def build(command):
    """Runs a build, and stops with its messages if it fails."""
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8")
    if done.returncode != 0:
        raise SystemExit(f"FAIL build: {' '.join(command)}\nexit code {done.returncode}\n{done.stderr}")


def main():
    """Builds all cases."""
    (OUT / "pdf").mkdir(parents=True, exist_ok=True)
    for case in all_cases():
        case.pdf.unlink(missing_ok=True)
        build(case.command())
    print(f"ok   build: {len(all_cases())} files")


if __name__ == "__main__":
    main()
