"""Four independent readers of PDF text, one string per page."""

import os
import subprocess

import pymupdf
import pypdfium2

from cases import OUT, ROOT


def poppler(path):
    """Poppler's pdftotext, in its default (reading order) mode."""
    text = subprocess.run(["pdftotext", "-enc", "UTF-8", str(path), "-"], capture_output=True, check=True).stdout
    return text.decode("utf-8").split("\f")[:-1]


def mupdf(path):
    """MuPDF through PyMuPDF."""
    with pymupdf.open(path) as document:
        return [page.get_text("text") for page in document]


def pdfium(path):
    """PDFium, the engine of Chrome, through pypdfium2."""
    document = pypdfium2.PdfDocument(str(path))
    try:
        return [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()


def pdfjs(path, cuts=()):
    """pdf.js, the engine of Firefox; `cuts` says how far down each page it reads, in points."""
    script = ROOT / "tests" / "judges" / "pdfjs.mjs"
    modules = OUT / "node" / "node_modules"
    environment = {**os.environ, "PDFJS": str(modules / "pdfjs-dist")}
    command = ["node", str(script), str(path), *map(str, cuts)]
    text = subprocess.run(command, capture_output=True, check=True, env=environment).stdout
    return text.decode("utf-8").split("\f")[:-1]


READERS = {"poppler": poppler, "mupdf": mupdf, "pdfium": pdfium, "pdf.js": pdfjs}
