"""What all tests share: clients, promises, a real worker, servers of one's own, and the browser."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client

from bin.commands import ROOT
from bin.processes import die_with_parent
from bin.servers import OwnRedis, remove_keys
from tests.promises.catalogue import NAMES as PROMISES

# The browser's driver runs an event loop in the thread of the test.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

JOURNEYS = ROOT / "tests" / "journeys"
CHROMIUM = "/usr/bin/chromium"
#: Seconds that a worker has to start, and to end.
WORKER_START = 40.0
WORKER_END = 15.0
RUNNING_WORKER = pytest.StashKey["Worker"]()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever lies in tests/journeys is a journey; the report learns which promise a test proves."""
    for item in items:
        if JOURNEYS in item.path.parents:
            item.add_marker(pytest.mark.journey)
        if marker := item.get_closest_marker("promise"):
            if marker.args[0] not in PROMISES:
                raise pytest.UsageError(f"{item.nodeid}: there is no promise {marker.args[0]!r}.")
            item.user_properties.append(("promise", marker.args[0]))
            item.user_properties.append(("test", item.nodeid.partition("[")[0]))


@cache
def definitions() -> list[dict[str, Any]]:
    """Read the questionnaires' files once for all tests of a process."""
    from inclucities.questionnaires.domain.definitions import definition_in
    from inclucities.questionnaires.registry import registered_folders, registered_suggesters

    return [definition_in(folder, registered_suggesters()) for folder in registered_folders()]


@pytest.fixture
def questionnaires(db: None) -> None:
    """Load the real questionnaires into the database of the test."""
    from inclucities.questionnaires.services.loading import keep_definition

    for definition in definitions():
        keep_definition(definition)


def pytest_unconfigure() -> None:
    """Remove what this process has left; one that shares the tests with others ends without `atexit`."""
    if not os.environ.get("TEST_DATA_DIR"):
        shutil.rmtree(settings.TEST_DATA_DIR, ignore_errors=True)
    if settings.REDIS_URL:
        remove_keys(settings.REDIS_URL, settings.TEST_KEY_PREFIX)


@pytest.fixture
def client_for() -> Callable[..., Client]:
    """Give a client that a person is signed in with; further arguments go to ``Client``."""

    def signed_in(person: Any, **defaults: Any) -> Client:
        client = Client(**defaults)
        client.force_login(person)
        return client

    return signed_in


# -- A world with a leak for everybody ------------------------------------------------------------


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[Any]:
    """Build ``tests.world`` once for a module; whatever a test of it writes, it must roll back."""
    from django.db import transaction

    from tests.world import build_world

    with django_db_blocker.unblock(), transaction.atomic():
        yield build_world()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def cookies(world: Any, django_db_blocker: Any) -> dict[str, Any]:
    """Sign every persona of the world in once, and give their cookies."""
    found: dict[str, Any] = {}
    with django_db_blocker.unblock():
        for persona, person in world.people.items():
            client = Client()
            if person is not None:
                client.force_login(person)
            found[persona] = client.cookies
    return found


# -- Promises -------------------------------------------------------------------------------------


@pytest.fixture
def amount() -> Callable[[int, int], int]:
    """Give ``amount(small, full)``: the second under ``make promises``, the first otherwise."""

    def chosen(small: int, full: int) -> int:
        return full if os.environ.get("PROMISES") == "full" else small

    return chosen


@pytest.fixture
def found(record_property: Callable[[str, object], None]) -> Callable[[str], None]:
    """Keep the figure that a promise's test has found for docs/PROMISES.md: ``found("50 of 50 arrived")``."""

    def keep(figure: str) -> None:
        record_property("found", figure)

    return keep


# -- A real worker --------------------------------------------------------------------------------


@dataclass
class Worker:
    """A Celery worker in a process of its own, on this test's database and broker."""

    log: Path
    environment: dict[str, str]
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the worker and wait until it takes tasks."""
        command = [sys.executable, "-m", "celery", "-A", "inclucities", "worker", "--loglevel", "INFO"]
        begun = self.log.stat().st_size if self.log.exists() else 0
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*command, "--concurrency", "2", "--without-gossip", "--without-mingle"],
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=die_with_parent(),  # noqa: PLW1509 -- holds no lock that a child needs
            )
        deadline = time.monotonic() + WORKER_START
        while b" ready." not in self.log.read_bytes()[begun:]:
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.kill()
                pytest.fail(f"The worker did not start:\n{self.output[-3000:]}")
            time.sleep(0.05)

    def stop(self) -> None:
        """Ask the worker to finish what it does and end."""
        if self.process is not None:
            self.process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(WORKER_END)
            self.kill()

    def kill(self) -> None:
        """End the worker and all that it has started, in the middle of whatever it does."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    @property
    def alive(self) -> bool:
        """Whether the process runs."""
        return self.process is not None and self.process.poll() is None

    @property
    def output(self) -> str:
        """What the worker has printed."""
        return self.log.read_text(errors="replace") if self.log.exists() else ""


def database_url() -> str:
    """Return the URL of the database that the tests of this process use."""
    from django.db import connection

    found = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{found['NAME']}"
    account = quote(found["USER"], safe="")
    if found["PASSWORD"]:
        account += ":" + quote(found["PASSWORD"], safe="")
    port = f":{found['PORT']}" if found["PORT"] else ""
    return f"postgres://{account}@{found['HOST']}{port}/{found['NAME']}"


@pytest.fixture
def environment_of_tests(db: None) -> dict[str, str]:
    """Give the environment in which a process sees this test's database, broker and files."""
    return shared_environment()


def shared_environment() -> dict[str, str]:
    """Return what ``environment_of_tests`` gives, for fixtures that live longer than one test."""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "inclucities.settings.test",
        "DATABASE_URL": database_url(),
        "REDIS_URL": settings.REDIS_URL,
        "TEST_DATA_DIR": str(settings.TEST_DATA_DIR),
        "TEST_KEY_PREFIX": settings.TEST_KEY_PREFIX,
        "PYTHONUNBUFFERED": "1",
    }


@pytest.fixture(scope="session")
def _worker_of_session(django_db_setup: None, django_db_blocker: Any) -> Iterator[Worker]:
    with django_db_blocker.unblock():
        environment = shared_environment()
    running = Worker(log=Path(settings.TEST_DATA_DIR) / "worker.log", environment=environment)
    yield running
    running.stop()


@pytest.fixture
def worker(_worker_of_session: Worker, transactional_db: None, request: pytest.FixtureRequest) -> Worker:
    """Give a real worker on this test's database and broker; tests in a row share one process.

    The test runs without a surrounding transaction, because the worker sees only what is committed. A test
    that kills the worker leaves the next one a new one.
    """
    if not _worker_of_session.alive:
        _worker_of_session.start()
    request.config.stash[RUNNING_WORKER] = _worker_of_session
    request.node.user_properties.append(("worker", "real"))
    return _worker_of_session


@pytest.fixture(autouse=True)
def _no_worker_beside(request: pytest.FixtureRequest) -> None:
    """End the worker before a test that did not ask for one: it writes signs of life and locks SQLite."""
    running = request.config.stash.get(RUNNING_WORKER, None)
    if running is None or "worker" in request.fixturenames:
        return
    del request.config.stash[RUNNING_WORKER]
    running.stop()
    with request.getfixturevalue("django_db_blocker").unblock():
        call_command("flush", interactive=False, verbosity=0)


@pytest.fixture
def own_redis(tmp_path: Path) -> Iterator[OwnRedis]:
    """Give a Redis server of the test's own, started, that it may stop and hang as it likes."""
    server = OwnRedis(tmp_path)
    server.start()
    yield server
    server.stop()


# -- The browser ----------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Start Debian's Chromium, which calls nobody by itself."""
    return {
        **browser_type_launch_args,
        "executable_path": CHROMIUM,
        "args": ["--no-sandbox", "--disable-background-networking", "--disable-component-update"],
    }


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """Look at the pages as an English reader at a desk does."""
    return {
        **browser_context_args,
        "locale": "en",
        "timezone_id": "Europe/Riga",
        "viewport": {"width": 1280, "height": 900},
    }


@pytest.fixture
def csp(context: Any) -> Iterator[list[str]]:
    """Fail the test when a page of it breaks the content security policy; give the reports so far."""
    reports: list[str] = []

    def listen(message: Any) -> None:
        if "Content Security Policy" in message.text:
            reports.append(message.text)

    context.on("console", listen)
    yield reports
    assert not reports, "The content security policy was broken:\n" + "\n".join(reports)


@pytest.fixture(autouse=True)
def _journeys_keep_the_policy(request: pytest.FixtureRequest) -> None:
    """Every journey watches the content security policy, asked for or not."""
    if request.node.get_closest_marker("journey") and "context" in request.fixturenames:
        request.getfixturevalue("csp")


@pytest.fixture
def axe() -> Callable[..., None]:
    """Give a check that fails on any violation axe finds: ``axe(page)``, or ``axe(page, context="main")``."""
    from axe_playwright_python.sync_playwright import Axe

    def check(page: Any, **options: Any) -> None:
        results = Axe().run(page, **options)
        assert not results.violations_count, f"{page.url}\n{results.generate_report()}"

    return check
