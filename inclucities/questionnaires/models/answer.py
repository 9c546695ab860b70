"""Answers and structured rows, each with a version, and every text they ever held."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from inclucities.questionnaires.enums import AnswerState, Audience
from inclucities.questionnaires.models.questionnaire import Question
from inclucities.questionnaires.models.response import Response


class Written(models.Model):
    """What an answer and a row have in common: content, language, audience, version, author."""

    response = models.ForeignKey(Response, on_delete=models.CASCADE)
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="+")
    value = models.JSONField(default=dict)
    language = models.CharField(max_length=8, blank=True)
    audience = models.CharField(max_length=10, choices=Audience, default=Audience.TEAM)
    version = models.PositiveIntegerField(default=1)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    updated_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    updated_at = models.DateTimeField()

    class Meta:
        abstract = True


class Answer(Written):
    """The answer to one question, or the word that there is none.

    For a question with rows it holds only "We do not know" or "Does not apply".
    A save is a compare-and-swap on ``version`` (architecture 5).
    """

    state = models.CharField(max_length=16, choices=AnswerState, default=AnswerState.ANSWERED)
    reason = models.TextField(blank=True)
    #: Set where everybody answers for themselves: self-reflection belongs to its author.
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        default_permissions = ()
        default_related_name = "answers"
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["response", "question"],
                condition=Q(person__isnull=True),
                name="one_answer_to_a_question",
            ),
            models.UniqueConstraint(
                fields=["response", "question", "person"],
                condition=Q(person__isnull=False),
                name="one_own_answer_of_a_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.question_id} v{self.version}"

    @property
    def says_something(self) -> bool:
        """Whether it holds an answer, or the word that there is none; an emptied one does not."""
        return bool(self.value) or self.state != AnswerState.ANSWERED


class ResponseRow(Written):
    """One structured row: values checked against the columns of its question.

    A row that another refers to is retired, never deleted.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    position = models.PositiveIntegerField()
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("row")
        verbose_name_plural = _("rows")
        default_permissions = ()
        default_related_name = "rows"
        ordering: ClassVar = ["position", "pk"]

    def __str__(self) -> str:
        return str(self.uuid)


class Revision(models.Model):
    """One text that an answer or a row held: nothing that was acknowledged is ever gone."""

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, null=True, related_name="revisions")
    row = models.ForeignKey(ResponseRow, on_delete=models.CASCADE, null=True, related_name="revisions")
    version = models.PositiveIntegerField()
    content = models.JSONField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        ordering: ClassVar = ["-version"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(answer__isnull=True) ^ Q(row__isnull=True), name="revision_of_one_thing"
            ),
            models.UniqueConstraint(fields=["answer", "version"], name="one_revision_of_an_answer_version"),
            models.UniqueConstraint(fields=["row", "version"], name="one_revision_of_a_row_version"),
        ]

    def __str__(self) -> str:
        return f"v{self.version}"


class Translation(models.Model):
    """A working translation, typed by hand beside the original (convention 16).

    ``field`` names the part of the value: ``text`` of an answer, a column of a row. When the
    original has moved past ``of_version``, the translation is shown as out of date.
    """

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, null=True, related_name="translations")
    row = models.ForeignKey(ResponseRow, on_delete=models.CASCADE, null=True, related_name="translations")
    field = models.CharField(max_length=50)
    language = models.CharField(max_length=8)
    text = models.TextField()
    of_version = models.PositiveIntegerField()
    version = models.PositiveIntegerField(default=1)
    updated_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    updated_at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(answer__isnull=True) ^ Q(row__isnull=True), name="translation_of_one_thing"
            ),
            models.UniqueConstraint(
                fields=["answer", "field", "language"], name="one_translation_of_an_answer"
            ),
            models.UniqueConstraint(fields=["row", "field", "language"], name="one_translation_of_a_cell"),
        ]

    def __str__(self) -> str:
        return self.language
