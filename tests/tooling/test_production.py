"""Each command of compose.yaml, run without a container under the settings of production."""

from __future__ import annotations

import contextlib
import http.client
import os
import re
import secrets
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from bin.commands import ROOT
from bin.processes import free_port
from bin.servers import OwnRedis, remove_databases

pytestmark = [pytest.mark.servers, pytest.mark.timeout(300)]
HOST = "mentoring.example.org"


class Production:
    """An installation of its own: database, broker, data folder and port."""

    def __init__(self, folder: Path, database_url: str, redis_url: str) -> None:
        self.folder = folder
        self.port = free_port()
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "ENV_FILE": os.devnull,
            "SECRET_KEY": secrets.token_urlsafe(60),
            "SITE_URL": f"https://{HOST}",
            "DATABASE_URL": database_url,
            "REDIS_URL": redis_url,
            "EMAIL_URL": "smtp://127.0.0.1:1",
            "DEFAULT_FROM_EMAIL": f"IncluCities <no-reply@{HOST}>",
            "DATA_DIR": str(folder / "data"),
            "PORT": str(self.port),
        }

    def make(self, target: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["make", target], cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False
        )

    def call(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Run a command as compose's health checks do."""
        return subprocess.run(
            [".venv/bin/python", "-m", "bin.serve", *command],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )

    def start(self, target: str) -> None:
        with (self.folder / f"{target}.log").open("wb") as log:
            self.processes[target] = subprocess.Popen(
                ["make", target],
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def output(self, target: str) -> str:
        return (self.folder / f"{target}.log").read_text(encoding="utf-8", errors="replace")

    def get(self, path: str, **headers: str) -> tuple[int, dict[str, str], str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            sent = {"Host": HOST, "X-Forwarded-Proto": "https"} | headers
            connection.request("GET", path, headers=sent)
            response = connection.getresponse()
            return response.status, dict(response.getheaders()), response.read().decode()
        finally:
            connection.close()

    def until(self, condition: Callable[[], Any], seconds: float = 60) -> None:
        deadline = time.monotonic() + seconds
        while True:
            with contextlib.suppress(OSError, http.client.HTTPException):
                if condition():
                    return
            for target, process in self.processes.items():
                assert process.poll() is None, f"{target} ended:\n{self.output(target)}"
            assert time.monotonic() < deadline, {target: self.output(target) for target in self.processes}
            time.sleep(0.2)


@pytest.fixture
def production(tmp_path: Path, own_redis: OwnRedis, settings: Any) -> Iterator[Production]:
    """An installation on a database of its own on the server of this leg."""
    server = os.environ["DATABASE_URL"]
    name = f"{settings.TEST_KEY_PREFIX}production_{secrets.token_hex(4)}"
    with contextlib.closing(psycopg.connect(server)) as connection:
        connection.autocommit = True
        connection.cursor().execute(f'CREATE DATABASE "{name}"')
    installation = Production(tmp_path, re.sub(r"/[^/]*$", f"/{name}", server), own_redis.url)
    yield installation
    for process in installation.processes.values():
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    remove_databases(server, name)


def test_every_command_of_production_runs_without_a_container(production: Production) -> None:
    for target in ("migrate", "migrate", "static"):
        done = production.make(target)
        assert done.returncode == 0, done.stdout + done.stderr

    for target in ("web", "worker", "scheduler"):
        production.start(target)
    production.until(lambda: production.get("/healthz")[0] == 200)
    production.until(lambda: production.get("/readyz")[0] == 200)
    production.until(lambda: list((production.folder / "data" / "broker" / "scheduler").iterdir()))
    for command in (["health"], ["health", "worker"]):
        done = production.call(*command)
        assert done.returncode == 0, done.stderr

    status, headers, page = production.get("/account/login/")
    assert status == 200, production.output("web")
    assert headers["Strict-Transport-Security"].startswith("max-age=31536000")
    assert "__Host-csrftoken" in headers["Set-Cookie"]
    sheet = re.search(r'href="(/static/[^"]+\.[0-9a-f]{12}\.css)"', page)
    assert sheet is not None
    status, headers, _ = production.get(sheet.group(1))
    assert status == 200
    assert "immutable" in headers["Cache-Control"]
    assert production.get("/account/login/", **{"X-Forwarded-Proto": "http"})[0] == 301
    assert production.get("/account/login/", Host="elsewhere.example.org")[0] == 400
    # Nothing of the demo exists here.
    assert production.get("/demo/mail/")[0] == 404

    for process in production.processes.values():
        process.terminate()
    for target, process in production.processes.items():
        # make ends by the signal that it was sent, once its child has ended.
        assert process.wait(30) in {0, -signal.SIGTERM, 2}, production.output(target)
        assert "Traceback" not in production.output(target)
    assert production.call("health").returncode == 1


def test_a_worker_that_was_never_there_is_not_healthy(production: Production) -> None:
    assert production.make("migrate").returncode == 0
    done = production.call("health", "worker")

    assert done.returncode == 1
    assert done.stderr == "No worker has been heard of for a minute.\n"
