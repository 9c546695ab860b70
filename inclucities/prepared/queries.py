"""A query whose SQL is composed once in a process: what every page asks costs a fraction of its price.

Composing a query with several joins and ``Exists`` takes Django many times as long as asking it. Written as

    @prepared
    def _sections_of(response: int) -> QuerySet[SectionState]:
        return SectionState.objects.filter(response=response).select_related("completed_by")

    _sections_of(response.pk)   # a list

the body runs once, with a sample in place of each value; each call then puts its values where the samples
stood. So the body must use its parameters as values only, never decide by them, and take from elsewhere
only what is the same for ever: a date that is no parameter is refused, and so is ``prefetch_related``.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, ParamSpec, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import QuerySet

from inclucities.prepared.parameters import Slots, Statement

P = ParamSpec("P")
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class _Plan:
    """A composed query: what turns its rows into objects, and its SQL."""

    queryset: QuerySet[Any]
    compiler: Any
    statement: Statement

    def asked(self, values: Mapping[str, Any]) -> QuerySet[Any]:
        """Return the query with these values, not yet run."""
        sql, parameters = self.statement.filled(values)
        compiler = copy.copy(self.compiler)
        compiler.connection = connections[DEFAULT_DB_ALIAS]
        compiler.as_sql = lambda *_args, **_options: (sql, tuple(parameters))
        query = copy.copy(self.queryset.query)
        query.get_compiler = lambda *_args, **_options: compiler  # type: ignore[method-assign]  # of this one only
        asked = object.__new__(type(self.queryset))
        asked.__dict__.update(self.queryset.__dict__, _query=query, _result_cache=None)
        return asked


class Prepared(Generic[P, Row]):
    """A function that returned a query, and now returns its rows.

    Raises ``UnpreparedError`` for a parameter of another type than can be put in, and when it is first called for
    a query that cannot be prepared.
    """

    def __init__(self, compose: Callable[P, QuerySet[Any, Row]]) -> None:
        self._compose = compose
        self._slots = Slots(compose)
        self._plans: dict[str, _Plan] = {}

    def __call__(self, *args: P.args, **values: P.kwargs) -> list[Row]:
        """Ask, and return what was found. One query."""
        vendor = connections[DEFAULT_DB_ALIAS].vendor
        plan = self._plans.get(vendor)
        if plan is None:
            plan = self._plans[vendor] = self._composed()
        return list(plan.asked(self._slots.values(args, values)))

    def _composed(self) -> _Plan:
        compose: Callable[..., Any] = self._compose
        queryset = compose(**self._slots.samples)
        if queryset._prefetch_related_lookups:
            raise self._slots.unprepared("what it prefetches would be composed each time")
        compiler = queryset.query.get_compiler(using=DEFAULT_DB_ALIAS)
        statement = self._slots.statement(*compiler.as_sql())
        converters = compiler.get_converters([column[0] for column in compiler.select[: compiler.col_count]])
        compiler.get_converters = lambda _expressions: converters
        return _Plan(queryset, compiler, statement)


def prepared(compose: Callable[P, QuerySet[Any, Row]]) -> Prepared[P, Row]:
    """Turn a function that returns a query into one that asks it, composed once."""
    return Prepared(compose)
