"""The entire Unicode bidi test with our paragraph code; `cargo test` itself has a sample of it."""

import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
CASES = "/usr/share/unicode/BidiCharacterTest.txt"


def main():
    """Passes on the test's output."""
    test = "inside::bidi::the_standards_bidi_test"
    command = ["cargo", "test", "--quiet", "--locked", "--lib", test, "--", "--nocapture"]
    environment = {**os.environ, "BIDI_CHARACTER_TEST": CASES}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    said = [line for line in done.stdout.splitlines() if "cases" in line] or [done.stdout, done.stderr]
    print("\n".join(said))
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
