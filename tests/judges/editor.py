"""The schemas as an editor uses them: yaml-language-server, which VS Code, Neovim and others run, on the files that `handout
new` writes.

At every place where a file may have keys, all of them are offered by name, and each says on hover what it is. Good files
have no problems; in bad ones, the line with the mistake is marked.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path
from queue import Empty, Queue

from cases import HANDOUT, OUT, ROOT

SERVER = Path(os.environ.get("EDITOR_NODE", OUT / "node" / "node_modules")) / "yaml-language-server/bin/yaml-language-server"
FOLDER = OUT / "editor"
KINDS = ("handout", "site", "notices")
PATIENCE = 20.0
# What the editor's user has set: nothing is fetched, since each file names its schema.
SETTINGS = {"yaml": {"validate": True, "hover": True, "completion": True, "schemaStore": {"enable": False}}, "http": {}}
# Keys whose values are names that the author makes up: here, this one.
MADE_UP = "sample"


class Editor:
    """An editor's side of the language server protocol, over the server's input and output."""

    def __init__(self):
        command = ["node", str(SERVER), "--stdio"]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.messages, self.published, self.asked, self.files = Queue(), {}, 0, 0
        threading.Thread(target=self.read, daemon=True).start()
        markup = {"contentFormat": ["markdown", "plaintext"]}
        capabilities = {
            "textDocument": {
                "hover": markup,
                "completion": {"completionItem": {"snippetSupport": True, "documentationFormat": ["markdown"]}},
                "publishDiagnostics": {},
            },
            "workspace": {"configuration": True},
        }
        self.ask("initialize", {"processId": os.getpid(), "rootUri": FOLDER.as_uri(), "capabilities": capabilities})
        self.tell("initialized", {})
        self.tell("workspace/didChangeConfiguration", {"settings": SETTINGS})

    def read(self):
        """Puts the server's messages into the queue."""
        out = self.process.stdout
        while head := out.readline():
            length = 0
            while head.strip():
                name, _, value = head.decode().partition(":")
                length = int(value) if name.lower() == "content-length" else length
                head = out.readline()
            self.messages.put(json.loads(out.read(length)))

    def send(self, message):
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self.process.stdin.flush()

    def tell(self, method, params):
        self.send({"method": method, "params": params})

    def ask(self, method, params):
        """The server's answer."""
        self.asked += 1
        self.send({"id": self.asked, "method": method, "params": params})
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            message = self.take(end)
            if message.get("id") == self.asked and "method" not in message:
                return message.get("result")
        raise SystemExit(f"FAIL editor: no answer to {method}")

    def take(self, end):
        """The next message; the server's own questions and problems are seen to."""
        try:
            message = self.messages.get(timeout=max(0.01, end - time.monotonic()))
        except Empty:
            return {}
        if message.get("method") == "textDocument/publishDiagnostics":
            self.published.setdefault(message["params"]["uri"], []).append(message["params"]["diagnostics"])
        elif "method" in message and "id" in message:
            result = None
            if message["method"] == "workspace/configuration":
                result = [SETTINGS.get(item.get("section"), {}) for item in message["params"]["items"]]
            self.send({"id": message["id"], "result": result})
        return message

    def open(self, text):
        """A new file with this text; its address."""
        self.files += 1
        uri = (FOLDER / f"file-{self.files}.yaml").as_uri()
        document = {"uri": uri, "languageId": "yaml", "version": 1, "text": text}
        self.tell("textDocument/didOpen", {"textDocument": document})
        return uri

    def at(self, method, text, line, column):
        """What the server says about a place in a text."""
        uri = self.open(text)
        place = {"textDocument": {"uri": uri}, "position": {"line": line, "character": column}}
        return self.ask(method, place)

    def problems(self, text, wanted):
        """The problems of a text: the first that are published, or the first that are as wanted."""
        uri = self.open(text)
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            published = self.published.get(uri, [])
            if published and (wanted(published[-1]) or time.monotonic() > end - PATIENCE + 5):
                return published[-1]
            self.take(min(end, time.monotonic() + 0.2))
        raise SystemExit(f"FAIL editor: nothing is said of\n{text}")

    def close(self):
        self.ask("shutdown", None)
        self.tell("exit", None)
        self.process.wait(timeout=PATIENCE)


class Schema:
    """A schema, and the places in a file where it allows keys."""

    def __init__(self, kind):
        self.kind = kind
        self.whole = json.loads((FOLDER / f"{kind}.schema.json").read_text(encoding="utf-8"))
        # By path: the keys there, each with its schema.
        self.places = {}
        self.walk(self.whole, (), ())

    def resolved(self, schema):
        """A schema without references; what stands beside one stays."""
        if not isinstance(schema, dict) or "$ref" not in schema:
            return schema if isinstance(schema, dict) else {}
        target = self.whole
        for part in schema["$ref"].removeprefix("#/").split("/"):
            target = target[part]
        return {**self.resolved(target), **{key: value for key, value in schema.items() if key != "$ref"}}

    def walk(self, schema, path, above):
        """Notes the places at a path and below. A type within itself has the same keys again."""
        named = schema.get("$ref") if isinstance(schema, dict) else None
        if named in above:
            return
        above = above + ((named,) if named else ())
        schema = self.resolved(schema)
        for name, below in schema.get("properties", {}).items():
            known = self.places.setdefault(path, {})
            if name not in known:
                known[name] = below
                self.walk(below, path + (name,), above)
        if isinstance(schema.get("additionalProperties"), dict):
            self.walk(schema["additionalProperties"], path + (MADE_UP,), above)
        for pattern in schema.get("patternProperties", {}).values():
            self.walk(pattern, path + (MADE_UP,), above)
        if "items" in schema:
            self.walk(schema["items"], path + (0,), above)
        for choice in ("anyOf", "oneOf", "allOf"):
            for part in schema.get(choice, ()):
                self.walk(part, path, above)

    def keys_required(self, schema, path):
        """The keys that a mapping at a path must have: of the alternative that has the key that follows."""
        schema = self.resolved(schema)
        following = path[0] if path else None
        for choice in ("anyOf", "oneOf"):
            for part in schema.get(choice, ()):
                part = self.resolved(part)
                if following in part.get("properties", {}):
                    return part
        return schema

    def sample(self, schema):
        """A value that the schema allows, as short as can be."""
        schema = self.resolved(schema)
        for choice in ("anyOf", "oneOf"):
            if choice in schema:
                parts = [part for part in schema[choice] if self.resolved(part).get("type") != "null"]
                return self.sample(parts[0])
        if "const" in schema:
            return schema["const"]
        if "enum" in schema:
            return schema["enum"][0]
        kind = schema.get("type")
        kind = kind[0] if isinstance(kind, list) else kind
        if kind == "object":
            return {key: self.sample(schema["properties"][key]) for key in schema.get("required", ())}
        if kind == "array":
            return [self.sample(schema.get("items", {}))] * max(1, schema.get("minItems", 1))
        if kind == "string":
            return "2026-10-01" if "0-9]{4}" in schema.get("pattern", "") else "sample"
        return {"integer": 1, "number": 1, "boolean": True}.get(kind, "sample")

    def around(self, schema, path, value):
        """What a file must have so that a value is at a path."""
        if not path:
            return value
        step, rest = path[0], path[1:]
        part = self.keys_required(schema, path)
        if step == 0:
            arrays = [part] + [self.resolved(p) for c in ("anyOf", "oneOf") for p in part.get(c, ())]
            items = next((array["items"] for array in arrays if "items" in array), {})
            return [self.around(items, rest, value)]
        below = part.get("properties", {}).get(step)
        if below is None:
            mappings = [part] + [self.resolved(p) for c in ("anyOf", "oneOf") for p in part.get(c, ())]
            open_ended = [m["additionalProperties"] for m in mappings if isinstance(m.get("additionalProperties"), dict)]
            below = open_ended[0] if open_ended else {}
        must = {key: self.sample(part["properties"][key]) for key in part.get("required", ()) if key != step}
        return {**must, step: self.around(below, rest, value)}


class Here:
    """Stands in a value for the cursor."""


def written(value, indent=0, lines=None, found=None, path=()):
    """A value as YAML in block style; in `found`, the place of each key, and of the cursor."""
    if isinstance(value, dict):
        for key, below in value.items():
            if not (lines and lines[-1].endswith("- ")):
                lines.append(" " * indent)
            found[path + (key,)] = (len(lines) - 1, len(lines[-1]))
            lines[-1] += f"{key}:"
            written(below, indent + 2, lines, found, path + (key,))
    elif isinstance(value, list):
        for below in value:
            lines.append(" " * indent + "- ")
            written(below, indent + 2, lines, found, path + (0,))
    elif value is Here:
        if not (lines and lines[-1].endswith("- ")):
            lines.append(" " * indent)
        found[Here] = (len(lines) - 1, len(lines[-1]))
    else:
        lines[-1] += ("" if lines[-1].endswith("- ") else " ") + json.dumps(value)


def document(kind, value):
    """A file with this content, which names its schema; the places of its keys."""
    lines, found = [f"# yaml-language-server: $schema={kind}.schema.json"], {}
    written(value, 0, lines, found)
    return "\n".join(lines) + "\n", found


def plain(text):
    """A text without the marks of Markdown, and with single spaces."""
    return " ".join(re.sub(r"[\\*_`#&;]|nbsp", "", text).split())


def shown(hover):
    """What a hover shows."""
    contents = (hover or {}).get("contents", "")
    contents = contents if isinstance(contents, list) else [contents]
    return "\n".join(part if isinstance(part, str) else part.get("value", "") for part in contents)


def check_keys(editor, schema):
    """Problems with the keys of a schema: those that are not offered, or say nothing; and how many there are."""
    problems, count = [], 0
    for path, keys in schema.places.items():
        where = f"{schema.kind}: {'.'.join(map(str, path)) or 'at the top'}"
        text, found = document(schema.kind, schema.around(schema.whole, path, Here))
        answer = editor.at("textDocument/completion", text, *found[Here])
        items = answer["items"] if isinstance(answer, dict) else answer or []
        offered = {item["label"] for item in items}
        if missing := sorted(set(keys) - offered):
            problems.append(f"{where}: not offered: {', '.join(missing)}")
        for key, below in keys.items():
            count += 1
            value = schema.around(schema.whole, path + (key,), schema.sample(below))
            text, found = document(schema.kind, value)
            line, column = found[path + (key,)]
            said = plain(shown(editor.at("textDocument/hover", text, line, column + 1)))
            wanted = below.get("description") or schema.resolved(below).get("description", "")
            if not wanted:
                problems.append(f"{where}: `{key}` has no description in the schema")
            elif plain(key) not in said or plain(wanted) not in said:
                problems.append(f"{where}: on `{key}`, the editor shows {said!r}")
    return problems, count


GOOD_BODY = "handout: 1\nid: visit\ntitle: Visit\nlanguage: en\nbody:\n"
# A bad file: its kind, its text, the line of the mistake below the one that names the schema, and a word of what is said.
BAD = [
    ("handout", GOOD_BODY + "  - headin: A\n", 6, "Incorrect type"),
    ("handout", GOOD_BODY + "  - note: {txt: A}\n", 6, "Incorrect type"),
    ("handout", GOOD_BODY + "  - figure: {image: a.png}\n", 6, "alt"),
    ("handout", GOOD_BODY + "  - table: {header: [A], rows: [[a]], rules: boxes}\n", 6, "rows"),
    ("handout", GOOD_BODY + "  - A\ntitel: B\n", 7, "titel"),
    ("handout", GOOD_BODY.replace("id: visit", "id: My Visit") + "  - A\n", 2, "pattern"),
    ("handout", GOOD_BODY + "  - A\nreviewed: 1 October\n", 7, "pattern"),
    ("handout", GOOD_BODY + "  - A\npatient:\n  name: {label: Name, type: dat}\n", 8, "date"),
    ("handout", "handout: 1\nid: visit\nlanguage: en\nbody: [A]\n", 1, "title"),
    ("site", "site: 1\nname: A\nphons: {}\n", 3, "phons"),
    ("site", "site: 1\nname: A\ntheme: {sise: 12pt}\n", 3, "Incorrect type"),
    ("site", "site: 1\nname: A\nfooter: {notice: [en]}\n", 3, "notice"),
    ("site", "site: 1\nname: A\nlogo: {image: a.svg, place: top}\n", 3, "center"),
    ("notices", "en: {txt: A}\n", 1, "txt"),
]


def check_bad(editor):
    """Bad files whose mistake the editor does not mark."""
    problems = []
    for kind, text, line, word in BAD:
        head = f"# yaml-language-server: $schema={kind}.schema.json\n"
        marks = lambda found: any(p["range"]["start"]["line"] == line and word in p["message"] for p in found)
        found = editor.problems(head + text, marks)
        if not marks(found):
            said = [(p["range"]["start"]["line"], p["message"]) for p in found]
            problems.append(f"{kind}: line {line} should say `{word}`: {said}\n{text}")
    return problems


def check_good(editor):
    """Good files in which the editor finds something."""
    files = [(FOLDER / name).read_text(encoding="utf-8") for name in ("visit.yaml", "site.yaml", "notices.yaml")]
    problems = [f"`handout new` names no schema: {text[:60]!r}" for text in files if "$schema=" not in text.split("\n")[0]]
    for path in sorted((ROOT / "content").glob("*.yaml")) + sorted((ROOT / "tests/data/pages").glob("*.yaml")):
        # `site.yaml`, `example-site.yaml`.
        last = path.stem.rpartition("-")[2]
        kind = last if last in KINDS else "handout"
        files.append(f"# yaml-language-server: $schema={kind}.schema.json\n" + path.read_text(encoding="utf-8"))
    for text in files:
        if found := editor.problems(text, lambda found: found):
            problems.append(f"{text[:80]!r}…: {[(p['range']['start']['line'], p['message']) for p in found]}")
    return problems, len(files)


def main():
    """Asks the language server about all kinds of files."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    subprocess.run([HANDOUT, "new", "visit"], cwd=FOLDER, check=True, capture_output=True)
    results = []

    def report(name, problems, summary):
        results.append(not problems)
        print(f"{'FAIL' if problems else 'ok  '} editor: {name}: {summary}")
        for problem in problems:
            print(f"       {problem}")

    editor = Editor()
    for kind in KINDS:
        printed = subprocess.run([HANDOUT, "schema", kind], check=True, capture_output=True).stdout
        same = printed == (FOLDER / f"{kind}.schema.json").read_bytes()
        schema = Schema(kind)
        problems, count = check_keys(editor, schema)
        problems += [] if same else ["`handout new` and `handout schema` differ"]
        least = {"handout": 60, "site": 60, "notices": 2}[kind]
        problems += [] if count >= least else [f"only {count} keys were found in the schema"]
        report(f"keys of a {kind} file" if kind != "notices" else "keys of notices", problems,
               f"{count} keys in {len(schema.places)} places are offered and explained")
    problems, count = check_good(editor)
    report("good files", problems, f"{count} files without a problem")
    report("bad files", check_bad(editor), f"{len(BAD)} mistakes marked at their lines")
    editor.close()
    sys.exit(not all(results))


if __name__ == "__main__":
    main()
