"""Asking the lead to open a shared needs analysis again."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from needs_analysis.models.needs_analysis import NeedsAnalysis


class ReopeningRequest(models.Model):
    """A reader asks with a reason; the lead opens the needs analysis again or declines with a sentence.

    It is open until ``answered_at``. ``answered_by`` is whoever reopened, the coordinator too.
    """

    analysis = models.ForeignKey(NeedsAnalysis, on_delete=models.PROTECT, related_name="reopening_requests")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    reason = models.TextField(_("reason"))
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    granted = models.BooleanField(default=False)
    answer = models.TextField(_("answer"), blank=True)

    class Meta:
        verbose_name = _("request to reopen")
        verbose_name_plural = _("requests to reopen")
        default_permissions = ()
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["analysis", "asked_by"],
                condition=models.Q(answered_at__isnull=True),
                name="one_open_request_of_a_reader",
            )
        ]

    def __str__(self) -> str:
        return f"{self.asked_by_id} → {self.analysis_id}"
