"""`handout verify` on mutants of a merged run and of a separate copy: whatever it accepts draws as it did originally,
and passes checks.

Files are changed as disks, mail gateways, editors and people change them: bytes flipped, lost, inserted and exchanged,
digits changed in dictionaries, data changed inside compressed streams, objects exchanged, cross-references and trailers
edited, updates appended, pages moved. A mutant that `verify` accepts must be drawn like the original by Poppler and by
MuPDF, to the pixel, and `qpdf --check` must find nothing. Clean runs, and files rewritten by qpdf and mutool, must be
accepted.

`mutants.py [MUTANTS] [CLEAN RUNS]`; the numbers depend on a seed, so that a mutant can be reproduced.
"""

import concurrent.futures
import io
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import zlib
from pathlib import Path

import pikepdf

import cases

FOLDER = cases.OUT / "mutants"
RESOLUTION = 50
NAMES = "Ana Ruiz|Nguyễn Thị Ánh|محمد بن علي|Łukasz Żak|Юлия Щербакова|משה כהן|Zoë Quinn-Baker|John O'Neil".split("|")
HANDOUT = """\
handout: 1
id: visit
title: Your visit
language: en
patient:
  name: {label: Patient, required: true}
  mrn: {label: MRN}
body:
  - Take **2 tablets** at 8:00 and **1.5 mL** at 20:30. Call +1 901-595-3300 if it hurts.
  - table: {header: [Day, Dose], rows: [[Monday, 10 mg], [Tuesday, 5 mg]]}
  - page_break
  - Bring this sheet, {patient.name}.
"""


def handout(*arguments, folder):
    """Runs the program."""
    return subprocess.run([cases.HANDOUT, *map(str, arguments)], cwd=folder, capture_output=True, text=True)


def make(folder, seed, *options):
    """A merged run and separate copies of the same records."""
    folder.mkdir(parents=True)
    (folder / "visit.yaml").write_text(HANDOUT, encoding="utf-8")
    names = random.Random(seed).sample(NAMES, 3)
    rows = [f"{name},{1000 * seed + at}" for at, name in enumerate(names)]
    (folder / "r.csv").write_text("\n".join(["name,mrn", *rows, ""]), encoding="utf-8")
    for place in (["-o", "run.pdf", *options], ["-d", "out"]):
        done = handout("batch", "visit.yaml", "--records", "r.csv", *place, folder=folder)
        if done.returncode:
            sys.exit(f"FAIL a run could not be made: {done.stderr}")


def accepted(pdf, manifest):
    """Whether `verify` finds nothing."""
    done = handout("verify", pdf, "--manifest", manifest, folder=FOLDER)
    if done.returncode not in (0, 1) or "internal error in handout" in done.stderr or "panicked" in done.stderr:
        return f"exit code {done.returncode}: {done.stderr}"
    return done.returncode == 0


def drawn(data):
    """The pages as two rasterizers draw them."""
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(data)
        file.flush()
        poppler = subprocess.run(["pdftoppm", "-r", str(RESOLUTION), file.name], capture_output=True)
        # In a separate process: it may crash on a mutant.
        mupdf = subprocess.run(["mutool", "draw", "-q", "-r", str(RESOLUTION), "-F", "ppm", "-o", "-", file.name], capture_output=True)
    return poppler.stdout, mupdf.stdout, mupdf.returncode


def checks(data):
    """Whether qpdf finds nothing."""
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(data)
        file.flush()
        return subprocess.run(["qpdf", "--check", file.name], capture_output=True).returncode == 0


# What qpdf and mutool make of a file.


def rewritten(path):
    """The file as rewritten by each program, by method."""
    # MuPDF relies on the extension, and never finishes with an unknown one.
    out = path.with_name(f"rewritten-{path.stem}.pdf")
    modes = ["--object-streams=generate", "--object-streams=disable", "--qdf", "--linearize", "--stream-data=uncompress", "--object-streams=disable --stream-data=uncompress", "--recompress-flate --compression-level=9"]
    for mode in modes:
        subprocess.run(["qpdf", *mode.split(), path, out], check=True, capture_output=True)
        yield f"qpdf {mode}", out.read_bytes()
    for mode in ("", "-g", "-ggg", "-gggg", "-d", "-dif", "-z", "-ggggz", "-a"):
        subprocess.run(["mutool", "clean", *mode.split(), path, out], check=True, capture_output=True, timeout=60)
        yield f"mutool clean {mode}", out.read_bytes()


# Mutations. Each takes bytes and a random generator, and returns bytes, or None if there is nothing to change.


def flip(data, dice):
    """A bit of a byte."""
    at = dice.randrange(len(data))
    return data[:at] + bytes([data[at] ^ 1 << dice.randrange(8)]) + data[at + 1 :]


def delete(data, dice):
    """Some bytes are lost."""
    at = dice.randrange(len(data))
    return data[:at] + data[at + dice.choice([1, 1, 2, 7, 300]) :]


def insert(data, dice):
    """Some bytes are inserted."""
    at = dice.randrange(len(data))
    return data[:at] + dice.choice([b"\n", b" ", b"0", b"\x00", dice.randbytes(5), b"/Rotate 90", b"%"]) + data[at:]


def truncate(data, dice):
    """The end is lost."""
    return data[: dice.randrange(len(data))]


def digit(data, dice):
    """A digit becomes another, anywhere."""
    places = [found.start() for found in re.finditer(rb"\d", data)]
    at = dice.choice(places)
    return data[:at] + bytes([48 + (data[at] - 48 + dice.randrange(1, 10)) % 10]) + data[at + 1 :]


def letter(data, dice):
    """A letter of a name becomes another."""
    places = [found.end() - 1 for found in re.finditer(rb"/[A-Za-z]+", data)]
    at = dice.choice(places)
    return data[:at] + bytes([dice.choice(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")]) + data[at + 1 :]


def swap_bytes(data, dice):
    """Two neighbors are swapped."""
    at = dice.randrange(len(data) - 1)
    return data[:at] + data[at + 1 : at + 2] + data[at : at + 1] + data[at + 2 :]


def table(data, dice):
    """A digit of the cross-reference or the trailer becomes another."""
    start = max(data.rfind(b"\nxref"), data.rfind(b"startxref") - 400, 0)
    return data[:start] + digit(data[start:], dice)


def streams(data):
    """Streams of a file: start and end of the data."""
    for found in re.finditer(rb"/Length (\d+)[^>]*(?:>[^>]+)*>>\s*stream\r?\n", data):
        yield found, found.end(), found.end() + int(found[1])


def inside(data, dice):
    """A byte changes inside a compressed stream, whose checksum is corrected."""
    found = [part for part in streams(data) if data[part[1] : part[1] + 1] == b"\x78"]
    if not found:
        return None
    _, start, end = dice.choice(found)
    try:
        plain = bytearray(zlib.decompress(data[start:end]))
    except zlib.error:
        return None
    if not plain:
        return None
    plain[dice.randrange(len(plain))] ^= 1 << dice.randrange(8)
    # The same length as before: empty stored blocks fill it up.
    for level in range(9, 0, -1):
        packed = zlib.compress(bytes(plain), level)
        if len(packed) <= end - start:
            break
    else:
        return None
    rest = end - start - len(packed)
    if rest % 5:
        return None
    packed = packed[:2] + b"\x00\x00\x00\xff\xff" * (rest // 5) + packed[2:]
    return data[:start] + packed + data[end:]


def update(data, dice):
    """An update is appended: a new body for an object."""
    found = list(re.finditer(rb"(?m)^(\d+) 0 obj\b", data))
    last = re.findall(rb"startxref\s+(\d+)", data)
    if not found or not last or b"/Root" not in data:
        return None
    number = int(dice.choice(found)[1])
    body = dice.choice([b"null", b"<</Type/Page>>", b"<<>>", b"[]", b"7", b"<</Length 0>>stream\n\nendstream"])
    root = re.findall(rb"/Root (\d+ 0 R)", data)[-1]
    size = re.findall(rb"/Size (\d+)", data)[-1]
    start = len(data)
    data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table_at = len(data)
    return data + b"xref\n%d 1\n%010d 00000 n \ntrailer\n<</Size %s/Root %s/Prev %s>>\nstartxref\n%d\n%%%%EOF\n" % (number, start, size, root, last[-1], table_at)


def swap_objects(data, dice):
    """Two references in the cross-reference are swapped."""
    entries = list(re.finditer(rb"\d{10} 00000 n", data))
    if len(entries) < 2:
        return None
    a, b = sorted(dice.sample(entries, 2), key=lambda found: found.start())
    return data[: a.start()] + b[0] + data[a.end() : b.start()] + a[0] + data[b.end() :]


def semantic(change):
    """A mutation of the file's contents; the file is then rewritten, without faults."""

    def mutate(data, dice):
        with pikepdf.open(io.BytesIO(data)) as pdf:
            if change(pdf, dice) is False:
                return None
            out = io.BytesIO()
            mode = dice.choice([pikepdf.ObjectStreamMode.disable, pikepdf.ObjectStreamMode.generate])
            pdf.save(out, object_stream_mode=mode, static_id=True)
        return out.getvalue()

    mutate.__name__ = change.__name__
    return mutate


def stream_byte(pdf, dice):
    """A byte of any decoded stream."""
    found = [thing for thing in pdf.objects if isinstance(thing, pikepdf.Stream)]
    stream = dice.choice(found)
    plain = bytearray(stream.read_bytes())
    if not plain:
        return False
    for _ in range(dice.choice([1, 1, 1, 4])):
        plain[dice.randrange(len(plain))] = dice.randrange(256)
    stream.write(bytes(plain))


def stream_cut(pdf, dice):
    """Bytes of a decoded stream are lost or inserted."""
    stream = dice.choice([thing for thing in pdf.objects if isinstance(thing, pikepdf.Stream)])
    plain = stream.read_bytes()
    at = dice.randrange(len(plain) + 1)
    stream.write(plain[:at] + dice.choice([b"", b"0", b"\n", b" 1 "]) + plain[at + dice.choice([0, 1, 1, 2]) :])


def value_of(pdf, dice):
    """A value of a dictionary or an array becomes another."""
    found = [thing for thing in pdf.objects if isinstance(thing, (pikepdf.Dictionary, pikepdf.Array, pikepdf.Stream))]
    thing = dice.choice(found)
    keys = [key for key in thing.keys() if key not in ("/Length", "/Filter")] if not isinstance(thing, pikepdf.Array) else list(range(len(thing)))
    if not keys:
        return False
    key = dice.choice(keys)
    value = thing[key]
    if isinstance(value, (int, float)) or type(value).__name__ == "Decimal":
        thing[key] = int(value) + dice.choice([-1, 1, 7, 100, -300])
    elif isinstance(value, pikepdf.Name):
        thing[key] = pikepdf.Name("/" + dice.choice(["X", "Identity", "DeviceGray", "Type1", "Page", "Link"]))
    elif isinstance(value, pikepdf.Array) and len(value) and not value[0].__class__.__module__.startswith("pikepdf"):
        at = dice.randrange(len(value))
        value[at] = dice.choice([0, 1, 250, 500, -20])
    elif isinstance(thing, pikepdf.Array):
        thing[key] = dice.choice([0, 250, pikepdf.Dictionary()])
    else:
        del thing[key]


def exchange(pdf, dice):
    """Two objects of a kind are swapped wherever they are named."""
    kinds = [
        [thing for thing in pdf.objects if isinstance(thing, pikepdf.Stream)],
        [thing for thing in pdf.objects if isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == "/Font"],
        [thing for thing in pdf.objects if isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == "/FontDescriptor"],
    ]
    kind = dice.choice([kind for kind in kinds if len(kind) > 1])
    a, b = dice.sample(kind, 2)
    if isinstance(a, pikepdf.Stream):
        (a_bytes, b_bytes) = (a.read_bytes(), b.read_bytes())
        a.write(b_bytes)
        b.write(a_bytes)
    else:
        a_keys, b_keys = dict(a.items()), dict(b.items())
        for thing, keys in ((a, b_keys), (b, a_keys)):
            for key in list(thing.keys()):
                del thing[key]
            for key, value in keys.items():
                thing[key] = value


def pages_move(pdf, dice):
    """Pages are moved, lost or duplicated."""
    count = len(pdf.pages)
    kind = dice.randrange(3)
    if kind == 0:
        a, b = dice.sample(range(count), 2)
        pages = list(pdf.pages)
        pages[a], pages[b] = pages[b], pages[a]
        del pdf.pages[:]
        pdf.pages.extend(pages)
    elif kind == 1:
        del pdf.pages[dice.randrange(count)]
    else:
        pdf.pages.append(pdf.pages[dice.randrange(count)])


def page_gets(pdf, dice):
    """Something is added to a page, or to its dictionary."""
    page = dice.choice(list(pdf.pages)).obj
    name, array = pikepdf.Name, pikepdf.Array
    square = pikepdf.Dictionary(Type=name("/Annot"), Subtype=name("/Square"), Rect=array([50, 50, 300, 300]), C=array([1, 0, 0]), F=4)
    things = {
        "/Rotate": 90,
        "/CropBox": array([0, 0, 300, 300]),
        "/MediaBox": array([0, 0, 612, 700]),
        "/UserUnit": 2,
        "/Annots": array([square]),
        "/Group": pikepdf.Dictionary(S=name("/Transparency"), CS=name("/DeviceRGB")),
        "/Contents": array([]),
    }
    key = dice.choice(list(things))
    page[key] = things[key]


def catalog_gets(pdf, dice):
    """The catalog gets an additional entry."""
    name = pikepdf.Name
    group = pdf.make_indirect(pikepdf.Dictionary(Type=name("/OCG"), Name="x"))
    layers = pikepdf.Dictionary(OCGs=pikepdf.Array([group]), D=pikepdf.Dictionary(BaseState=name("/OFF")))
    key, value = dice.choice([("/OCProperties", layers), ("/AcroForm", pikepdf.Dictionary(Fields=pikepdf.Array(), NeedAppearances=True)), ("/OutputIntents", pikepdf.Array())])
    pdf.Root[key] = value


RAW = [flip, flip, delete, insert, truncate, digit, digit, letter, swap_bytes, table, inside, inside, update, swap_objects]
SAID = [semantic(change) for change in (stream_byte, stream_byte, stream_cut, value_of, value_of, exchange, pages_move, page_gets, catalog_gets)]


def judge(job):
    """Makes a mutant and judges it: its problems, whether it was accepted, its mutation."""
    number, name, base, manifest, reference = job
    dice = random.Random(number)
    mutation = dice.choice(RAW + SAID)
    try:
        mutant = mutation(base, dice)
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, IndexError, NotImplementedError, RuntimeError):
        mutant = None
    if mutant is None or mutant == base:
        return None
    path = FOLDER / f"mutant-{os.getpid()}" / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(mutant)
    verdict = accepted(path, manifest)
    problem = None
    if verdict is True:
        problem = "it does not check" if not checks(mutant) else "it is drawn differently" if drawn(mutant) != reference else None
    elif verdict is not False:
        problem = verdict
    if problem:
        kept = FOLDER / "found" / f"{number}-{mutation.__name__}-{name}"
        kept.parent.mkdir(exist_ok=True)
        kept.write_bytes(mutant)
        problem = f"mutant {number} ({mutation.__name__} of {name}): {problem}: {kept}"
    return problem, verdict is True, mutation.__name__


def main():
    """Judges mutants, clean runs and rewritten files."""
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 600
    runs = int(sys.argv[2]) if len(sys.argv) > 2 else 6
    workers = int(os.environ.get("JUDGE_WORKERS", os.cpu_count() or 1))
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    faults, clean, remade = [], 0, 0
    bases = []
    for seed in range(runs):
        folder = FOLDER / f"run-{seed}"
        make(folder, seed, *(["--duplex"] if seed % 2 else []))
        for path, manifest in ((folder / "run.pdf", folder / "run.json"), (folder / "out", folder / "out" / "run.json")):
            clean += 1
            if accepted(path, manifest) is not True:
                faults.append(f"a clean run is not accepted: {path}")
        # Rewriting takes a second per run.
        if seed >= max(3, runs // 10):
            continue
        for path, manifest in ((folder / "run.pdf", folder / "run.json"), (folder / "out" / "1-visit.pdf", folder / "out" / "run.json")):
            forms = [("as made", path.read_bytes()), *rewritten(path)]
            for way, data in forms[1:]:
                remade += 1
                there = FOLDER / path.name
                there.write_bytes(data)
                if accepted(there, manifest) is not True:
                    faults.append(f"{path} is not accepted as rewritten by {way}")
            if seed < 3:
                reference = drawn(forms[0][1])
                if not all(reference[:2]) or reference[2]:
                    sys.exit(f"FAIL {path} cannot be drawn")
                known = {"as made", "qpdf --object-streams=disable", "qpdf --qdf", "qpdf --linearize", "mutool clean -gggg"}
                bases += [(path.name, data, manifest, reference) for way, data in forms if way in known]
    # Most mutants are of files as they were made, and of those whose dictionaries are not compressed.
    jobs = ((number, *bases[number % len(bases)]) for number in range(wanted + wanted // 4))
    made = taken = 0
    kinds = {}
    with concurrent.futures.ProcessPoolExecutor(workers) as pool:
        for found in pool.map(judge, jobs, chunksize=8):
            if found is None or made == wanted:
                continue
            made += 1
            problem, was_taken, kind = found
            taken += was_taken
            counts = kinds.setdefault(kind, [0, 0])
            counts[0] += 1
            counts[1] += was_taken
            faults += [problem] * bool(problem)
    for kind, (count, accepted_ones) in sorted(kinds.items()):
        print(f"mutants: {kind}: {count} made, {accepted_ones} accepted")
    for fault in faults[:60]:
        print("FAULT", fault)
    print(f"mutants: {made} made, {taken} accepted, all of those drawn anew; {clean} clean runs, {remade} rewritten files")
    print(f"mutants: {made + clean + remade - len(faults)} passed, {len(faults)} failed")
    sys.exit(bool(faults))


if __name__ == "__main__":
    main()
