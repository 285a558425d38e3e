"""Press files: what Ghostscript puts on each plate, what veraPDF, qpdf and Poppler say, and how far the conversion of colors
is from Little CMS. The sample in three languages, every language's sample, and copies."""

import io
import os
import re
import subprocess
import sys

import pikepdf
from PIL import Image, ImageCms, ImageChops

import files
from cases import HANDOUT, OUT, ROOT

FOLDER = OUT / "press"
PLATES = ("Cyan", "Magenta", "Yellow", "Black")
# Of 255. With black point compensation, which our conversion does not have, Little CMS is farther away.
MOST_FAR = 3


def run(*arguments):
    """Runs the program, which must succeed. Not all handouts have a date, which press files need."""
    dated = {**os.environ, "SOURCE_DATE_EPOCH": "1790000000"}
    subprocess.run([str(HANDOUT), *map(str, arguments)], check=True, capture_output=True, env=dated)


def build(handout, name, *options):
    """A press file of a handout."""
    pdf = FOLDER / f"{name}.pdf"
    run("build", handout, "--for", "press", "-o", pdf, "--force", *options)
    return pdf


def plates(pdf, page, dots=300):
    """The plates of a page: white where there is no ink."""
    for old in FOLDER.glob("plate*"):
        old.unlink()
    command = ["gs", "-q", "-dNOPAUSE", "-dBATCH", "-sDEVICE=tiffsep", f"-r{dots}", f"-dFirstPage={page}"]
    subprocess.run([*command, f"-dLastPage={page}", "-o", str(FOLDER / "plate.tif"), str(pdf)], check=True)
    return {ink: Image.open(FOLDER / f"plate({ink}).tif").convert("L") for ink in PLATES}


def inked(plate):
    """How many dots have ink."""
    return sum(plate.histogram()[:255])


def check_plates():
    """Black text is on one plate, and leaves no hole in a tint."""
    problems = []
    for language in ("en", "ar"):
        handout = ROOT / "content" / f"bone-marrow-test.{language}.yaml"
        black = build(handout, f"black-{language}", "--ink", "k")
        for page in (1, 2):
            found = {ink: inked(plate) for ink, plate in plates(black, page).items()}
            if any(found[ink] for ink in PLATES[:3]) or not found["Black"]:
                problems.append(f"{black.name}, page {page}: {found} dots with ink")
    # A tint under a whole page of black text: the tint's plates are the same with and without the text.
    tint = "<svg xmlns='http://www.w3.org/2000/svg' width='400' height='40'><rect width='400' height='40' fill='#9cf'/>{}</svg>"
    bars = "".join(f"<rect x='{x}' y='5' width='2' height='30' fill='#000'/>" for x in range(10, 390, 7))
    found = {}
    for name, inside in (("plain", ""), ("bars", bars)):
        (FOLDER / "tint.svg").write_text(tint.format(inside), encoding="utf-8")
        yaml = "handout: 1\nid: tint\ntitle: T\nlanguage: en\nbody: [{figure: {image: tint.svg, alt: A tint}}]\n"
        (FOLDER / "tint.yaml").write_text(yaml, encoding="utf-8")
        found[name] = plates(build(FOLDER / "tint.yaml", f"tint-{name}"), 1)
    if inked(found["bars"]["Black"]) <= inked(found["plain"]["Black"]):
        problems.append("the bars are not on the black plate")
    for ink in PLATES[:3]:
        if ImageChops.difference(found["plain"][ink], found["bars"][ink]).getbbox():
            problems.append(f"black bars leave holes in the tint on the {ink} plate")
    return problems


def check_spots():
    """A spot ink has the heading on its own plate, and nothing of it on the others; in copies, too."""
    folder = FOLDER / "spots"
    folder.mkdir(exist_ok=True)
    (folder / "copies").mkdir(exist_ok=True)
    ink = '{spot: PANTONE 300 C, cmyk: "100 44 0 0"}'
    (folder / "site.yaml").write_text(f"site: 1\nname: C\ntheme: {{ink: {{accent: {ink}}}}}\n", encoding="utf-8")
    yaml = "handout: 1\nid: spot\ntitle: A title in blue\nlanguage: en\nsite: site.yaml\n{}body: [{{note: A note}}]\n"
    (folder / "spot.yaml").write_text(yaml.format(""), encoding="utf-8")
    (folder / "copies" / "copy.yaml").write_text(yaml.replace("site.yaml", "../site.yaml").format("patient: {name: {label: Name}}\n"), encoding="utf-8")
    (folder / "records.csv").write_text("name\nAna\nEva\n", encoding="utf-8")
    batch = ("batch", folder / "copies" / "copy.yaml", "--records", folder / "records.csv", "--for", "press", "--bleed", "3mm", "--force")
    run(*batch, "-o", folder / "copies.pdf")
    run(*batch, "-d", folder / "separate")
    paths = [build(folder / "spot.yaml", "spots/spot", "--bleed", "3mm"), folder / "copies.pdf", *sorted(folder.glob("separate/*.pdf"))[:1]]
    problems = []
    for path in paths:
        inks = plates(path, 1)
        spot = Image.open(FOLDER / "plate(PANTONE 300 C).tif").convert("L")
        # The title is in the upper fifth of the page, in the full ink.
        title = spot.crop((0, 0, spot.width, spot.height // 5))
        if title.getextrema()[0] > 5:
            problems.append(f"{path.name}: the title is not on the plate of its spot ink")
        found = {name: inked(plate) for name, plate in inks.items()}
        if any(found[name] for name in PLATES[:3]) or not found["Black"]:
            problems.append(f"{path.name}: {found} dots with ink, beside a spot ink")
        for name, judge in (("qpdf", files.qpdf), ("poppler", files.poppler)):
            problems += [f"{name} {path.name}: {problem}" for problem in judge(path)]
    profile = "preflight: spots\nabout: five inks\nbased_on: sheetfed-coated\nlimits: {spot_colors: {value: 1, source: this test}}\n"
    (folder / "profile.yaml").write_text(profile, encoding="utf-8")
    command = [str(HANDOUT), "preflight", *map(str, paths), "--profile", str(folder / "profile.yaml")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        problems.append(f"preflight: {done.stdout[-2000:]}{done.stderr[-2000:]}")
    problems += files.standards(paths)
    return problems


def check_colors():
    """Our conversion against Little CMS, with the same profile and the perceptual intent."""
    steps = (0, 51, 102, 153, 204, 255)
    colors = [(r, g, b) for r in steps for g in steps for b in steps if not r == g == b]
    squares = "".join(
        f"<rect x='{i % 15 * 10}' y='{i // 15 * 10}' width='9' height='9' fill='#{r:02x}{g:02x}{b:02x}'/>"
        for i, (r, g, b) in enumerate(colors)
    )
    (FOLDER / "colors.svg").write_text(
        f"<svg xmlns='http://www.w3.org/2000/svg' width='150' height='150'>{squares}</svg>", encoding="utf-8"
    )
    yaml = "handout: 1\nid: colors\ntitle: T\nlanguage: en\nbody: [{figure: {image: colors.svg, alt: Colors}}]\n"
    (FOLDER / "colors.yaml").write_text(yaml, encoding="utf-8")
    with pikepdf.open(build(FOLDER / "colors.yaml", "colors")) as pdf:
        found = []
        inside = False
        for operands, operator in pikepdf.parse_content_stream(pdf.pages[0]):
            inside = str(operator) == "q" or (inside and str(operator) != "Q")
            if str(operator) == "k" and inside:
                found.append([round(float(ink) * 255) for ink in operands])
    profile = (ROOT / "fonts" / "icc" / "FOGRA39L_coated.icc").read_bytes()
    transform = ImageCms.buildTransform(
        ImageCms.createProfile("sRGB"), ImageCms.ImageCmsProfile(io.BytesIO(profile)), "RGB", "CMYK", renderingIntent=0
    )
    image = Image.new("RGB", (len(colors), 1))
    image.putdata(colors)
    expected = list(ImageCms.applyTransform(image, transform).get_flattened_data())
    if len(found) != len(expected):
        return [f"{len(found)} colors were found, and {len(expected)} written"]
    far = [max(abs(a - b) for a, b in zip(*pair)) for pair in zip(found, expected)]
    print(f"conversion of {len(far)} colors: {max(far)} of 255 from Little CMS at most, {sum(far) / len(far):.2f} on average")
    return [f"a color is {max(far)} of 255 from Little CMS"] if max(far) > MOST_FAR else []


def slug(path):
    """The line that names the job is on every page, outside the bleed, and touches no mark."""
    command = ["pdftotext", "-bbox", str(path), "-"]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    problems = []
    with pikepdf.open(path) as pdf:
        pages = text.split("<page ")[1:]
        for number, (page, words) in enumerate(zip(pdf.pages, pages), 1):
            if "/Contents" not in page:
                continue
            height = float(page.MediaBox[3])
            top = height - float(page.BleedBox[3])
            trim = [float(edge) for edge in page.TrimBox]
            found = re.findall(r'xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)<', words)
            above = [(*map(float, word[:4]), word[4]) for word in found if float(word[1]) < top]
            line = " ".join(word[4] for word in above)
            if not re.search(r"^bone-marrow-test · [\d.-]+ · page \d of \d · \d{4}-\d\d-\d\d$", line):
                problems.append(f"{path.name}, page {number}: the slug line says {line!r}")
            inside = trim[0] + 3 < min(word[0] for word in above) and max(word[2] for word in above) < sum(trim[::2]) / 2 - 8
            if not inside or max(word[3] for word in above) > top:
                problems.append(f"{path.name}, page {number}: the slug line touches marks or the bleed")
    return problems


def check_files():
    """What the judges of all files say."""
    paths = []
    for language in ("en", "es", "ar"):
        handout = ROOT / "content" / f"bone-marrow-test.{language}.yaml"
        paths.append(build(handout, f"sample-{language}", "--bleed", "3mm", "--marks"))
    samples = (ROOT / "tests" / "data" / "languages").glob("*.yaml")
    for handout in sorted(sample for sample in samples if sample.stem not in ("site", "notices")):
        paths.append(build(handout, f"language-{handout.stem}", "--bleed", "3mm"))
    records = FOLDER / "records.csv"
    names = ["Ana Díaz", "Łukasz Żak", "Nguyễn Văn An", "Ольга", "王小明"]
    rows = [f"{names[i % len(names)]} {i},{100000 + i},2026-12-01,14:30" for i in range(40)]
    records.write_text("name,mrn,test_date,arrive_at\n" + "\n".join(rows) + "\n", encoding="utf-8")
    merged = FOLDER / "copies.pdf"
    batch = ("batch", ROOT / "content" / "bone-marrow-test.en.yaml", "--records", records, "--force")
    run(*batch, "-o", merged, "--for", "press", "--bleed", "3mm", "--marks", "--duplex")
    paths.append(merged)
    problems = [problem for path in (*paths[:3], merged) for problem in slug(path)]
    for path in paths:
        for name, judge in (("qpdf", files.qpdf), ("pdffonts", files.fonts), ("poppler", files.poppler)):
            problems += [f"{name} {path.name}: {problem}" for problem in judge(path)]
        info = subprocess.run(["pdfinfo", str(path)], capture_output=True, text=True, check=True).stdout
        if not re.search(r"PDF subtype:\s+PDF/X-4", info):
            problems.append(f"Poppler does not call {path.name} PDF/X-4")
        # Neither RGB nor a color that is not an ink, on any page.
        with pikepdf.open(path) as pdf:
            for page in pdf.pages[:4]:
                used = {str(operator) for _, operator in pikepdf.parse_content_stream(page)}
                if used & {"g", "G", "rg", "RG", "sc", "scn", "cs", "K"} or "/Annots" in page:
                    problems.append(f"{path.name} has colors or annotations that no press file has")
    # Our own checker never vouches for our files alone; here it must agree with the others.
    done = subprocess.run([str(HANDOUT), "preflight", *map(str, paths)], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        problems.append(f"preflight: {done.stdout[-2000:]}{done.stderr[-2000:]}")
    problems += files.standards(paths)
    print(f"{len(paths)} press files")
    return problems


def main():
    """Judges press files."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    problems = check_files() + check_plates() + check_spots() + check_colors()
    for problem in problems:
        print(f"FAIL {problem}")
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
