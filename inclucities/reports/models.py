"""The report job, which is the truth about a report, and the sign of life of a worker."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from inclucities.reports.enums import Format, JobError, JobState
from inclucities.targets.fields import Pointer


def file_path(job: ReportJob, name: str) -> str:
    """Return a path that nobody can guess and no second rendering shares."""
    return f"reports/{uuid.uuid4().hex}.{job.format}"


class ReportJob(Pointer):
    """A document that somebody asked for: the frozen payload, how far it is, and the file.

    The pointer says what it is about. The payload is all that rendering reads. A worker holds the job
    while ``lease_until`` lies ahead and ``lease_token`` is its own. Payload and file are erased at
    ``expires_at`` unless the report is shared; the row stays and says so.
    """

    kind = models.CharField(max_length=60)
    format = models.CharField(_("form"), max_length=8, choices=Format)
    language = models.CharField(_("language"), max_length=12)
    title = models.CharField(_("title"), max_length=300)
    filename = models.CharField(max_length=150)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    scheme_id = models.BigIntegerField(null=True)
    payload = models.JSONField(default=dict)
    idempotency_key = models.CharField(max_length=64)

    state = models.CharField(_("state"), max_length=12, choices=JobState, default=JobState.QUEUED)
    progress = models.PositiveSmallIntegerField(default=0, validators=[MaxValueValidator(100)])
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    lease_token = models.UUIDField(null=True)
    error = models.CharField(max_length=20, choices=JobError, blank=True)
    file = models.FileField(upload_to=file_path, max_length=200, blank=True)
    size = models.PositiveBigIntegerField(default=0)

    created_at = models.DateTimeField(auto_now_add=True)
    enqueued_at = models.DateTimeField()
    ready_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField()
    shared_at = models.DateTimeField(null=True)
    shared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    erased_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["requested_by", "idempotency_key"], name="report_asked_for_once_by_a_person"
            ),
            models.CheckConstraint(
                condition=models.Q(progress__lte=100), name="report_progress_is_a_percentage"
            ),
            models.CheckConstraint(
                condition=models.Q(shared_at__isnull=True) | models.Q(state=JobState.READY),
                name="report_is_shared_only_when_ready",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["requested_by", "-id"], name="report_by_person"),
            models.Index(fields=["scheme_id", "-id"], name="report_by_scheme"),
            models.Index(fields=["target_kind", "target_id"], name="report_by_target"),
            models.Index(
                fields=["state", "enqueued_at"],
                name="report_unfinished",
                condition=models.Q(state__in=[JobState.QUEUED, JobState.RENDERING]),
            ),
            models.Index(
                fields=["expires_at"],
                name="report_to_erase",
                condition=models.Q(erased_at__isnull=True, shared_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        """Tell whether the report is still being made."""
        return self.state in (JobState.QUEUED, JobState.RENDERING) and self.erased_at is None

    @property
    def is_downloadable(self) -> bool:
        """Tell whether there is a file. The right to read it is asked elsewhere, at each download."""
        return self.state == JobState.READY and self.erased_at is None


class WorkerHeartbeat(models.Model):
    """When a part of the background work last gave a sign of life."""

    name = models.CharField(max_length=20, unique=True)
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
