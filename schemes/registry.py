"""What higher apps add to a scheme: lines of its menu, parts of its overview, next steps, rules, acts.

Everything is registered once, from ``AppConfig.ready``. ``place`` orders the parts; two providers
cannot hold the same place.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from django.utils import timezone

from schemes.domain.rules import RULES, Finding
from schemes.enums import Right

if TYPE_CHECKING:
    import datetime as dt

    from django_stubs_ext import StrOrPromise

    from inclucities.accounts.models import User
    from schemes.models import Participation, Scheme

Provider = TypeVar("Provider")


def _put(places: dict[int, Provider], place: int, provider: Provider, what: str) -> None:
    if places.setdefault(place, provider) is not provider:
        raise ValueError(f"The place {place} in {what} is taken.")


# -- The side menu ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class MenuItem:
    """One line of the side menu as one reader sees it. ``count`` stands on the right, ``todo`` in colour."""

    key: str
    label: str
    url: str
    count: str = ""
    todo: bool = False


#: Returns the lines that a part adds for one reader of a scheme: none where they may not open it.
MenuProvider = Callable[["User", "Scheme", "frozenset[Right]"], list[MenuItem]]

_menu: dict[int, MenuProvider] = {}


def register_menu(place: int, provider: MenuProvider) -> None:
    """Add lines to the side menu of every scheme, between "Overview" (0) and "People" (900).

    Raises ``ValueError`` when another provider holds the place.
    """
    _put(_menu, place, provider, "the menu")


def menu_of(person: User, scheme: Scheme, rights: frozenset[Right]) -> list[MenuItem]:
    """Return the side menu of a scheme for one reader, in order.

    ``rights`` are the reader's on the scheme; a provider may ask its own queries, one at most.
    """
    return [item for _, provider in sorted(_menu.items()) for item in provider(person, scheme, rights)]


# -- The overview ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OverviewPart:
    """One part of a scheme's overview: a template with what it shows, and where it stands.

    ``before`` spans the page above both columns (journey, next step), ``content`` is the wide
    column, ``aside`` the narrow one. The template gets ``part`` and the page's own context.
    """

    template: str
    where: Literal["before", "content", "aside"] = "content"
    data: Mapping[str, Any] = field(default_factory=dict)


#: Returns the parts that an app adds for one reader. ``scheme.parties`` is loaded.
OverviewProvider = Callable[["User", "Scheme", "frozenset[Right]"], list[OverviewPart]]

_overview: dict[int, OverviewProvider] = {}


def register_overview(place: int, provider: OverviewProvider) -> None:
    """Add parts to the overview of every scheme. Raises ``ValueError`` when the place is taken."""
    _put(_overview, place, provider, "the overview")


def overview_of(person: User, scheme: Scheme, rights: frozenset[Right]) -> list[OverviewPart]:
    """Return the parts of a scheme's overview for one reader, in order; two queries a provider at most."""
    return [part for _, provider in sorted(_overview.items()) for part in provider(person, scheme, rights)]


# -- The next step ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NextStep:
    """What a reader of a scheme does next, as one button. ``title`` and ``text`` are sentences."""

    title: str
    url: str
    action: str
    text: str = ""


#: Returns what an app asks of one reader next, or nothing. ``scheme.parties`` is loaded.
NextStepProvider = Callable[["User", "Scheme", "frozenset[Right]"], "NextStep | None"]

_next_steps: dict[int, NextStepProvider] = {}


def register_next_step(place: int, provider: NextStepProvider) -> None:
    """Add what may come next for a reader; the lowest place that has something wins.

    Raises ``ValueError`` when the place is taken.
    """
    _put(_next_steps, place, provider, "the next steps")


def next_step_of(person: User, scheme: Scheme, rights: frozenset[Right]) -> NextStep | None:
    """Return the one step that this reader takes next, or ``None``; two queries a provider at most."""
    for _, provider in sorted(_next_steps.items()):
        if step := provider(person, scheme, rights):
            return step
    return None


# -- Who has not answered --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Unanswered:
    """Something that a party was asked for and has not given yet."""

    who: str
    what: str
    due_on: dt.date | None = None
    url: str = ""

    @property
    def is_late(self) -> bool:
        """Whether the day has passed."""
        return self.due_on is not None and self.due_on < timezone.localdate()


#: Returns what each of some schemes still waits for, by the scheme's id, as this reader may know it. A scheme of
#: which the reader may know nothing is left out; one that waits for nothing has an empty list.
#: ``scheme.parties`` is loaded, and what the reader may do with each (``rights_around``).
UnansweredProvider = Callable[
    ["User", "Mapping[Scheme, frozenset[Right]]"], Mapping[int, Sequence[Unanswered]]
]

_unanswered: dict[int, UnansweredProvider] = {}


def register_unanswered(place: int, provider: UnansweredProvider) -> None:
    """Say on a scheme's page of people and in the list of schemes who has not answered.

    Raises ``ValueError`` when the place is taken.
    """
    _put(_unanswered, place, provider, "the list of who has not answered")


def unanswered_in(person: User, schemes: Mapping[Scheme, frozenset[Right]]) -> dict[int, list[Unanswered]]:
    """Return who has not answered in each scheme, what is due first on top, what has no date at the end.

    ``schemes`` holds the reader's rights on each. Left out are schemes whose people are not for the reader,
    and those that are paused, ended or closed: they wait for nothing. One query a provider, however many
    schemes there are.
    """
    asked = {
        scheme: rights
        for scheme, rights in schemes.items()
        if Right.VIEW_PEOPLE in rights and scheme.is_going_on
    }
    found: dict[int, list[Unanswered]] = {}
    if not asked:
        return found
    for _, provider in sorted(_unanswered.items()):
        for scheme, entries in provider(person, asked).items():
            found.setdefault(scheme, []).extend(entries)
    for entries in found.values():
        entries.sort(key=lambda entry: (entry.due_on is None, entry.due_on or 0))
    return found


# -- A city starts ---------------------------------------------------------------------------------

#: Runs in the transaction in which a city starts to take part: its own documents begin here.
Starter = Callable[["Participation", "User | None"], None]

_starters: dict[int, Starter] = {}


def register_starter(place: int, starter: Starter) -> None:
    """Let an app begin its documents when a city starts in a scheme. Raises ``ValueError`` when taken.

    Called with the city's participation and who let it in, never for an association.
    """
    _put(_starters, place, starter, "the starters")


def start_documents(participation: Participation, by: User | None) -> None:
    """Call every starter for a city that has just begun."""
    for _, starter in sorted(_starters.items()):
        starter(participation, by)


# -- Rules -----------------------------------------------------------------------------------------

#: Tells whether a rule is met for its subject: a participation (N-*), a scheme (K-*), a practice (G-*).
Predicate = Callable[[Any], Finding]

_predicates: dict[str, Predicate] = {}


def register_rule(rule_id: str, predicate: Predicate) -> None:
    """Connect a rule of the catalogue with the predicate of the app that has the facts.

    Raises ``LookupError`` for an unknown rule, ``ValueError`` when it is registered twice.
    """
    if rule_id not in RULES:
        raise LookupError(f"The catalogue has no rule {rule_id!r}.")
    if _predicates.setdefault(rule_id, predicate) is not predicate:
        raise ValueError(f"The rule {rule_id!r} is registered twice.")


def registered_rules() -> frozenset[str]:
    """Return the ids of the rules that a predicate is registered for."""
    return frozenset(_predicates)


def findings_of(rule_ids: Sequence[str], subject: Any) -> list[Finding]:
    """Ask these rules about one subject, in order; a rule that no app has registered is left out."""
    return [_predicates[rule_id](subject) for rule_id in rule_ids if rule_id in _predicates]


# -- Sentences for events --------------------------------------------------------------------------

_sentences: dict[str, StrOrPromise] = {}


def register_sentences(sentences: Mapping[str, StrOrPromise]) -> None:
    """Say in words what an action's code means on the page of a scheme's events.

    A sentence may hold ``%(who)s``, ``%(person)s``, ``%(role)s``, ``%(side)s``, ``%(rule)s`` and
    ``%(organisation)s``; it never
    quotes a text that somebody wrote. Raises ``ValueError`` for an action with another sentence.
    """
    for action, sentence in sentences.items():
        if _sentences.setdefault(action, sentence) is not sentence:
            raise ValueError(f"The action {action!r} has two sentences.")


def sentence_for(action: str) -> StrOrPromise | None:
    """Return the sentence of an action, or ``None`` when no app has given one."""
    return _sentences.get(action)
