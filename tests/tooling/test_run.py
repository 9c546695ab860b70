"""``make run`` from an empty data folder to Ctrl-C, and once more with the data kept."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bin.commands import ROOT
from bin.processes import free_port

pytestmark = pytest.mark.once


class Run:
    """``make run`` without its installer, on a port and a data folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.log = folder / "output"
        kept = {
            name: value
            for name, value in os.environ.items()
            if name
            not in {"DATABASE_URL", "REDIS_URL", "SITE_URL", "DJANGO_SETTINGS_MODULE", "TEST_KEY_PREFIX"}
        }
        self.environment = {**kept, "DATA_DIR": str(folder / "data"), "PORT": str(self.port)}
        self.process: subprocess.Popen[bytes] | None = None

    def call(self, module: str = "bin.supervise", **settings: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", module],
            cwd=ROOT,
            env={**self.environment, **settings},
            capture_output=True,
            text=True,
            check=False,
        )

    def start(self) -> float:
        """Start and wait for the greeting; return the seconds it took."""
        begun = time.monotonic()
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "bin.supervise"],
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        while "Ctrl-C ends it" not in self.output:
            assert self.process.poll() is None, self.output
            assert time.monotonic() - begun < 300, self.output
            time.sleep(0.05)
        return time.monotonic() - begun

    @property
    def output(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")

    def get(self, path: str) -> tuple[int, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", path)
            response = connection.getresponse()
            return response.status, response.read().decode()
        finally:
            connection.close()

    def wait_until_ready(self) -> None:
        deadline = time.monotonic() + 60
        while self.get("/readyz")[0] != 200:
            assert time.monotonic() < deadline, self.get("/readyz")
            time.sleep(0.2)

    def processes(self) -> list[int]:
        """Return the processes that use the data folder."""
        mark, found = f"DATA_DIR={self.folder / 'data'}".encode(), []
        for entry in Path("/proc").iterdir():
            try:
                if entry.name.isdecimal() and mark in (entry / "environ").read_bytes():
                    found.append(int(entry.name))
            except OSError:
                continue
        return found

    def stop(self) -> int:
        """Press Ctrl-C and return the exit code."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGINT)
        return self.process.wait(30)


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Run]:
    run = Run(tmp_path)
    yield run
    for pid in run.processes():
        os.kill(pid, signal.SIGKILL)
    if run.process is not None:
        run.process.wait()


@pytest.mark.timeout(600)
def test_from_nothing_to_ctrl_c_and_back_with_the_data_kept(run: Run) -> None:
    run.start()
    assert f"http://127.0.0.1:{run.port}/" in run.output
    assert "coordinator@demo.example" in run.output
    assert "mentee.jelgava@demo.example" in run.output
    assert run.get("/healthz") == (200, '{"status": "ok"}')
    run.wait_until_ready()
    assert json.loads(run.get("/readyz")[1])["worker"] == "ok"
    status, page = run.get("/account/login/")
    assert status == 200
    assert "csrfmiddlewaretoken" in page
    assert run.get("/static/css/tokens.css")[0] == 200
    # The product's own page, not Django's with all its addresses.
    status, page = run.get("/nothing/here/")
    assert status == 404
    assert "IncluCities" in page
    assert "Using the URLconf" not in page

    # A second one on the same data, and a reset beside it, are refused with a sentence.
    for module in ("bin.supervise", "bin.demo_reset"):
        done = run.call(module)
        assert done.returncode == 1
        assert f"IncluCities is running on the data in {run.folder / 'data'}" in done.stderr
        assert "Traceback" not in done.stderr

    assert run.stop() == 0
    assert run.processes() == []
    assert run.output.rstrip().endswith("Stopped.")
    assert "Traceback" not in run.output

    database = run.folder / "data" / "inclucities.sqlite3"
    written = database.stat().st_ino
    run.start()
    # Neither migrated nor seeded again.
    assert "Loading the demo programme" not in run.output
    assert "Bringing the database up to date" not in run.output
    assert "coordinator@demo.example" in run.output
    assert run.stop() == 0
    assert database.stat().st_ino == written


def test_a_port_that_is_taken(run: Run) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", run.port))
        other.listen()
        done = run.call()

    assert done.returncode == 1
    assert done.stderr == (
        f"Port {run.port} is in use by another program. Choose another one: PORT={run.port + 1} make run\n"
    )


@pytest.mark.parametrize("port", ["http", "0", "65536"])
def test_a_port_that_cannot_be_meant(run: Run, port: str) -> None:
    done = run.call(PORT=port)

    assert done.returncode == 1
    assert done.stderr == f"The setting PORT is wrong: it must be a number from 1 to 65535, not '{port}'.\n"


def test_a_data_folder_that_cannot_be_written(run: Run) -> None:
    (run.folder / "file").touch()
    done = run.call(DATA_DIR=str(run.folder / "file" / "data"))

    assert done.returncode == 1
    assert done.stderr.startswith("The setting DATA_DIR is wrong: ")
    assert len(done.stderr.splitlines()) == 1


def test_a_wrong_setting_of_the_demo(run: Run) -> None:
    done = run.call(DEBUG="perhaps")

    assert done.returncode == 1
    assert done.stderr == "The setting DEBUG is wrong: it must be true or false.\n"


def test_a_reset_keeps_off_other_databases(run: Run) -> None:
    done = run.call("bin.demo_reset", DATABASE_URL="postgres://somebody@127.0.0.1:1/theirs")

    assert done.returncode == 1
    assert done.stderr.startswith("The setting DATABASE_URL names another database: ")


@pytest.mark.timeout(600)
def test_a_reset_starts_over_and_leaves_what_is_not_ours(run: Run) -> None:
    data = run.folder / "data"
    for name in ("files", "mail", "broker"):
        (data / name).mkdir(parents=True)
        (data / name / "old").touch()
    (data / "inclucities.sqlite3").write_bytes(b"no database at all")
    (data / "notes.txt").touch()
    done = run.call("bin.demo_reset")

    assert done.returncode == 0, done.stderr
    assert "Loading the demo programme" in done.stderr
    assert "coordinator@demo.example" in done.stdout
    assert not list(data.glob("*/old"))
    assert (data / "notes.txt").exists()
    assert (data / "inclucities.sqlite3").read_bytes().startswith(b"SQLite format 3")
