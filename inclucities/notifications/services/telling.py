"""Telling people, and noting what is read and done."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F, Model
from django.db.models.functions import Coalesce
from django.utils import timezone

from inclucities.accounts.enums import MailFrequency
from inclucities.notifications.enums import NotificationKind
from inclucities.notifications.models import Notification, OutboxMail
from inclucities.notifications.queries import reachable
from inclucities.notifications.services.outbox import is_silent, wake_worker

if TYPE_CHECKING:
    from inclucities.accounts.models import User

#: Room for the kind and the person in the unique column.
KEY_LENGTH = 180


def notify(
    *,
    recipients: Iterable[User],
    kind: str,
    target: Model,
    by: User | None,
    needs_action: bool = False,
    due_on: date | None = None,
    data: Mapping[str, int | str | bool | None] | None = None,
    dedupe_key: str | None = None,
) -> list[Notification]:
    """Tell people of ``target``, in the caller's transaction, and return the notifications.

    ``by`` is who acted, ``None`` for the scheduler; nobody is told what they did themselves, and nobody
    whose account is closed. ``data`` holds numbers and codes; ``count`` makes the sentence of some kinds
    say how many. A second call with the same kind and ``dedupe_key`` tells nobody twice. A mail follows
    after the commit, as each person has chosen, unless the caller works inside ``silently()``.

    Raises ``UnknownKindError`` when the kind of ``target`` is not registered, ``ValueError`` for an unknown
    kind of notification or an overlong key, ``TransactionManagementError`` outside a transaction.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError(f"{kind}: what is told belongs to what was done.")
    told = NotificationKind(kind)
    base = f"{told}:{dedupe_key or uuid.uuid4().hex}"
    if len(base) > KEY_LENGTH:
        raise ValueError("The key is too long.")
    people = {
        f"{base}:{person.pk}": person
        for person in recipients
        if person.is_active and (by is None or person.pk != by.pk)
    }
    if not people:
        return []
    by_mail = not is_silent()
    mails = _queue(people) if by_mail else {}
    pointer = Notification.columns(target)
    Notification.objects.bulk_create(
        [
            Notification(
                **pointer,
                recipient=person,
                kind=told,
                actor=by,
                data=dict(data or {}),
                needs_action=needs_action,
                due_on=due_on,
                dedupe_key=key,
                by_mail=by_mail and person.mail_frequency != MailFrequency.NONE,
                mail_id=mails.get(key),
            )
            for key, person in people.items()
        ],
        ignore_conflicts=True,
    )
    if mails:
        transaction.on_commit(wake_worker)
    return list(Notification.objects.filter(dedupe_key__in=people).order_by("pk"))


def mark_read(*, notification: Notification, by: Any) -> None:
    """Note that the person has read it. News is then done, and so is other news of the kind about the same thing.

    Raises ``PermissionDenied`` for anybody else.
    """
    _own(notification, by)
    _close(
        Notification.objects.filter(
            recipient=by,
            kind=notification.kind,
            target_kind=notification.target_kind,
            target_id=notification.target_id,
            needs_action=False,
        )
    )
    Notification.objects.filter(pk=notification.pk, read_at=None).update(read_at=timezone.now())


def mark_all_read(*, by: Any) -> int:
    """Note that the person has read all news, and return how many there were. Acts go on waiting."""
    return _close(Notification.objects.filter(recipient=by, needs_action=False))


def mark_done(*, notification: Notification, by: Any) -> None:
    """Note that nothing is left to do. Raises ``PermissionDenied`` for anybody but the person."""
    _own(notification, by)
    _close(Notification.objects.filter(pk=notification.pk))


def settle(
    *,
    target: Model,
    kind: str | None = None,
    recipient: User | None = None,
    recipients: Collection[User] | None = None,
    data: Mapping[str, int | str | bool | None] | None = None,
) -> int:
    """Take what was done off everybody's list, and return how many notifications waited.

    ``kind`` narrows it to one kind, ``recipient`` to one person, ``recipients`` to several, ``data`` to
    what was told with these numbers and codes. A mail that has not gone out stays away.
    """
    waiting = Notification.at(target)
    if kind is not None:
        waiting = waiting.filter(kind=NotificationKind(kind))
    if recipient is not None:
        waiting = waiting.filter(recipient=recipient)
    if recipients is not None:
        waiting = waiting.filter(recipient__in=recipients)
    for name, value in (data or {}).items():
        waiting = waiting.filter(**{f"data__{name}": value})
    return _close(waiting)


def settle_unreachable(*, person: User) -> int:
    """Take off a person's list what they may no longer open, and return how many that were.

    For the act that ends a role. Lists and mails ask for the right anyway; this keeps the count true.
    """
    waiting = list(Notification.objects.filter(recipient=person, done_at=None))
    reached = reachable(person, waiting)
    lost = [row.pk for row in waiting if (row.target_kind, row.target_id) not in reached]
    return _close(Notification.objects.filter(pk__in=lost))


def forget_target(*, target: Model) -> int:
    """Delete every notification of a target that its owner retires, and return how many."""
    return Notification.at(target).delete()[1].get(Notification._meta.label, 0)


def _queue(people: Mapping[str, User]) -> dict[str, int]:
    """Queue a mail for each person who wants one at once; return the mails' ids by the same keys."""
    each = {key: person for key, person in people.items() if person.mail_frequency == MailFrequency.EACH}
    OutboxMail.objects.bulk_create(
        [
            OutboxMail(recipient=person, language=person.language, dedupe_key=f"person:{key}")
            for key, person in each.items()
        ],
        ignore_conflicts=True,
    )
    queued = OutboxMail.objects.filter(dedupe_key__in=[f"person:{key}" for key in each])
    return {key.removeprefix("person:"): pk for key, pk in queued.values_list("dedupe_key", "pk")}


def _own(notification: Notification, by: Any) -> None:
    if notification.recipient_id != by.pk:
        raise PermissionDenied


def _close(notifications: Any) -> int:
    now = timezone.now()
    closed: int = notifications.filter(done_at=None).update(done_at=now, read_at=Coalesce(F("read_at"), now))
    return closed
