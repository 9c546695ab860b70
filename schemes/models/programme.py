"""The programme: a set of schemes run by one network or association."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from inclucities.texts.domain import Localised, localised
from schemes.enums.rights import PERMISSIONS


class Programme(models.Model):
    """A set of schemes with their cities, run by one coordinator."""

    names = models.JSONField(_("names"), default=dict)
    summary = models.JSONField(_("summary"), default=dict)
    original_language = models.CharField(_("original language"), max_length=8, default="en")
    is_demonstration = models.BooleanField(_("demonstration"), default=False)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        default_permissions = ()
        permissions = PERMISSIONS
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the reader's language, or its original."""
        return localised(self.names, get_language() or "en", self.original_language).text

    @property
    def localised_summary(self) -> Localised:
        """What it is about, as the reader gets it, with the language that it is in."""
        return localised(self.summary, get_language() or "en", self.original_language)
