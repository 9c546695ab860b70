"""A questionnaire as it was loaded from its files."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class Questionnaire(models.Model):
    """One form. ``checksum`` names the edition that is filled in now."""

    key = models.CharField(max_length=50, unique=True)
    checksum = models.CharField(max_length=64)
    loaded_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("questionnaire")
        verbose_name_plural = _("questionnaires")
        default_permissions = ()

    def __str__(self) -> str:
        return self.key


class Edition(models.Model):
    """A questionnaire as the loader once read and checked it, with the texts of all languages.

    Frozen versions keep the edition that they were written with, so that a question never changes
    its words under an answer. ``domain.specs`` turns ``definition`` into objects, once for each
    ``checksum`` and process.
    """

    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.PROTECT, related_name="editions")
    number = models.PositiveIntegerField()
    checksum = models.CharField(max_length=64, unique=True)
    definition = models.JSONField()
    loaded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.questionnaire} {self.number}"


class Question(models.Model):
    """The stable key of a question, for answers to refer to. A retired one keeps its answers."""

    questionnaire = models.ForeignKey(Questionnaire, on_delete=models.PROTECT, related_name="questions")
    key = models.CharField(max_length=80)
    retired = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        default_permissions = ()
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["questionnaire", "key"], name="question_key_is_unique")
        ]

    def __str__(self) -> str:
        return self.key
