"""Decisions of the match: which mentor cities were asked, and what was agreed."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from schemes.enums import RequestOutcome
from schemes.models.organisation import Organisation
from schemes.models.participation import Participation
from schemes.models.scheme import Scheme


class MentorRequest(models.Model):
    """A city that was asked to be the mentor. Until it answers it may read the shared needs."""

    scheme = models.ForeignKey(Scheme, on_delete=models.PROTECT, related_name="mentor_requests")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="mentor_requests")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_on = models.DateField(_("asked on"))
    message = models.TextField(_("message"), blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=10, choices=RequestOutcome, blank=True)

    class Meta:
        default_permissions = ()
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["scheme", "organisation"],
                condition=models.Q(closed_on__isnull=True),
                name="one_open_request_to_a_city",
            )
        ]

    def __str__(self) -> str:
        return self.organisation.name


class Match(models.Model):
    """The match of one mentee with one mentor: date, reasons and two acceptances (rule K-3)."""

    scheme = models.ForeignKey(Scheme, on_delete=models.PROTECT, related_name="matches")
    mentee = models.ForeignKey(Participation, on_delete=models.PROTECT, related_name="matches_as_mentee")
    mentor = models.ForeignKey(Participation, on_delete=models.PROTECT, related_name="matches_as_mentor")
    decided_on = models.DateField(_("decided on"))
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reasons = models.TextField(_("reasons"))
    mentee_accepted_on = models.DateField(_("accepted by the mentee city on"), null=True, blank=True)
    mentor_accepted_on = models.DateField(_("accepted by the mentor city on"), null=True, blank=True)
    ended_on = models.DateField(_("ended on"), null=True, blank=True)

    class Meta:
        default_permissions = ()
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["mentee"], condition=models.Q(ended_on__isnull=True), name="one_match_for_a_mentee"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mentee} – {self.mentor}"

    @property
    def is_accepted(self) -> bool:
        """Whether both sides have accepted and none was replaced: the rights after the match hold."""
        return self.ended_on is None and None not in (self.mentee_accepted_on, self.mentor_accepted_on)
