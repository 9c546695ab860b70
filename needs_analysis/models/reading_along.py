"""Who of the support group is let into the unfinished text."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy

from needs_analysis.models.needs_analysis import NeedsAnalysis
from schemes.models import Membership


class ReadingAlong(models.Model):
    """A member of the support group who reads the unfinished text and comments on it (method 3.3).

    It hangs on the membership: when the role ends, the invitation is worth nothing, and a role that is
    given anew does not revive it.
    """

    analysis = models.ForeignKey(NeedsAnalysis, on_delete=models.PROTECT, related_name="readings_along")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="readings_along")
    invited_at = models.DateTimeField(auto_now_add=True)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = gettext_lazy("invitation to read along")
        verbose_name_plural = gettext_lazy("invitations to read along")
        default_permissions = ()
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["analysis", "membership"],
                condition=models.Q(ended_at__isnull=True),
                name="one_open_invitation_to_read_along",
            )
        ]

    def __str__(self) -> str:
        return f"{self.membership_id} → {self.analysis_id}"
