"""Every language's sample (`tests/data/languages`) as returned by six readings of its PDF, compared with its source.

Characters are compared in order (longest common subsequence, of the longer of the two), in NFC, without white space,
direction controls and list marks; so are words, if the language has spaces. The last line of a page, which has the
folio, is cut off: its words are the product's, not the sample's.
"""

import subprocess
import sys
import unicodedata
from dataclasses import dataclass

import pymupdf
import pypdfium2
import pypdfium2.raw as pdfium_c
import yaml
from rapidfuzz.distance import LCSseq

import expected
import structure
from cases import HANDOUT, OUT, ROOT
from readers import pdfjs

SAMPLES = ROOT / "tests" / "data" / "languages"
RTL = {"ar", "fa", "prs", "ps", "ckb", "ur", "he", "yi"}
NASTALIQ = {"ur"}
# Readers break lines between words or syllables in these, where there is no space.
UNSPACED = {"zh-Hans", "zh-Hant", "yue", "ja", "th", "lo", "km", "my", "ksw", "bo"}


@dataclass(frozen=True)
class Target:
    """The minimum share of characters and of words, in percent; words are not compared if it is 0."""

    chars: float
    words: float


def target(language, reader):
    """What the reader must return for the language."""
    if language in RTL:
        chars = {"poppler": 99.5, "mupdf": 98, "pdf.js": 98, "pdfium": 95, "raw": 95, "struct": 0}[reader]
        if language in NASTALIQ and reader in ("mupdf", "pdf.js"):
            chars = 97
        return Target(chars, 98 if reader == "poppler" else 0)
    if reader == "struct":
        return Target(100, 0)
    return Target(99.5, 0 if language in UNSPACED or reader == "raw" else 98)


LETTERS = "Poppler takes a line of single letters with equal spaces for one word set wide, as the sample's alphabet is"
# Shortfalls, and why no writer can fix them: (language, reader) to the shares that must be reached anyway.
EXCEPTIONS = {
    ("chr", "poppler"): (Target(99.5, 55), LETTERS),
    ("ne", "poppler"): (Target(99.5, 97), LETTERS + " of digits"),
}
# In stream order, Poppler ends a word at each mark, which is where its letter is, and reverses the pieces separately; a
# mark with its own width would mislead other readers. The sample without its marks must pass.
POINTED = {"ar": 86, "he": 87, "yi": 80}
POINTS = "Poppler ends a word at each vowel sign; without them the sample passes"
# pdf.js takes these apart whatever the file says.
PDF_JS = {0x0EB3: "\u0ecd\u0eb2", 0x00B5: "\u03bc"}


def cut_of(path, language):
    """Where the last line of each page, which has the handout's id, begins, in points from the top."""
    with pymupdf.open(path) as document:
        return [page.search_for(f"language-{language}")[-1].y0 - 1 for page in document]


def poppler(path, cuts, *arguments):
    """Poppler's pdftotext, page by page down to the cut."""
    said = []
    for number, cut in enumerate(cuts, 1):
        page = ["-f", str(number), "-l", str(number), "-x", "0", "-y", "0", "-W", "2000", "-H", str(round(cut))]
        command = ["pdftotext", "-enc", "UTF-8", *arguments, *page, str(path), "-"]
        said.append(subprocess.run(command, capture_output=True, check=True).stdout.decode("utf-8"))
    return "\n".join(said)


def raw(path, cuts):
    """Poppler in stream order."""
    return poppler(path, cuts, "-raw")


def mupdf(path, cuts):
    """MuPDF's text, line by line as in its own text output."""
    said = []
    with pymupdf.open(path) as document:
        for page, cut in zip(document, cuts):
            blocks = page.get_text("rawdict", flags=pymupdf.TEXTFLAGS_TEXT)["blocks"]
            for line in (line for block in blocks for line in block["lines"]):
                chars = [char for span in line["spans"] for char in span["chars"] if char["origin"][1] < cut]
                said.append("".join(char["c"] for char in chars))
    return "\n".join(said)


def pdfium(path, cuts):
    """PDFium's characters, including those that it makes up."""
    said = []
    document = pypdfium2.PdfDocument(str(path))
    for page, cut in zip(document, cuts):
        text, height = page.get_textpage(), page.get_height()
        below = False
        for index in range(text.count_chars()):
            if not pdfium_c.FPDFText_IsGenerated(text, index):
                x, y = pdfium_c.c_double(), pdfium_c.c_double()
                pdfium_c.FPDFText_GetCharOrigin(text, index, x, y)
                below = height - y.value > cut
            if not below:
                said.append(chr(pdfium_c.FPDFText_GetUnicode(text, index)))
        said.append("\n")
    document.close()
    return "".join(said)


def pdf_js(path, cuts):
    """pdf.js."""
    return "\n".join(pdfjs(path, cuts))


def struct(path, _):
    """The structure tree's text."""
    return "\n".join(text for _, text in structure.all_blocks(path))


READERS = {"poppler": poppler, "mupdf": mupdf, "pdf.js": pdf_js, "pdfium": pdfium, "raw": raw, "struct": struct}


def comparable(text):
    """(characters, words) to compare."""
    said = expected.words(text)
    said = [word.translate(MARKS) for word in said]
    return "".join("".join(said).split()), said


MARKS = dict.fromkeys(expected.MARKS, "")


def share(wanted, found):
    """The longest common subsequence, in percent of the longer of the two."""
    return 100 * LCSseq.normalized_similarity(wanted, found)


def differences(wanted, found):
    """A few places where two strings differ."""
    said = []
    for op in LCSseq.opcodes(wanted, found):
        if op.tag != "equal":
            context = wanted[max(op.src_start - 6, 0) : op.src_end + 6]
            was = found[max(op.dest_start - 6, 0) : op.dest_end + 6]
            codes = " ".join(f"{ord(char):04X}" for char in wanted[op.src_start : op.src_end])
            others = " ".join(f"{ord(char):04X}" for char in found[op.dest_start : op.dest_end])
            said.append(f"{op.tag}: {context!r} is {was!r} [{codes}] [{others}]")
    return said


def build(language, folder, name=None):
    """Builds a sample without header, and returns its PDF and what it must say."""
    source, pdf = folder / f"{name or language}.yaml", folder / f"{name or language}.pdf"
    pdf.unlink(missing_ok=True)
    command = [str(HANDOUT), "build", str(source), "-o", str(pdf)]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8")
    if done.returncode != 0:
        return None, done.stderr
    if language == "all":
        return pdf, ""
    wanted = expected.read(source)
    return pdf, "\n".join([wanted.title, *(block.text for block in wanted.blocks)])


def prepare():
    """Copies the samples beside a site without a header, and returns their languages."""
    folder = OUT / "languages"
    folder.mkdir(parents=True, exist_ok=True)
    for path in SAMPLES.glob("*.yaml"):
        (folder / path.name).write_bytes(path.read_bytes())
    site = yaml.safe_load((SAMPLES / "site.yaml").read_text(encoding="utf-8"))
    site["header"] = {"left": "", "right": ""}
    (folder / "site.yaml").write_text(yaml.safe_dump(site, allow_unicode=True), encoding="utf-8")
    return folder, sorted(path.stem for path in SAMPLES.glob("*.yaml") if path.stem != "site")


def together(folder, languages):
    """Builds one handout of all samples, each under its language tag, and returns its PDF."""
    blocks = []
    for language in languages:
        sample = yaml.load((folder / f"{language}.yaml").read_text(encoding="utf-8"), yaml.BaseLoader)
        blocks.append({"language": language, "heading": sample["title"]})
        blocks.append({"language": language, "body": sample["body"]})
    whole = {"handout": 1, "id": "language-all", "title": "All languages", "language": "en", "site": "site.yaml", "body": blocks}
    (folder / "all.yaml").write_text(yaml.safe_dump(whole, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return build("all", folder)


def judge(language, folder, verbose):
    """Prints a language's line of the table, and returns the shortfalls."""
    pdf, source = build(language, folder)
    if not pdf:
        return [f"{language} is not built: {source.splitlines()[0]}"]
    cuts = cut_of(pdf, language)
    wanted_chars, wanted_words = comparable(source)
    cells, faults = [], []
    for reader, read in READERS.items():
        said, named = comparable(source.translate(PDF_JS)) if reader == "pdf.js" else (wanted_chars, wanted_words)
        found_chars, found_words = comparable(read(pdf, cuts))
        shares = Target(share(said, found_chars), share(named, found_words))
        least, reason = exception(language, reader) or (target(language, reader), "")
        short = shares.chars < least.chars or shares.words < least.words
        mark = "!" if short else "*" if reason else " "
        cells.append(f"{shares.chars:6.2f} {shares.words:6.2f}{mark}")
        if short:
            faults.append(f"{language} {reader}: {shares.chars:.2f} % of characters, {shares.words:.2f} % of words")
        if short or verbose:
            faults += [f"    {found}" for found in differences(said, found_chars)[: 200 if verbose else 4]]
    print(f"{language:8} {len(wanted_chars):5} {'  '.join(cells)}", flush=True)
    if language in POINTED:
        faults += judge_unpointed(language, folder)
    return faults


def exception(language, reader):
    """What is enough from a reader that no writer can satisfy, and why."""
    if reader == "raw" and language in POINTED:
        return Target(POINTED[language], 0), POINTS
    return EXCEPTIONS.get((language, reader))


def judge_unpointed(language, folder):
    """The sample without its vowel signs, in stream order."""
    text = unicodedata.normalize("NFC", (folder / f"{language}.yaml").read_text(encoding="utf-8"))
    bare = "".join(char for char in text if unicodedata.category(char) != "Mn")
    (folder / f"{language}-bare.yaml").write_text(bare, encoding="utf-8")
    pdf, source = build(language, folder, f"{language}-bare")
    if not pdf:
        return [f"{language} without vowel signs is not built: {source.splitlines()[0]}"]
    found = share(comparable(source)[0], comparable(raw(pdf, cut_of(pdf, language)))[0])
    print(f"{language:8} without vowel signs, raw: {found:.2f}")
    least = target(language, "raw").chars
    return [] if found >= least else [f"{language} without vowel signs, raw: {found:.2f} % of characters"]


def main():
    """Judges all languages, or those given; with `-v` every difference is printed."""
    arguments = [argument for argument in sys.argv[1:] if argument != "-v"]
    folder, languages = prepare()
    languages = arguments or languages
    print(f"{'':8} chars {'  '.join(f'{reader:14}' for reader in READERS)}  (characters, words)")
    faults = []
    for language in languages:
        faults += judge(language, folder, "-v" in sys.argv)
    if not arguments:
        pdf, problem = together(folder, languages)
        if not pdf:
            faults.append(f"all languages together are not built: {problem.splitlines()[0]}")
    for language in languages:
        for reader in READERS:
            if found := exception(language, reader):
                print(f"*    {language} {reader}: {found[0].chars} and {found[0].words} % are enough: {found[1]}")
    for fault in faults:
        print(f"{'FAIL languages ' if fault[0] != ' ' else ''}{fault}")
    print(f"languages: {len(languages)} in {len(READERS)} readings, {sum(fault[0] != ' ' for fault in faults)} fall short")
    sys.exit(bool(faults))


if __name__ == "__main__":
    main()
