"""A web server of a test's own, as production runs it, and people who visit it over HTTP."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from bin import commands
from bin.processes import die_with_parent, free_port
from inclucities.accounts.models import User

#: Seconds that a server has to answer for the first time.
FIRST_ANSWER = 60.0
#: What a visitor meets whose server dies: no connection, or one that ends in the middle.
BROKEN = (OSError, http.client.HTTPException)
_CSRF = "c" * 32


class WebServer:
    """Gunicorn on a free port, on the test's own database, broker and files."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self.log = folder / "web.log"
        self.port = free_port()
        self.environment = {**environment, "PORT": str(self.port), "BIND": "127.0.0.1"}
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the server and wait until it answers."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                commands.web(self.environment),
                cwd=commands.ROOT,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=die_with_parent(),  # noqa: PLW1509 -- holds no lock that a child needs
            )
        deadline = time.monotonic() + FIRST_ANSWER
        while not self.answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.kill()
                pytest.fail(f"The web server did not start:\n{self.output[-3000:]}")
            time.sleep(0.05)

    def answers(self) -> bool:
        """Whether it answers now."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status == 200
        except BROKEN:
            return False
        finally:
            connection.close()

    def kill_processes(self) -> None:
        """Kill the processes that answer requests, in the middle of them; the master makes new ones."""
        assert self.process is not None
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        assert children, "no process answers requests"
        for child in children:
            with contextlib.suppress(ProcessLookupError):
                os.kill(int(child), signal.SIGKILL)

    def kill(self) -> None:
        """Kill the server with all its processes."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    @property
    def output(self) -> str:
        """What the server has printed."""
        return self.log.read_text(errors="replace") if self.log.exists() else ""


@dataclass(frozen=True)
class Said:
    """What the server has answered."""

    status: int
    text: str
    headers: dict[str, str]

    @property
    def data(self) -> Any:
        """The answer as data."""
        return json.loads(self.text)


class Visitor:
    """One person, signed in; for use by one thread at a time."""

    def __init__(self, server: WebServer, person: User, *, patience: float = 60.0) -> None:
        client = Client()
        client.force_login(person)
        self._cookies = f"sessionid={client.cookies['sessionid'].value}; csrftoken={_CSRF}"
        self._connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=patience)

    def get(self, path: str) -> Said:
        """Ask for a page. Raises one of ``BROKEN`` when the server is gone or does not answer in time."""
        return self._ask("GET", path, None, {})

    def post(self, path: str, fields: dict[str, str], **headers: str) -> Said:
        """Send a form. Raises one of ``BROKEN`` when the server is gone or does not answer in time."""
        content = {"Content-Type": "application/x-www-form-urlencoded", "X-CSRFToken": _CSRF}
        return self._ask("POST", path, urlencode(fields), content | headers)

    def save(self, path: str, question: str, text: str, version: int) -> Said:
        """Save an answer as the script of the page does."""
        fields = {f"{question}-text": text, f"{question}-version": str(version), f"{question}-language": "en"}
        return self.post(f"{path}answers/{question}/", fields, **{"X-Autosave": "1"})

    def _ask(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> Said:
        try:
            # One connection a request: the server closes one that rests, and a browser would open another.
            headers = {"Cookie": self._cookies, "Connection": "close", **headers}
            self._connection.request(method, path, body, headers)
            answer = self._connection.getresponse()
            return Said(answer.status, answer.read().decode(), dict(answer.getheaders()))
        except BROKEN:
            self._connection.close()
            raise
