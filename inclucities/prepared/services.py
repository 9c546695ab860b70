"""An UPDATE and an INSERT whose SQL is composed once in a process: what every save sends.

Composing one takes Django longer than PostgreSQL takes to carry it out. Written as

    @prepared_update
    def _answer_standing(pk: int, version: int) -> QuerySet[Answer]:
        return Answer.objects.filter(pk=pk, version=version)

    _answer_standing({"value": value, "version": version + 1}, answer.pk, version)   # how many rows

the body says which rows, under the rules of ``inclucities.prepared.queries``; the call says what changes in them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Generic, ParamSpec

from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.models import Field, Model, QuerySet
from django.db.models.sql import InsertQuery, UpdateQuery

from inclucities.prepared.queries import Slots, Statement

P = ParamSpec("P")


@dataclass(frozen=True, slots=True)
class _UpdatePlan:
    """A composed UPDATE: the SQL up to its rows, the columns that it sets, and which rows."""

    setting: str
    columns: tuple[Field[Any, Any], ...]
    rows: Statement


class PreparedUpdate(Generic[P]):
    """A function that returned rows, and now changes them.

    Raises ``UnpreparedError`` as ``Prepared`` does.
    """

    def __init__(self, rows: Callable[P, QuerySet[Any]]) -> None:
        self._rows = rows
        self._slots = Slots(rows)
        self._plans: dict[tuple[str, ...], _UpdatePlan] = {}

    def __call__(self, changes: Mapping[str, Any], *args: P.args, **values: P.kwargs) -> int:
        """Set columns, by the names of their fields, and return in how many rows. One query.

        Values are plain: an expression of other columns is for an ordinary ``update``.
        """
        connection = connections[DEFAULT_DB_ALIAS]
        # NULL stands in the SQL itself.
        given = {name: value for name, value in changes.items() if value is not None}
        name = (connection.vendor, *changes, *given)
        plan = self._plans.get(name)
        if plan is None:
            plan = self._plans[name] = self._composed(changes)
        sql, parameters = plan.rows.filled(self._slots.values(args, values))
        setting = [
            column.get_db_prep_save(value.pk if isinstance(value, Model) else value, connection)
            for column, value in zip(plan.columns, given.values(), strict=True)
        ]
        with transaction.mark_for_rollback_on_error(DEFAULT_DB_ALIAS), connection.cursor() as cursor:
            cursor.execute(f"{plan.setting}{sql}", setting + parameters)
            return int(cursor.rowcount)

    def _composed(self, changes: Mapping[str, Any]) -> _UpdatePlan:
        rows: Callable[..., QuerySet[Any]] = self._rows
        query: Any = rows(**self._slots.samples).query.chain(UpdateQuery)
        query.add_update_values(changes)
        sql, parameters = query.get_compiler(using=DEFAULT_DB_ALIAS).as_sql()
        setting, where, condition = sql.partition(" WHERE ")
        columns = tuple(column for column, _model, value in query.values if value is not None)
        if any(hasattr(value, "resolve_expression") for value in changes.values()):
            raise self._slots.unprepared("a column is set to more than a plain value")
        return _UpdatePlan(
            f"{setting}{where}", columns, self._slots.statement(condition, parameters[len(columns) :])
        )


def prepared_update(rows: Callable[P, QuerySet[Any]]) -> PreparedUpdate[P]:
    """Turn a function that returns rows into one that changes them, composed once for the columns set."""
    return PreparedUpdate(rows)


@dataclass(frozen=True, slots=True)
class _InsertPlan:
    """A composed INSERT: its SQL, and the columns that it fills."""

    sql: str
    columns: tuple[Field[Any, Any], ...]


def insert(row: Model) -> None:
    """Insert a new row, which gets its number. One query.

    The same as ``row.save(force_insert=True)`` for plain values and a model with no parent, no signals, no
    columns that the database fills, and a number of its own.
    """
    connection = connections[DEFAULT_DB_ALIAS]
    plan = _insert_plan(type(row), connection.vendor)
    values = [column.get_db_prep_save(column.pre_save(row, add=True), connection) for column in plan.columns]
    with transaction.mark_for_rollback_on_error(DEFAULT_DB_ALIAS), connection.cursor() as cursor:
        cursor.execute(plan.sql, values)
        (row.pk,) = cursor.fetchone()
    row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS


@cache
def _insert_plan(model: type[Model], _vendor: str) -> _InsertPlan:
    columns = [column for column in model._meta.concrete_fields if not column.primary_key]
    query = InsertQuery(model)
    query.insert_values(columns, [model()])
    compiler = query.get_compiler(using=DEFAULT_DB_ALIAS)
    compiler.returning_fields = [model._meta.pk]
    ((sql, _values),) = compiler.as_sql()
    return _InsertPlan(sql, tuple(columns))
