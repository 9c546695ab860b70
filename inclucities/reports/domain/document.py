"""The payload of a report: a frozen document, and what it may hold at most.

An app that wants something printed builds a ``Document`` and hands it to
``services.request_report``. The same document becomes PDF, DOCX, XLSX, CSV and JSON. It is stored as
JSON (``payload.to_json``) and read back strictly (``payload.document_from_json``), so that what is printed is what
was frozen. It holds texts only, in the words and the language that the reader will see; the
renderers add nothing but fixed words ("Contents", "Draft", "Written in Latvian").

Paragraphs of a text are separated by an empty line; a single line break stays a line break.
Languages are codes such as ``lv``; an empty one means the language of the document.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Tone = Literal["mentee", "mentor", "neutral"]
Cell = str | int | float | bool | None
#: ``option`` is one of the words that were offered, in the language of the document.
CellKind = Literal["text", "option", "number", "percent", "money", "year", "date", "yes_no", "link"]


class PayloadError(ValueError):
    """The payload is not a document: the message says where and why."""


@dataclass(frozen=True, slots=True)
class PairEntry:
    """One party on the cover: ``PairEntry("Mentee city", "Jelgava, Latvia", "mentee")``."""

    label: str
    value: str
    kind: Tone = "neutral"


@dataclass(frozen=True, slots=True)
class Cover:
    """The first page: what kind of document, whose, and its particulars line by line."""

    eyebrow: str = ""
    pair: tuple[PairEntry, ...] = ()
    meta: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Translation:
    """A working translation typed by hand; ``outdated`` when the original has changed since."""

    text: str
    language: str
    outdated: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """A question and its answer.

    ``status`` says in words what stands instead of or besides a text ("We do not know"); ``note``
    who wrote it and when. Without text and status the answer is printed as not given yet. ``key`` is
    the name of the question that is the same in every language, ``short`` what contents call it.
    """

    question: str
    text: str = ""
    number: str = ""
    language: str = ""
    status: str = ""
    note: str = ""
    sensitive: bool = False
    translation: Translation | None = None
    key: str = ""
    short: str = ""
    type: Literal["answer"] = "answer"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, what its cells are, and its share of the width in percent."""

    label: str
    kind: CellKind = "text"
    unit: str = ""
    width: int = 0


@dataclass(frozen=True, slots=True)
class CellTranslation:
    """A working translation of one cell; ``column`` is the place of its column, from 0."""

    column: int
    text: str
    language: str
    outdated: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of one row, in the order of the columns; dates are ``2021-06-30``.

    ``language`` is that of the texts in it; ``languages`` says it cell by cell where they differ.
    """

    cells: tuple[Cell, ...]
    language: str = ""
    translations: tuple[CellTranslation, ...] = ()
    languages: tuple[str, ...] = ()

    def language_at(self, place: int, column: Column) -> str:
        """Return the language of the cell at a place, empty where it says nothing in words of its own."""
        if self.languages:
            return self.languages[place]
        return self.language if column.kind == "text" else ""


@dataclass(frozen=True, slots=True)
class Table:
    """A question answered by rows, or any other table.

    ``wide`` puts it on a page on its side; ``key`` names it, ``short`` is what contents call it.
    """

    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...] = ()
    number: str = ""
    status: str = ""
    note: str = ""
    sensitive: bool = False
    wide: bool = False
    key: str = ""
    short: str = ""
    type: Literal["table"] = "table"

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row.cells) != len(self.columns):
                raise PayloadError(f"{self.title}: {len(row.cells)} cells in {len(self.columns)} columns")
            if row.languages and len(row.languages) != len(self.columns):
                raise PayloadError(
                    f"{self.title}: {len(row.languages)} languages in {len(self.columns)} columns"
                )
            for translation in row.translations:
                if not 0 <= translation.column < len(self.columns):
                    raise PayloadError(f"{self.title}: a translation of column {translation.column}")


@dataclass(frozen=True, slots=True)
class Figure:
    """One key figure: ``Figure("Inhabitants", "about 55 000", "2021, national statistics")``."""

    label: str
    value: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Figures:
    """Key figures side by side."""

    items: tuple[Figure, ...]
    title: str = ""
    number: str = ""
    type: Literal["figure"] = "figure"


@dataclass(frozen=True, slots=True)
class Series:
    """One set of bars, with its value for each category (``None``: not known)."""

    label: str
    values: tuple[float | None, ...]
    tone: Tone = "neutral"


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars and the table that says the same. ``description`` is read aloud instead of the picture.

    ``languages`` are those of the categories, where they are not the document's. ``levels`` are the
    words for the values 1, 2, 3 …, where a scale is drawn: levels are words and not scores. Without
    ``own_table`` the table before the picture says the same.
    """

    title: str
    description: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    unit: str = ""
    category_label: str = ""
    maximum: float | None = None
    number: str = ""
    note: str = ""
    languages: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    own_table: bool = True
    type: Literal["chart"] = "chart"

    def __post_init__(self) -> None:
        for series in self.series:
            if len(series.values) != len(self.categories):
                raise PayloadError(
                    f"{self.title}: {len(series.values)} values for {len(self.categories)} bars"
                )
            if self.levels and not all(value in (None, *self._places) for value in series.values):
                raise PayloadError(f"{self.title}: a value without a level")
        if self.languages and len(self.languages) != len(self.categories):
            raise PayloadError(
                f"{self.title}: {len(self.languages)} languages for {len(self.categories)} bars"
            )

    @property
    def _places(self) -> range:
        return range(1, len(self.levels) + 1)


@dataclass(frozen=True, slots=True)
class Points:
    """A short list under a heading; ``tone`` is ``do`` or ``dont`` for advice."""

    title: str
    items: tuple[str, ...]
    number: str = ""
    language: str = ""
    tone: Literal["plain", "do", "dont"] = "plain"
    type: Literal["points"] = "points"


@dataclass(frozen=True, slots=True)
class Note:
    """A remark between the answers."""

    text: str
    language: str = ""
    tone: Literal["plain", "warning"] = "plain"
    type: Literal["note"] = "note"


@dataclass(frozen=True, slots=True)
class Blank:
    """A question to answer by hand: choices to tick, a table of ``lines`` empty rows, or a box of lines.

    ``short`` is what contents call it.
    """

    question: str
    number: str = ""
    help: tuple[str, ...] = ()
    lines: int = 6
    columns: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    short: str = ""
    type: Literal["blank"] = "blank"


Block = Answer | Table | Figures | Chart | Points | Note | Blank


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the document, listed in the contents; ``answered_by`` says who speaks in it, ``key`` names it."""

    title: str
    blocks: tuple[Block, ...] = ()
    number: str = ""
    introduction: str = ""
    answered_by: str = ""
    tone: Tone = "neutral"
    language: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """Everything that is printed, frozen.

    ``footer`` is joined by middle dots at the foot of every page: city, document, version, date.
    ``scope`` names, in the owner's codes, what a reader must hold to read everything in it.
    ``layout`` is ``document`` (cover, contents, sections) or ``card`` (two pages, no cover).
    """

    title: str
    language: str
    sections: tuple[Section, ...] = ()
    subtitle: str = ""
    cover: Cover = Cover()
    footer: tuple[str, ...] = ()
    draft: bool = False
    demonstration: bool = False
    layout: Literal["document", "card"] = "document"
    contents: bool = True
    author: str = ""
    scope: tuple[str, ...] = ()
