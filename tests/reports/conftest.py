"""What the tests of reports share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from inclucities.accounts.models import User
from inclucities.reports import services
from inclucities.reports.models import ReportJob
from tests.conftest import Worker, shared_environment
from tests.factories.people import UserFactory
from tests.reports.kinds import KIND, register_test_kinds
from tests.reports.samples import sample

Ask = Callable[..., ReportJob]


@pytest.fixture(autouse=True)
def _kinds_of_the_tests() -> None:
    register_test_kinds()


@pytest.fixture
def owner(db: None) -> User:
    return UserFactory(email="anna@demo.example", name="Anna Bērziņa")


@pytest.fixture
def other(db: None) -> User:
    return UserFactory(email="marc@demo.example", name="Marc Peeters")


@pytest.fixture
def ask(owner: User) -> Ask:
    """Ask for a report as the owner does. Without a commit no message goes out."""

    def request(**changes: Any) -> ReportJob:
        person = changes.setdefault("by", owner)
        defaults: dict[str, Any] = {
            "kind": KIND,
            "format": "json",
            "payload": sample(),
            "target": person,
            "title": "Needs analysis: Jelgava",
            "language": "en",
            "scheme_id": 7,
        }
        return services.request_report(**{**defaults, **changes})

    return request


@pytest.fixture
def ready(ask: Ask) -> Ask:
    """Ask for a report and make it, without rendering: its content is ``content``."""

    def make(content: bytes = b"{}", **changes: Any) -> ReportJob:
        job = ask(**changes)
        claim = services.claim(job.pk)
        assert claim is not None
        assert services.finish(claim, content)
        return ReportJob.objects.get(pk=job.pk)

    return make


@pytest.fixture
def signed_in(client: Client, owner: User) -> Client:
    client.force_login(owner)
    return client


@pytest.fixture(scope="session")
def warm() -> None:
    """Import WeasyPrint into this process, as a worker does before it forks."""
    from inclucities.reports.rendering.build import warm_up

    warm_up()


@pytest.fixture
def committed(transactional_db: None) -> Iterator[None]:
    """Let the test commit; afterwards take its events away, which the database refuses to everybody else."""
    yield
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit_auditevent'"
        )
        triggers = cursor.fetchall()
        for name, _ in triggers:
            cursor.execute(f"DROP TRIGGER {name}")
        cursor.execute("DELETE FROM audit_auditevent")
        for _, statement in triggers:
            cursor.execute(statement)


@pytest.fixture
def report_worker(committed: None, tmp_path: Path) -> Iterator[Worker]:
    """Give a real worker of this test's own that knows the kinds of report of the tests."""
    environment = {**shared_environment(), "DJANGO_SETTINGS_MODULE": "tests.reports.worker_settings"}
    running = Worker(log=tmp_path / "worker.log", environment=environment)
    running.start()
    yield running
    running.kill()
