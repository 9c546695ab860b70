"""The worker that tests are given is a real one, and leaves nothing behind for those that did not ask."""

from __future__ import annotations

import os
import time

from django.conf import settings

from inclucities.reports import queries
from inclucities.reports.models import WorkerHeartbeat
from inclucities.reports.tasks import sweep_reports
from tests.conftest import Worker


def wait_for_task(seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while queries.scheduled_task_seen_at() is None:
        assert time.monotonic() < deadline, "the task was not done in time"
        time.sleep(0.05)


def test_a_task_is_done_by_another_process(worker: Worker) -> None:
    assert worker.process is not None
    assert worker.process.pid != os.getpid()
    sweep_reports.delay()

    wait_for_task()
    if settings.REDIS_URL:
        assert "redis://" in worker.output
    else:
        assert "filesystem://" in worker.output


def test_a_test_may_kill_the_worker(worker: Worker) -> None:
    worker.kill()
    assert not worker.alive


def test_the_next_test_has_a_worker_again(worker: Worker) -> None:
    sweep_reports.delay()
    wait_for_task()


def test_without_asking_there_is_no_worker_and_no_sign_of_one(db: None) -> None:
    assert not WorkerHeartbeat.objects.exists()


def test_processes_that_share_the_tests_share_no_broker(worker: Worker) -> None:
    part = os.environ.get("PYTEST_XDIST_WORKER", "")

    # The worker is handed the prefix as it is, and does not add to it once more.
    assert worker.environment["TEST_KEY_PREFIX"] == settings.TEST_KEY_PREFIX
    assert settings.TEST_KEY_PREFIX.endswith(f"_{part}_" if part else "_")
