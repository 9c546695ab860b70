"""What can be commented on, each kind registered once by the app that owns it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q


class NotDiscussedError(LookupError):
    """No app has registered this kind of thing as one that can be commented on."""


@dataclass(frozen=True, slots=True)
class Audience:
    """Who will read a thread: a code to store, the sentence that a writer sees before sending, and whom to tell.

    ``people`` holds the ids of those who get word of each comment, or a callable that finds them; it is
    called only when something is sent.
    """

    code: str
    sentence: str
    people: Iterable[int] | Callable[[], Iterable[int]] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """Where a thread stands: the words of the question or section, and the owner's page that shows it.

    ``address`` may end in the fragment of the question. Without one the thread has its own page.
    """

    title: str
    address: str = ""


def _no_side(person: Any, target: Any) -> str:
    return ""


def _no_scheme(target: Any) -> int | None:
    return None


@dataclass(frozen=True, slots=True)
class DiscussionPolicy:
    """How one kind of target is discussed. ``kind`` is the name of its registered target kind.

    * ``audiences_for(person, target, anchor)``: the audiences that the person can address there, the
      likeliest first; sentences in the active language. It may run no query for each anchor of a page.
    * ``may_comment(person, target)``: whether the person may write now.
    * ``readable_by(person)``: which threads at targets of this kind the person may read now, as a condition on
      the columns of ``Thread`` (``audience``, ``target_id``, ``anchor``, ``opened_by``). What the person
      may not open (``visible_to`` of the target kind) is left out in any case.
    * ``place_of(target, anchor)``: where it stands, or ``None`` for an anchor that does not exist.
    * ``side_of(person, target)``: ``"mentee"``, ``"mentor"`` or nothing; mentors are offered openings.
    * ``scheme_id_of(target)``: the scheme whose coordinator may read the events.
    """

    kind: str
    audiences_for: Callable[[Any, Any, str], Sequence[Audience]]
    may_comment: Callable[[Any, Any], bool]
    readable_by: Callable[[Any], Q]
    place_of: Callable[[Any, str], Place | None]
    side_of: Callable[[Any, Any], str] = _no_side
    scheme_id_of: Callable[[Any], int | None] = _no_scheme


_policies: dict[str, DiscussionPolicy] = {}


def register(policy: DiscussionPolicy) -> None:
    """Make a kind of target one that can be commented on. Raises ``ValueError`` when it is known already."""
    if policy.kind in _policies:
        raise ValueError(f"The policy for {policy.kind!r} is registered twice.")
    _policies[policy.kind] = policy


def policy_for(kind: str) -> DiscussionPolicy:
    """Return the policy for a kind of target. Raises ``NotDiscussedError`` when there is none."""
    try:
        return _policies[kind]
    except KeyError:
        raise NotDiscussedError(kind) from None


def registered_policies() -> Iterable[DiscussionPolicy]:
    """Return every policy, in the order of registration."""
    return tuple(_policies.values())
