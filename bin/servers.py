"""PostgreSQL and Redis for the tests: those that answer, or throw-away ones on free ports."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import redis

from bin.processes import die_with_parent, free_port

#: Seconds that a server has to answer for the first time.
FIRST_ANSWER = 30.0


class ServerError(Exception):
    """A server cannot be used; the message is a sentence that says what helps."""


def postgres_version(url: str) -> str:
    """Return the version of the PostgreSQL server at ``url``, or nothing when it cannot be used."""
    try:
        with contextlib.closing(psycopg.connect(url, connect_timeout=3)) as connection:
            return ".".join(str(part) for part in divmod(connection.info.server_version, 10000))
    except psycopg.OperationalError:
        return ""


def redis_version(url: str) -> str:
    """Return the version of the Redis server at ``url``, or nothing when it cannot be used."""
    try:
        with redis.Redis.from_url(url, socket_timeout=3, socket_connect_timeout=3) as client:
            return str(client.info("server")["redis_version"])
    except redis.RedisError:
        return ""


def _postgres_program(name: str) -> str | None:
    """Return the path of a program of PostgreSQL's server, which Debian keeps out of the search path."""
    folders = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: path.parent.name, reverse=True
    )
    return shutil.which(name, path=os.pathsep.join([*map(str, folders), os.environ.get("PATH", "")]))


def install(package: str) -> None:
    """Install a Debian package. Raises ``ServerError`` with the line that does when this account may not."""
    line = f"sudo apt-get update && sudo apt-get install --no-install-recommends {package}"
    prefix = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if shutil.which("apt-get") is None or (prefix and shutil.which("sudo") is None):
        raise ServerError(f"{package} is missing. Install it with this line, then try again:\n  {line}")
    print(f"Installing {package}", flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for arguments in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", package]):
        run = subprocess.run(
            [*prefix, "apt-get", *arguments], env=environment, capture_output=True, check=False
        )
        if run.returncode:
            raise ServerError(f"{package} is missing. Install it with this line, then try again:\n  {line}")


@contextlib.contextmanager
def throwaway_postgres() -> Iterator[str]:
    """Run a PostgreSQL server of our own, and yield its URL.

    Raises ``ServerError`` when there is none to run, or it does not start.
    """
    if _postgres_program("initdb") is None:
        install("postgresql")
    initdb, server = _postgres_program("initdb"), _postgres_program("postgres")
    if initdb is None or server is None:
        raise ServerError(
            "PostgreSQL is installed, but its programs initdb and postgres are not to be found."
        )
    # PostgreSQL refuses to run as root.
    entry = pwd.getpwnam("postgres") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
    with tempfile.TemporaryDirectory(prefix="inclucities-postgres-", ignore_cleanup_errors=True) as folder:
        os.chown(folder, entry.pw_uid, entry.pw_gid)
        data, port = f"{folder}/data", free_port()
        root = os.geteuid() == 0
        user, group = (entry.pw_uid, entry.pw_gid) if root else (None, None)
        groups: list[int] | None = [] if root else None
        made = subprocess.run(
            [
                initdb,
                "-D",
                data,
                "-A",
                "trust",
                "-U",
                "postgres",
                "-E",
                "UTF8",
                "--locale=C.UTF-8",
                "--no-sync",
            ],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
            user=user,
            group=group,
            extra_groups=groups,
        )
        if made.returncode:
            raise ServerError(f"initdb failed: {made.stderr.strip()}")
        command = [server, "-D", data, "-p", str(port), "-k", folder, "-c", "listen_addresses=127.0.0.1"]
        with (Path(folder) / "log").open("wb") as log:
            process = subprocess.Popen(
                [*command, "-c", "fsync=off", "-c", "max_connections=200"],
                cwd=folder,
                stdout=log,
                stderr=log,
                preexec_fn=die_with_parent(signal.SIGINT),  # noqa: PLW1509 -- nothing else runs yet
                user=user,
                group=group,
                extra_groups=groups,
            )
        url = f"postgres://postgres@127.0.0.1:{port}/postgres"
        try:
            _wait_for(process, lambda: postgres_version(url), Path(folder) / "log")
            yield url
        finally:
            # INT is PostgreSQL's fast shutdown; TERM would wait for every client.
            _end(process, signal.SIGINT)


class OwnRedis:
    """A Redis server of our own on a free port, to be stopped and hung at will."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the server, empty. Raises ``ServerError`` when there is none to run, or it does not start."""
        program = shutil.which("redis-server")
        if program is None:
            install("redis-server")
            program = "redis-server"
        command = [program, "--port", str(self.port), "--bind", "127.0.0.1", "--dir", str(self.folder)]
        with (self.folder / "log").open("wb") as log:
            self.process = subprocess.Popen(
                [*command, "--save", "", "--appendonly", "no", "--databases", "16"],
                stdout=log,
                stderr=log,
                preexec_fn=die_with_parent(),  # noqa: PLW1509 -- nothing else runs yet
            )
        _wait_for(self.process, lambda: redis_version(self.url), self.folder / "log")

    def hang(self) -> None:
        """Let the server accept connections and answer nothing, as one out of memory or disk does."""
        if self.process is not None:
            self.process.send_signal(signal.SIGSTOP)

    def recover(self) -> None:
        """End the hang."""
        if self.process is not None:
            self.process.send_signal(signal.SIGCONT)

    def stop(self) -> None:
        """Stop the server; what it held is gone."""
        if self.process is not None:
            self.recover()
            _end(self.process, signal.SIGTERM)
            self.process = None


@contextlib.contextmanager
def throwaway_redis() -> Iterator[OwnRedis]:
    """Run a Redis server of our own. Raises ``ServerError`` as ``OwnRedis.start`` does."""
    with tempfile.TemporaryDirectory(prefix="inclucities-redis-") as folder:
        server = OwnRedis(Path(folder))
        try:
            server.start()
            yield server
        finally:
            server.stop()


def remove_keys(url: str, prefix: str) -> None:
    """Remove the keys that begin with ``prefix`` and nothing else; a server that is gone has none."""
    try:
        with redis.Redis.from_url(url, socket_timeout=3, socket_connect_timeout=3) as client:
            for key in client.scan_iter(match=f"{prefix}*", count=500):
                client.delete(key)
    except redis.RedisError:
        return


def remove_databases(url: str, prefix: str) -> None:
    """Drop the databases whose names begin with ``prefix``; a server that is gone has none."""
    try:
        connection = psycopg.connect(url, connect_timeout=3)
    except psycopg.OperationalError:
        return
    with contextlib.closing(connection):
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [prefix])
            for (name,) in cursor.fetchall():
                quoted = name.replace('"', '""')
                cursor.execute(f'DROP DATABASE IF EXISTS "{quoted}" WITH (FORCE)')


def _wait_for(process: subprocess.Popen[bytes], answers: Callable[[], str], log: Path) -> None:
    deadline = time.monotonic() + FIRST_ANSWER
    while process.poll() is None and time.monotonic() < deadline:
        if answers():
            return
        time.sleep(0.1)
    _end(process, signal.SIGKILL)
    raise ServerError(f"A server of our own did not start: {log.read_text(errors='replace').strip()[-500:]}")


def _end(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    process.send_signal(number)
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
