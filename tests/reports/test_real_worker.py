"""A real worker in a process of its own: it makes reports, and no report dies with it."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import pytest
from django.utils import timezone

from inclucities.reports import services
from inclucities.reports.models import ReportJob
from inclucities.reports.queries import worker_seen_at
from tests.conftest import Worker
from tests.reports.conftest import Ask
from tests.reports.kinds import SLOW
from tests.reports.processes import runs

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.promise("Reports are never lost")]


def state_of(job: ReportJob, *states: str, seconds: float = 30) -> ReportJob:
    """Return the job once it is in one of the states."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        job = ReportJob.objects.get(pk=job.pk)
        if job.state in states:
            return job
        time.sleep(0.1)
    raise AssertionError(f"{job.state}, {job.error}, attempt {job.attempts}")


def renderers(worker: Worker) -> list[int]:
    """Return the processes that the processes of the pool have forked."""
    assert worker.process is not None

    def children(pid: int) -> list[int]:
        path = Path(f"/proc/{pid}/task/{pid}/children")
        return [int(child) for child in path.read_text().split()] if path.exists() else []

    return [child for pool in children(worker.process.pid) for child in children(pool)]


def waited_for_renderers(worker: Worker) -> list[int]:
    """Return them as soon as there is one."""
    deadline = time.monotonic() + 5
    while not (found := renderers(worker)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert found
    return found


def test_it_makes_a_pdf_and_gives_signs_of_life(report_worker: Worker, ask: Ask) -> None:
    job = state_of(ask(format="pdf"), "ready", "failed")
    assert (job.state, job.attempts) == ("ready", 1), report_worker.output[-2000:]
    assert job.file.read().startswith(b"%PDF")
    assert worker_seen_at() is not None


def test_a_renderer_that_is_killed_is_followed_by_another(report_worker: Worker, ask: Ask) -> None:
    job = ask(kind=SLOW, payload={"seconds": 3})
    state_of(job, "rendering")
    for pid in waited_for_renderers(report_worker):
        os.kill(pid, signal.SIGKILL)
    job = state_of(job, "ready", "failed")
    assert (job.state, job.attempts) == ("ready", 2), report_worker.output[-2000:]


def test_a_report_outlives_its_worker(report_worker: Worker, ask: Ask) -> None:
    job = ask(kind=SLOW, payload={"seconds": 2})
    state_of(job, "rendering")
    left = waited_for_renderers(report_worker)
    report_worker.kill()
    deadline = time.monotonic() + 5
    while any(map(runs, left)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(map(runs, left))
    report_worker.start()
    # The lease is not waited for.
    ReportJob.objects.filter(pk=job.pk).update(lease_until=timezone.now())
    services.sweep()
    job = state_of(job, "ready", "failed")
    assert (job.state, job.attempts) == ("ready", 2)
