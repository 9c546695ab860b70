"""Making a report: held by one worker at a time, finished once, never lost.

Every change is one conditional UPDATE. A worker that was thought dead and comes back finds that its
token no longer matches, and its result is thrown away.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from inclucities.notifications.enums import NotificationKind
from inclucities.notifications.services import notify
from inclucities.reports.enums import JobError, JobState
from inclucities.reports.models import ReportJob, WorkerHeartbeat
from inclucities.reports.services.events import record_report_event
from inclucities.reports.services.requesting import enqueue

MAX_ATTEMPTS = 5
#: A living worker extends its lease every few seconds; a killed one loses the job after this time.
LEASE = timedelta(seconds=60)
#: A message that nobody has acted upon for this long is sent again.
MESSAGE_PATIENCE = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to make one report: the job as it was when it was taken, and the token of the lease."""

    job: ReportJob
    token: uuid.UUID


def claim(job_id: int) -> Claim | None:
    """Take the job if it waits, or if its worker's lease has run out; else return ``None``.

    Counts the attempt. A job that has had its last attempt is left to the sweeper.
    """
    now = timezone.now()
    token = uuid.uuid4()
    free = Q(state=JobState.QUEUED) | Q(state=JobState.RENDERING, lease_until__lt=now)
    taken = ReportJob.objects.filter(
        free, pk=job_id, attempts__lt=MAX_ATTEMPTS, erased_at__isnull=True
    ).update(
        state=JobState.RENDERING,
        lease_token=token,
        lease_until=now + LEASE,
        attempts=F("attempts") + 1,
        progress=0,
    )
    if not taken:
        return None
    job = ReportJob.objects.select_related("requested_by").filter(pk=job_id, lease_token=token).first()
    return Claim(job, token) if job is not None else None


def extend(claim: Claim, *, progress: int) -> bool:
    """Write how far the report is and hold it for another lease. ``False`` when it is no longer ours."""
    return bool(_held(claim).update(progress=min(max(progress, 0), 99), lease_until=timezone.now() + LEASE))


def finish(claim: Claim, content: bytes) -> bool:
    """Store the file and make the report ready, in one transaction with event and word to its owner.

    Returns ``False``, and leaves no file, when the job was meanwhile taken over, deleted or erased.
    """
    now = timezone.now()
    job = claim.job
    job.file.save(job.filename, ContentFile(content), save=False)
    try:
        with transaction.atomic():
            finished = _held(claim).update(
                state=JobState.READY,
                progress=100,
                file=job.file.name,
                size=len(content),
                ready_at=now,
                expires_at=now + timedelta(days=settings.REPORT_EXPIRY_DAYS),
                lease_until=None,
                lease_token=None,
                error="",
            )
            if finished:
                job.refresh_from_db()
                record_report_event("report_ready", job=job, by=None)
                _tell_owner(job, NotificationKind.REPORT_READY)
    except BaseException:
        job.file.storage.delete(job.file.name)
        raise
    if not finished:
        job.file.storage.delete(job.file.name)
    return bool(finished)


def fail(claim: Claim, error: JobError) -> bool:
    """Give the report up for good, with the reason that its owner reads. ``False`` when not ours."""
    with transaction.atomic():
        failed = _held(claim).update(state=JobState.FAILED, error=error, lease_until=None, lease_token=None)
        if failed:
            _fail(claim.job, error)
    return bool(failed)


def give_back(claim: Claim) -> bool:
    """Let the report be tried again after an attempt that broke off; the last attempt fails it."""
    if claim.job.attempts >= MAX_ATTEMPTS:
        return fail(claim, JobError.GAVE_UP)
    with transaction.atomic():
        given = _held(claim).update(
            state=JobState.QUEUED, lease_until=None, lease_token=None, enqueued_at=timezone.now()
        )
        if given:
            transaction.on_commit(partial(enqueue, claim.job.pk))
    return bool(given)


def sweep() -> int:
    """Take up what was left lying: leases that ran out, messages that were lost, last attempts.

    Returns how many reports were sent on their way again.
    """
    now = timezone.now()
    lost = Q(state=JobState.RENDERING, lease_until__lt=now)
    waiting = Q(state=JobState.QUEUED, enqueued_at__lt=now - MESSAGE_PATIENCE)
    tried = ReportJob.objects.filter(lost | waiting, attempts__gte=MAX_ATTEMPTS)
    for job in tried.select_related("requested_by").defer("payload"):
        with transaction.atomic():
            if ReportJob.objects.filter(lost | waiting, pk=job.pk).update(
                state=JobState.FAILED, error=JobError.GAVE_UP, lease_until=None, lease_token=None
            ):
                _fail(job, JobError.GAVE_UP)
    ids = list(
        ReportJob.objects.filter(lost | waiting, attempts__lt=MAX_ATTEMPTS, erased_at__isnull=True)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    sent = 0
    for pk in ids:
        again = ReportJob.objects.filter(lost | waiting, pk=pk).update(
            state=JobState.QUEUED, lease_until=None, lease_token=None, enqueued_at=now
        )
        if again:
            if not enqueue(pk):
                break
            sent += 1
    return sent


def record_sign_of_life(name: str) -> None:
    """Note that a part of the background work is alive now."""
    WorkerHeartbeat.objects.bulk_create(
        [WorkerHeartbeat(name=name, seen_at=timezone.now())],
        update_conflicts=True,
        unique_fields=["name"],
        update_fields=["seen_at"],
    )


def _held(claim: Claim) -> Any:
    return ReportJob.objects.filter(pk=claim.job.pk, state=JobState.RENDERING, lease_token=claim.token)


def _fail(job: ReportJob, error: JobError) -> None:
    record_report_event("report_failed", job=job, by=None, error=str(error.value))
    _tell_owner(job, NotificationKind.REPORT_FAILED)


def _tell_owner(job: ReportJob, kind: NotificationKind) -> None:
    notify(recipients=[job.requested_by], kind=kind, target=job, by=None, dedupe_key=f"report-{job.pk}")
