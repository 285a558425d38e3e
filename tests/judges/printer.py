"""Printing without a dialog, with what hospitals have: a queue of CUPS, and a printer that speaks IPP itself.

CUPS runs in a folder of its own, on a port of its own, and its queue leads to `ippeveprinter`, which keeps what it gets. Each
job must arrive with the options that were chosen, and with the bytes of the download. No value may be anywhere outside the PDF:
not in the files of CUPS, not in what the printer is told.
"""

import json
import os
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
JUDGES = Path(os.environ.get("JUDGES_OUT", ROOT / "target" / "judges"))
OUT = Path(os.environ.get("PRINTER_OUT", JUDGES / "printer"))
os.environ["SERVE_OUT"] = str(OUT)
# Where Debian has what administers a computer.
os.environ["PATH"] += os.pathsep + "/usr/sbin"

from serve import CHROMIUM, NODE_MODULES, SECRET, Server  # noqa: E402

COPY = {"language": "en", "field.name": SECRET, "field.mrn": "00418-2273", "field.test_date": "2026-12-01", "ui": "en"}
OPTIONS = {"printer-sides": "both", "printer-staple": "on", "printer-tray": "tray-2"}

BUS = """<busconfig>
<listen>unix:path={bus}</listen>
<policy context="default"><allow user="*"/><allow own="*"/><allow send_destination="*"/><allow receive_sender="*"/></policy>
</busconfig>
"""

# What the printer can do.
PRINTER = """ATTR mimeMediaType document-format-supported application/pdf
ATTR mimeMediaType document-format-default application/pdf
ATTR keyword sides-supported one-sided,two-sided-long-edge,two-sided-short-edge
ATTR keyword sides-default one-sided
ATTR enum finishings-supported 3,4,20,22
ATTR enum finishings-default 3
ATTR keyword media-supported na_letter_8.5x11in,iso_a4_210x297mm
ATTR keyword media-ready na_letter_8.5x11in,iso_a4_210x297mm
ATTR keyword media-default na_letter_8.5x11in
ATTR keyword media-source-supported auto,main,tray-2
ATTR keyword media-type-supported stationery
ATTR keyword media-col-supported media-size,media-source,media-type
ATTR collection media-size-supported {{ MEMBER integer x-dimension 21590 MEMBER integer y-dimension 27940 }},\
{{ MEMBER integer x-dimension 21000 MEMBER integer y-dimension 29700 }}
ATTR collection media-col-default {{ MEMBER collection media-size {{ MEMBER integer x-dimension 21590 \
MEMBER integer y-dimension 27940 }} MEMBER keyword media-source main MEMBER keyword media-type stationery }}
ATTR integer media-bottom-margin-supported 635
ATTR integer media-top-margin-supported 635
ATTR integer media-left-margin-supported 635
ATTR integer media-right-margin-supported 635
ATTR keyword print-color-mode-supported monochrome,color
ATTR keyword print-color-mode-default color
ATTR enum print-quality-supported 3,4,5
ATTR enum print-quality-default 4
ATTR resolution printer-resolution-supported 600dpi
ATTR resolution printer-resolution-default 600dpi
ATTR boolean color-supported true
ATTR keyword print-scaling-supported auto,none
ATTR integer copies-default 1
ATTR rangeOfInteger copies-supported 1-99
ATTR keyword job-creation-attributes-supported copies,finishings,media,media-col,print-scaling,sides
"""

# What the printer does with a job: it keeps the document, and what it was told about it.
KEEP = """#!/bin/sh
env | grep '^IPP_' | sort > "{jobs}/$IPP_JOB_ID.txt"
cp "$1" "{jobs}/$IPP_JOB_ID.part" && mv "{jobs}/$IPP_JOB_ID.part" "{jobs}/$IPP_JOB_ID.pdf"
"""

CUPS_FILES = """ServerRoot {root}/etc
CacheDir {root}/cache
StateDir {root}/state
RequestRoot {root}/spool
TempDir {root}/spool/tmp
ServerKeychain {root}/ssl
AccessLog {root}/log/access
ErrorLog {root}/log/error
PageLog {root}/log/page
SystemGroup root
"""

# Nobody but this computer reaches it, so everybody may do everything.
CUPS = """Listen localhost:{port}
Browsing Off
LogLevel info
DefaultAuthType None
WebInterface No
<Location />
Order allow,deny
Allow all
</Location>
<Policy default>
<Limit All>
Order allow,deny
Allow all
</Limit>
</Policy>
"""

# The printer takes PDFs, so CUPS has nothing to convert; its filters are another package.
CONVERSIONS = "application/pdf application/vnd.cups-pdf 0 -\n"

running = []


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def start(name: str, command: list, port: int = 0, **environment: str) -> None:
    """Starts a program, and waits until it listens."""
    log = open(OUT / f"{name}.log", "wb")
    started = subprocess.Popen(command, stdout=log, stderr=log, env=dict(os.environ, **environment), start_new_session=True)
    running.append(started)
    for _ in range(100):
        if started.poll() is not None:
            break
        if not port:
            time.sleep(0.5)
            return
        with socket.socket() as one:
            if one.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    sys.exit(f"{name} does not start: {(OUT / f'{name}.log').read_text()[-500:]}")


def printers() -> tuple[int, int]:
    """Starts a printer and CUPS with a queue that leads to it; their ports."""
    jobs, spool, root = OUT / "jobs", OUT / "spool", OUT / "cups"
    for folder in [jobs, spool, *(root / part for part in ["etc", "cache", "state", "spool/tmp", "log", "ssl"])]:
        folder.mkdir(parents=True)
    # `ippeveprinter` of Debian does not start without a bus on which it could announce itself. This one leads nowhere, and
    # its socket is where names are short.
    bus = Path("/tmp") / f"handout-bus-{os.getpid()}"
    (OUT / "bus.conf").write_text(BUS.format(bus=bus))
    start("bus", ["dbus-daemon", f"--config-file={OUT / 'bus.conf'}", "--nofork"])
    (OUT / "printer.conf").write_text(PRINTER.format())
    keep = OUT / "keep.sh"
    keep.write_text(KEEP.format(jobs=jobs))
    keep.chmod(0o755)
    port = free_port()
    command = ["ippeveprinter", "-r", "off", "-a", OUT / "printer.conf", "-k", "-K", root / "ssl", "-n", "localhost", "-p", str(port),
               "-d", spool, "-c", keep, "Ward 3"]
    start("printer", command, port, DBUS_SYSTEM_BUS_ADDRESS=f"unix:path={bus}")
    cups = free_port()
    (root / "etc/cups-files.conf").write_text(CUPS_FILES.format(root=root))
    (root / "etc/cupsd.conf").write_text(CUPS.format(port=cups))
    (root / "etc/handout.convs").write_text(CONVERSIONS)
    start("cupsd", ["cupsd", "-f", "-c", root / "etc/cupsd.conf", "-s", root / "etc/cups-files.conf"], cups)
    admin(cups, "lpadmin", "-p", "ward3", "-v", f"ipp://localhost:{port}/ipp/print", "-m", "everywhere", "-E")
    return cups, port


def admin(port: int, command: str, *words: str) -> None:
    subprocess.run([command, "-h", f"localhost:{port}", *words], check=True, timeout=20)


def post(server: Server, path: str, form: dict) -> tuple[int, bytes]:
    """What the page's script sends, and the answer."""
    address = f"http://127.0.0.1:{server.port}{path}"
    request = urllib.request.Request(address, urllib.parse.urlencode(form).encode(), {"Accept": "application/pdf"})
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as refused:
        return refused.code, refused.read()


class Jobs:
    """What the printer has got, one job after the other."""

    def __init__(self) -> None:
        self.seen = 0

    def next(self) -> tuple[dict, bytes]:
        self.seen += 1
        pdf = OUT / "jobs" / f"{self.seen}.pdf"
        for _ in range(100):
            if pdf.exists():
                lines = pdf.with_suffix(".txt").read_text().splitlines()
                return dict(line.removeprefix("IPP_").split("=", 1) for line in lines), pdf.read_bytes()
            time.sleep(0.1)
        return {}, b""


def judge(server: Server, jobs: Jobs, cups: int) -> list[str]:
    faults = []
    path = "/handouts/bone-marrow-test/pdf"

    def expect(holds: bool, what: str) -> None:
        if not holds:
            faults.append(what)

    def compare(what: str, form: dict, told: dict, wanted: dict, pdf: bytes) -> None:
        ours = post(server, path, {**form, "printer": "", "as": "blank" if form["as"] == "blank" else "download"})[1]
        expect(pdf == ours, f"{what}: {len(pdf)} bytes were printed, {len(ours)} downloaded")
        for name, value in {**wanted, "JOB_NAME": "bone-marrow-test", "JOB_ORIGINATING_USER_NAME": "Desk 3"}.items():
            expect(told.get(name) == value, f"{what}: {name} is {told.get(name)!r}, not {value!r}")

    letter = "media-size={x-dimension=21590 y-dimension=27940}"
    for printer in ["Ward 3", "print", "encrypted"]:
        form = {**COPY, **OPTIONS, "printer": printer, "as": "print"}
        status, answer = post(server, path, form)
        expect(status == 200 and b"as job" in answer, f"{printer}: {status}: {answer[:200]!r}")
        told, pdf = jobs.next()
        # Under CUPS the staple is the one at the top left; so it is for the printer itself.
        wanted = {"SIDES": "two-sided-long-edge", "FINISHINGS": "staple-top-left", "MEDIA_COL": f"{{{letter} media-source=tray-2}}"}
        compare(printer, form, told, wanted, pdf)

    form = {"language": "ar", "paper": "a4", "as": "blank", "printer": "Ward 3", "printer-sides": "one", "printer-staple": "on"}
    status, answer = post(server, path, form)
    told, pdf = jobs.next()
    wanted = {"SIDES": "one-sided", "FINISHINGS": "staple-top-right", "MEDIA_COL": "{media-size={x-dimension=21000 y-dimension=29700}}"}
    compare("a blank in Arabic", form, told, wanted, pdf)

    form = {**COPY, "printer": "Ward 3", "as": "print"}
    status, answer = post(server, path, {**form, "paper": "legal"})
    expect(status == 502 and b"no paper of this size" in answer, f"paper that is not there: {status}: {answer[:200]!r}")
    admin(cups, "cupsreject", "ward3")
    status, answer = post(server, path, form)
    expect(status == 502 and b"not taking anything" in answer, f"a queue that takes nothing: {status}: {answer[:200]!r}")
    admin(cups, "cupsaccept", "ward3")
    # What a queue is sending when it is paused, it sends again.
    for _ in range(100):
        if not subprocess.run(["lpstat", "-h", f"localhost:{cups}", "-o"], capture_output=True, check=True).stdout:
            break
        time.sleep(0.1)
    admin(cups, "cupsdisable", "ward3")
    status, answer = post(server, path, form)
    expect(status == 200 and "paused" in json.loads(answer)["note"], f"a queue that is paused: {status}: {answer[:200]!r}")
    admin(cups, "cupsenable", "ward3")
    told, pdf = jobs.next()
    expect(pdf.startswith(b"%PDF"), "a job that waited is not printed")
    begun = time.time()
    status, answer = post(server, path, {**form, "printer": "off"})
    expect(status == 502 and b"does not answer" in answer, f"a printer that is off: {status}: {answer[:200]!r}")
    expect(time.time() - begun < 10, "a printer that is off holds up a nurse")
    return faults


def main() -> int:
    begun = time.time()
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir(parents=True)
    cups, port = printers()
    certificate = OUT / "printer.pem"
    certificate.write_text(ssl.get_server_certificate(("localhost", port)))
    server = Server(
        ROOT / "content", "--ledger", str(OUT / "prints.jsonl"), "--who", "Desk 3", "--printer-cert", str(certificate),
        "--printer", f"Ward 3=ipp://localhost:{cups}/printers/ward3", "--printer", f"ipp://localhost:{port}/ipp/print",
        "--printer", f"encrypted=ipps://localhost:{port}/ipp/print", "--printer", f"off=ipp://localhost:{free_port()}/ipp/print",
    )
    jobs = Jobs()
    faults = judge(server, jobs, cups)
    environment = dict(os.environ, NODE_MODULES=str(NODE_MODULES), CHROMIUM=CHROMIUM)
    command = ["node", str(HERE / "printer.mjs"), f"http://127.0.0.1:{server.port}/", str(OUT)]
    if subprocess.run(command, env=environment).returncode != 0:
        faults.append("the browser found faults")
    for what in ["English", "Spanish", "Arabic", "a list"]:
        told, pdf = jobs.next()
        staple = {"Arabic": "staple-top-right", "a list": "none"}.get(what, "staple-top-left")
        if not pdf or told.get("SIDES") != "two-sided-long-edge" or told.get("FINISHINGS", "none") != staple:
            faults.append(f"from the browser, {what}: {told.get('SIDES')}, {told.get('FINISHINGS')}, {len(pdf)} bytes")
    server.process.terminate()
    if server.process.wait(timeout=20) != 0:
        faults.append("the server does not stop in peace")
    if subprocess.run([os.environ["HANDOUT"], "ledger", "verify", str(OUT / "prints.jsonl")]).returncode != 0:
        faults.append("the ledger is not whole")
    # CUPS keeps documents for as long as its jobs last: these are the PDFs, whose texts are compressed.
    for path in [*OUT.glob("*.log"), *OUT.glob("jobs/*.txt"), *(OUT / "cups").rglob("*"), OUT / "prints.jsonl"]:
        if path.is_file() and (b"Quaxley" in path.read_bytes() or b"00418" in path.read_bytes()):
            faults.append(f"a value in {path.name}")
    for fault in faults[:20]:
        print(f"FAULT {fault}")
    print(f"{jobs.seen} jobs printed in {time.time() - begun:.0f} s")
    return 1 if faults else 0


def stop() -> None:
    for one in running:
        if one.poll() is None:
            os.killpg(one.pid, signal.SIGTERM)
            try:
                one.wait(timeout=5)
            except subprocess.TimeoutExpired:
                os.killpg(one.pid, signal.SIGKILL)
    (Path("/tmp") / f"handout-bus-{os.getpid()}").unlink(missing_ok=True)


if __name__ == "__main__":
    try:
        sys.exit(main())
    finally:
        stop()
