"""The background work on mails: one task sends, one keeps the house."""

from __future__ import annotations

from datetime import timedelta

from celery import shared_task

from inclucities.notifications import services
from inclucities.notifications.queries import people_with_waiting

#: Rows of finished mails are kept for questions, and then go.
KEPT_FOR = timedelta(days=90)


@shared_task
def send_waiting_mails() -> None:
    """Send what is due. Woken after a commit, and each minute by the scheduler in case that was lost."""
    services.queue_digests()
    services.send_due_mails()


@shared_task
def tidy_notifications() -> None:
    """Close what people may no longer open, and delete the rows of old mails."""
    for person in people_with_waiting():
        services.settle_unreachable(person=person)
    services.erase_old_mails(older_than=KEPT_FOR)
