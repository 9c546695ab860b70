"""Following pointers, with the right asked again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model

from inclucities.targets.fields import Pointer
from inclucities.targets.registry import Kind, kind_named


def target_for(person: Any, kind: str, target_id: int) -> Model | None:
    """Return the object that a pointer means when ``person`` may open it now, else ``None``.

    One query. Raises ``UnknownKindError`` for a kind that no app has registered.
    """
    found: Model | None = kind_named(kind).visible_to(person).filter(pk=target_id).first()
    return found


@dataclass(frozen=True, slots=True)
class Reached:
    """A target that somebody may open now: its page, and how it is called in the active language."""

    target: Model
    kind: Kind
    label: str

    @property
    def address(self) -> str:
        """The path of the page that shows it."""
        return self.kind.address(self.target)

    def part(self, key: str) -> str:
        """Return the name of one of its parts in the active language, or nothing."""
        return self.kind.part(self.target, key) if key else ""


def reached_by(person: Any, pointers: Iterable[Pointer]) -> dict[tuple[str, int], Reached]:
    """Return those targets that ``person`` may open now, by (kind, id).

    One query for each kind that occurs, and what its labels need, however many pointers there are.
    Raises ``UnknownKindError`` for a kind that no app has registered.
    """
    wanted: dict[str, set[int]] = defaultdict(set)
    for pointer in pointers:
        wanted[pointer.target_kind].add(pointer.target_id)
    reached: dict[tuple[str, int], Reached] = {}
    for name, ids in wanted.items():
        kind = kind_named(name)
        targets = list(kind.visible_to(person).filter(pk__in=ids))
        for target, label in zip(targets, kind.labels(targets), strict=True):
            reached[name, target.pk] = Reached(target, kind, label)
    return reached
