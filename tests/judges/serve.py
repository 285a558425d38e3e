"""The nurse's page: ten thousand requests that no browser sends, and then Chromium, which sends what a nurse does.

After each: the server is alive, and has said nothing of a patient's values.
"""

import http.client
import json
import os
import random
import re
import shutil
import socket
import ssl
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
JUDGES = Path(os.environ.get("JUDGES_OUT", ROOT / "target" / "judges"))
OUT = Path(os.environ.get("SERVE_OUT", JUDGES / "serve"))
HANDOUT = os.environ["HANDOUT"]
NODE_MODULES = Path(os.environ.get("SERVE_NODE", JUDGES / "node" / "node_modules"))
CHROMIUM = shutil.which("chromium") or "chromium"
SECRET = "Zebulon Quaxley"
REQUESTS = int(os.environ.get("SERVE_REQUESTS", "10000"))


# A list whose items have dates and choices.
VISITS = """\
handout: 1
id: visits
title: Your next visits
language: en
patient:
  visits:
    label: Visits
    list_of: {day: {label: Day, type: date}, sleep: {label: Sleep, choices: {yes: "Yes", no: "No"}}}
body:
  - list: [{each: patient.visits, text: "{patient.visits.day}: {patient.visits.sleep}", empty: No visits.}]
"""


class Server:
    def __init__(self, content: Path, *options: str):
        command = [HANDOUT, "serve", str(content), "--listen", "127.0.0.1:0", *options]
        self.log = open(OUT / f"server-{len(list(OUT.glob('server-*')))}.log", "w+b")
        self.process = subprocess.Popen(command, stdout=self.log, stderr=self.log)
        for _ in range(200):
            found = re.search(rb"https?://127\.0\.0\.1:(\d+)/", self.said())
            if found:
                self.port = int(found[1])
                return
            time.sleep(0.05)
        sys.exit(f"the server does not start: {self.said()!r}")

    def said(self) -> bytes:
        return Path(self.log.name).read_bytes()

    def send(self, request: bytes, ends: bool = False) -> bytes:
        """The answer, or nothing if the server hung up. With `ends`, the client says that it sends no more."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=30) as connection:
            try:
                connection.sendall(request)
                if ends:
                    connection.shutdown(socket.SHUT_WR)
            except OSError:
                pass
            answer = b""
            try:
                while part := connection.recv(65536):
                    answer += part
            except OSError:
                pass
            return answer


def requests(port: int, count: int):
    """Requests, what their answers may be, and whether the client then says that it sends no more."""
    chance = random.Random(7)
    host = f"127.0.0.1:{port}"
    refused = set(range(400, 500)) | {0}
    good = json.dumps({"handout": "bone-marrow-test", "values": {"name": SECRET, "mrn": "7"}}).encode()
    paths = ["/", "/v1/pdf", "/v1/batch?handout=bone-marrow-test", "/handouts/bone-marrow-test/batch/check", "/edit?file=x", "/edit/save",
             "/handouts/bone-marrow-test/batch/pdf", "/v1/handouts", "/handouts/bone-marrow-test", "/handouts/bone-marrow-test/pdf", "/metrics",
             "/set", "/set/check", "/set/preview", "/set/pdf", "/handouts/bone-marrow-test/check", "/handouts/bone-marrow-test/preview", "/assets/page.css", "/sign-in"]
    tricks = ["/../../etc/passwd", "/assets/..%2f..%2fetc%2fpasswd", "/%2e%2e/%2e%2e/etc/passwd", "/handouts/%ff%fe",
              "/handouts/bone-marrow-test/../../content/site.yaml", "/assets//page.css", "/handouts/%00", "/\\..\\..\\x",
              "/v1/../../x", "/handouts/" + "a" * 4000, "/.git/config", "/content/site.yaml", "/handouts/bone-marrow-test%00.yaml"]

    def head(method, path, headers, body=b""):
        lines = [f"{method} {path} HTTP/1.1", "Connection: close", *headers]
        return "\r\n".join(lines).encode("utf-8", "surrogateescape") + b"\r\n\r\n" + body

    def noise(length):
        return bytes(chance.randrange(256) for _ in range(length))

    for number in range(count):
        path = chance.choice(paths)
        match number % 10:
            case 0:
                wrong = chance.choice(["evil.example", f"evil.example:{port}", "127.0.0.1", f"{host}.evil.example", "", f"x@{host}"])
                yield head("GET", path, [f"Host: {wrong}"]), refused, False
            case 1:
                origin = chance.choice(["http://evil.example", "null", f"https://{host}", f"http://{host}.evil", "file://"])
                kind = "Content-Type: application/json"
                yield head("POST", "/v1/pdf", [f"Host: {host}", f"Origin: {origin}", kind, f"Content-Length: {len(good)}"], good), refused, False
            case 2:
                yield head("GET", chance.choice(tricks), [f"Host: {host}"]), refused, False
            case 3:
                body = bytearray(good)
                for _ in range(chance.randrange(1, 6)):
                    body[chance.randrange(len(body))] = chance.randrange(256)
                kind = "Content-Type: application/json"
                yield head("POST", "/v1/pdf", [f"Host: {host}", kind, f"Content-Length: {len(body)}"], bytes(body)), refused | {200}, False
            case 4:
                size = chance.choice([70_000, 10**8, 10**15, -1])
                yield head("POST", chance.choice(paths), [f"Host: {host}", "Content-Type: application/json", f"Content-Length: {size}"], b"x" * 2000), refused | {200}, True
            case 5:
                yield noise(chance.randrange(1, 400)), refused | {200}, True
            case 6:
                item = b"medicines.%d." % chance.choice([0, 1, 2, 7, 50, 51, 10**9, 10**30])
                names = [item + chance.choice([b"name", b"dose", noise(3)]) if chance.random() < 0.3 else noise(4) for _ in range(chance.randrange(8))]
                body = b"&".join(b"field." + name.replace(b"&", b"") + b"=" + noise(12) for name in names)
                page = chance.choice(["/handouts/bone-marrow-test/", "/handouts/discharge/", "/set/"])
                if page == "/set/":
                    body = b"handout=discharge&handout=bone-marrow-test&" + body.replace(b"field.", chance.choice([b"field.", b"field.discharge:"]))
                yield head("POST", page + chance.choice(["check", "preview", "pdf"]),
                           [f"Host: {host}", f"Content-Length: {len(body)}"], body), refused | {200, 204}, False
            case 7:
                headers = [f"X-{index}: {'y' * chance.randrange(300)}" for index in range(chance.choice([5, 90, 200]))]
                yield head("GET", path, [f"Host: {host}", *headers]), refused | {200, 303, 431}, False
            case 8:
                # Cut off anywhere.
                whole = head("POST", "/v1/pdf", [f"Host: {host}", "Content-Type: application/json", f"Content-Length: {len(good)}"], good)
                yield whole[: chance.randrange(len(whole) - 1)], refused, True
            case _:
                method = chance.choice(["PUT", "DELETE", "TRACE", "CONNECT", "PATCH", "OPTIONS", "get", "A" * 500])
                yield head(method, path, [f"Host: {host}", f"X-Name: {SECRET}"]), refused, False


def fuzz(server: Server) -> list[str]:
    faults = []
    statuses = {}
    begun = time.time()
    for number, (request, allowed, ends) in enumerate(requests(server.port, REQUESTS)):
        answer = server.send(request, ends)
        line = answer.split(b"\r\n", 1)[0].split(b" ")
        status = int(line[1]) if len(line) > 1 and line[1].isdigit() else 0
        statuses[status] = statuses.get(status, 0) + 1
        if status not in allowed:
            faults.append(f"request {number} ({request[:80]!r}…) was answered with {status}")
        if status >= 400 and b"Quaxley" in answer:
            faults.append(f"request {number}: an error repeats a value")
        if server.process.poll() is not None:
            return faults + [f"the server ended at request {number}"]
    alive = server.send(f"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\nConnection: close\r\n\r\n".encode())
    if b"200 OK" not in alive:
        faults.append("the server does not answer any more")
    # More clients than the server has connections, each in the middle of its request.
    slow = [socket.create_connection(("127.0.0.1", server.port), timeout=5) for _ in range(300)]
    for connection in slow:
        connection.sendall(b"POST /v1/pdf HTTP/1.1\r\nHost: ")
    waited = time.time()
    alive = server.send(f"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\nConnection: close\r\n\r\n".encode())
    if b"200 OK" not in alive or time.time() - waited > 5:
        faults.append("300 slow clients hold up another one")
    for connection in slow:
        connection.close()
    if b"Quaxley" in server.said() or b"internal error" in server.said():
        faults.append(f"the server said: {server.said()[-500:]!r}")
    print(f"{REQUESTS} requests in {time.time() - begun:.0f} s; answers: {dict(sorted(statuses.items()))}")
    return faults


def encrypted(content: Path) -> list[str]:
    """On an address that others reach: encrypted, and only for those who know the access code."""
    faults = []
    key, chain, token = OUT / "key.pem", OUT / "cert.pem", OUT / "token"
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", chain, "-days", "2",
                    "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"], check=True, capture_output=True)
    token.write_text("correct horse battery staple\n")
    options = ["--token-file", str(token), "--tls-cert", str(chain), "--tls-key", str(key)]
    server = Server(content, *options)
    trust = ssl.create_default_context(cafile=str(chain))

    def status(path: str, **headers: str) -> int:
        connection = http.client.HTTPSConnection("localhost", server.port, timeout=20, context=trust)
        connection.request("GET", path, headers=headers)
        return connection.getresponse().status

    if (status("/"), status("/v1/handouts"), status("/sign-in")) != (303, 401, 200):
        faults.append("the encrypted page does not ask for the access code")
    if status("/v1/handouts", Authorization="Bearer correct horse battery staple") != 200:
        faults.append("the access code opens nothing")
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as plain:
        plain.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        if plain.recv(100).startswith(b"HTTP"):
            faults.append("it answers what is not encrypted")
    server.process.terminate()
    server.process.wait(timeout=20)
    return faults


def texts(faults: list[str]) -> None:
    for path in sorted(OUT.glob("*.pdf")):
        text = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True).stdout
        if SECRET not in text:
            faults.append(f"{path.name}: the name is not in the PDF")
        if "2026" not in text:
            faults.append(f"{path.name}: the date is not in the PDF")


def medicines(faults: list[str]) -> None:
    """Each dose is beside its medicine, in the order in which they were filled in, and nothing else is in the table."""
    wanted = ["Ibuprofen 5 mL 8 am", "Paracetamol 7.5 mL at night"]
    for path in sorted((OUT / "rows").glob("*.pdf")):
        text = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, text=True).stdout
        lines = [" ".join(line.split()) for line in text.splitlines()]
        if SECRET not in text:
            faults.append(f"{path.name}: the name is not in the PDF")
        if path.name.startswith("none"):
            if "Your child needs no medicines at home." not in lines or "Water" in text:
                faults.append(f"{path.name}: it does not say that there are no medicines")
        else:
            begun = lines.index("Medicine How much When") + 1 if "Medicine How much When" in lines else 0
            if [line for line in lines[begun:] if line][:2] != wanted or "Water" in text:
                faults.append(f"{path.name}: the medicines are not those that were filled in")
    if len(list((OUT / "rows").glob("*.pdf"))) != 9:
        faults.append("there are not nine PDFs with lists: by mouse, by keyboard, and of none, in three languages")


def main() -> int:
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir(parents=True)
    content = OUT / "content"
    shutil.copytree(ROOT / "content", content)
    english = content / "bone-marrow-test.en.yaml"
    text = english.read_text().replace("\npatient:", "\ncodes: {icd10: [C95.0, C91]}\n\npatient:", 1)
    english.write_text(text)
    (content / "visit.yaml").write_text("handout: 1\nid: visit\ntitle: Your next visit\nlanguage: en\nbody: [Come back soon.]\n")
    (content / "visits.yaml").write_text(VISITS)
    server = Server(content, "--ledger", str(OUT / "prints.jsonl"))
    faults = fuzz(server) if REQUESTS else []
    faults += encrypted(content)
    environment = dict(os.environ, NODE_MODULES=str(NODE_MODULES), CHROMIUM=CHROMIUM)
    command = ["node", str(HERE / "serve.mjs"), f"http://127.0.0.1:{server.port}/", str(OUT)]
    if subprocess.run(command, env=environment).returncode != 0:
        faults.append("the browser found faults")
    command = ["node", str(HERE / "serve_sets.mjs"), f"http://127.0.0.1:{server.port}/", str(OUT)]
    if subprocess.run(command, env=environment).returncode != 0:
        faults.append("the browser found faults in sets of handouts, or in favorites")
    written = OUT / "written"
    shutil.copytree(content, written)
    editor = Server(written, "--edit")
    addresses = [f"http://127.0.0.1:{one.port}/" for one in (server, editor)]
    command = ["node", str(HERE / "serve_lists.mjs"), *addresses, str(written), str(OUT)]
    if subprocess.run(command, env=environment).returncode != 0:
        faults.append("the browser found faults in the pages for lists, or for writing")
    editor.process.terminate()
    editor.process.wait(timeout=20)
    command = ["node", str(HERE / "serve_rows.mjs"), addresses[0], str(OUT)]
    if subprocess.run(command, env=environment).returncode != 0:
        faults.append("the browser found faults in the lists of a copy")
    texts(faults)
    medicines(faults)
    if len(list(OUT.glob("*.pdf"))) != 21:
        faults.append("there are not 21 PDFs in three languages: a copy, a list and a set, by mouse and by keyboard; two copies in one")
    server.process.terminate()
    if server.process.wait(timeout=20) != 0:
        faults.append("the server does not stop in peace")
    for path in [*OUT.glob("server-*.log"), OUT / "prints.jsonl"]:
        if b"Quaxley" in path.read_bytes() or b"00418" in path.read_bytes():
            faults.append(f"a value in {path.name}")
    if subprocess.run([HANDOUT, "ledger", "verify", str(OUT / "prints.jsonl")]).returncode != 0:
        faults.append("the ledger is not whole")
    for fault in faults[:20]:
        print(f"FAULT {fault}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
