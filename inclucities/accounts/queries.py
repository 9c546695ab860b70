"""Reading about people."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session

from inclucities.accounts.models import User

if TYPE_CHECKING:
    from django.db.models import QuerySet


def people_visible_to(person: Any) -> QuerySet[User]:
    """Return the people whose personal settings ``person`` may open: only themselves."""
    return User.objects.filter(pk=person.pk, is_active=True)


def has_second_factor(user: Any) -> bool:
    """Tell whether this person signs in with an authenticator app. One query."""
    return bool(Authenticator.objects.filter(user_id=user.pk, type=Authenticator.Type.TOTP).exists())


def time_zone_of(person: Any) -> ZoneInfo | None:
    """Return the clock of a person, or ``None`` for a stranger or a zone that is no more. No query."""
    if person is None or not person.is_authenticated:
        return None
    try:
        return ZoneInfo(person.time_zone)
    except (ZoneInfoNotFoundError, ValueError):
        return None


def address_waiting(person: Any) -> str:
    """Return the new e-mail address that waits for its confirmation, or an empty text. One query."""
    waiting = EmailAddress.objects.filter(user_id=person.pk, verified=False).order_by("pk").last()
    return waiting.email if waiting else ""


def is_address_taken(email: str, *, except_for: Any = None) -> bool:
    """Tell whether an account other than ``except_for`` signs in with this address."""
    people = User.objects.filter(email=email.lower())
    addresses = EmailAddress.objects.filter(email=email.lower(), verified=True)
    if except_for is not None:
        people, addresses = people.exclude(pk=except_for.pk), addresses.exclude(user_id=except_for.pk)
    return bool(people.exists() or addresses.exists())


def session_end(session_key: str | None) -> datetime | None:
    """Return the moment at which a session ends, or ``None`` when it has none. One query."""
    return Session.objects.filter(session_key=session_key).values_list("expire_date", flat=True).first()
