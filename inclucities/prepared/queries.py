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

import datetime as dt
import inspect
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Generic, ParamSpec, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import QuerySet
from django.db.transaction import TransactionManagementError
from psycopg.types import numeric

P = ParamSpec("P")
Row = TypeVar("Row")

#: The largest number of a column by the type that Django gives its values; no row has it.
_LARGEST: dict[type[int] | None, int] = {
    numeric.Int2: 2**15 - 1,
    numeric.Int4: 2**31 - 1,
    numeric.Int8: 2**63 - 1,
    None: 2**63 - 1,
}
_LONG_AGO = dt.datetime(1818, 1, 18, 18, 18, tzinfo=dt.UTC)
_IN = " IN ("
_DATE = re.compile(r"\d{4}-\d\d-\d\d\b")


class UnpreparedError(TypeError):
    """A statement cannot be prepared; the message says why."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A type that a parameter may have: its samples, and what its values become in the SQL.

    ``adapter`` names the operation of the database that adapts a value. A list has its ``empty`` form:
    nothing is in an empty list and everything is outside it; SQL knows a query without rows instead.
    """

    sample: Callable[[int], Any]
    adapter: str = ""
    empty: str = ""

    def adapted(self, value: Any) -> Any:
        """Return a value as Django hands it to the database."""
        if self.adapter:
            return getattr(connections[DEFAULT_DB_ALIAS].ops, self.adapter)(value)
        return value


#: Small enough for every column: Django leaves out a condition that a column's range decides.
KINDS = {
    "int": Kind(lambda number: 28_181 + number),
    "str": Kind(lambda number: f"\ue000sample {number}\ue001"),
    "dt.date": Kind(lambda number: _LONG_AGO.date() + dt.timedelta(days=number), "adapt_datefield_value"),
    "dt.datetime": Kind(lambda number: _LONG_AGO + dt.timedelta(days=number), "adapt_datetimefield_value"),
    "list[int]": Kind(lambda number: 28_181 + number, empty="SELECT 0 WHERE 1 = 0"),
    "list[str]": Kind(lambda number: f"\ue000sample {number}\ue001", empty="SELECT '' WHERE 1 = 0"),
}


@dataclass(frozen=True, slots=True)
class Slot:
    """A parameter of the function: where its sample stands in a query, its value is put in."""

    name: str
    kind: Kind
    sample: Any

    def stands_for(self, parameter: object) -> bool:
        """Tell whether a parameter of the SQL is the sample."""
        sample = self.kind.adapted(self.sample)
        return bool(parameter == sample and isinstance(parameter, type(sample)))


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the SQL a parameter's value goes, and the type that the column there wants of a number."""

    slot: Slot
    number: type[int] | None = None
    #: Whether a list goes there as one value.
    as_array: bool = False

    def filled(self, value: Any) -> tuple[str, list[Any]]:
        """Return the SQL for a value, and its parameters."""
        kind = self.slot.kind
        if not kind.empty:
            return "%s", [self._adapted(value)]
        several = [self._adapted(one) for one in value]
        if self.as_array:
            return "%s", [several]
        return ", ".join(["%s"] * len(several)) or kind.empty, several

    def _adapted(self, value: Any) -> Any:
        if not isinstance(value, int):
            return self.slot.kind.adapted(value)
        # A number that no column holds is one that no database may be asked for; an address can name any.
        largest = _LARGEST.get(self.number, _LARGEST[None])
        return (self.number or int)(min(value, largest))


@dataclass(frozen=True, slots=True)
class Statement:
    """SQL that is composed: its pieces, and what stands between them, a place for a value or a constant."""

    pieces: tuple[str, ...]
    parameters: tuple[Any, ...]

    def filled(self, values: Mapping[str, Any]) -> tuple[str, list[Any]]:
        """Return the SQL with these values, and its parameters."""
        sql, parameters = [self.pieces[0]], []
        for parameter, piece in zip(self.parameters, self.pieces[1:], strict=True):
            if isinstance(parameter, Place):
                marks, filled = parameter.filled(values[parameter.slot.name])
            else:
                marks, filled = "%s", [parameter]
            sql += [marks, piece]
            parameters += filled
        return "".join(sql), parameters


class Slots:
    """The parameters of a function that composes a statement.

    Raises ``UnpreparedError`` for a parameter of another type than ``KINDS`` has.
    """

    def __init__(self, compose: Callable[..., Any]) -> None:
        self._name = compose.__qualname__
        self._signature = inspect.signature(compose)
        self._slots = tuple(
            _slot(number, parameter) for number, parameter in enumerate(self._signature.parameters.values())
        )

    @property
    def samples(self) -> dict[str, Any]:
        """What the function composes its statement with."""
        return {slot.name: [slot.sample] if slot.kind.empty else slot.sample for slot in self._slots}

    def values(self, args: Sequence[Any], values: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return the values of a call by the names of the parameters. Raises ``TypeError`` as a call does."""
        if not values and len(args) == len(self._slots):
            return {slot.name: value for slot, value in zip(self._slots, args, strict=True)}
        return self._signature.bind(*args, **values).arguments

    def statement(self, sql: str, parameters: Iterable[Any]) -> Statement:
        """Return what was composed with the samples. Raises ``UnpreparedError``, which says why."""
        pieces = tuple(sql.split("%s"))
        places = tuple(self._place_or_constant(parameter) for parameter in parameters)
        if len(pieces) != len(places) + 1:
            raise self.unprepared("its SQL holds a percent sign of its own")
        used = {place.slot.name for place in places if isinstance(place, Place)}
        if unused := {slot.name for slot in self._slots} - used:
            raise self.unprepared(f"{', '.join(sorted(unused))} never reaches the database")
        if _is_postgresql():
            pieces, places = _with_arrays(pieces, places)
        return Statement(pieces, places)

    def unprepared(self, why: str) -> UnpreparedError:
        """Return the error that says why the statement cannot be prepared."""
        return UnpreparedError(f"{self._name} cannot be prepared: {why}.")

    def _place_or_constant(self, parameter: Any) -> Any:
        for slot in self._slots:
            if slot.stands_for(parameter):
                return Place(slot, _number_of(parameter))
        if isinstance(parameter, dt.date) or (isinstance(parameter, str) and _DATE.match(parameter)):
            raise self.unprepared(f"{parameter} would stand still for ever; make it a parameter")
        return parameter


def _slot(number: int, parameter: inspect.Parameter) -> Slot:
    kind = KINDS.get(parameter.annotation)
    if kind is None:
        raise UnpreparedError(f"{parameter}: only {', '.join(KINDS)} can be put into a prepared query.")
    return Slot(parameter.name, kind, kind.sample(number))


def _number_of(parameter: Any) -> type[int] | None:
    """Return the type that a number goes to the database with.

    Django leaves that open for the numbers of rows, and psycopg would take the smallest that holds each: for
    PostgreSQL another statement to plan.
    """
    if type(parameter) in _LARGEST:
        return type(parameter)
    return numeric.Int8 if isinstance(parameter, int) and _is_postgresql() else None


def _is_postgresql() -> bool:
    return connections[DEFAULT_DB_ALIAS].vendor == "postgresql"


def _with_arrays(pieces: Sequence[str], parameters: Sequence[Any]) -> tuple[tuple[str, ...], tuple[Any, ...]]:
    """Let each list go as one value: one statement to plan, however long it is."""
    changed, arrays = list(pieces), list(parameters)
    for number, parameter in enumerate(parameters):
        if isinstance(parameter, Place) and parameter.slot.kind.empty and changed[number].endswith(_IN):
            changed[number] = f"{changed[number].removesuffix(_IN)} = ANY ("
            arrays[number] = replace(parameter, as_array=True)
    return tuple(changed), tuple(arrays)


@dataclass(frozen=True, slots=True)
class _Plan:
    """A composed query: what turns its rows into objects, and its SQL."""

    queryset: QuerySet[Any]
    compiler: Any
    statement: Statement

    def asked(self, values: Mapping[str, Any]) -> Any:
        """Return the query with these values, not yet run."""
        sql, parameters = self.statement.filled(values)
        compiler = _like(self.compiler)
        compiler.connection = connections[DEFAULT_DB_ALIAS]
        compiler.as_sql = lambda *_args, **_options: (sql, tuple(parameters))
        query = _like(self.queryset.query)
        query.get_compiler = lambda *_args, **_options: compiler
        return _like(self.queryset, _query=query, _result_cache=None)


def _like(one: Any, **changes: Any) -> Any:
    """Return another of the same class with the same attributes, but for the changes."""
    other = object.__new__(type(one))
    other.__dict__.update(one.__dict__, **changes)
    return other


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
        """Ask, and return what was found. One query.

        Raises ``TransactionManagementError`` for a query that locks its rows outside a transaction.
        """
        vendor = connections[DEFAULT_DB_ALIAS].vendor
        plan = self._plans.get(vendor)
        if plan is None:
            plan = self._plans[vendor] = self._composed()
        # Django looks at that when it composes a query; a lock that nobody holds is none.
        if plan.queryset.query.select_for_update and not connections[DEFAULT_DB_ALIAS].in_atomic_block:
            raise TransactionManagementError("Rows are locked in a transaction.")
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
