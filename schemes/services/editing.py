"""Saving a row that several people may edit: a compare-and-swap on its ``version`` (architecture 5)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import F, Model


class StaleError(Exception):
    """Somebody else has saved the row meanwhile. ``current`` is the row as it is stored now."""

    def __init__(self, current: Any) -> None:
        super().__init__("The row was changed meanwhile.")
        self.current = current


def compare_and_swap(
    row: Model, *, base_version: int, changes: Mapping[str, Any], also: Mapping[str, Any] | None = None
) -> bool:
    """Write ``changes`` when the row still has ``base_version``, and load them into ``row``.

    ``also`` is written with them, and does not count as a difference. Returns ``False`` when
    nothing was to be changed: a repeated save of the same words is no change.
    Raises ``StaleError`` when the row has another version by now and the words differ.
    """
    manager = type(row)._default_manager
    written = manager.filter(pk=row.pk, version=base_version).update(
        **changes, **(also or {}), version=F("version") + 1
    )
    if not written:
        current = manager.get(pk=row.pk)
        if all(getattr(current, name) == value for name, value in changes.items()):
            return False
        raise StaleError(current)
    row.refresh_from_db()
    return True


def differing(row: Model, wanted: Mapping[str, Any]) -> dict[str, Any]:
    """Return those of the wanted columns that differ from what ``row`` holds."""
    return {name: value for name, value in wanted.items() if getattr(row, name) != value}
