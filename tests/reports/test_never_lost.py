"""Workers that are killed, a broker that is emptied, reports that never end: each arrives once, or fails."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from bin.servers import remove_keys
from inclucities.audit.models import AuditEvent
from inclucities.notifications.models import Notification
from inclucities.reports import tasks
from inclucities.reports.enums import JobError
from inclucities.reports.models import ReportJob
from inclucities.reports.services.working import LEASE, MESSAGE_PATIENCE
from tests.conftest import Worker, shared_environment
from tests.reports.conftest import Ask
from tests.reports.kinds import POISON, SLOW
from tests.reports.samples import BOMBS

pytestmark = pytest.mark.django_db(transaction=True)

#: Seconds within which a report must end that can never be made.
CLEAR_FAILURE = 120.0
#: Seconds that one bomb may keep its renderer busy.
BOUND = 150.0
#: Seconds after which a test gives up waiting for reports that should have been made.
PATIENCE = 900.0
Amount = Callable[[int, int], int]
Found = Callable[[str], None]


@pytest.fixture
def workers(committed: None, tmp_path: Path) -> Iterator[list[Worker]]:
    """Give two real workers, started, that know the kinds of report of the tests."""
    environment = {**shared_environment(), "DJANGO_SETTINGS_MODULE": "tests.reports.worker_settings"}
    both = [Worker(log=tmp_path / f"worker{number}.log", environment=environment) for number in (1, 2)]
    for worker in both:
        worker.start()
    yield both
    for worker in both:
        worker.kill()


def states() -> Counter[str]:
    """Return how many reports are in which state."""
    return Counter(ReportJob.objects.values_list("state", flat=True))


def wait_until(reached: Callable[[Counter[str]], bool], *, seconds: float = PATIENCE) -> None:
    """Look again and again until the reports are that far."""
    deadline = time.monotonic() + seconds
    while not reached(found := states()):
        assert time.monotonic() < deadline, dict(found)
        time.sleep(0.05)


def empty_broker() -> int:
    """Take every message of this test out of the broker, as a server does that loses what it held."""
    if settings.REDIS_URL:
        remove_keys(settings.REDIS_URL, settings.TEST_KEY_PREFIX)
        return 0
    messages = list((settings.BROKER_DIR / "queue").glob("*.msg"))
    for message in messages:
        message.unlink(missing_ok=True)
    return len(messages)


def let_time_pass() -> None:
    """Let leases and patience with messages run out; nobody waits a minute for it here."""
    now = timezone.now()
    ReportJob.objects.filter(state="rendering").update(lease_until=now - LEASE)
    ReportJob.objects.filter(state="queued").update(enqueued_at=now - 2 * MESSAGE_PATIENCE)


@pytest.mark.promise("Reports are never lost")
def test_reports_outlive_their_workers_and_an_emptied_broker(
    workers: list[Worker], ask: Ask, amount: Amount, found: Found
) -> None:
    reports, kills = amount(6, 50), amount(1, 5)
    jobs = [ask(format=("pdf", "json", "docx")[number % 3]) for number in range(reports)]
    for kill in range(1, kills + 1):
        done = (kill - 1) * reports // (kills + 1)
        wait_until(lambda now, done=done: now["ready"] >= done and now["rendering"] > 0)
        for worker in workers:
            worker.kill()
        empty_broker()
        let_time_pass()
        for worker in workers:
            worker.start()
        # What the scheduler sends each minute.
        tasks.sweep_reports.delay()
    wait_until(lambda now: now["ready"] + now["failed"] == reports)

    assert states() == {"ready": reports}, [worker.output[-2000:] for worker in workers]
    arrived = Counter(AuditEvent.objects.filter(action="report_ready").values_list("data__report", flat=True))
    assert arrived == dict.fromkeys((job.pk for job in jobs), 1)
    told = Counter(Notification.objects.filter(kind="report_ready").values_list("target_id", flat=True))
    assert told == arrived
    files = {job.file.name for job in ReportJob.objects.all()}
    assert len(files) == reports
    assert all(job.file.storage.size(job.file.name) == job.size > 0 for job in ReportJob.objects.all())
    again = ReportJob.objects.filter(attempts__gt=1).count()
    assert again, "no report was under way when the workers were killed"
    found(
        f"{reports} of {reports} arrived, 0 twice; all workers killed and the broker emptied {kills} times, "
        f"{again} reports begun anew"
    )


@pytest.mark.promise("Reports are never lost")
def test_a_poisonous_report_fails_clearly_and_alone(
    report_worker: Worker, ask: Ask, amount: Amount, found: Found
) -> None:
    begun = time.monotonic()
    poison = ask(kind=POISON)
    # One that never ends meets the renderer's limit of ninety seconds, which only the full run waits for.
    endless = [ask(kind=SLOW, payload={"seconds": 600}) for _ in range(amount(0, 1))]
    others = [ask() for _ in range(2)]
    count = 1 + len(endless) + len(others)
    wait_until(lambda now: now["ready"] + now["failed"] == count, seconds=CLEAR_FAILURE)
    took = time.monotonic() - begun

    poison.refresh_from_db()
    assert (poison.state, poison.error, poison.attempts) == ("failed", JobError.GAVE_UP, 5)
    for job in endless:
        job.refresh_from_db()
        assert (job.state, job.error, job.attempts) == ("failed", JobError.TOO_SLOW, 1)
    for job in (poison, *endless):
        assert Notification.objects.filter(kind="report_failed", target_id=job.pk).count() == 1
    assert all(ReportJob.objects.get(pk=job.pk).state == "ready" for job in others)
    found(
        f"{1 + len(endless)} poisonous failed with a sentence within {took:.0f} s; those beside them arrived"
    )


@pytest.mark.promise("A PDF is bounded")
def test_bombs_end_in_time_and_leave_others_alone(
    report_worker: Worker, ask: Ask, amount: Amount, found: Found
) -> None:
    names = list(BOMBS)[: amount(2, len(BOMBS))]
    bombs = {ask(format="pdf", payload=BOMBS[name]).pk: name for name in names}
    others = [ask(format="pdf").pk for _ in range(amount(1, 3))]
    begun: dict[int, float] = {}
    ended: dict[int, float] = {}
    deadline = time.monotonic() + PATIENCE
    while len(ended) < len(bombs) + len(others):
        assert time.monotonic() < deadline, dict(states())
        for pk, state in ReportJob.objects.values_list("pk", "state"):
            if state != "queued":
                begun.setdefault(pk, time.monotonic())
            if state in ("ready", "failed"):
                ended.setdefault(pk, time.monotonic())
        time.sleep(0.05)

    slowest = max(ended[pk] - begun[pk] for pk in bombs)
    assert slowest < BOUND, {name: ended[pk] - begun[pk] for pk, name in bombs.items()}
    results = {job.pk: job for job in ReportJob.objects.all()}
    for pk, name in bombs.items():
        job = results[pk]
        assert job.attempts == 1, name
        assert job.state == "ready" or job.error in (
            JobError.TOO_LONG,
            JobError.TOO_BIG,
            JobError.TOO_SLOW,
        ), name
    assert [(results[pk].state, results[pk].attempts) for pk in others] == [("ready", 1)] * len(others)
    refused = sum(results[pk].state == "failed" for pk in bombs)
    found(
        f"{len(bombs)} bombs ended within {slowest:.0f} s, {refused} with a clear error and "
        f"{len(bombs) - refused} as documents; {len(others)} of {len(others)} others arrived"
    )
