"""Reading a table of cities and associations: every error with its line and column, nothing guessed."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from inclucities.texts.domain import WRITING_LANGUAGES
from schemes.domain.countries import COUNTRIES
from schemes.enums.organisations import FactKey, OrganisationKind

MAX_BYTES = 1024 * 1024
MAX_ROWS = 2_000
MAX_ERRORS = 200
#: Separates several values in one cell.
WITHIN_A_CELL = "|"
LENGTHS = {"name": 200, "abbreviation": 30, "region": 150, "definition": 300, "source": 300, "alias": 150}
KINDS = (OrganisationKind.CITY.value, OrganisationKind.ASSOCIATION.value)
NAME_COLUMNS = tuple(f"name_{code}" for code in WRITING_LANGUAGES)
FACT_COLUMNS = {
    FactKey.POPULATION: ("population", "population_year", "", "population_source"),
    FactKey.MIGRANT_SHARE: (
        "migrant_share",
        "migrant_share_year",
        "migrant_share_definition",
        "migrant_share_source",
    ),
    FactKey.BUDGET: ("budget", "budget_year", "", "budget_source"),
}
COLUMNS = (
    "kind",
    "name",
    "language",
    *NAME_COLUMNS,
    "abbreviation",
    "aliases",
    "country",
    "region",
    "association",
    "languages",
    "common_languages",
    "latitude",
    "longitude",
    *(column for columns in FACT_COLUMNS.values() for column in columns if column),
)
NEEDED = ("kind", "name")
#: Beginnings of files that are no text, whatever their names say.
OTHER_KINDS = (b"PK\x03\x04", b"%PDF", b"\xd0\xcf\x11\xe0", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b")


@dataclass(frozen=True, slots=True)
class TableError:
    """What is wrong, and where: line 1 holds the names of the columns."""

    line: int
    column: str
    words: str


@dataclass(slots=True)
class Table:
    """What was read: rows as plain values for JSON, and every error."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    errors: list[TableError] = field(default_factory=list)


def read_table(content: bytes, file_name: str) -> Table:
    """Read a table; with any error its rows must not be used."""
    try:
        text = _text_of(content, file_name)
    except ValueError as refused:
        return Table(errors=[TableError(0, "", str(refused))])
    delimiter = ";" if text.partition("\n")[0].count(";") >= text.partition("\n")[0].count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    table = Table()
    try:
        header = [name.strip().lower() for name in next(reader, [])]
        table.errors += _errors_of_header(header)
        if not table.errors:
            for cells in reader:
                _read_row(table, reader.line_num, header, cells)
    except csv.Error as broken:
        table.errors.append(
            TableError(reader.line_num, "", _("This line cannot be read: %(why)s.") % {"why": broken})
        )
    if not table.rows and not table.errors:
        table.errors.append(TableError(2, "", _("There is no row below the names of the columns.")))
    table.errors = table.errors[:MAX_ERRORS]
    return table


def _text_of(content: bytes, file_name: str) -> str:
    """Return the text of a file. Raises ``ValueError`` with a sentence for what is no table of text."""
    if not file_name.lower().endswith(".csv"):
        raise ValueError(_("Choose a file whose name ends in .csv."))
    if len(content) > MAX_BYTES:
        raise ValueError(_("The file is larger than one megabyte."))
    if content.startswith(OTHER_KINDS) or b"\0" in content:
        raise ValueError(_("This is no CSV file, whatever its name says. Save the table as CSV (UTF-8)."))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        line = content[: wrong.start].count(b"\n") + 1
        raise ValueError(
            _("Line %(line)s is not in UTF-8. Save the table as CSV (UTF-8).") % {"line": line}
        ) from None
    if not text.strip():
        raise ValueError(_("The file is empty."))
    if text.lstrip()[:1] in "<{[":
        raise ValueError(_("This is no CSV file, whatever its name says. Save the table as CSV (UTF-8)."))
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _errors_of_header(header: list[str]) -> Iterator[TableError]:
    for name in header:
        if name not in COLUMNS:
            yield TableError(1, name, _("This column is not known. Compare the names with the template."))
        elif header.count(name) > 1:
            yield TableError(1, name, _("This column occurs twice."))
    for name in NEEDED:
        if name not in header:
            yield TableError(1, name, _("This column is missing."))


def _read_row(table: Table, line: int, header: list[str], cells: list[str]) -> None:
    if not any(cell.strip() for cell in cells):
        return
    if len(table.rows) >= MAX_ROWS:
        raise csv.Error(_("a table holds 2,000 rows at most"))
    if len(cells) != len(header):
        words = _("This line has %(found)s cells instead of %(wanted)s.")
        table.errors.append(TableError(line, "", words % {"found": len(cells), "wanted": len(header)}))
        return
    row = _Row(line, {name: cell.strip() for name, cell in zip(header, cells, strict=True)})
    table.rows.append(row.values())
    table.errors += row.errors


class _Row:
    """One line, turned into values; what is wrong is gathered and not raised."""

    def __init__(self, line: int, cells: Mapping[str, str]) -> None:
        self.line, self.cells = line, cells
        self.errors: list[TableError] = []

    def values(self) -> dict[str, Any]:
        """Return the line as plain values; empty ones where something is wrong."""
        original = self.cells.get("language", "") or "en"
        self._expect(
            "language", original in WRITING_LANGUAGES, _("This language is not known; write en or lv.")
        )
        names = {code: self._text(f"name_{code}", "name") for code in WRITING_LANGUAGES}
        names[original] = self._text("name", "name")
        self._expect("name", bool(names[original]), _("A name is needed."))
        kind = self.cells.get("kind", "").lower()
        self._expect("kind", kind in KINDS, _("Write city or association."))
        country = self.cells.get("country", "").upper()
        self._expect("country", country in COUNTRIES or not country, _("Write two letters, such as LV."))
        return {
            "line": self.line,
            "kind": kind,
            "names": {code: name for code, name in names.items() if name},
            "original_language": original,
            "abbreviation": self._text("abbreviation", "abbreviation"),
            "aliases": self._list("aliases"),
            "country": country,
            "region": self._text("region", "region"),
            "association": self._text("association", "name"),
            "languages": self._list("languages"),
            "common_languages": self._list("common_languages"),
            **self._place(),
            "facts": [fact for key in FACT_COLUMNS if (fact := self._fact(key))],
        }

    def _expect(self, column: str, holds: bool, words: str) -> None:
        if not holds:
            self.errors.append(TableError(self.line, column, words))

    def _text(self, column: str, kind: str) -> str:
        text = self.cells.get(column, "")
        longest = LENGTHS[kind]
        words = _("This is longer than %(length)s characters.") % {"length": longest}
        self._expect(column, len(text) <= longest, words)
        self._expect(column, text.isprintable(), _("Write it on one line, without control characters."))
        return text

    def _list(self, column: str) -> list[str]:
        parts = [part.strip() for part in self.cells.get(column, "").split(WITHIN_A_CELL)]
        found = list(dict.fromkeys(part for part in parts if part))
        words = _("One of the values is longer than %(length)s characters.") % {"length": LENGTHS["alias"]}
        self._expect(column, all(len(part) <= LENGTHS["alias"] for part in found), words)
        return found

    def _place(self) -> dict[str, str | None]:
        north = self._number("latitude", lambda value: abs(value) <= 90, _("Write degrees, such as 56.65."))
        east = self._number("longitude", lambda value: abs(value) <= 180, _("Write degrees, such as 23.71."))
        both = (north is None) == (east is None)
        self._expect("latitude" if north is None else "longitude", both, _("Give both figures, or none."))
        return {"latitude": north, "longitude": east}

    def _number(self, column: str, fits: Callable[[Decimal], bool], words: str) -> str | None:
        typed = self.cells.get(column, "").replace(" ", "").replace("\u00a0", "").replace(",", ".")
        if not typed:
            return None
        try:
            value = Decimal(typed)
            good = value.is_finite() and fits(value) and abs(value.as_tuple().exponent or 0) <= 5  # type: ignore[arg-type]
        except InvalidOperation:
            good = False
        self._expect(column, good, words)
        return typed if good else None

    def _fact(self, key: FactKey) -> dict[str, Any] | None:
        value_column, year_column, definition_column, source_column = FACT_COLUMNS[key]
        largest = Decimal(100) if key is FactKey.MIGRANT_SHARE else Decimal(10) ** 13
        value = self._number(value_column, lambda found: 0 <= found <= largest, _("Write a number."))
        year = self._number(
            year_column, lambda found: found in range(1900, 2101), _("Write a year, such as 2021.")
        )
        if value is None:
            return None
        self._expect(year_column, year is not None, _("A figure needs its year."))
        definition = self._text(definition_column, "definition") if definition_column else ""
        counted = not definition_column or bool(definition)
        self._expect(definition_column, counted, _("Say what was counted."))
        source = self._text(source_column, "source")
        return {
            "key": key.value,
            "value": value,
            "year": int(year or 0),
            "definition": definition,
            "source": source,
        }


def template_table() -> str:
    """Return a table to fill in: the names of the columns and two rows as examples."""
    examples = (
        {
            "kind": "association",
            "name": "Example Association of Local Authorities",
            "language": "en",
            "name_lv": "Pašvaldību savienība (paraugs)",
            "abbreviation": "EALA",
            "country": "LV",
        },
        {
            "kind": "city",
            "name": "Example City",
            "language": "en",
            "name_lv": "Paraugpilsēta",
            "aliases": "Example Town|Exampleville",
            "country": "LV",
            "region": "Zemgale",
            "association": "EALA",
            "languages": "lv",
            "common_languages": "ru|en",
            "latitude": "56.65",
            "longitude": "23.71",
            "population": "56000",
            "population_year": "2021",
            "population_source": "City register",
        },
    )
    written = io.StringIO(newline="")
    writer = csv.DictWriter(written, COLUMNS, delimiter=";", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(examples)
    return written.getvalue()
