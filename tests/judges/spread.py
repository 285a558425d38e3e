"""Runs a batch split by GNU parallel and by Ray, with one worker killed on the way, and compares the parts with the
whole.

Then kills whole runs at random moments, resumes them, and compares again. KILLS sets how often (20).
"""

import os
import pathlib
import random
import shutil
import signal
import subprocess
import sys
import time

import cases

RECORDS = 600
PARTS = 8
KILLS = int(os.environ.get("KILLS", "20"))
HANDOUT = cases.ROOT / "content" / "bone-marrow-test.en.yaml"
FOLDER = cases.OUT / "spread"


def command(out, *more):
    """A batch into a folder."""
    records = FOLDER / "records.csv"
    return [str(cases.HANDOUT), "batch", str(HANDOUT), "--records", str(records), "--map", "id=", "-d", str(out), *more]


def part(out, number):
    """One part of the run, as started by a scheduler: repeated if it failed."""
    return command(out, "--resume", "--shard", f"{number}/{PARTS}", "-j", "1")


def pdfs(out):
    """The finished files of a folder."""
    return {path.name: path.read_bytes() for path in out.glob("*.pdf")}


def run(arguments):
    """Runs a command that must succeed."""
    done = subprocess.run(arguments, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"{arguments[0]} ended with {done.returncode}: {done.stderr[-2000:]}")


def fresh(name):
    """An empty folder."""
    out = FOLDER / name
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    return out


def with_parallel(out):
    """GNU parallel; part 3 kills itself the first time."""
    marker = FOLDER / "killed-parallel"
    script = FOLDER / "part.sh"
    words = " ".join(f"'{word}'" for word in part(out, "NUMBER"))
    line = words.replace("NUMBER", "'\"$1\"'")
    script.write_text(
        f'if [ "$1" = 3 ] && mkdir "{marker}" 2>/dev/null; then {line} & sleep 0.05; kill -9 $!; wait $!; exit 137; fi\n{line}\n'
    )
    parts = map(str, range(1, PARTS + 1))
    run(["parallel", "--will-cite", "-j2", "--retries", "3", "sh", str(script), "{}", ":::", *parts])
    return marker.exists()


def with_ray(out):
    """Ray; the worker of part 5 is killed the first time."""
    # Otherwise Ray writes a token into the home folder; nothing here listens to the network.
    os.environ["RAY_AUTH_MODE"] = "disabled"
    import ray  # pylint: disable=import-outside-toplevel

    marker = FOLDER / "killed-ray"
    ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False)

    @ray.remote(max_retries=3)
    def work(arguments, dies, mark):
        process = subprocess.Popen(arguments, stderr=subprocess.DEVNULL)
        if dies:
            try:
                pathlib.Path(mark).touch(exist_ok=False)
                time.sleep(0.05)
                process.kill()
                os.kill(os.getpid(), signal.SIGKILL)
            except FileExistsError:
                pass
        return process.wait()

    codes = ray.get([work.remote(part(out, k), k == 5, str(marker)) for k in range(1, PARTS + 1)])
    ray.shutdown()
    if codes != [0] * PARTS:
        sys.exit(f"parts under Ray ended with {codes}")
    return marker.exists()


def main():
    """Compares all ways with the whole."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    with (FOLDER / "records.csv").open("w", encoding="utf-8") as file:
        subprocess.run([sys.executable, str(cases.ROOT / "tests/bench/records.py"), str(RECORDS)], stdout=file, check=True)
    faults = []
    whole = fresh("whole")
    began = time.monotonic()
    run(command(whole))
    takes = time.monotonic() - began
    expected = pdfs(whole)
    print(f"whole: {len(expected)} files in {takes:.2f} s")
    for name, spread in (("parallel", with_parallel), ("ray", with_ray)):
        out = fresh(name)
        killed = spread(out)
        same = pdfs(out) == expected
        manifests = [argument for path in sorted(out.glob("run.*.json")) for argument in ("--manifest", str(path))]
        verified = subprocess.run([str(cases.HANDOUT), "verify", str(out), *manifests], capture_output=True, check=False)
        print(f"{name}: a worker was killed: {killed}; same files: {same}; verified: {verified.returncode == 0}")
        if not (killed and same and verified.returncode == 0):
            faults.append(name)
    dice = random.Random(5)
    stopped = 0
    for attempt in range(KILLS):
        out = fresh("killed")
        arguments = command(out, "--resume")
        for _ in range(dice.randint(1, 3)):
            with subprocess.Popen(arguments, stderr=subprocess.DEVNULL) as process:
                time.sleep(dice.uniform(0, takes))
                stopped += process.poll() is None
                process.kill()
            partial = [name for name, data in pdfs(out).items() if expected.get(name) != data]
            if partial:
                faults.append(f"attempt {attempt}: not whole: {partial}")
        run(arguments)
        left = {path.name for path in out.iterdir()} - set(expected)
        if pdfs(out) != expected or left != {"run.json"}:
            faults.append(f"attempt {attempt}: other files after --resume: {left}")
        if (out / "run.json").read_bytes() != (whole / "run.json").read_bytes():
            faults.append(f"attempt {attempt}: another manifest")
    print(f"{KILLS} runs killed {stopped} times while they ran, and resumed")
    for fault in faults:
        print("FAULT", fault)
    sys.exit(bool(faults))


if __name__ == "__main__":
    main()
