"""The commands of the three processes, the same in the demo, in production and in a container."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


class WrongSettingError(Exception):
    """A setting of the start has a value that cannot be meant; the message is a sentence that names it."""


def whole_number(environment: Mapping[str, str], name: str, default: int, largest: int) -> int:
    """Return the setting ``name`` as a number from 1 to ``largest``.

    Raises ``WrongSettingError`` when it is anything else.
    """
    text = environment.get(name, "") or str(default)
    if not (text.isascii() and text.isdecimal() and 1 <= int(text) <= largest):
        raise WrongSettingError(
            f"The setting {name} is wrong: it must be a number from 1 to {largest}, not {text!r}."
        )
    return int(text)


def port(environment: Mapping[str, str]) -> int:
    """Return the port of the web server. Raises ``WrongSettingError``."""
    return whole_number(environment, "PORT", 8000, 65535)


def web(environment: Mapping[str, str]) -> list[str]:
    """Return the command of the web server. Raises ``WrongSettingError``.

    Threads, because a browser opens connections ahead of need and a process without them waits on each.
    """
    address = f"{environment.get('BIND', '') or '127.0.0.1'}:{port(environment)}"
    command = [sys.executable, "-m", "gunicorn", "inclucities.wsgi:application", "--bind", address]
    command += ["--workers", str(whole_number(environment, "WEB_CONCURRENCY", 2, 64))]
    command += [
        "--worker-class",
        "gthread",
        "--threads",
        str(whole_number(environment, "WEB_THREADS", 4, 64)),
    ]
    command += ["--timeout", "30", "--graceful-timeout", "8", "--log-level", "warning", "--no-control-socket"]
    # Loaded once and shared by all processes: a quicker start and less memory.
    command += ["--preload"]
    if os.access("/dev/shm", os.W_OK):  # noqa: S108 -- in memory, so that a slow disk stops no heartbeat
        command += ["--worker-tmp-dir", "/dev/shm"]  # noqa: S108
    return command


def worker(environment: Mapping[str, str]) -> list[str]:
    """Return the command of a Celery worker. Raises ``WrongSettingError``."""
    concurrency = whole_number(environment, "WORKER_CONCURRENCY", 2, 64)
    command = [
        sys.executable,
        "-m",
        "celery",
        "-A",
        "inclucities",
        "--quiet",
        "worker",
        "--loglevel",
        "WARNING",
    ]
    return [*command, "--concurrency", str(concurrency), "--without-gossip", "--without-mingle"]


def scheduler(_: Mapping[str, str]) -> list[str]:
    """Return the command of the scheduler, of which exactly one may run."""
    return [
        sys.executable,
        "-m",
        "celery",
        "-A",
        "inclucities",
        "--quiet",
        "beat",
        "--loglevel",
        "WARNING",
        "--pidfile=",
    ]


COMMANDS = {"web": web, "worker": worker, "scheduler": scheduler}
