"""Sets of handouts for one patient, and copies in two languages: on every page, each of the four readers finds what it
finds on the page of the copy that the handout's own page makes; a blank back has no text; the cover and the outline have
every title; qpdf and veraPDF find no faults. A date that is typed for one handout is in no other.
"""

import http.client
import itertools
import os
import re
import subprocess
import sys
import time
import urllib.parse

import pymupdf

import files
from cases import OUT, ROOT
from readers import READERS

FOLDER = OUT / "sets"
NAME, NUMBER = "Zofia Ñandú", "00418-2273"
# By handout: its languages, its own fields, and what only it prints of them.
HANDOUTS = {
    "bone-marrow-test": (["en", "es", "ar"], {"test_date": "2026-12-03", "arrive_at": "08:15"}),
    "discharge": (["en", "es", "ar", "vi"], {"surgery_date": "2026-11-17", "sedation": "yes", "wound": "glue"}),
    "central-line": (["en"], {}),
    "medicines": (["en"], {}),
    "easy-read": (["en"], {}),
}
SHARED = {"name": NAME, "mrn": NUMBER}
DATES = {"bone-marrow-test": r"December 3|3 de diciembre", "discharge": r"November 17|17 de noviembre"}


class Server:
    def __init__(self):
        self.log = open(FOLDER / "server.log", "w+b")
        command = [os.environ["HANDOUT"], "serve", str(ROOT / "content"), "--listen", "127.0.0.1:0"]
        self.process = subprocess.Popen(command, stdout=self.log, stderr=self.log)
        for _ in range(200):
            found = re.search(rb"http://127\.0\.0\.1:(\d+)/", (FOLDER / "server.log").read_bytes())
            if found:
                self.port = int(found[1])
                return
            time.sleep(0.05)
        sys.exit("the server does not start")

    def pdf(self, path, pairs, name):
        """The file that a form gets, stored under a name."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        body = urllib.parse.urlencode([*pairs, ("as", "download")])
        connection.request("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded"})
        answer = connection.getresponse()
        content = answer.read()
        if answer.status != 200:
            told = re.findall(rb"<li>([^<]*)</li>", content)
            sys.exit(f"FAIL {name}: {path} was answered with {answer.status}, {told}")
        stored = FOLDER / f"{name}.pdf"
        stored.write_bytes(content)
        return stored


def letters(text):
    """All characters of a page in no order, a parenthesis on either side of something alike."""
    return sorted("".join(text.split()).replace(")", "("))


def fields(page, handout):
    """The fields that a handout's own page has."""
    return {name: value for name, value in [*SHARED.items(), *HANDOUTS[handout][1].items()] if f'name="field.{name}"' in page}


def main():
    """Makes sets, and compares them."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for old in FOLDER.glob("*.pdf"):
        old.unlink()
    server = Server()
    problems = []
    own = {}

    def copy(handout, language, look):
        """The text of a copy by its own page, by reader."""
        key = (handout, language, look)
        if key not in own:
            connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
            connection.request("GET", f"/handouts/{handout}?ui=en")
            filled = fields(connection.getresponse().read().decode(), handout)
            pairs = [("language", language), *look, *((f"field.{name}", value) for name, value in filled.items())]
            path = server.pdf(f"/handouts/{handout}/pdf", pairs, f"own-{handout}-{language}-{len(own)}")
            own[key] = {reader: read(path) for reader, read in READERS.items()}
        return own[key]

    judged = []

    def compare(path, parts, look, cover, fronts):
        """A file with its parts' own files."""
        judged.append(path)
        with pymupdf.open(path) as document:
            outline = [title for _, title, _ in document.get_toc()]
            titles = [title.strip() for title in outline]
        directions = {language == "ar" for _, language in parts}
        if len(titles) != len(parts) + cover:
            problems.append(f"{path.name}: the outline has {len(titles)} entries")
        for reader, read in READERS.items():
            pages = iter(read(path))
            if cover:
                text = " ".join(next(pages).split())
                # Where letters run from the right, readers put spaces elsewhere.
                lost = [title for title in titles[1:] if title.isascii() and title not in text]
                if lost or NAME not in text:
                    problems.append(f"{path.name}, {reader}: the cover lacks {lost or 'the name'}")
                if re.search("|".join(DATES.values()), text):
                    problems.append(f"{path.name}, {reader}: a date on the cover")
                if fronts and (blank := next(pages)).strip():
                    problems.append(f"{path.name}, {reader}: {blank!r} on the cover's back")
            for handout, language in parts:
                expected = copy(handout, language, look)[reader]
                for number, page in enumerate(expected, 1):
                    found = next(pages, "")
                    same = found == page
                    if reader == "pdfium" and language == "ar" and len(directions) > 1:
                        # It takes the direction of a page from its file, and a mixed file has none: words of other
                        # scripts and parentheses are then in another order, a better one.
                        same = letters(found) == letters(page)
                    if not same:
                        problems.append(f"{path.name}, {reader}: page {number} of {handout} in {language} is another")
                    for other, date in DATES.items():
                        if other != handout and re.search(date, found):
                            problems.append(f"{path.name}, {reader}: {handout} has the date of {other}")
                if fronts and len(expected) % 2 and (blank := next(pages)).strip():
                    problems.append(f"{path.name}, {reader}: {blank!r} on a blank back")
            if (more := list(pages)):
                problems.append(f"{path.name}, {reader}: {len(more)} more pages")

    looks = [(), (("text", "large"),), (("paper", "a4"),)]
    chosen = [
        [("bone-marrow-test", "es"), ("discharge", "en")],
        [("discharge", "ar"), ("central-line", "en"), ("bone-marrow-test", "ar")],
        [("medicines", "en"), ("discharge", "vi"), ("easy-read", "en"), ("bone-marrow-test", "en"), ("central-line", "en")],
    ]
    for number, (parts, look) in enumerate(itertools.product(chosen, looks)):
        cover, fronts = number % 3 != 1, number % 2 == 0
        pairs = [("handout", handout) for handout, _ in parts]
        pairs += [(f"language.{handout}", language) for handout, language in parts]
        pairs += [(f"field.{name}", value) for name, value in SHARED.items()]
        for handout, _ in parts:
            pairs += [(f"field.{handout}:{name}", value) for name, value in HANDOUTS[handout][1].items()]
        pairs += [*look, *[("cover", "on")] * cover, *[("fronts", "on")] * fronts]
        compare(server.pdf("/set/pdf", pairs, f"set-{number}"), parts, look, cover, fronts)
    for number, (first, second) in enumerate([("es", "en"), ("ar", "en"), ("en", "ar")]):
        handout = ["bone-marrow-test", "discharge"][number % 2]
        values = fields('name="field.name"', handout) | HANDOUTS[handout][1]
        values |= {"mrn": NUMBER} if handout == "bone-marrow-test" else {}
        pairs = [("language", first), ("also", second), *((f"field.{name}", value) for name, value in values.items())]
        parts = [(handout, first), (handout, second)]
        compare(server.pdf(f"/handouts/{handout}/pdf", pairs, f"two-{number}"), parts, (), False, False)

    server.process.terminate()
    server.process.wait(timeout=20)
    if b"Zofia" in (FOLDER / "server.log").read_bytes():
        problems.append("a value in the server's log")
    for path in judged:
        checked = subprocess.run(["qpdf", "--check", str(path)], capture_output=True, text=True)
        if checked.returncode != 0:
            problems.append(f"{path.name}: qpdf: {checked.stdout}{checked.stderr}")
    problems += files.standards(judged)
    print(f"sets: {len(judged)} files against {len(own)} copies of their own, {len(READERS)} readers")
    for problem in problems[:20]:
        print(f"FAIL {problem}")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
