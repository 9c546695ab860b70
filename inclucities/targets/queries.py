"""Following pointers, with the right asked again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import Model

from inclucities.targets.fields import Pointer
from inclucities.targets.registry import kind_named


def target_for(person: Any, kind: str, target_id: int) -> Model | None:
    """Return the object that a pointer means when ``person`` may open it now, else ``None``.

    One query. Raises ``UnknownKindError`` for a kind that no app has registered.
    """
    found: Model | None = kind_named(kind).visible_to(person).filter(pk=target_id).first()
    return found


def addresses_for(person: Any, pointers: Iterable[Pointer]) -> dict[tuple[str, int], str]:
    """Return the addresses of those targets that ``person`` may open now, by (kind, id).

    One query for each kind that occurs, however many pointers there are.
    """
    wanted: dict[str, set[int]] = defaultdict(set)
    for pointer in pointers:
        wanted[pointer.target_kind].add(pointer.target_id)
    addresses: dict[tuple[str, int], str] = {}
    for name, ids in wanted.items():
        kind = kind_named(name)
        for target in kind.visible_to(person).filter(pk__in=ids):
            addresses[name, target.pk] = kind.address(target)
    return addresses
