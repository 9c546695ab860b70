"""Threads beside what they speak of, and their comments."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inclucities.discussions.domain import EDITABLE_FOR
from inclucities.discussions.enums import Side
from inclucities.targets.fields import Pointer


class Thread(Pointer):
    """A conversation about one place of a target.

    ``anchor`` is the key of a question or section, or empty for the whole. ``audience`` is a code of the
    target's policy, which says at each reading who that is.
    """

    anchor = models.CharField(max_length=100, blank=True)
    audience = models.CharField(max_length=40)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(default=timezone.now)
    last_at = models.DateTimeField(default=timezone.now)
    resolved_at = models.DateTimeField(null=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("thread")
        verbose_name_plural = _("threads")
        indexes: ClassVar = [
            models.Index(fields=["target_kind", "target_id", "anchor"], name="thread_by_place"),
            models.Index(fields=["-last_at"], name="thread_by_last"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(resolved_at__isnull=True, resolved_by__isnull=True)
                | models.Q(resolved_at__isnull=False, resolved_by__isnull=False),
                name="thread_is_resolved_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.target_label

    @property
    def is_open(self) -> bool:
        """Tell whether the thread still waits for somebody."""
        return self.resolved_at is None


class Comment(models.Model):
    """One text in a thread. One that is withdrawn loses its words and keeps its place.

    ``token`` comes from the form: the same form sent twice makes one comment.
    """

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="comments")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    side = models.CharField(max_length=8, choices=Side, blank=True)
    text = models.TextField(_("text"))
    language = models.CharField(_("language"), max_length=12)
    token = models.UUIDField()
    at = models.DateTimeField(default=timezone.now)
    edited_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["by", "token"], name="comment_sent_once"),
            models.CheckConstraint(
                condition=models.Q(withdrawn_at__isnull=True) | models.Q(text=""),
                name="comment_withdrawn_has_no_words",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.thread_id} {self.pk}"

    @property
    def editable_until(self) -> datetime:
        """Return until when its author may put it right."""
        return self.at + EDITABLE_FOR
