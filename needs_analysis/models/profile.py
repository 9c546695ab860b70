"""The mentor profile of a city (Annex 3)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inclucities.questionnaires.models import Response
from schemes.models import Organisation


class MentorProfile(models.Model):
    """Belongs to a city and serves all its schemes."""

    organisation = models.OneToOneField(Organisation, on_delete=models.PROTECT, related_name="mentor_profile")
    response = models.OneToOneField(Response, on_delete=models.PROTECT, related_name="mentor_profile")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = gettext_lazy("mentor profile")
        verbose_name_plural = gettext_lazy("mentor profiles")
        default_permissions = ()
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return _("Mentor profile of %(city)s") % {"city": self.organisation.name}
