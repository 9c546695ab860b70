"""What waits for a person, and the mails that say so."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inclucities.notifications.enums import MailState, NotificationKind
from inclucities.targets.fields import Pointer


class OutboxMail(models.Model):
    """One mail. The row is the truth about it; a message to a worker is only a hint.

    A mail to a person with an account is written at the moment of sending, from the notifications that
    point here: until then it has neither words nor address. A mail to an address without an account
    holds its words from the start, and loses them once it is sent or given up: they may carry a secret.
    """

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+"
    )
    to = models.EmailField(_("address"), blank=True)
    subject = models.CharField(_("subject"), max_length=250, blank=True)
    text = models.TextField(_("text"), blank=True)
    html = models.TextField(blank=True)
    language = models.CharField(_("language"), max_length=12)
    dedupe_key = models.CharField(max_length=250, unique=True)
    state = models.CharField(_("state"), max_length=8, choices=MailState, default=MailState.WAITING)
    created_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(_("error"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("e-mail")
        verbose_name_plural = _("e-mails")
        indexes: ClassVar = [
            models.Index(fields=["due_at"], name="mail_waiting", condition=models.Q(state=MailState.WAITING)),
        ]

    def __str__(self) -> str:
        return f"{self.get_state_display()} {self.created_at:%Y-%m-%d %H:%M}"


class Notification(Pointer):
    """One thing that a person is told or asked.

    It waits until ``done_at``: news until it is read, what needs an act until that is done.
    ``data`` holds numbers and codes, never names and never free text.
    """

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notifications"
    )
    kind = models.CharField(max_length=20, choices=NotificationKind)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    data = models.JSONField(default=dict)
    needs_action = models.BooleanField(default=False)
    due_on = models.DateField(null=True)
    dedupe_key = models.CharField(max_length=250, unique=True)
    created_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    by_mail = models.BooleanField(default=True)
    mail = models.ForeignKey(OutboxMail, null=True, on_delete=models.SET_NULL, related_name="notifications")
    mailed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        indexes: ClassVar = [
            models.Index(
                fields=["recipient"], name="notification_waiting", condition=models.Q(done_at__isnull=True)
            ),
            models.Index(fields=["recipient", "-id"], name="notification_by_person"),
            models.Index(fields=["target_kind", "target_id"], name="notification_by_target"),
            models.Index(
                fields=["created_at"],
                name="notification_for_digest",
                condition=models.Q(
                    by_mail=True, mail__isnull=True, mailed_at__isnull=True, done_at__isnull=True
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.target_kind} {self.target_id}"
