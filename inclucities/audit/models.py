"""The event: who did what to which thing, in ids and codes only."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models


class AuditEvent(models.Model):
    """One change that happened. Append-only: the database refuses UPDATE and DELETE.

    ``data`` holds ids and codes, never names and never free text: erasing a person blanks the row
    that ``actor`` points to, and the event stays true. ``scheme_id`` is the number of the scheme whose
    coordinator may read the event, or empty for events of the installation.
    """

    at = models.DateTimeField(auto_now_add=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.DO_NOTHING, related_name="+", db_constraint=True
    )
    action = models.CharField(max_length=60)
    target_kind = models.CharField(max_length=50)
    target_id = models.BigIntegerField()
    scheme_id = models.BigIntegerField(null=True)
    programme_id = models.BigIntegerField(null=True)
    data = models.JSONField(default=dict)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["scheme_id", "-id"], name="audit_by_scheme"),
            models.Index(fields=["target_kind", "target_id"], name="audit_by_target"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.target_kind} {self.target_id}"
