"""The daily mail: everything in one, at seven on the clock of its reader."""

from __future__ import annotations

from datetime import UTC, timedelta

from django.db import transaction
from django.db.models import Min
from django.utils import timezone

from inclucities.accounts.enums import MailFrequency
from inclucities.accounts.models import User
from inclucities.accounts.queries import time_zone_of
from inclucities.notifications.domain import digest_boundary
from inclucities.notifications.models import Notification, OutboxMail

#: What has not been told after so long is old news; people who come back to mails are not flooded.
NOT_OLDER_THAN = timedelta(days=7)


def queue_digests() -> int:
    """Queue the daily mails that are due by now, and return how many. Each person's local day has one."""
    now = timezone.now()
    untold = (
        Notification.objects.filter(
            by_mail=True, mail=None, mailed_at=None, done_at=None, created_at__gte=now - NOT_OLDER_THAN
        )
        .filter(recipient__is_active=True)
        .exclude(recipient__mail_frequency=MailFrequency.NONE)
    )
    oldest = dict(untold.values_list("recipient").annotate(oldest=Min("created_at")).order_by())
    queued = 0
    for person in User.objects.filter(pk__in=oldest):
        today, boundary = digest_boundary(now, time_zone_of(person) or UTC)
        if not oldest[person.pk] < boundary <= now:
            continue
        with transaction.atomic():
            mail, is_first = OutboxMail.objects.get_or_create(
                dedupe_key=f"daily:{person.pk}:{today.isoformat()}",
                defaults={"recipient": person, "language": person.language},
            )
            if is_first:
                untold.filter(recipient=person, created_at__lt=boundary).update(mail=mail)
                queued += 1
    return queued
