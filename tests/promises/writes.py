"""What a request writes: each table's rows before its first write, and what they are afterwards."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.db import connection

#: Written by every visit: sessions, counters of limits, who is on which page now.
OF_VISITS = frozenset({"django_session", "shared_cache", "questionnaires_presence"})
_WRITE = re.compile(
    r'\s*(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM|REPLACE INTO)\s+"?([a-z_0-9]+)"?', re.IGNORECASE
)

Row = dict[str, Any]
Rows = dict[Any, Row]


@dataclass(slots=True)
class Writes:
    """The tables that were written to, each with its rows before."""

    before: dict[str, Rows] = field(default_factory=dict)

    def changed(self) -> dict[str, tuple[Rows, Rows]]:
        """Return the tables whose rows are now others than before, with both; those of visits left out."""
        found = {}
        for table, before in self.before.items():
            if table not in OF_VISITS and (after := rows_of(table)) != before:
                found[table] = (before, after)
        return found

    def effect(self) -> list[tuple[str, str, Any]]:
        """Return what changed in a form that is the same for two like requests.

        Numbers of new rows, moments and secrets differ from one to the next: it is told that they are
        there, not what they are.
        """
        changed = self.changed()
        new = {table: after.keys() - before.keys() for table, (before, after) in changed.items()}
        pointing = _references()
        effect: list[tuple[str, str, Any]] = []
        for table, (before, after) in changed.items():
            for key in before.keys() | after.keys():
                if before.get(key) == after.get(key):
                    continue
                old, row = before.get(key, {}), after.get(key, {})
                place = "new" if key in new[table] else key
                differing = {
                    column: _told(value, new.get(pointing.get((table, column), ""), set()))
                    for column, value in row.items()
                    if value != old.get(column, ...) and not (column == "id" and place == "new")
                }
                effect.append((table, str(place), sorted(differing.items(), key=str) if row else "gone"))
        return sorted(effect, key=str)


@contextmanager
def writes_watched() -> Iterator[Writes]:
    """Watch what is written inside, on this connection."""
    writes = Writes()

    def watch(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        match = _WRITE.match(sql)
        if match and (table := match[1]) not in writes.before:
            writes.before[table] = {}
            if table not in OF_VISITS:
                writes.before[table] = rows_of(table)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield writes


@contextmanager
def numbers_given_back() -> Iterator[None]:
    """Give the numbers of rows that are rolled back inside to the next rows, as SQLite does anyhow.

    A sequence of PostgreSQL goes on counting. Two like requests would then differ in every text that names
    a new row, such as an event's data.
    """
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT format('%I.%I', schemaname, sequencename), coalesce(last_value, start_value),"
            " last_value IS NOT NULL FROM pg_sequences"
        )
        before = cursor.fetchall()
    yield
    with connection.cursor() as cursor:
        cursor.executemany("SELECT setval(%s, %s, %s)", before)


def rows_of(table: str) -> Rows:
    """Return all rows of a table by their first column."""
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 -- a table of ours
        columns = [column[0] for column in cursor.description]
        return {row[0]: dict(zip(columns, row, strict=True)) for row in cursor.fetchall()}


def _references() -> dict[tuple[str, str], str]:
    """Return the table that each column points to."""
    found = {}
    for model in apps.get_models(include_auto_created=True):
        for column in model._meta.concrete_fields:
            if column.related_model is not None:
                found[model._meta.db_table, column.column] = column.related_model._meta.db_table
    return found


_SECRET = re.compile(
    r"md5\$.*|[0-9a-f]{16,64}|[0-9a-f]{8}-[0-9a-f-]{27}|\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d.*|/invitations?/[\w-]+/"
)


def _told(value: Any, new: set[Any]) -> Any:
    if value in new:
        return "new"
    if isinstance(value, datetime):
        return "a moment"
    if isinstance(value, date):
        return value
    if isinstance(value, int | float | bool | None):
        return value
    return _SECRET.sub("…", str(value))
