"""The background work on reports: one task renders, three keep the house."""

from __future__ import annotations

import logging
import time
from typing import Any

from celery import shared_task
from celery.signals import heartbeat_sent, worker_init, worker_ready
from django.db import DatabaseError, connection

from inclucities.reports import services
from inclucities.reports.enums import Format, JobError
from inclucities.reports.models import ReportJob
from inclucities.reports.permissions import may_read_contents
from inclucities.reports.queries import SCHEDULED_TASK, WORKER
from inclucities.reports.registry import kind_named
from inclucities.reports.rendering.build import build_file, warm_up
from inclucities.reports.rendering.child import (
    NoLongerWantedError,
    RenderBrokenError,
    Rendered,
    RenderFailedError,
    render_in_child,
)

logger = logging.getLogger(__name__)

#: Seconds between two signs of life of the same worker.
HEARTBEAT_EVERY = 15.0
_last_sign = 0.0


@shared_task
def render_report(job_id: int) -> None:
    """Make one report, if it is there to be taken. Asks again whether its owner may read what it holds."""
    claim = services.claim(job_id)
    if claim is None:
        return
    job = claim.job
    if not may_read_contents(job.requested_by, job):
        services.fail(claim, JobError.NO_RIGHT)
        return
    try:
        made = _render(job, claim)
    except RenderFailedError as error:
        logger.warning("Report %s failed: %s.", job.pk, error.error.value)
        services.fail(claim, error.error)
    except RenderBrokenError as error:
        logger.warning("Report %s broke off in attempt %s: %s.", job.pk, job.attempts, error)
        services.give_back(claim)
    except NoLongerWantedError:
        logger.info("Report %s is no longer ours.", job.pk)
    else:
        finished = services.finish(claim, made.content)
        logger.info(
            "Report %s %s: %d bytes, %.2f s, %d MB.",
            job.pk,
            "ready" if finished else "thrown away",
            len(made.content),
            made.cpu_seconds,
            made.peak // 2**20,
        )


@shared_task
def sweep_reports() -> None:
    """Take up reports that were left lying. Running at all proves that scheduler and broker work."""
    services.record_sign_of_life(SCHEDULED_TASK)
    services.sweep()


@shared_task
def erase_expired_reports() -> None:
    """Erase what has expired, and files that nobody's report names."""
    services.erase_expired()
    services.delete_orphaned_files()


def _render(job: ReportJob, claim: services.Claim) -> Rendered:
    kind = kind_named(job.kind)
    form = Format(job.format)
    return render_in_child(
        lambda report: build_file(kind, form, job.payload, job.language, report),
        keep_going=lambda percent: services.extend(claim, progress=percent),
    )


@worker_init.connect
def prepare_worker(**_: Any) -> None:
    """Load what every report needs once, before the pool is forked."""
    warm_up()


@worker_ready.connect
@heartbeat_sent.connect
def note_worker(**_: Any) -> None:
    """Write the worker's sign of life, at most once in fifteen seconds, and never fail the worker for it."""
    global _last_sign  # noqa: PLW0603 -- one clock for each worker process
    if time.monotonic() - _last_sign < HEARTBEAT_EVERY:
        return
    _last_sign = time.monotonic()
    try:
        services.record_sign_of_life(WORKER)
    except DatabaseError as error:
        logger.warning("The worker's sign of life was not written: %s.", type(error).__name__)
    finally:
        # The pool's processes are forked from this one and must not inherit its connection.
        connection.close()
