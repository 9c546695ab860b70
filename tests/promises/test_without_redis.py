"""Redis stopped, or hung: people go on saving as if nothing had happened, and their reports arrive later."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from celery import Celery
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from bin.servers import OwnRedis
from inclucities.notifications.models import OutboxMail
from inclucities.questionnaires.models import Answer
from inclucities.reports.models import ReportJob
from inclucities.reports.services.working import MESSAGE_PATIENCE
from tests.conftest import Worker, shared_environment
from tests.journeys.desks import Jelgava
from tests.promises.web import Visitor, WebServer

#: Seconds within which a save must be acknowledged, whatever Redis does.
SAVED_WITHIN = 2.0
PATIENCE = 180.0
QUESTION = "na_learning_expectations"
SWEEP, SEND = "inclucities.reports.tasks.sweep_reports", "inclucities.notifications.tasks.send_waiting_mails"


@pytest.fixture
def with_own_redis(committed: None, own_redis: OwnRedis) -> dict[str, str]:
    """Give the environment of a process that takes the test's own Redis for its broker."""
    return {**shared_environment(), "REDIS_URL": own_redis.url}


@pytest.fixture
def web(with_own_redis: dict[str, str], tmp_path: Path) -> Iterator[WebServer]:
    """Give a web server on the test's own Redis, started."""
    server = WebServer(tmp_path, with_own_redis)
    server.start()
    yield server
    server.kill()


@pytest.fixture
def worker_of_redis(with_own_redis: dict[str, str], tmp_path: Path) -> Iterator[Worker]:
    """Give a worker on the test's own Redis, not started yet."""
    running = Worker(log=tmp_path / "worker.log", environment=with_own_redis)
    yield running
    running.kill()


class Desk:
    """What Jelgava's lead does while Redis is in trouble."""

    def __init__(self, jelgava: Jelgava, web: WebServer) -> None:
        self.jelgava = jelgava
        self.asking = Visitor(web, jelgava.lead)
        self.saving = Visitor(web, jelgava.lead, patience=SAVED_WITHIN)
        self.version = 0
        self.slowest = 0.0

    def save(self, times: int) -> None:
        """Save again and again; a save that takes longer than it may raises ``TimeoutError``."""
        for _ in range(times):
            begun = time.monotonic()
            said = self.saving.save(self.jelgava.home, QUESTION, f"After {self.version}", self.version)
            self.slowest = max(self.slowest, time.monotonic() - begun)
            assert said.status == 200, said.text[:500]
            self.version += 1
            assert said.data["version"] == self.version

    def settle_down(self) -> None:
        """Visit both processes of the server until they have loaded what they load with a first request."""
        for _ in range(20):
            assert self.asking.get(self.jelgava.section("needs")).status == 200

    def ask_for_report(self) -> None:
        """Ask for the needs analysis as it stands."""
        fields = {"version": "draft", "format": "json", "language": "en", "once": str(self.version)}
        said = self.asking.post(f"{self.jelgava.home}documents/", fields)
        assert said.status == 302, said.text[:500]

    def invite(self, address: str) -> None:
        """Invite somebody, which queues a mail."""
        path = reverse("schemes:invite_party", args=[self.jelgava.analysis.participation_id])
        fields = {
            "email": address,
            "role": "mentee_member",
            "language": "en",
            "message": "",
            "valid_days": "30",
        }
        said = self.asking.post(path, fields)
        assert said.status == 302, said.text[:500]


def send_as_scheduler(server: OwnRedis, *tasks: str) -> None:
    """Send what the scheduler sends each minute."""
    with Celery("scheduler", broker=server.url, set_as_current=False) as app:
        app.conf.broker_transport_options = {"global_keyprefix": settings.TEST_KEY_PREFIX}
        for task in tasks:
            app.send_task(task, queue=settings.CELERY_TASK_DEFAULT_QUEUE, ignore_result=True)


def wait_until(reached: Callable[[], bool], worker: Worker) -> None:
    deadline = time.monotonic() + PATIENCE
    while not reached():
        assert time.monotonic() < deadline, worker.output[-3000:]
        time.sleep(0.05)


@pytest.mark.promise("Redis is optional for saving")
def test_saving_goes_on_without_redis_and_reports_arrive_later(
    own_redis: OwnRedis,
    web: WebServer,
    worker_of_redis: Worker,
    jelgava: Jelgava,
    amount: Callable[[int, int], int],
    found: Callable[[str], None],
) -> None:
    saves = amount(10, 200)
    desk = Desk(jelgava, web)
    desk.settle_down()
    # A connection that stood when the trouble came is in more trouble than a new one.
    desk.ask_for_report()
    desk.invite("first@demo.example")

    own_redis.stop()
    desk.save(saves)
    desk.ask_for_report()
    desk.invite("stopped@demo.example")
    desk.save(saves)

    own_redis.start()
    desk.ask_for_report()
    own_redis.hang()
    desk.save(saves)
    desk.ask_for_report()
    desk.invite("hung@demo.example")
    desk.save(saves)

    own_redis.recover()
    assert Answer.objects.get().version == 4 * saves
    waiting: Any = ReportJob.objects.exclude(state="ready")
    assert ReportJob.objects.count() == waiting.count() == 4
    # Nobody waits a minute for the scheduler here.
    waiting.update(enqueued_at=timezone.now() - 2 * MESSAGE_PATIENCE)
    worker_of_redis.start()
    send_as_scheduler(own_redis, SWEEP, SEND)
    wait_until(lambda: not waiting.exists(), worker_of_redis)
    wait_until(lambda: OutboxMail.objects.filter(recipient=None, state="sent").count() == 3, worker_of_redis)
    found(
        f"{2 * saves} saves while Redis was stopped and {2 * saves} while it was hung, none above "
        f"{SAVED_WITHIN:.0f} s (slowest {desk.slowest:.2f} s); 4 of 4 reports and 3 of 3 mails arrived later"
    )
