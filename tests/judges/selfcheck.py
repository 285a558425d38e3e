"""Can the judges fail? Typst sets the handout with the same words; it is known to print the numbers in the Arabic
notice reversed and to write no PDF/A-2a with these settings. Judges that do not notice this prove nothing."""

import os
import pathlib
import subprocess
import sys

from cases import OUT, ROOT
from files import fonts, qpdf, verapdf
from glyphs import READERS, lines
from phones import has_arabic, on_lines


def main():
    """Judges a PDF made by Typst, and one without any tags."""
    folder = pathlib.Path(OUT) / "selfcheck"
    folder.mkdir(parents=True, exist_ok=True)
    bench = ROOT / "tests" / "bench"
    source, tagged, bare = folder / "en.typ", folder / "en.pdf", folder / "bare.pdf"
    subprocess.run([sys.executable, "-B", bench / "typst_source.py", source], check=True)
    subprocess.run([sys.executable, bench / "typst_build.py", source, tagged, ROOT / "fonts"], check=True)
    faults = []
    for reader, read in READERS.items():
        pages = [lines(page) for page in read(tagged)]
        if not any(on_lines(page, "1-866-278-5833") for page in pages):
            faults.append(f"{reader}: finds no number on an English line")
        if any(has_arabic(line) for page in pages for line in on_lines(page, "1-866-278-5833")):
            faults.append(f"{reader}: a turned number in the Arabic notice counts as right")
    bare.write_bytes(tagged.read_bytes().replace(b"/StructTreeRoot", b"/StructTreeGone"))
    verdicts = {(os.path.basename(row[0]), row[1]): int(row[3]) for row in verapdf([tagged, bare])}
    if verdicts[("en.pdf", "ua1")] != 0 or verdicts[("en.pdf", "2a")] == 0 or verdicts[("bare.pdf", "ua1")] == 0:
        faults.append(f"veraPDF: failed checks {verdicts}")
    cut = folder / "cut.pdf"
    cut.write_bytes(tagged.read_bytes()[:-600])
    if qpdf(tagged) or not qpdf(cut):
        faults.append("qpdf does not tell a sound file from one cut short")
    if fonts(tagged):
        faults.append(f"pdffonts finds fault with sound fonts: {fonts(tagged)}")
    for fault in faults:
        print(f"FAIL selfcheck {fault}")
    print(f"selfcheck: {'the judges can fail and pass' if not faults else 'a judge is blind'}")
    sys.exit(bool(faults))


if __name__ == "__main__":
    main()
