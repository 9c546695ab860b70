"""The needs analysis of one city in one scheme (Annex 2)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inclucities.questionnaires.models import Response
from schemes.models import Participation


class NeedsAnalysis(models.Model):
    """Belongs to a city's participation; its answers are a response of the form engine."""

    participation = models.OneToOneField(
        Participation, on_delete=models.PROTECT, related_name="needs_analysis"
    )
    response = models.OneToOneField(Response, on_delete=models.PROTECT, related_name="needs_analysis")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = gettext_lazy("needs analysis")
        verbose_name_plural = gettext_lazy("needs analyses")
        default_permissions = ()
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return _("Needs analysis of %(city)s") % {"city": self.participation.organisation.name}
