"""Reading reports."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.files.storage import default_storage
from django.db.models import F, QuerySet

from inclucities.reports.models import ReportJob, WorkerHeartbeat
from inclucities.reports.permissions import may_see, readable_among

#: Names of the signs of life: the worker process itself, and the path from scheduler to finished task.
WORKER = "worker"
SCHEDULED_TASK = "scheduled_task"


def reports_of(person: Any) -> QuerySet[ReportJob]:
    """Return the reports that this person asked for, the newest first, without their payloads."""
    return ReportJob.objects.filter(requested_by=person.pk).order_by("-id").defer("payload")


def report_seen_by(person: Any, job_id: int) -> ReportJob | None:
    """Return one report if this person may know of it now, else ``None``. Its payload is not loaded."""
    job = ReportJob.objects.defer("payload").select_related("shared_by").filter(pk=job_id).first()
    return job if job is not None and may_see(person, job) else None


def reports_shared_with(person: Any, *, scheme_id: int) -> list[ReportJob]:
    """Return the reports of a scheme that others have shared and this person may read in full now.

    The newest first, without their payloads: one query, and what the owning apps ask for the rights.
    """
    shared = list(
        ReportJob.objects.filter(scheme_id=scheme_id, shared_at__isnull=False, erased_at__isnull=True)
        .exclude(requested_by=person.pk)
        .select_related("shared_by")
        .annotate(payload_scope=F("payload__scope"))
        .defer("payload")
        .order_by("-id")
    )
    readable = readable_among(person, shared)
    return [job for job in shared if job.pk in readable]


def worker_seen_at() -> dt.datetime | None:
    """Return when a worker last gave a sign of life, or ``None`` when none ever did."""
    return _seen_at(WORKER)


def scheduled_task_seen_at() -> dt.datetime | None:
    """Return when a task last travelled the whole path: scheduler, broker, worker, database."""
    return _seen_at(SCHEDULED_TASK)


def files_without_report(*, older_than: dt.datetime) -> list[str]:
    """Return the paths of stored report files that no row names: their worker died between the two."""
    try:
        names = default_storage.listdir("reports")[1]
    except FileNotFoundError:
        return []
    paths = [f"reports/{name}" for name in names]
    known: set[str] = set()
    for start in range(0, len(paths), 500):
        known.update(
            ReportJob.objects.filter(file__in=paths[start : start + 500]).values_list("file", flat=True)
        )
    return [
        path for path in paths if path not in known and default_storage.get_modified_time(path) < older_than
    ]


def _seen_at(name: str) -> dt.datetime | None:
    return WorkerHeartbeat.objects.filter(name=name).values_list("seen_at", flat=True).first()
