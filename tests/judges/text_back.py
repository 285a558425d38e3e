"""Text back: the words that four readers find in each PDF, compared with the words of its source.

English and Spanish text must come back whole and in order from every reader. From an Arabic handout, every number must
come back from every reader, and 99 of 100 words from Poppler and MuPDF; the other figures are reported. So are those of
the Arabic notice in the others, where no writer can satisfy every reader: on a page of left-to-right lines, Poppler
returns a right-to-left line with its runs reversed. Its numbers must come back whole.

One known issue is accepted: PDFium treats digits and letters in a right-to-left line as separate pieces and returns
them last piece first, so that 1-866-2STJUDE reads STJUDE1-866-2. The digits beside it come back right.
"""

import collections
import difflib
import itertools
import re
import sys

from cases import all_cases
from expected import clean, words
from readers import READERS

ARABIC_WORDS = 0.99
NUMBER = re.compile(r"(?<![0-9A-Za-z-])\+?\d[\dA-Z:/-]*")
ARABIC = re.compile("[\u0620-\u064a\ufb50-\ufdff\ufe70-\ufefc]")


def without_furniture(page_words, pieces):
    """Removes each piece of furniture from a page, where it is closest to an edge; also returns which were missing."""
    rest, missing = list(page_words), []
    for piece in sorted(pieces, key=lambda piece: -len(piece)):
        wanted = words(piece)
        starts = [i for i in range(len(rest) - len(wanted) + 1) if rest[i : i + len(wanted)] == wanted]
        if not starts:
            missing.append(piece)
            continue
        start = min(starts, key=lambda i: min(i, len(rest) - len(wanted) - i))
        del rest[start : start + len(wanted)]
    return rest, missing


def take_arabic(page_words, notice):
    """Removes the words of the Arabic notice from a page in another language: the longest row of words with Arabic
    letters or pieces of the notice's numbers, in whatever order the reader returns them."""
    pieces = {word.strip(".():") for word in words(notice)}

    def belongs(word):
        return ARABIC.search(word) or all(piece in pieces for piece in re.split("[.():]+", word) if piece)

    best = (0, 0)
    at = 0
    for arabic, group in itertools.groupby(page_words, key=lambda word: bool(belongs(word))):
        count = len(list(group))
        if arabic and count > best[1] - best[0]:
            best = (at, at + count)
        at += count
    return page_words[: best[0]] + page_words[best[1] :], page_words[best[0] : best[1]]


def multiset_score(wanted, found):
    """Words in both, of the longer of the two."""
    common = sum((collections.Counter(wanted) & collections.Counter(found)).values())
    return common / max(len(wanted), len(found), 1)


def first_difference(wanted, found):
    """A few words around the first place where two word lists differ."""
    for tag, i, j, k, m in difflib.SequenceMatcher(None, wanted, found, autojunk=False).get_opcodes():
        if tag != "equal":
            return f"wanted {wanted[max(i - 2, 0) : j + 2]}, found {found[max(k - 2, 0) : m + 2]}"
    return ""


def numbers_of(text):
    """How often each number appears in a text."""
    return collections.Counter(NUMBER.findall(text))


def without_letters(numbers):
    """The numbers that are digits only."""
    return collections.Counter({number: count for number, count in numbers.items() if not re.search("[A-Z]", number)})


def judge(case, reader, pages):
    """Prints one line and returns whether the reader's text is good enough."""
    source = case.expected()
    rtl = case.language == "ar"
    wanted = source.body()
    everything, found, body, missing = list(wanted), [], [], []
    notice_wanted, notice_found = [], []
    for number, text in enumerate(pages, 1):
        pieces = source.furniture(number, len(pages))
        page_words = words(text)
        if not rtl:
            arabic = [piece for piece in pieces if ARABIC.search(piece)]
            pieces = [piece for piece in pieces if piece not in arabic]
            for notice in arabic:
                notice_wanted += words(notice)
        everything += [word for piece in pieces for word in words(piece)]
        found += page_words
        rest, lost = without_furniture(page_words, pieces)
        if not rtl:
            for notice in arabic:
                rest, taken = take_arabic(rest, notice)
                notice_found += taken
        body += rest
        missing += [f"page {number}: {piece}" for piece in lost]
    if not rtl:
        left = collections.Counter(found)
        left.subtract(notice_found)
        found = list(left.elements())
    share = multiset_score(everything, found)
    in_order = wanted == body and not missing
    numbers_wanted, numbers_found = numbers_of(" ".join(everything + notice_wanted)), numbers_of(clean(" ".join(pages)))
    if rtl and reader == "pdfium":
        numbers_wanted, numbers_found = without_letters(numbers_wanted), without_letters(numbers_found)
    numbers = numbers_wanted == numbers_found
    if rtl:
        good = numbers and (share >= ARABIC_WORDS or reader not in ("poppler", "mupdf"))
        notice = ""
    else:
        good = numbers and in_order and share == 1
        notice = f", Arabic notice {multiset_score(notice_wanted, notice_found):.0%}"
    print(
        f"{'ok  ' if good else 'FAIL'} text {case.name:24} {reader:8} words {share:7.2%} of {len(everything)}, "
        f"body in order: {'yes' if in_order else 'no'}, numbers: {'all' if numbers else 'NOT ALL'}{notice}"
    )
    if not good:
        print(f"       furniture not found: {missing}")
        print(f"       {first_difference(wanted, body)}")
        if not numbers:
            lost, extra = numbers_wanted - numbers_found, numbers_found - numbers_wanted
            print(f"       numbers lost {dict(lost)}, extra {dict(extra)}")
    return good


def main():
    """Judges all cases with all readers."""
    results = []
    for case in all_cases():
        for reader, read in READERS.items():
            results.append(judge(case, reader, read(case.pdf)))
    print(f"text back: {results.count(True)} passed, {results.count(False)} failed")
    sys.exit(not all(results))


if __name__ == "__main__":
    main()
