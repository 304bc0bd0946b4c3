"""The interface for programs against its own description.

python3 tests-api/run.py PROGRAM [SECONDS]

Lives a small province's year at a sixtieth, makes a program's account with every scope and many roles, serves it on a
free port of the loopback, and has schemathesis ask everything that the OpenAPI document allows and much that it does
not: no server error, no answer that is not declared, no body that is not as described. Then the log is looked
through: no line of it may hold an address that was asked for.

Installs its packages (requirements.txt, pinned) into target/tests-api; its lines count as tests.
"""

import os
import pathlib
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent
VENV = ROOT / "target" / "tests-api"
ROLES = ["desk_officer", "case_officer", "unit_head", "province_leader"]
SCOPES = ["dossiers:read", "dossiers:write", "catalogue:read", "statistics:read", "webhooks:write", "metrics:read"]


def prepare():
    """The packages, unless they are there."""
    wanted = (HERE / "requirements.txt").read_text()
    mark = VENV / "requirements.txt"
    if mark.exists() and mark.read_text() == wanted:
        return
    subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=True)
    pip = [str(VENV / "bin" / "pip"), "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "-r", str(HERE / "requirements.txt")], check=True)
    mark.write_text(wanted)


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Served:
    """A server that is stopped at the end."""

    def __init__(self, arguments, port, log):
        self.url = f"http://127.0.0.1:{port}"
        # One token asks as fast as it is answered.
        budget = {"MOTCUA_API_PER_SECOND": "1000000", "MOTCUA_API_BURST": "1000000"}
        env = {**os.environ, **budget, "MOTCUA_LOG": "info"}
        self.log = open(log, "wb")
        self.process = subprocess.Popen(
            [*arguments, "--port", str(port)], cwd=ROOT, env=env, stdout=self.log, stderr=self.log
        )

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(60)
        self.log.close()

    def text(self, path):
        """What is answered there; empty when nothing is."""
        try:
            with urllib.request.urlopen(self.url + path, timeout=10) as answer:
                return answer.read().decode()
        except OSError:
            return ""

    def wait(self, good, seconds, what):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if good():
                return
            if self.process.poll() is not None:
                sys.exit(f"the program ended before {what}")
            time.sleep(0.2)
        sys.exit(f"not within {seconds} s: {what}")


def said(arguments):
    done = subprocess.run(arguments, cwd=ROOT, check=True, capture_output=True, text=True)
    return done.stdout.strip()


def account(program, data):
    """A program's account that may nearly everything everywhere; its token."""
    where = ["--data", data]
    said([program, "user", "add", "may.thu", "--service", "--name", "Máy thử (minh họa)", *where])
    for role in ROLES:
        said([program, "user", "grant", "may.thu", role, "--from", "2015-01-01", "--reason", "thử", *where])
    scopes = [word for scope in SCOPES for word in ("--scope", scope)]
    return said([program, "user", "token", "may.thu", "--for", "thử", *scopes, *where])


# What was found, one entry a test.
FOUND = []


def report(name, good, why=""):
    FOUND.append(good)
    print(f"test api::{name} ... {'ok' if good else 'FAILED'}", flush=True)
    if not good and why:
        print(why, flush=True)
    return good


def valid(url):
    """The document against the rules of OpenAPI 3.1."""
    code = (
        "import json, sys, urllib.request\n"
        "from openapi_spec_validator import validate\n"
        "validate(json.load(urllib.request.urlopen(sys.argv[1])))\n"
    )
    done = subprocess.run([str(VENV / "bin" / "python"), "-c", code, url], capture_output=True, text=True)
    return report("the_document_is_valid_openapi", done.returncode == 0, done.stderr[-2000:])


def asked(url, token, seconds):
    """Everything that the document allows, and more."""
    command = [
        str(VENV / "bin" / "st"), "--config-file", str(HERE / "schemathesis.toml"),
        "run", f"{url}/api/v1/openapi.json", "-H", f"Authorization: Bearer {token}",
        "--checks", "all", "--phases", "examples,coverage,fuzzing,stateful",
        "--max-examples", "20", "--max-time", str(seconds), "--seed", "20201120",
        # One at a time: CPython 3.11 compiles lambdas from several threads with a fault of its own.
        "--workers", "1",
        "--generation-database", "none",
    ]
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    tail = done.stdout[-12_000:]
    cases = re.search(r"(\d+) generated", done.stdout)
    enough = cases is not None and int(cases.group(1)) > 200
    print(cases.group(0) if cases else "nothing was asked", flush=True)
    return report("every_answer_is_declared_and_none_is_a_fault", done.returncode == 0 and enough, tail + done.stderr[-2000:])


def quiet(log):
    """A line of the log names a route, never an address; nothing failed."""
    text = pathlib.Path(log).read_text(errors="replace")
    lines = [line for line in text.splitlines() if "answered" in line and "http" in line]
    addresses = [line for line in lines if re.search(r"route=\"?/api/v1/(dossiers|units|procedures)/(?!\{)", line)]
    faults = [line for line in text.splitlines() if " ERROR " in line]
    why = "\n".join((addresses + faults)[:20]) or "no request was logged"
    return report("the_log_names_routes_and_no_fault", bool(lines) and not addresses and not faults, why)


def main():
    program = str(pathlib.Path(sys.argv[1]).resolve())
    seconds = int(sys.argv[2]) if len(sys.argv) > 2 else 60
    prepare()
    with tempfile.TemporaryDirectory() as folder:
        data, log = os.path.join(folder, "data"), os.path.join(folder, "log")
        demo = [program, "demo", "--data", data, "--province", "provinces/mau-hai-cap", "--sample", "60"]
        with Served(demo, free_port(), log) as served:
            # The banner says what day it is there once the year is over.
            served.wait(lambda: "Ở đây đang là" in served.text("/"), 240, "the year was over")
        token = account(program, data)
        with Served([program, "serve", "--data", data], free_port(), log) as served:
            served.wait(lambda: served.text("/readyz") == "ready\n", 60, "it answered")
            valid(f"{served.url}/api/v1/openapi.json")
            asked(served.url, token, seconds)
        quiet(log)
    passed, failed = FOUND.count(True), FOUND.count(False)
    print(f"test result: {'FAILED' if failed else 'ok'}. {passed} passed; {failed} failed; 0 ignored", flush=True)
    sys.exit(0 if passed and not failed else 1)


if __name__ == "__main__":
    main()
