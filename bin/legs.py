"""One leg of the tests: a run of pytest on one set of servers, and what it found.

``TEST_DATABASE_URL`` and ``TEST_REDIS_URL`` name servers to use; on them the tests make and remove a
database and keys of their own and touch nothing else. Otherwise the servers of this machine are taken, and
where none answers, throw-away ones are started. ``LEGS`` names some of the legs (``LEGS="sqlite journeys"``),
``ARGS`` hands further arguments to pytest.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import redis

from bin import servers
from bin.commands import ROOT

LOCAL_POSTGRES = "postgres://postgres@127.0.0.1:5432/postgres"
LOCAL_REDIS = "redis://127.0.0.1:6379"
CHROMIUM = "/usr/bin/chromium"
#: Processes that share the tests of a leg.
PROCESSES = "2"
#: What pytest answers when it has collected nothing.
NOTHING_COLLECTED = 5


@dataclass(frozen=True)
class Selection:
    """Which tests a command runs, and how: marks to select by, arguments and environment to add."""

    marks: tuple[str, ...] = ()
    arguments: tuple[str, ...] = ()
    environment: dict[str, str] = field(default_factory=dict)

    def marked(self, *marks: str) -> list[str]:
        """Return pytest's arguments for tests of this selection that the further marks fit as well."""
        every = [*self.marks, *marks]
        return [*(["-m", " and ".join(every)] if every else []), *self.arguments]


@dataclass(frozen=True)
class Case:
    """One test that ran, and what it noted, such as the promise that it proves."""

    outcome: str
    notes: Mapping[str, str]


@dataclass
class Result:
    """What one leg did."""

    where: str
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    with_worker: int = 0
    seconds: float = 0.0
    fault: str = ""
    cases: list[Case] = field(default_factory=list)

    @property
    def line(self) -> str:
        """One line that says what ran on what."""
        counts = f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped in {self.seconds:.0f} s"
        worker = f" ({self.with_worker} with a real worker)" if self.with_worker else ""
        return f"{self.where}: {counts}{worker}{' – ' + self.fault if self.fault else ''}"


def read_report(report: Path, result: Result) -> None:
    """Fill ``result`` from pytest's report in JUnit's format."""
    for test in ET.parse(report).iter("testcase"):  # noqa: S314 -- written by the run that has just ended
        outcomes = {child.tag for child in test}
        if outcomes & {"failure", "error"}:
            outcome = "failed"
            result.failed += 1
        elif "skipped" in outcomes:
            outcome = "skipped"
            result.skipped += 1
        else:
            outcome = "passed"
            result.passed += 1
        notes = {note.get("name", ""): note.get("value", "") for note in test.iter("property")}
        result.with_worker += notes.get("worker") is not None
        result.cases.append(Case(outcome, notes))


def run_leg(
    result: Result, arguments: list[str], environment: Mapping[str, str], *, needs_worker: bool = False
) -> None:
    """Run pytest once and fill ``result``; what went wrong is said there."""
    print(f"\n== {result.where} ==", flush=True)
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="inclucities-report-") as folder:
        report = Path(folder) / "report.xml"
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-n",
            PROCESSES,
            "--dist",
            "worksteal",
            f"--junitxml={report}",
        ]
        code = subprocess.run(
            [*command, *arguments, *shlex.split(os.environ.get("ARGS", ""))],
            cwd=ROOT,
            env=environment,
            check=False,
        ).returncode
        result.seconds = time.monotonic() - begun
        if report.exists():
            read_report(report, result)
    if code == NOTHING_COLLECTED or not result.passed + result.failed:
        result.fault = "no test ran"
    elif code:
        result.fault = f"pytest ended with {code}"
    elif needs_worker and not result.with_worker and not os.environ.get("ARGS"):
        result.fault = "no test used the real worker"


def base_environment() -> dict[str, str]:
    """Return the environment of a leg without what would lead it elsewhere."""
    elsewhere = ("DATABASE_URL", "REDIS_URL", "DATA_DIR", "SITE_URL", "MFA_REQUIRED_ROLES", "TEST_DATA_DIR")
    kept = {name: value for name, value in os.environ.items() if name not in elsewhere}
    return {
        **kept,
        "DJANGO_SETTINGS_MODULE": "inclucities.settings.test",
        "DJANGO_ALLOW_ASYNC_UNSAFE": "true",
    }


@contextlib.contextmanager
def postgres() -> Iterator[str]:
    """Yield the URL of a PostgreSQL server. Raises ``ServerError`` when there is none to be had."""
    given = os.environ.get("TEST_DATABASE_URL", "")
    if given:
        if not servers.postgres_version(given):
            raise servers.ServerError(
                f"The setting TEST_DATABASE_URL is wrong: no PostgreSQL answers at {shown(given)}."
            )
        yield given
    elif servers.postgres_version(LOCAL_POSTGRES):
        yield LOCAL_POSTGRES
    else:
        with servers.throwaway_postgres() as url:
            yield url


@contextlib.contextmanager
def broker() -> Iterator[str]:
    """Yield the URL of a Redis database. Raises ``ServerError`` when there is none to be had."""
    given = os.environ.get("TEST_REDIS_URL", "")
    if given:
        if not servers.redis_version(given):
            raise servers.ServerError(
                f"The setting TEST_REDIS_URL is wrong: no Redis answers at {shown(given)}."
            )
        yield given
    elif servers.redis_version(LOCAL_REDIS):
        yield f"{LOCAL_REDIS}/{empty_number(LOCAL_REDIS)}"
    else:
        with servers.throwaway_redis() as server:
            yield server.url


def empty_number(url: str) -> int:
    """Return the number of a database that holds nothing, or of the last one: our keys have a prefix anyway."""
    for number in range(15, 0, -1):
        with (
            contextlib.suppress(redis.RedisError),
            redis.Redis.from_url(f"{url}/{number}", socket_timeout=3) as client,
        ):
            if not client.dbsize():
                return number
    return 15


def shown(url: str) -> str:
    """Return what may be printed of a server's address: no password."""
    parts = urlsplit(url)
    return f"{parts.hostname}:{parts.port or ''}{parts.path}".replace(":/", "/")


def on_sqlite(selection: Selection) -> Result:
    """Run the selection on the embedded servers."""
    result = Result("SQLite and filesystem broker")
    arguments = ["--ignore=tests/journeys", *selection.marked("not servers")]
    run_leg(result, arguments, base_environment() | selection.environment)
    return result


def on_servers(selection: Selection) -> Result:
    """Run the selection on PostgreSQL and Redis."""
    result = Result("PostgreSQL and Redis")
    prefix = f"inclucities_test_{secrets.token_hex(4)}_"
    try:
        with postgres() as database_url, broker() as redis_url:
            result.where = (
                f"PostgreSQL {servers.postgres_version(database_url)} at {shown(database_url)} and "
                f"Redis {servers.redis_version(redis_url)} at {shown(redis_url)}"
            )
            urls = {"DATABASE_URL": database_url, "REDIS_URL": redis_url, "TEST_KEY_PREFIX": prefix}
            try:
                arguments = ["--ignore=tests/journeys", *selection.marked("not once")]
                environment = base_environment() | selection.environment | urls
                # Of the whole suite; those chosen by marks may start workers of their own.
                run_leg(result, arguments, environment, needs_worker=not selection.marks)
            finally:
                servers.remove_databases(database_url, prefix)
                servers.remove_keys(redis_url, prefix)
    except servers.ServerError as error:
        result.fault = str(error)
    return result


def in_chromium(selection: Selection) -> Result:
    """Run the journeys of the selection in a browser."""
    program = shutil.which(CHROMIUM)
    if program is None:
        return Result("Chromium", fault=f"{CHROMIUM} is missing: sudo apt-get install chromium")
    asked = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)
    version = " ".join(asked.stdout.split()[:2]) or "Chromium"
    result = Result(f"Journeys in {version} on SQLite and filesystem broker")
    run_leg(result, ["tests/journeys", *selection.marked()], base_environment() | selection.environment)
    return result


LEGS: dict[str, Callable[[Selection], Result]] = {
    "sqlite": on_sqlite,
    "servers": on_servers,
    "journeys": in_chromium,
}


def run_legs(selection: Selection) -> dict[str, Result]:
    """Run the legs that ``LEGS`` names, or all, and print one line for each and one for all.

    Ends the process with a sentence when there is no such leg.
    """
    asked = os.environ.get("LEGS", "").split() or list(LEGS)
    if unknown := set(asked) - set(LEGS):
        sys.exit(
            f"The setting LEGS is wrong: there is no leg {', '.join(sorted(unknown))}, only {', '.join(LEGS)}."
        )
    results = {name: leg(selection) for name, leg in LEGS.items() if name in asked}
    print()
    for result in results.values():
        print(result.line)
    passed, failed = (
        sum(result.passed for result in results.values()),
        sum(result.failed for result in results.values()),
    )
    # A leg that could not run at all has failed as well.
    failed += sum(bool(result.fault and not result.failed) for result in results.values())
    skipped = sum(result.skipped for result in results.values())
    print(f"{passed} passed, {failed} failed, {skipped} skipped", flush=True)
    return results


def all_well(results: Mapping[str, Result]) -> bool:
    """Whether every leg ran and nothing in it failed."""
    return not any(result.fault or result.failed for result in results.values())
