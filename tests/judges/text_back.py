"""Text back: the words that four readers find in each PDF, against the words of its source.

English and Spanish must come back whole and in order from every reader. In Arabic every number must come back from
every reader, and 99 of 100 words from Poppler and MuPDF; the other figures are reported.
"""

import collections
import difflib
import re
import sys

from cases import all_cases
from expected import clean, words
from readers import READERS

ARABIC_WORDS = 0.99
NUMBER = re.compile(r"(?<![\w-])\+?\d[\dA-Z:/-]*")


def without_furniture(page_words, pieces):
    """Takes each piece of furniture off a page, where it stands nearest to an edge; also says which were missing."""
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


def multiset_score(wanted, found):
    """Words in both, of the longer of the two."""
    common = sum((collections.Counter(wanted) & collections.Counter(found)).values())
    return common / max(len(wanted), len(found), 1)


def first_difference(wanted, found):
    """A few words round the first place where two word lists part."""
    for tag, i, j, k, m in difflib.SequenceMatcher(None, wanted, found, autojunk=False).get_opcodes():
        if tag != "equal":
            return f"wanted {wanted[max(i - 2, 0) : j + 2]}, found {found[max(k - 2, 0) : m + 2]}"
    return ""


def judge(case, reader, pages):
    """Prints one line and returns whether the reader's text is good enough."""
    source = case.expected()
    wanted = source.body()
    everything = list(wanted)
    found, body, missing = [], [], []
    for number, text in enumerate(pages, 1):
        pieces = source.furniture(number, len(pages))
        everything += [word for piece in pieces for word in words(piece)]
        page_words = words(text)
        found += page_words
        rest, lost = without_furniture(page_words, pieces)
        body += rest
        missing += [f"page {number}: {piece}" for piece in lost]
    share = multiset_score(everything, found)
    in_order = wanted == body and not missing
    numbers_wanted = collections.Counter(NUMBER.findall(" ".join(everything)))
    numbers_found = collections.Counter(NUMBER.findall(clean(" ".join(pages))))
    numbers = numbers_wanted == numbers_found
    if case.language == "ar":
        good = numbers and (share >= ARABIC_WORDS or reader not in ("poppler", "mupdf"))
    else:
        good = numbers and in_order and share == 1
    print(
        f"{'ok  ' if good else 'FAIL'} text {case.name:24} {reader:8} words {share:7.2%} of {len(everything)}, "
        f"body in order: {'yes' if in_order else 'no'}, numbers: {'all' if numbers else 'NOT ALL'}"
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
