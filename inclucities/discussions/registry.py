"""What can be commented on, each kind registered once by the app that owns it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
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

    ``address`` is a page that this person may open, and may end in the fragment of the question. Without
    one the thread has its own page.
    """

    title: str
    address: str = ""


class Talk(ABC):
    """How one person takes part in the talk about one target, as the owner has found it out for now.

    Whoever makes one has asked for the person's rights; nothing but ``offered``, ``audience`` and their
    ``people`` may ask the database anything. Sentences are in the active language.
    """

    #: ``"mentee"``, ``"mentor"`` or nothing: for whom the person speaks. Mentors are offered openings.
    side: str = ""
    #: The scheme whose coordinator may read the events.
    scheme_id: int | None = None

    def __init__(self, person: Any, target: Any) -> None:
        self.person = person
        self.target = target

    @property
    @abstractmethod
    def reads(self) -> bool:
        """Whether there are threads at this target that the person may read, or may open."""

    @abstractmethod
    def readable(self) -> Q:
        """Return which threads at this target the person may read, as a condition on ``Thread``."""

    @abstractmethod
    def place(self, anchor: str) -> Place | None:
        """Return where an anchor stands, or ``None`` where there is no such place for the person."""

    @abstractmethod
    def may_comment(self, anchor: str) -> bool:
        """Whether the person may write at a place now."""

    @abstractmethod
    def offered(self, anchor: str) -> Sequence[Audience]:
        """Return the audiences that the person can address at a place, the one to choose first in front."""

    @abstractmethod
    def audience(self, code: str) -> Audience | None:
        """Return the audience of a thread that the person reads, whether it can be addressed now or not."""


@dataclass(frozen=True, slots=True)
class DiscussionPolicy:
    """How one kind of target is discussed. ``kind`` is the name of its registered target kind.

    * ``talks(person, targets)``: by the target's id how the person takes part in the talk about each, in a
      fixed number of queries. The person may open all of them.
    * ``readable_by(person)``: which threads at targets of this kind the person may read now, as a condition on
      the columns of ``Thread`` (``audience``, ``target_id``, ``anchor``, ``opened_by``): the same threads as
      ``Talk.readable`` gives one target at a time, and none at a target that the person may not open. It is
      asked for on every page that lists what waits for somebody, so it is cheap.
    """

    kind: str
    talks: Callable[[Any, Sequence[Any]], Mapping[int, Talk]]
    readable_by: Callable[[Any], Q]


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
