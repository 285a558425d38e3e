"""The OpenAPI file and the server behind it, judged by Schemathesis: requests that the file allows, and ones that it does
not allow, made from the file alone. Each answer must be one that the file describes, and must not repeat what was sent.

First the file as it is served; most of what is made from it names handouts that nobody has. Then the same with the
names of a real handout filled in, and an access code that must be known. Schemathesis loads this file as well, for the
check at its end."""

import json
import os
import re
import shutil
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import schemathesis

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
JUDGES = Path(os.environ.get("JUDGES_OUT", ROOT / "target" / "judges"))
OUT = JUDGES / "openapi"
HANDOUT = os.environ.get("HANDOUT", "")
# Requests for each operation; all in all a few thousand.
EXAMPLES = os.environ.get("OPENAPI_EXAMPLES", "170")
SEED = ["--seed", os.environ["OPENAPI_SEED"]] if "OPENAPI_SEED" in os.environ else ["--generation-deterministic"]
CODE = "correct horse battery staple"
# A value that is right for its type may still be wrong for its field, or not fit on the page.
SETTINGS = """
[checks.positive_data_acceptance]
expected-statuses = ["2xx", 400, 401, 403, 404, 409, 412, 415, 422]
"""


class Server:
    """`handout serve`, on a port of its own choice."""

    def __init__(self, name: str, *options: str):
        self.log = OUT / f"{name}.log"
        command = [HANDOUT, "serve", str(ROOT / "content"), "--listen", "127.0.0.1:0", *options]
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log)
        for _ in range(400):
            found = re.search(r"http://127\.0\.0\.1:\d+", self.log.read_text())
            if found:
                self.address = found[0]
                return
            time.sleep(0.05)
        sys.exit(f"the server does not start: {self.log.read_text()!r}")

    def get(self, path: str) -> bytes:
        """The body of an answer."""
        request = urllib.request.Request(self.address + path, headers={"Authorization": f"Bearer {CODE}"})
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.read()

    def end(self, name: str):
        """Stops it; yields what is wrong with it after all that."""
        try:
            if self.get("/healthz") != b"ok\n":
                yield f"{name}: /healthz does not say ok"
        except OSError as error:
            yield f"{name}: the server does not answer any more: {error}"
        self.process.terminate()
        if self.process.wait(timeout=20) != 0:
            yield f"{name}: the server does not stop in peace"
        # Nothing but its address and its end: so nothing of what was sent.
        said = self.log.read_text()
        if not re.fullmatch(r"handout: serving \d+ handouts on http://127\.0\.0\.1:\d+/\nhandout: stopped\n", said):
            yield f"{name}: the server said more than where it is: see {self.log}"


def judge(name: str, address: str, description: Path, *options: str):
    """Lets Schemathesis ask a server what a description says; yields that it found something."""
    settings = OUT / "settings.toml"
    settings.write_text(SETTINGS)
    command = [str(Path(sys.executable).parent / "schemathesis"), "--config-file", str(settings), "run"]
    command += [str(description), "--url", address, *SEED, "--max-examples", EXAMPLES, "--continue-on-failure"]
    command += ["--no-color", "--request-timeout", "30", *options]
    environment = dict(os.environ, SCHEMATHESIS_HOOKS="openapi", PYTHONPATH=str(HERE))
    begun = time.time()
    ran = subprocess.run(command, cwd=OUT, env=environment, capture_output=True, text=True, timeout=600)
    (OUT / f"{name}.txt").write_text(ran.stdout + ran.stderr)
    cases, tested = (re.search(what, ran.stdout) for what in (r"(\d+) generated", r"Tested: (\d+)"))
    took = time.time() - begun
    print(f"openapi: {name}: {cases and cases[1]} requests to {tested and tested[1]} operations in {took:.0f} s")
    if ran.returncode != 0:
        yield f"{name}: Schemathesis found something:\n{ran.stdout[-6000:]}{ran.stderr[-1000:]}"
    if not cases or int(cases[1]) < 500:
        yield f"{name}: fewer than 500 requests were made"


def filled_in(description: dict, handouts: dict) -> dict:
    """The description with the names of a handout, its fields and languages, and with an access code that is needed."""
    handout = next(one for one in handouts["handouts"] if one["id"] == "bone-marrow-test")
    languages = [translation["language"] for translation in handout["translations"]]
    value = {"type": ["string", "null"]}
    fields = {field["name"]: value for field in handout["translations"][0]["fields"] if field["type"] == "text"}
    record = description["components"]["schemas"]["Record"]["properties"]
    record["handout"]["enum"] = [handout["id"]]
    record["language"]["enum"] = [*languages, None]
    record["values"]["properties"] = fields
    batch = description["paths"]["/v1/batch"]["post"]
    for parameter in batch["parameters"]:
        if parameter["name"] == "handout":
            parameter["schema"]["enum"] = [handout["id"]]
        if parameter["name"] == "language":
            parameter["schema"]["enum"] = languages
    # With rejects allowed, one good record is enough, whatever the others are.
    batch["parameters"] = [one for one in batch["parameters"] if one["name"] != "allow_rejects"]
    row = {"type": "object", "required": ["name"], "properties": {**fields, "name": {"type": "string"}}}
    row["additionalProperties"] = False
    kinds = batch["requestBody"]["content"]
    content = batch["requestBody"]["content"] = {kind: kinds[kind] for kind in ("text/csv", "application/json")}
    rows = {"type": "array", "minItems": 1, "maxItems": 3, "items": row}
    content["application/json"]["schema"] = {"anyOf": [row, rows]}
    content["text/csv"]["schema"]["examples"] = ["name,mrn\nAda Quill,00418-2401\nWren Halloway,00418-2201\n"]
    description["security"] = [{"code": []}]
    return description


def main() -> int:
    """Judges the server."""
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir(parents=True)
    faults = []
    server = Server("as-served")
    served = json.loads(server.get("/v1/openapi.json"))
    handouts = json.loads(server.get("/v1/handouts"))
    description = OUT / "served.json"
    # OPENAPI_FILE judges another description: a wrong one shows that this judge can find something.
    other = os.environ.get("OPENAPI_FILE")
    description.write_text(Path(other).read_text() if other else json.dumps(served))
    faults += judge("as-served", server.address, description)
    faults += server.end("as-served")
    token = OUT / "token"
    token.write_text(CODE + "\n")
    server = Server("filled-in", "--token-file", str(token))
    description = OUT / "filled-in.json"
    description.write_text(json.dumps(filled_in(served, handouts)))
    faults += judge("filled-in", server.address, description, "--header", f"Authorization: Bearer {CODE}")
    # Requests that are all refused would find little.
    counters = server.get("/metrics").decode()
    for route in ("/v1/pdf", "/v1/batch"):
        made = re.search(rf'^handout_requests_total{{route="{route}",status="200"}} (\d+)$', counters, re.MULTILINE)
        print(f"openapi: {made[1] if made else 0} PDFs from {route}")
        if not made or int(made[1]) < 20:
            faults.append(f"filled-in: fewer than 20 PDFs came from {route}")
    faults += server.end("filled-in")
    for fault in faults:
        print(f"FAULT {fault}")
    return 1 if faults else 0


def texts(sent):
    """All texts in what was sent that are long enough to be told from a server's own words."""
    match sent:
        case str():
            yield from [sent] if len(sent) >= 6 else []
        case bytes():
            yield from texts(sent.decode("utf-8", "replace"))
        case dict():
            for key, value in sent.items():
                yield from texts(key)
                yield from texts(value)
        case list():
            for value in sent:
                yield from texts(value)


@schemathesis.serializer("text/csv", "application/x-ndjson", "application/jsonl")
def as_it_is(_context, value):
    """The body of a request that is not JSON."""
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "surrogatepass")


@schemathesis.check
def nothing_is_repeated(_context, response, case):
    """No refusal has a text that was sent, but for the names of fields, which the description has, too."""
    if response.status_code < 400:
        return
    answer = response.content.decode("utf-8", "replace")
    own = json.dumps(case.operation.schema.raw_schema, ensure_ascii=False)
    for sent in (case.body, dict(case.query or {})):
        for text in texts(sent):
            if text in answer and text not in own:
                raise AssertionError("a refusal repeats what was sent")


if __name__ == "__main__":
    sys.exit(main())
