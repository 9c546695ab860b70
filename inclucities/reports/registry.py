"""The kinds of report, each registered once by the app that owns it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from inclucities.reports.enums import Format

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class UnknownReportKindError(LookupError):
    """No app has registered this kind of report."""


@dataclass(frozen=True, slots=True)
class Stored:
    """What a kind is asked about one of many documents: which, about what, and what its payload holds."""

    pk: int
    kind: str
    target_id: int
    scope: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReportKind:
    """One kind of report.

    ``readable_by(person, job)`` answers whether this person may read *everything* in the job's payload
    at this moment, ``job`` being a ``ReportJob``; it is asked before
    rendering and at each download, whoever asks. ``readable_among(person, stored)`` answers the same for
    a list of them, in as many queries as for one; kinds that share it are asked together. A kind whose
    documents stand in no list goes without.
    ``template`` renders the PDF's HTML from the context ``document``. ``builders`` replaces the
    standard renderer of a form by a callable ``(payload) -> bytes``; it runs in the limited child, without
    database, and in the language of the job.
    """

    name: str
    title: StrOrPromise
    readable_by: Callable[[Any, Any], bool]
    formats: tuple[Format, ...] = tuple(Format)
    template: str = "reports/document.html"
    builders: Mapping[Format, Callable[[Mapping[str, Any]], bytes]] = field(default_factory=dict)
    readable_among: Callable[[Any, Sequence[Stored]], Collection[int]] | None = None


_kinds: dict[str, ReportKind] = {}


def register(kind: ReportKind) -> None:
    """Make a kind known. Raises ``ValueError`` when its name is taken."""
    if kind.name in _kinds:
        raise ValueError(f"The report kind {kind.name!r} is registered twice.")
    _kinds[kind.name] = kind


def kind_named(name: str) -> ReportKind:
    """Return the kind with this name. Raises ``UnknownReportKindError`` when there is none."""
    try:
        return _kinds[name]
    except KeyError:
        raise UnknownReportKindError(name) from None


def registered_kinds() -> Iterable[ReportKind]:
    """Return every kind, in the order of registration."""
    return tuple(_kinds.values())
