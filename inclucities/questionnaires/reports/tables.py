"""Rows of a question as a table of a document."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from inclucities.questionnaires.domain.references import (
    LONGEST_TITLE,
    REFERENCES,
    TEXTS,
    Named,
    RowNames,
)
from inclucities.questionnaires.domain.specs import (
    ColumnSpec,
    QuestionSpec,
    Texts,
)
from inclucities.questionnaires.enums import ColumnType
from inclucities.questionnaires.reports.extracts import Extract, foreign, open_rows, translation_of
from inclucities.reports.domain.document import (
    Cell,
    CellKind,
    CellTranslation,
    Column,
    Row,
    Table,
    Translation,
)

#: What amounts in rows are in.
CURRENCY = "EUR"
#: A table with more columns is printed on a page on its side.
MOST_COLUMNS_UPRIGHT = 7


def table_of(
    question: QuestionSpec,
    texts: Texts,
    content: Mapping[str, Any],
    extract: Extract,
    names: RowNames,
    status: str,
) -> Table | None:
    """Return the rows of a question as a table, ``None`` where all of them are closed to the readers."""
    rows = open_rows(question.key, content, extract)
    if content["rows"].get(question.key) and not rows and not status:
        return None
    columns = tuple(
        Column(
            label=texts.column(question.key, column.key).text,
            kind=_KINDS.get(column.type, "text"),
            unit=CURRENCY if column.type == ColumnType.MONEY else "",
        )
        for column in question.columns
    )
    return Table(
        title=texts.question(question.key).text,
        number=question.number,
        columns=columns,
        rows=tuple(
            Row(
                cells=tuple(
                    _cell(question, column, row["value"].get(column.key), texts, names)
                    for column in question.columns
                ),
                language=foreign(row["language"], extract.language),
                translations=_cell_translations(question, row, names, extract.language),
                languages=_cell_languages(question, row, names, extract.language),
            )
            for row in rows
        ),
        status=status or ("" if rows else _("Not answered yet")),
        sensitive=question.sensitive,
        wide=len(columns) > MOST_COLUMNS_UPRIGHT,
        key=question.key,
        short=texts.question(question.key, "short").text,
    )


def _cell_translations(
    question: QuestionSpec, row: Mapping[str, Any], names: RowNames, language: str
) -> tuple[CellTranslation, ...]:
    found = []
    for place, column in enumerate(question.columns):
        raw = row["value"].get(column.key)
        if column.type in REFERENCES:
            translation = _translation_of_names(names.named(column, raw), language)
        else:
            translation = translation_of(row, column.key, language) if raw else None
        if translation is not None:
            found.append(CellTranslation(place, translation.text, translation.language, translation.outdated))
    return tuple(found)


def _translation_of_names(named: Iterable[Named], language: str) -> Translation | None:
    """Return the translation of what the rows are called; of one without any the words stand again."""
    beside = [(one, translation_of(one.row, one.field, language) if one.row else None) for one in named]
    found = [translation for _one, translation in beside if translation is not None]
    if len({translation.language for translation in found}) != 1:
        return None
    return Translation(
        text=", ".join(
            translation.text[:LONGEST_TITLE] if translation else one.words for one, translation in beside
        ),
        language=found[0].language,
        outdated=any(translation.outdated for translation in found),
    )


def _cell_languages(
    question: QuestionSpec, row: Mapping[str, Any], names: RowNames, language: str
) -> tuple[str, ...]:
    """Return the language of each cell; a reference is in that of the rows that it names."""
    found = []
    for column in question.columns:
        written_in = {row["language"]} if column.type in TEXTS else set()
        if column.type in REFERENCES:
            named = names.named(column, row["value"].get(column.key))
            written_in = {one.row["language"] if one.row else language for one in named}
        found.append(foreign(written_in.pop(), language) if len(written_in) == 1 else "")
    return tuple(found)


_KINDS: Mapping[ColumnType, CellKind] = {
    ColumnType.CHOICE: "option",
    ColumnType.TAGS: "option",
    ColumnType.NUMBER: "number",
    ColumnType.PERCENT: "percent",
    ColumnType.MONEY: "money",
    ColumnType.YEAR: "year",
    ColumnType.YES_NO: "yes_no",
    ColumnType.URL: "link",
}


def _cell(question: QuestionSpec, column: ColumnSpec, raw: Any, texts: Texts, names: RowNames) -> Cell:
    if raw is None:
        return None
    if column.type in (ColumnType.NUMBER, ColumnType.PERCENT, ColumnType.MONEY):
        return int(raw) if float(raw).is_integer() else float(raw)
    if column.type == ColumnType.CHOICE:
        return texts.option(question.key, raw, column.key).text
    if column.type == ColumnType.TAGS:
        return ", ".join(texts.option(question.key, tag, column.key).text for tag in raw)
    if column.type in REFERENCES:
        return names.of(column, raw)
    if column.type in (ColumnType.YES_NO, ColumnType.YEAR):
        return raw
    return str(raw)
