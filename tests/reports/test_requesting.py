"""Asking for a report: frozen, once, and never held up by the broker."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from celery import Celery
from django.db import connection

from inclucities.accounts.models import User
from inclucities.audit.models import AuditEvent
from inclucities.reports import services
from inclucities.reports.domain.payload import to_json
from inclucities.reports.models import ReportJob
from inclucities.reports.registry import UnknownReportKindError
from inclucities.reports.services import requesting
from inclucities.reports.services.requesting import FormatNotOfferedError
from tests.reports.conftest import Ask
from tests.reports.kinds import KIND, POISON
from tests.reports.samples import sample

pytestmark = pytest.mark.django_db


def test_the_payload_is_frozen_with_its_event(ask: Ask, owner: User) -> None:
    job = ask()
    assert job.payload == to_json(sample())
    assert (job.state, job.progress, job.attempts) == ("queued", 0, 0)
    assert job.target_label == "Anna Bērziņa"
    event = AuditEvent.objects.get(target_kind=job.target_kind, target_id=owner.pk)
    assert (event.action, event.actor, event.scheme_id) == ("report_requested", owner, 7)
    assert event.data == {"report": job.pk, "kind": KIND, "format": "json"}


def test_a_worker_is_told_after_the_commit(
    ask: Ask, django_capture_on_commit_callbacks: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[Any] = []
    monkeypatch.setattr(requesting.app, "send_task", lambda name, args, **_: sent.append((name, args)))
    with django_capture_on_commit_callbacks(execute=True):
        job = ask()
        assert not sent
    assert sent == [("inclucities.reports.tasks.render_report", [job.pk])]


def test_the_same_request_twice_is_one_report(ask: Ask) -> None:
    assert ask(idempotency_key="form-1") == ask(idempotency_key="form-1")
    assert ReportJob.objects.count() == AuditEvent.objects.count() == 1


def test_keys_of_two_people_do_not_meet(ask: Ask, other: User) -> None:
    assert ask(idempotency_key="form-1") != ask(idempotency_key="form-1", by=other)


@pytest.mark.promise("A retry acts once")
@pytest.mark.django_db(transaction=True)
def test_ten_requests_at_once_are_one_report(committed: None, owner: User) -> None:
    def request(_: int) -> int:
        try:
            return services.request_report(
                kind=KIND,
                format="json",
                payload={},
                target=owner,
                title="Once",
                language="en",
                by=owner,
                idempotency_key="form-1",
            ).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as pool:
        assert len(set(pool.map(request, range(10)))) == 1
    assert ReportJob.objects.count() == 1


@pytest.mark.parametrize("form", ["pdf", "exe", "", "PDF"])
def test_only_what_a_kind_offers(ask: Ask, form: str) -> None:
    with pytest.raises(FormatNotOfferedError):
        ask(kind=POISON, format=form)


def test_an_unknown_kind(ask: Ask) -> None:
    with pytest.raises(UnknownReportKindError):
        ask(kind="nobody's")


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Needs analysis: Jelgava", "Needs-analysis-Jelgava.json"),
        ("Ανάλυση αναγκών / Λιβαδειά", "Ανάλυση-αναγκών-Λιβαδειά.json"),
        ("../../etc/passwd\r\nX: y", "etc-passwd-X-y.json"),
        ("…", "report.json"),
    ],
)
def test_file_names_keep_every_script_and_nothing_else(ask: Ask, title: str, name: str) -> None:
    assert ask(title=title).filename == name


@pytest.fixture
def hung_server() -> Iterator[int]:
    """Give the port of a server that takes connections and never answers."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen(20)
        yield server.getsockname()[1]


@pytest.mark.promise("Redis is optional for saving")
@pytest.mark.parametrize("broker", ["gone", "hung"])
def test_a_broker_that_is_gone_or_hung_delays_nobody(
    broker: str, hung_server: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = hung_server if broker == "hung" else 1
    with Celery("without", broker=f"redis://127.0.0.1:{port}/0", set_as_current=False) as app:
        app.conf.task_publish_retry = False
        app.conf.broker_transport_options = {
            "socket_timeout": 1,
            "socket_connect_timeout": 1,
            "max_retries": 0,
        }
        monkeypatch.setattr(requesting, "app", app)
        # What a process loads once, before it ever asks for a connection.
        assert app.amqp.producer_pool
        assert app.connection_for_write().transport
        for _ in range(2):
            begun = time.monotonic()
            assert services.enqueue(1) is False
            assert time.monotonic() - begun < 2
