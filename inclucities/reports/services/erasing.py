"""Deleting reports and erasing what they hold."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils import timezone

from inclucities.notifications.services import settle
from inclucities.reports.enums import JobState
from inclucities.reports.models import ReportJob
from inclucities.reports.permissions import owns
from inclucities.reports.queries import files_without_report
from inclucities.reports.services.events import record_report_event

#: A file that no row names is a leftover of a killed worker only after this time.
ORPHAN_AGE = timedelta(days=1)


def delete_report(*, job: ReportJob, by: Any) -> None:
    """Delete a report for good: row, payload and file. Raises ``PermissionDenied`` unless ``by`` owns it.

    A worker that is just making it finds the row gone and throws its result away.
    """
    if not owns(by, job):
        raise PermissionDenied
    with transaction.atomic():
        path = ReportJob.objects.filter(pk=job.pk).values_list("file", flat=True).first()
        record_report_event("report_deleted", job=job, by=by)
        settle(target=job)
        ReportJob.objects.filter(pk=job.pk).delete()
        if path:
            transaction.on_commit(partial(default_storage.delete, path))


def erase_expired() -> int:
    """Erase payload and file of every report whose time has come. Shared ones are kept. Returns how many."""
    due = ReportJob.objects.filter(
        expires_at__lt=timezone.now(), shared_at__isnull=True, erased_at__isnull=True
    )
    return _erase(due, by=None)


def erase_reports_at(target: Model, *, by: Any) -> int:
    """Erase every report about ``target``, shared or not: its owner is retiring it. Returns how many."""
    return _erase(ReportJob.at(target).filter(erased_at__isnull=True), by=by)


def delete_orphaned_files() -> int:
    """Delete stored files that no report names. Returns how many."""
    paths = files_without_report(older_than=timezone.now() - ORPHAN_AGE)
    for path in paths:
        default_storage.delete(path)
    return len(paths)


def _erase(jobs: QuerySet[ReportJob], *, by: Any) -> int:
    erased = 0
    for job in jobs.defer("payload"):
        with transaction.atomic():
            # Asked again in the UPDATE: it may have been shared since it was read.
            if not jobs.filter(pk=job.pk).update(
                payload={},
                file="",
                size=0,
                shared_at=None,
                shared_by=None,
                lease_token=None,
                erased_at=timezone.now(),
                state=JobState.READY if job.state == JobState.READY else JobState.FAILED,
            ):
                continue
            record_report_event("report_erased", job=job, by=by)
            if job.file:
                transaction.on_commit(partial(default_storage.delete, job.file.name))
        erased += 1
    return erased
