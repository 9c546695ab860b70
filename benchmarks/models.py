"""The good practice of a city (Annex 4)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from benchmarks.enums import PracticeState
from inclucities.questionnaires.models import Response
from schemes.models import Organisation


class GoodPractice(models.Model):
    """Belongs to a city's library and serves all its schemes.

    ``title`` repeats the answer to the first question, so that lists need not open the response.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="good_practices")
    response = models.OneToOneField(Response, on_delete=models.PROTECT, related_name="good_practice")
    title = models.CharField(_("title"), max_length=300)
    state = models.CharField(_("state"), max_length=16, choices=PracticeState, default=PracticeState.DRAFT)
    withdrawn_because = models.TextField(_("reason"), blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("good practice")
        verbose_name_plural = _("good practices")
        default_permissions = ()
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return self.title
