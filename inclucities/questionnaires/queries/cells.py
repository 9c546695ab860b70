"""Answers and rows in words: the cells of a row, options with their labels, a value as one text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _

from inclucities.questionnaires.domain.references import REFERENCES, TEXTS, RowNames
from inclucities.questionnaires.domain.specs import ColumnSpec, QuestionSpec, Texts
from inclucities.questionnaires.enums import ColumnType, QuestionType
from inclucities.questionnaires.queries.items import QuestionItem, RowItem
from inclucities.texts.domain import WRITING_LANGUAGES, Localised


@dataclass(frozen=True, slots=True)
class Option:
    """One answer that is offered."""

    key: str
    words: Localised
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a row with everything that its field or its reading needs."""

    spec: ColumnSpec
    name: str
    label: Localised
    hint: Localised
    value: Any
    words: str
    #: The language of ``words`` where people wrote them, as far as it is known.
    language: str = ""
    options: tuple[Option, ...] = ()
    error: object = ""

    @property
    def kind(self) -> str:
        """Which kind of field: a text area, a select or a single line."""
        if self.spec.type == ColumnType.LONG_TEXT:
            return "area"
        return "select" if self.options or self.spec.type in _CHOSEN else "input"

    @property
    def multiple(self) -> bool:
        """Whether several can be chosen."""
        return self.spec.type == ColumnType.REFERENCES

    @property
    def input_type(self) -> str:
        """The type of a single-line field."""
        return {ColumnType.URL: "url", ColumnType.EMAIL: "email"}.get(self.spec.type, "text")

    @property
    def input_mode(self) -> str:
        """Which keyboard a phone shows."""
        if self.spec.type in _FIGURES:
            return "decimal"
        return "numeric" if self.spec.type in (ColumnType.YEAR, ColumnType.DATE) else ""


_CHOSEN = (ColumnType.CHOICE, ColumnType.YES_NO, *REFERENCES)
_FIGURES = (ColumnType.NUMBER, ColumnType.MONEY, ColumnType.PERCENT)


def cells_of(item: QuestionItem, row: RowItem) -> list[Cell]:
    """Return the cells of a row in the order of the columns."""
    return [_cell(item, row, column) for column in item.spec.columns]


def _cell(item: QuestionItem, row: RowItem, column: ColumnSpec) -> Cell:
    raw = row.values.get(column.key, "")
    chosen = _chosen(column, raw)
    options = _options(item, column, chosen)
    if column.type == ColumnType.TAGS and isinstance(raw, list):
        raw = ", ".join(item.texts.option(item.key, tag, column.key).text for tag in raw)
    return Cell(
        spec=column,
        name=f"{item.key}-{row.row.uuid}-{column.key}",
        label=item.texts.column(item.key, column.key),
        hint=item.texts.column(item.key, column.key, "hint"),
        value=raw,
        words=_cell_in_words(item, column, raw, options),
        language=_language_of(column, row, options),
        options=options,
        error=row.errors.get(column.key, ""),
    )


def _language_of(column: ColumnSpec, row: RowItem, options: tuple[Option, ...]) -> str:
    """Return the language of a cell: of the row for its texts, for a reference that of the rows it names."""
    if column.type in TEXTS:
        return row.language
    if column.type not in REFERENCES:
        return ""
    languages = {option.words.language for option in options if option.chosen}
    return languages.pop() if len(languages) == 1 else ""


def _chosen(column: ColumnSpec, raw: Any) -> set[str]:
    if column.type == ColumnType.YES_NO and isinstance(raw, bool):
        return {"yes" if raw else "no"}
    if isinstance(raw, list):
        return {str(part) for part in raw}
    return {str(raw)} if raw not in ("", None) else set()


def _options(item: QuestionItem, column: ColumnSpec, chosen: set[str]) -> tuple[Option, ...]:
    if column.type == ColumnType.CHOICE:
        return tuple(
            Option(choice, item.texts.option(item.key, choice, column.key), choice in chosen)
            for choice in column.choices
        )
    if column.type == ColumnType.YES_NO:
        return tuple(
            Option(key, Localised(words, "", foreign=False), key in chosen)
            for key, words in (("yes", _("Yes")), ("no", _("No")))
        )
    if column.type in REFERENCES:
        return tuple(
            Option(uuid, words, uuid in chosen) for uuid, words in item.references.get(column.key, ())
        )
    return ()


def _cell_in_words(item: QuestionItem, column: ColumnSpec, raw: Any, options: tuple[Option, ...]) -> str:
    if raw in ("", None, []):
        return ""
    if options:
        return ", ".join(option.words.text for option in options if option.chosen)
    if column.type in _FIGURES:
        return figure(raw, column.type.value)
    if isinstance(raw, list):
        return ", ".join(item.texts.option(item.key, str(tag), column.key).text for tag in raw)
    return str(raw)


def options_of(item: QuestionItem) -> tuple[Option, ...]:
    """Return the choices, levels or suggested tags of a question, with what is chosen."""
    if item.spec.type == QuestionType.SCALE:
        keys: tuple[str, ...] = tuple(str(level) for level in range(1, item.spec.levels + 1))
        chosen = str(item.value.get("level", ""))
    else:
        keys = item.spec.choices or item.spec.suggestions
        chosen = str(item.value.get("choice", ""))
    return tuple(Option(key, item.texts.option(item.key, key), key == chosen) for key in keys)


def tags_typed(item: QuestionItem) -> str:
    """Return the tags of an answer as they stand in the field, suggested ones in the reader's words."""
    if item.spec.type != QuestionType.TAGS:
        return ""
    return text_of(item.spec, item.value, item.texts)


def figure(number: Any, kind: str = "number", currency: str = "EUR") -> str:
    """Return a number in the reader's format, with its unit on the same line."""
    try:
        words = formats.number_format(Decimal(str(number)), use_l10n=True, force_grouping=True)
    except ArithmeticError:
        return str(number)
    if kind == "money":
        return f"{words}\N{NO-BREAK SPACE}{currency or 'EUR'}"
    return f"{words}\N{NO-BREAK SPACE}%" if kind == "percent" else str(words)


def value_in_words(item: QuestionItem) -> str:
    """Return an answer as one text in the reader's language, without its state."""
    return text_of(item.spec, item.value, item.texts)


def text_of(spec: QuestionSpec, value: Mapping[str, Any], texts: Texts | None = None) -> str:
    """Return a value as one text; with ``texts`` choices and tags in the reader's words."""

    def words(option: str) -> str:
        return texts.option(spec.key, option).text if texts else option

    if spec.type in (QuestionType.NUMBER, QuestionType.MONEY, QuestionType.PERCENT):
        number = figure(value["number"], spec.type.value, spec.currency) if value.get("number") else ""
        year = f"({value['year']})" if number and value.get("year") else str(value.get("year") or "")
        dated = " ".join(part for part in (number, year) if part)
        return ", ".join(part for part in (dated, value.get("source", "")) if part)
    if spec.type == QuestionType.CHOICE:
        return words(value["choice"]) if value.get("choice") else ""
    if spec.type == QuestionType.SCALE:
        return f"{value['level']} – {words(str(value['level']))}" if value.get("level") else ""
    if spec.type == QuestionType.TAGS:
        tags = value.get("tags") or []
        return tags if isinstance(tags, str) else ", ".join(words(tag) for tag in tags)
    if spec.type == QuestionType.YES_NO_TEXT:
        said = {True: _("Yes"), False: _("No"), "yes": _("Yes"), "no": _("No")}.get(value.get("yes", ""), "")
        return "\n".join(part for part in (said, value.get("text", "")) if part)
    return str(value.get("text") or value.get("date") or "")


def text_of_row(item: QuestionItem, values: Mapping[str, Any]) -> str:
    """Return a row on a page as lines of "column: cell", for comparing two states of it."""
    lines = []
    for column in item.spec.columns:
        raw = values.get(column.key, "")
        words = _cell_in_words(item, column, raw, _options(item, column, _chosen(column, raw)))
        if words:
            lines.append(f"{item.texts.column(item.key, column.key)}: {words}")
    return "\n".join(lines)


def row_in_words(question: QuestionSpec, row: Mapping[str, Any], texts: Texts, names: RowNames) -> str:
    """Return a row of a content as lines of "column: cell", each with its working translations."""
    lines = []
    for column in question.columns:
        raw = row["value"].get(column.key)
        if raw in (None, "", []):
            continue
        if column.type in REFERENCES:
            words = names.of(column, raw)
        elif column.type == ColumnType.CHOICE:
            words = texts.option(question.key, raw, column.key).text
        elif column.type == ColumnType.YES_NO:
            words = _("Yes") if raw else _("No")
        elif column.type == ColumnType.TAGS:
            words = ", ".join(texts.option(question.key, tag, column.key).text for tag in raw)
        elif column.type in _FIGURES:
            words = figure(raw, column.type.value)
        else:
            words = str(raw)
        lines.append(f"{texts.column(question.key, column.key)}: {words}")
        lines += translations_in_words(row, column.key)
    return "\n".join(lines)


def translations_in_words(written: Mapping[str, Any], field: str) -> list[str]:
    """Return the working translations of one text of a content, each with its language, in one order."""
    found = {
        translation["language"]: translation["text"]
        for translation in written["translations"]
        if translation["field"] == field and translation["text"]
    }
    label = _("Working translation")
    return [f"{label} ({WRITING_LANGUAGES.get(code, code)}): {text}" for code, text in sorted(found.items())]
