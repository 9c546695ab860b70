"""The texts that an installation says about itself."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from schemes.enums import InstallationPage


class InstallationText(models.Model):
    """One page in every language that somebody has written it in; the rest is said by default texts."""

    page = models.CharField(_("page"), max_length=16, choices=InstallationPage, unique=True)
    texts = models.JSONField(_("texts"), default=dict)
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(auto_now=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("text of the installation")
        verbose_name_plural = _("texts of the installation")
        default_permissions = ()
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return self.get_page_display()
