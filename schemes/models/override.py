"""Guidance set aside (rule X-1), and warnings taken note of."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from schemes.models.participation import Participation
from schemes.models.scheme import Scheme


class Override(models.Model):
    """A gate that the coordinator opened with a written reason."""

    scheme = models.ForeignKey(Scheme, on_delete=models.PROTECT, related_name="overrides")
    participation = models.ForeignKey(
        Participation, on_delete=models.PROTECT, null=True, blank=True, related_name="overrides"
    )
    rule = models.CharField(_("rule"), max_length=8)
    reason = models.TextField(_("reason"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        default_permissions = ()
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["scheme", "rule"],
                condition=models.Q(participation__isnull=True),
                name="one_override_for_a_scheme",
            ),
            models.UniqueConstraint(fields=["participation", "rule"], name="one_override_for_a_party"),
        ]

    def __str__(self) -> str:
        return self.rule


class Acknowledgement(models.Model):
    """A warning that a lead has read and goes on with."""

    participation = models.ForeignKey(
        Participation, on_delete=models.PROTECT, related_name="acknowledgements"
    )
    rule = models.CharField(_("rule"), max_length=8)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        default_permissions = ()
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["participation", "rule"], name="one_acknowledgement_of_a_rule")
        ]

    def __str__(self) -> str:
        return self.rule
