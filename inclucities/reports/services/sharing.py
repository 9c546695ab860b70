"""Showing a report to others, and noting that its owner has seen how it went."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from inclucities.notifications.services import settle
from inclucities.reports.enums import JobState
from inclucities.reports.models import ReportJob
from inclucities.reports.permissions import may_share, owns
from inclucities.reports.services.events import record_report_event


def share_report(*, job: ReportJob, by: Any) -> bool:
    """Let everybody find the report who may read all of it; it is kept until it is shared no more.

    Returns ``False`` when it was shared already or is no longer there. Raises ``PermissionDenied`` unless
    ``by`` owns it and may still read it.
    """
    if not may_share(by, job):
        raise PermissionDenied
    with transaction.atomic():
        shared = ReportJob.objects.filter(
            pk=job.pk, shared_at__isnull=True, state=JobState.READY, erased_at__isnull=True
        ).update(shared_at=timezone.now(), shared_by=by)
        if shared:
            record_report_event("report_shared", job=job, by=by)
    return bool(shared)


def unshare_report(*, job: ReportJob, by: Any) -> bool:
    """Take the report back to its owner alone; from now on it expires again.

    Returns ``False`` when it was not shared. Raises ``PermissionDenied`` unless ``by`` owns it.
    """
    if not owns(by, job):
        raise PermissionDenied
    expires_at = timezone.now() + timedelta(days=settings.REPORT_EXPIRY_DAYS)
    with transaction.atomic():
        unshared = ReportJob.objects.filter(pk=job.pk, shared_at__isnull=False).update(
            shared_at=None, shared_by=None, expires_at=expires_at
        )
        if unshared:
            record_report_event("report_unshared", job=job, by=by)
    return bool(unshared)


def note_seen(*, job: ReportJob, by: Any) -> None:
    """Take the word about a finished report off its owner's list: they have the page before them."""
    if not job.is_open and owns(by, job):
        settle(target=job, recipient=by)
