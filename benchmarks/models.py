"""The good practice of a city (Annex 4)."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from benchmarks.enums import PracticeState
from inclucities.questionnaires.models import Response
from schemes.models import Organisation


class GoodPractice(models.Model):
    """Belongs to a city's library and serves all its schemes.

    ``title`` repeats the answer to the first question, so that lists need not open the response;
    ``title_language`` is empty where nobody said what it is written in.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="good_practices")
    response = models.OneToOneField(Response, on_delete=models.PROTECT, related_name="good_practice")
    title = models.CharField(_("title"), max_length=300)
    title_language = models.CharField(max_length=8, blank=True)
    state = models.CharField(_("state"), max_length=16, choices=PracticeState, default=PracticeState.DRAFT)
    withdrawn_because = models.TextField(_("reason"), blank=True)
    # Rule G-1 set aside by the coordinator (rule X-1): one fiche, one gate.
    set_aside_because = models.TextField(_("reason for setting the rule aside"), blank=True)
    set_aside_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    set_aside_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("good practice")
        verbose_name_plural = _("good practices")
        default_permissions = ()
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(set_aside_at__isnull=True, set_aside_by__isnull=True, set_aside_because="")
                | models.Q(set_aside_at__isnull=False, set_aside_by__isnull=False)
                & ~models.Q(set_aside_because=""),
                name="a_rule_is_set_aside_with_reason_author_and_date",
            )
        ]

    def __str__(self) -> str:
        return self.title
