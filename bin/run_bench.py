"""``make bench``: measures the product as production runs it, and writes ``docs/FIGURES.md``.

Databases, keys on the broker and files are the run's own and are removed at its end. The servers are those of
``make test``: ``TEST_DATABASE_URL`` and ``TEST_REDIS_URL``, else those of this machine, else throw-away ones.
A figure that is missed fails the run.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import http.client
import io
import os
import platform
import re
import secrets
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg

from bin import commands, legs, servers
from bin.commands import ROOT
from bin.processes import die_with_parent, free_port

if TYPE_CHECKING:
    from inclucities.bench.domain.figures import Figure
    from inclucities.bench.measurements.reports import Worker
    from inclucities.bench.measurements.sites import Site
    from inclucities.bench.seeding.world import World

PAGE = ROOT / "docs" / "FIGURES.md"
HOST = "bench.demo.example"
#: Seconds that a server has to answer for the first time, and a process to end.
FIRST_ANSWER, LAST_WORD = 60.0, 15.0


def main() -> int:
    """Measure everything, print the table, write the page, and return the exit code."""
    prefix = f"inclucities_bench_{secrets.token_hex(4)}_"
    try:
        with legs.postgres() as database_url, legs.broker() as redis_url, _own_folder() as folder:
            try:
                figures = _measured_on(database_url, redis_url, prefix, folder)
            finally:
                servers.remove_databases(database_url, prefix)
                servers.remove_keys(redis_url, prefix)
            machine = _machine(database_url, redis_url)
    except servers.ServerError as error:
        sys.exit(str(error))
    from inclucities.bench.domain.figures import document, table

    day = dt.datetime.now(tz=dt.UTC).date().isoformat()
    PAGE.write_text(document(figures, day=day, machine=machine), encoding="utf-8")
    print(f"\n{table(figures)}\n", flush=True)
    missed = [figure.what for figure in figures if figure.met is False]
    print(f"Missed: {'; '.join(missed)}." if missed else "Every figure is met.", flush=True)
    return int(bool(missed))


@contextlib.contextmanager
def _own_folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="inclucities-bench-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def _machine(database_url: str, redis_url: str) -> dict[str, str]:
    """Return what a reader must know of the machine to compare the figures with others."""
    return {
        "cores": str(os.cpu_count()),
        "Python": platform.python_version(),
        "Django": version("django"),
        "gunicorn": version("gunicorn"),
        "PostgreSQL": servers.postgres_version(database_url),
        "Redis": servers.redis_version(redis_url),
        "WeasyPrint": version("weasyprint"),
    }


def _measured_on(database_url: str, redis_url: str, prefix: str, folder: Path) -> list[Figure]:
    few, many = f"{prefix}few", f"{prefix}many"
    _create_database(database_url, few)
    os.environ.update(_environment(_named(database_url, few), redis_url, prefix, folder))
    world, sessions = _made_ready()
    _create_database(database_url, many, template=few)
    _fill_up(world, many)
    from inclucities.bench.measurements.sites import Site

    with (
        _web(folder, "few", {}) as port,
        _web(folder, "many", {"DATABASE_URL": _named(database_url, many)}) as crowded,
    ):
        figures = _told(_of_the_web(*(Site(at, HOST, world, sessions) for at in (port, crowded))))
    return figures + _told(_of_reports(world, folder))


def _create_database(server_url: str, name: str, template: str = "template0") -> None:
    with contextlib.closing(psycopg.connect(server_url)) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(f'CREATE DATABASE "{name}" ENCODING \'UTF8\' TEMPLATE "{template}"')


def _named(server_url: str, name: str) -> str:
    return re.sub(r"/[^/]*$", f"/{name}", server_url)


def _environment(database_url: str, redis_url: str, prefix: str, folder: Path) -> dict[str, str]:
    """Return the settings of a production of its own."""
    return {
        "DJANGO_SETTINGS_MODULE": "inclucities.settings.bench",
        "SECRET_KEY": secrets.token_urlsafe(60),
        "SITE_URL": f"https://{HOST}",
        "ALLOWED_HOSTS": "",
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
        "EMAIL_URL": "smtp://127.0.0.1:1",
        "DEFAULT_FROM_EMAIL": f"IncluCities <no-reply@{HOST}>",
        "MFA_REQUIRED_ROLES": "",
        "DATA_DIR": str(folder / "data"),
        "FILES_DIR": "",
        "WEB_CONCURRENCY": "2",
        "BENCH_KEY_PREFIX": prefix,
    }


def _made_ready() -> tuple[World, dict[str, str]]:
    """Set Django up on the new database and fill it; return what stands there, and everybody's session."""
    _say("Making the world")
    from bin import preflight

    preflight.set_up()
    preflight.make_folders()
    from django.core.management import call_command
    from django.db import connection

    from inclucities.bench.seeding.world import make_world, signed_in

    call_command("migrate", interactive=False, verbosity=0)
    call_command("load_questionnaires", stdout=io.StringIO())
    call_command("collectstatic", interactive=False, verbosity=0)
    world = make_world()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    sessions = {name: signed_in(getattr(world, name)) for name in ("coordinator", "lead", "member")}
    connection.close()
    return world, sessions


def _fill_up(world: World, database: str) -> None:
    """Fill the copy with thousands of schemes."""
    from django.db import connection

    from inclucities.bench.seeding.many import fill_up

    own = connection.settings_dict["NAME"]
    connection.settings_dict["NAME"] = database
    try:
        fill_up(world.programme)
    finally:
        connection.close()
        connection.settings_dict["NAME"] = own


def _of_the_web(site: Site, crowded: Site) -> Iterator[Figure]:
    from inclucities.bench.measurements.memory import measure_memory
    from inclucities.bench.measurements.pages import measure_forms, measure_pages
    from inclucities.bench.measurements.saving import measure_saving
    from inclucities.bench.measurements.scheme_list import measure_scheme_list

    yield from measure_pages(site)
    yield from measure_forms(site)
    yield from measure_saving(site)
    yield from measure_scheme_list(site, crowded)
    yield measure_memory(site)


def _of_reports(world: World, folder: Path) -> Iterator[Figure]:
    from inclucities.bench.measurements import reports

    desk = reports.desk_of(world)
    html = folder / "report.html"
    html.write_text(desk.html(), encoding="utf-8")
    alone = [sys.executable, "-m", "inclucities.bench.loads.weasyprint_alone"]
    with (
        _worker(folder, "one", 1) as one,
        reports.running_alone(
            subprocess.Popen(
                alone,
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                preexec_fn=die_with_parent(),  # noqa: PLW1509 -- holds no lock that a child needs
            ),
            html,
        ) as rival,
    ):
        yield from reports.measure_rendering(desk, one, rival)
        pages = rival.pages
    with _worker(folder, "one", 1) as one, _worker(folder, "two", 2) as two:
        yield from reports.measure_second_worker(desk, one, two, pages)


def _told(figures: Iterator[Figure]) -> list[Figure]:
    """Print each figure as soon as it is there."""
    told = []
    for figure in figures:
        _say(f"{figure.what}: {figure.measured} ({figure.verdict})")
        told.append(figure)
    return told


def _say(text: str) -> None:
    print(text, flush=True)


# -- Processes ------------------------------------------------------------------------------------


@contextlib.contextmanager
def _running(command: list[str], log: Path, environment: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("ab") as output:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, **environment},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            preexec_fn=die_with_parent(),  # noqa: PLW1509 -- holds no lock that a child needs
        )
    try:
        yield process
    finally:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(LAST_WORD)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@contextlib.contextmanager
def _web(folder: Path, name: str, environment: dict[str, str]) -> Iterator[int]:
    """Run the web server of production on a database, and yield its port once it answers."""
    port, log = free_port(), folder / f"web-{name}.log"
    own = {"PORT": str(port), "BIND": "127.0.0.1", **environment}
    with _running(commands.web({**os.environ, **own}), log, own) as process:
        deadline = time.monotonic() + FIRST_ANSWER
        while not _answers(port):
            if process.poll() is not None or time.monotonic() > deadline:
                raise servers.ServerError(
                    f"The web server does not start:\n{log.read_text(errors='replace')}"
                )
            time.sleep(0.1)
        yield port


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", "/healthz", headers={"Host": HOST, "X-Forwarded-Proto": "https"})
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


@contextlib.contextmanager
def _worker(folder: Path, queue: str, concurrency: int) -> Iterator[Worker]:
    """Run a worker of production that takes its work from one queue."""
    from inclucities.bench.measurements.reports import Worker

    log = folder / f"worker-{queue}.log"
    own = {"WORKER_CONCURRENCY": str(concurrency)}
    # At the level of information it says of each report how much memory that took.
    command = [*commands.worker({**os.environ, **own}), "--loglevel", "INFO"]
    command += ["-Q", queue, "-n", f"{queue}@bench"]
    with _running(command, log, own) as process:
        yield Worker(queue, process, log)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
