"""The kinds that can be pointed at, each registered once by the app that owns it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet


class UnknownKindError(LookupError):
    """No app has registered this kind of target."""


def own_words(targets: Sequence[Any]) -> list[str]:
    """Return how things call themselves."""
    return [str(target) for target in targets]


def no_parts(target: Any, key: str) -> str:
    """Return no name: the thing has no parts that anybody points at."""
    return ""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of thing that a thread, a mail, a document or an event can point at.

    ``visible_to(person)`` returns the objects that the person may open at this moment;
    ``address(object)`` the path of the page that shows one. ``labels(objects)`` returns how they are
    called now in the active language, in a number of queries that does not grow with them;
    ``part(object, key)`` the name of a part, such as a section of a form, or nothing.
    """

    name: str
    model: type[Model]
    address: Callable[[Any], str]
    visible_to: Callable[[Any], QuerySet[Any]]
    labels: Callable[[Sequence[Any]], Sequence[str]] = own_words
    part: Callable[[Any, str], str] = no_parts


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Make a kind known. Raises ``ValueError`` when its name is taken by another model."""
    known = _kinds.get(kind.name)
    if known is not None and known.model is not kind.model:
        raise ValueError(f"The target kind {kind.name!r} is registered twice.")
    _kinds[kind.name] = kind


def kind_named(name: str) -> Kind:
    """Return the kind with this name. Raises ``UnknownKindError`` when there is none."""
    try:
        return _kinds[name]
    except KeyError:
        raise UnknownKindError(name) from None


def kind_of(target: Model) -> Kind:
    """Return the kind of an object. Raises ``UnknownKindError`` when its model is not registered."""
    for kind in _kinds.values():
        if type(target) is kind.model:
            return kind
    raise UnknownKindError(type(target).__name__)


def registered_kinds() -> Iterable[Kind]:
    """Return every kind, in the order of registration."""
    return tuple(_kinds.values())
