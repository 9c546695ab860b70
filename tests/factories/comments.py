"""People who talk beside something, and what each of them may read of it."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Model

from inclucities.accounts.models import User
from inclucities.discussions.models import Comment, Thread
from inclucities.discussions.permissions import talk_about
from inclucities.discussions.queries import discussed_target, readable_threads
from inclucities.discussions.services import open_thread, reply
from inclucities.targets.registry import kind_of


def say(by: User, target: Model, code: str, anchor: str, text: str = "How else could it be done?") -> Thread:
    """Open a thread."""
    return open_thread(
        target=target,
        anchor=anchor,
        audience=code,
        text=text,
        language="en",
        token=uuid.uuid4(),
        by=by,
    )


def may_say(by: User, target: Model, code: str, anchor: str) -> bool:
    """Try to open a thread, and tell whether it was let through."""
    try:
        say(by, target, code, anchor)
    except (PermissionDenied, ValidationError):
        return False
    return True


def answer(thread: Thread, by: User, text: str = "Like this.") -> Comment:
    """Add a comment to a thread."""
    return reply(thread=thread, text=text, language="en", token=uuid.uuid4(), by=by)


def offered(person: User, target: Model, anchor: str) -> list[str]:
    """Return the codes of the audiences that somebody can address at a place."""
    return [found.code for found in talk_about(person, target).offered(anchor)]


def read_as_one_by_one(people: Iterable[User], target: Any) -> None:
    """Fail where the condition for all targets and the one for a single target open different threads.

    Nobody reads a thread at what they may not open, whatever the first says.
    """
    for person in people:
        everywhere = set(readable_threads(person).values_list("pk", flat=True))
        seen = discussed_target(person, kind_of(target).name, target.pk)
        talk = talk_about(person, seen) if seen else None
        here = Thread.objects.filter(talk.readable()) if talk and talk.reads else Thread.objects.none()
        assert set(here.values_list("pk", flat=True)) == everywhere, person.name
