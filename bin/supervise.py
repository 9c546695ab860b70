"""Starts the web server, the worker and the scheduler, keeps them running and ends them together.

Each child has a session of its own, so that Ctrl-C in the terminal reaches this process alone and
each child gets exactly one TERM: Celery takes a second signal for an order to drop its work.
"""

from __future__ import annotations

import fcntl
import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from bin import commands
from bin.processes import die_with_parent

#: Seconds that a child has to end after a TERM before it is killed.
PATIENCE = 10.0
#: Seconds after which a child counts as well, and its next failure as the first.
WELL_AFTER = 60.0
LONGEST_PAUSE = 30.0
#: Seconds until the first answer of the web server is given up.
FIRST_ANSWER = 60.0
#: Failures of the web server, before it ever answered, after which nothing is tried any more.
TRIES = 3
#: Beginnings of warnings that do not apply to the demo: it is meant to run with DEBUG, takes its static files
#: from where they are written, and may run as root on a machine that has nobody else.
EXPECTED_WARNINGS = ("Using settings.DEBUG", "No directory at:", "You're running the worker with superuser")


def say(text: str) -> None:
    """Print a line of the supervisor's own."""
    print(text, flush=True)


@dataclass
class Child:
    """One process under supervision."""

    name: str
    command: list[str]
    environment: dict[str, str]
    process: subprocess.Popen[str] | None = None
    started: float = 0.0
    failures: int = 0
    next_start: float = 0.0

    def start(self) -> None:
        """Start the process, and pass on what it prints with its name in front."""
        self.started = time.monotonic()
        self.process = subprocess.Popen(
            self.command,
            cwd=commands.ROOT,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,
            preexec_fn=die_with_parent(),  # noqa: PLW1509 -- no thread of ours holds a lock that a child needs
        )
        assert self.process.stdout is not None  # noqa: S101 -- asked for above
        threading.Thread(target=self._pass_on, args=(self.process.stdout,), daemon=True).start()

    def _pass_on(self, lines: IO[str]) -> None:
        for line in lines:
            if line.strip():
                say(f"{self.name:>9} | {line.rstrip()}")

    def look_after(self, now: float) -> None:
        """Report an end, and start again after a pause that doubles with each failure."""
        if self.process is None:
            if now >= self.next_start:
                self.start()
            return
        code = self.process.poll()
        if code is None:
            return
        self.failures = 1 if now - self.started > WELL_AFTER else self.failures + 1
        pause = min(2.0 ** (self.failures - 1), LONGEST_PAUSE)
        end = f"by signal {-code}" if code < 0 else f"with code {code}"
        say(f"The {self.name} ended {end}; it starts again in {pause:.0f} s.")
        self.process = None
        self.next_start = now + pause

    def signal(self, number: signal.Signals, *, group: bool = False) -> None:
        """Send a signal to the process, or to everything that it has started."""
        if self.process is None:
            return
        try:
            if group:
                os.killpg(self.process.pid, number)
            elif self.process.poll() is None:
                self.process.send_signal(number)
        except ProcessLookupError:
            return

    @property
    def alive(self) -> bool:
        """Whether the process runs."""
        return self.process is not None and self.process.poll() is None


class Supervisor:
    """The children, and the wish to stop."""

    def __init__(self, children: list[Child], port: int) -> None:
        self.children = children
        self.port = port
        self.stop_asked = threading.Event()
        self.hurry = False

    def handle_signal(self, *_: object) -> None:
        """Ask for the stop; a second time, do not wait for anything."""
        self.hurry = self.stop_asked.is_set()
        self.stop_asked.set()

    def run(self, greeting: Callable[[], None]) -> int:
        """Run until asked to stop, and return the exit code.

        The first child is the web server. The others start when it answers, so that it has the machine to itself.
        """
        web, begun, answered = self.children[0], time.monotonic(), False
        try:
            while not self.stop_asked.wait(0.0 if web.started == 0.0 else 0.1):
                now = time.monotonic()
                for child in self.children if answered else [web]:
                    child.look_after(now)
                if answered:
                    continue
                if self._answers():
                    greeting()
                    answered = True
                elif web.failures >= TRIES or now - begun > FIRST_ANSWER:
                    say("The web server does not start; the lines above say why.")
                    return 1
        finally:
            self._stop()
        return 0

    def _answers(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=2)
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def _stop(self) -> None:
        say("Stopping …")
        for child in self.children:
            child.signal(signal.SIGTERM)
        deadline = time.monotonic() + PATIENCE
        while any(child.alive for child in self.children) and time.monotonic() < deadline and not self.hurry:
            time.sleep(0.05)
        for child in self.children:
            # Also what a child has left behind in its group.
            child.signal(signal.SIGKILL, group=True)
        say("Stopped.")


def data_dir() -> Path:
    """Return the folder that the settings call ``DATA_DIR``."""
    return Path(os.environ.get("DATA_DIR") or commands.ROOT / "var")


def lock(folder: Path) -> IO[str]:
    """Return the held lock of a data folder. Raises ``SystemExit`` when something runs on it already."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        # Opened for appending, so that a second start does not empty what the first one wrote.
        file = (folder / "run.lock").open("a+", encoding="utf-8")
    except OSError as error:
        sys.exit(f"The setting DATA_DIR is wrong: {folder} cannot be written ({error.strerror}).")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.seek(0)
        where = file.read().strip() or "in another terminal"
        sys.exit(f"IncluCities is running on the data in {folder}: {where}. Stop it there with Ctrl-C first.")
    return file


def free_port(port: int) -> None:
    """Raise ``SystemExit`` with a sentence when the port is taken."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except PermissionError:
            sys.exit(f"Port {port} is reserved for the system. Choose another one: PORT=8001 make run")
        except OSError:
            other = port + 1 if port < 65535 else 8000
            sys.exit(f"Port {port} is in use by another program. Choose another one: PORT={other} make run")


def main() -> int:
    """Prepare, start and supervise; return the exit code."""
    try:
        port = commands.port(os.environ)
        own = {
            name: command({**os.environ, "BIND": "127.0.0.1"}) for name, command in commands.COMMANDS.items()
        }
    except commands.WrongSettingError as error:
        sys.exit(str(error))
    address = f"http://127.0.0.1:{port}/"
    held = lock(data_dir())
    free_port(port)
    held.truncate(0)
    held.write(f"{address} (process {os.getpid()})")
    held.flush()

    environment = {
        "DJANGO_SETTINGS_MODULE": "inclucities.settings.development",
        "SITE_URL": address.rstrip("/"),
        # People meet the product's own pages for errors; `DEBUG=true make run` shows Django's.
        "DEBUG": "false",
        "DEMO_WITHOUT_DEBUG": "true",
        **os.environ,
        "PYTHONUNBUFFERED": "1",
        "PYTHONWARNINGS": ",".join(f"ignore:{message}" for message in EXPECTED_WARNINGS),
    }
    supervisor = Supervisor([Child(name, command, environment) for name, command in own.items()], port)
    prepared = subprocess.run(
        [sys.executable, "-m", "bin.prepare"],
        cwd=commands.ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        check=False,
        preexec_fn=die_with_parent(),
    )
    if prepared.returncode:
        return prepared.returncode
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, supervisor.handle_signal)

    def greeting() -> None:
        say(f"\n{prepared.stdout.strip()}\n\nMails of the demo: {address}demo/mail/")
        say(f"\nIncluCities runs at {address} – Ctrl-C ends it.\n")

    return supervisor.run(greeting)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
