"""Making reports: one holder at a time, one result, no report lost."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from inclucities.audit.models import AuditEvent
from inclucities.notifications.models import Notification
from inclucities.reports import services, tasks
from inclucities.reports.domain.document import Document
from inclucities.reports.enums import JobError
from inclucities.reports.models import ReportJob
from inclucities.reports.queries import scheduled_task_seen_at, worker_seen_at
from inclucities.reports.services import working
from tests.reports.conftest import Ask
from tests.reports.kinds import POISON

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Give the ids of the jobs that a worker was told of."""
    ids: list[int] = []
    monkeypatch.setattr(working, "enqueue", lambda pk: ids.append(pk) or True)
    return ids


def let_time_pass(job: ReportJob, seconds: int = 61) -> None:
    past = timezone.now() - dt.timedelta(seconds=seconds)
    ReportJob.objects.filter(pk=job.pk, lease_until__isnull=False).update(lease_until=past)
    ReportJob.objects.filter(pk=job.pk).update(enqueued_at=past)


def stored_files() -> set[str]:
    return set(default_storage.listdir("reports")[1]) if default_storage.exists("reports") else set()


def test_one_worker_takes_it(ask: Ask) -> None:
    job = ask()
    claim = services.claim(job.pk)
    assert claim is not None
    assert (claim.job.state, claim.job.attempts) == ("rendering", 1)
    assert services.claim(job.pk) is None


def test_progress_holds_the_lease(ask: Ask) -> None:
    claim = services.claim(ask().pk)
    assert claim is not None
    let_time_pass(claim.job, 30)
    assert services.extend(claim, progress=250)
    job = ReportJob.objects.get()
    assert job.progress == 99
    assert job.lease_until is not None
    assert job.lease_until > timezone.now() + dt.timedelta(seconds=50)


def test_finishing_stores_the_file_and_its_event(ready: Ask) -> None:
    job = ready(b"content")
    assert (job.state, job.progress, job.size, job.lease_token) == ("ready", 100, 7, None)
    assert job.file.read() == b"content"
    assert "Jelgava" not in job.file.name
    assert AuditEvent.objects.filter(action="report_ready", data={"report": job.pk}).count() == 1


def test_a_worker_thought_dead_leaves_no_file(ask: Ask) -> None:
    job = ask()
    first = services.claim(job.pk)
    let_time_pass(job)
    second = services.claim(job.pk)
    assert first is not None
    assert second is not None
    before = stored_files()
    assert not services.extend(first, progress=50)
    assert not services.finish(first, b"late")
    assert not services.fail(first, JobError.TOO_BIG)
    assert not services.give_back(first)
    assert stored_files() == before
    assert services.finish(second, b"in time")
    assert ReportJob.objects.get().file.read() == b"in time"


def test_a_report_deleted_meanwhile_leaves_no_file(ask: Ask) -> None:
    job = ask()
    claim = services.claim(job.pk)
    assert claim is not None
    services.delete_report(job=job, by=job.requested_by)
    before = stored_files()
    assert not services.finish(claim, b"late")
    assert stored_files() == before


def test_the_sweeper_takes_up_what_a_killed_worker_left(ask: Ask, sent: list[int]) -> None:
    job = ask()
    services.claim(job.pk)
    assert services.sweep() == 0
    let_time_pass(job)
    assert services.sweep() == 1
    assert sent == [job.pk]
    assert services.claim(job.pk) is not None


def test_the_sweeper_sends_lost_messages_again_and_not_at_once(ask: Ask, sent: list[int]) -> None:
    job = ask()
    assert services.sweep() == 0
    let_time_pass(job)
    assert services.sweep() == 1
    assert services.sweep() == 0
    assert sent == [job.pk]


def test_the_sweeper_leaves_the_finished_alone(ready: Ask, sent: list[int]) -> None:
    let_time_pass(ready())
    assert services.sweep() == 0
    assert sent == []


def test_after_five_attempts_it_fails_in_words(ask: Ask, sent: list[int]) -> None:
    job = ask()
    for _ in range(5):
        assert services.claim(job.pk) is not None
        let_time_pass(job)
    assert services.claim(job.pk) is None
    services.sweep()
    job.refresh_from_db()
    assert (job.state, job.error) == ("failed", "gave_up")
    assert "five times" in job.get_error_display()
    assert AuditEvent.objects.get(action="report_failed").data == {"report": job.pk, "error": "gave_up"}
    assert sent == []


@pytest.mark.promise("Reports are never lost")
def test_a_poisonous_report_fails_clearly(ask: Ask) -> None:
    job = ask(kind=POISON)
    for _ in range(5):
        tasks.render_report(job.pk)
    job.refresh_from_db()
    assert (job.state, job.error, job.attempts) == ("failed", "gave_up", 5)


@pytest.mark.parametrize(
    ("payload", "error"),
    [
        ({"title": "No language"}, "unfit"),
        ({"title": 5, "language": "en"}, "unfit"),
        (Document("Long", "en", subtitle="x" * 2000), "too_long"),
    ],
)
def test_a_payload_that_cannot_be_printed_fails_at_once(ask: Ask, payload: object, error: str) -> None:
    job = ask(payload=payload, format="csv")
    tasks.render_report(job.pk)
    job.refresh_from_db()
    assert (job.state, job.error, job.attempts) == ("failed", error, 1)


def test_the_right_is_asked_again_before_rendering(ask: Ask) -> None:
    job = ask()
    job.requested_by.name = "Anna may not read"
    job.requested_by.save()
    tasks.render_report(job.pk)
    job.refresh_from_db()
    assert (job.state, job.error) == ("failed", "no_right")


def test_nobody_renders_for_a_closed_account(ask: Ask) -> None:
    job = ask()
    type(job.requested_by).objects.update(is_active=False)
    tasks.render_report(job.pk)
    job.refresh_from_db()
    assert job.error == "no_right"


def test_a_second_message_does_nothing(ask: Ask) -> None:
    job = ask()
    tasks.render_report(job.pk)
    made = ReportJob.objects.get()
    tasks.render_report(job.pk)
    tasks.render_report(123456)
    assert made.state == "ready"
    assert ReportJob.objects.get().file.name == made.file.name


def test_word_is_sent_once_when_a_report_is_ready(ask: Ask) -> None:
    job = ask()
    tasks.render_report(job.pk)
    tasks.render_report(job.pk)
    told = Notification.objects.get()
    assert (told.kind, told.recipient, told.target_kind) == ("report_ready", job.requested_by, "report")


def test_word_is_sent_of_a_failure(ask: Ask) -> None:
    tasks.render_report(ask(payload={}, format="csv").pk)
    job = ask()
    ReportJob.objects.filter(pk=job.pk).update(attempts=5)
    let_time_pass(job)
    services.sweep()
    assert [told.kind for told in Notification.objects.all()] == ["report_failed"] * 2


def test_signs_of_life() -> None:
    assert worker_seen_at() is None
    services.record_sign_of_life("worker")
    first = worker_seen_at()
    services.record_sign_of_life("worker")
    assert first is not None
    assert (worker_seen_at() or first) >= first
    tasks.sweep_reports()
    assert scheduled_task_seen_at() is not None


def test_a_strange_token_holds_nothing(ask: Ask) -> None:
    job = ask()
    assert services.claim(job.pk) is not None
    assert not services.extend(services.Claim(job, uuid.uuid4()), progress=1)
