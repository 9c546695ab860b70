"""What a value looks like, and what is wrong with one that does not.

A value is a small JSON object whose shape follows the question's type:

=============  ======================================================================
short_text     ``{"text": "…"}``, one line of at most 300 characters
long_text      ``{"text": "…"}``, at most 20,000 characters
number, money  ``{"number": "55000", "year": 2021, "source": "…"}``; a decimal as text
percent        the same, from 0 to 100
date           ``{"date": "2021"}``, ``"2021-06"`` or ``"2021-06-30"``
choice         ``{"choice": "key"}``
scale          ``{"level": 3}``
tags           ``{"tags": ["housing", "own words"]}``
yes_no_text    ``{"yes": true, "text": "…"}``
rows           each row ``{column: scalar}``, scalars as above without the wrapping
=============  ======================================================================

An empty value is ``{}``: the question stands unanswered.
"""

from __future__ import annotations

import datetime as dt
import re
import uuid
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from inclucities.questionnaires.domain.specs import ColumnSpec, QuestionSpec
from inclucities.questionnaires.enums import ColumnType, QuestionType

MAX_SHORT_TEXT = 300
MAX_LONG_TEXT = 20_000
MAX_LINES = 1_000
MAX_TAGS = 30
MAX_TAG = 60
MAX_DIGITS = 15

Value = dict[str, Any]


class InvalidValueError(ValueError):
    """What was typed cannot be kept as it is. ``field`` is the part of the question it was typed in."""

    def __init__(self, message: object, field: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.field = field


def clean_value(question: QuestionSpec, raw: Mapping[str, Any]) -> Value:
    """Return the value to keep for what was typed; ``{}`` when nothing was.

    Raises ``InvalidValueError`` with a sentence for the field that it is about.
    """
    return _QUESTION_CLEANERS[question.type](question, raw)


def clean_row(question: QuestionSpec, raw: Mapping[str, Any]) -> Value:
    """Return the values of one row by column, without the empty ones. A draft row may be incomplete.

    Raises ``InvalidValueError`` naming the column.
    """
    values: Value = {}
    for column in question.columns:
        if column.key not in raw:
            continue
        try:
            cell = _COLUMN_CLEANERS[column.type](column, raw[column.key])
        except InvalidValueError as error:
            raise InvalidValueError(error.message, column.key) from None
        if cell not in ("", None, []):
            values[column.key] = cell
    return values


def row_is_complete(question: QuestionSpec, values: Mapping[str, Any]) -> bool:
    """Whether every required column of the row is filled."""
    return all(values.get(column.key) not in (None, "", []) for column in question.columns if column.required)


def clean_text(raw: Any, limit: int = MAX_LONG_TEXT) -> str:
    """Return a text with uniform line ends; empty when it holds only blanks.

    Raises ``InvalidValueError`` for what is no text, cannot be stored, or is too long.
    """
    if raw is None:
        return ""
    if not isinstance(raw, str):
        raise InvalidValueError(_("Write text here."))
    text = raw.replace("\r\n", "\n").replace("\r", "\n")
    if "\x00" in text or any("\ud800" <= char <= "\udfff" for char in text):
        raise InvalidValueError(
            _("This text holds a character that cannot be kept. Type it again, or paste it as plain text.")
        )
    if not text.strip():
        return ""
    if len(text) > limit:
        surplus = len(text) - limit
        raise InvalidValueError(
            ngettext_lazy(
                "This text is %(count)d character too long.",
                "This text is %(count)d characters too long.",
                surplus,
            )
            % {"count": surplus}
        )
    if text.count("\n") > MAX_LINES:
        raise InvalidValueError(_("This text has too many lines."))
    return text


def _short(raw: Any) -> str:
    return " ".join(clean_text(raw, MAX_SHORT_TEXT).split())


_GROUPED = re.compile(r"^-?\d{1,3}([ \u00a0\u202f.,']\d{3})+$")


def _number(raw: Any) -> str:
    text = _short(raw)
    if not text:
        return ""
    compact = re.sub(r"[ \u00a0\u202f']", "", text)
    if _GROUPED.match(text):
        compact = re.sub(r"[.,]", "", compact)
    compact = compact.replace(",", ".")
    try:
        number = Decimal(compact)
    except InvalidOperation:
        raise InvalidValueError(_("Write a number, for example 12 500 or 3.5.")) from None
    if not number.is_finite() or len(number.as_tuple().digits) > MAX_DIGITS or abs(number) >= 10**MAX_DIGITS:
        raise InvalidValueError(_("This number is too long."))
    return f"{number.normalize():f}"


def _percent(raw: Any) -> str:
    text = _number(_short(raw).removesuffix("%"))
    if text and not 0 <= Decimal(text) <= 100:
        raise InvalidValueError(_("Write a share between 0 and 100 percent."))
    return text


def _year(raw: Any) -> int | None:
    if isinstance(raw, int) and not isinstance(raw, bool):
        raw = str(raw)
    text = _short(raw)
    if not text:
        return None
    if not re.fullmatch(r"\d{4}", text) or not 1800 <= int(text) <= 2200:
        raise InvalidValueError(_("Write a year with four digits."))
    return int(text)


def _date(raw: Any) -> str:
    text = _short(raw)
    if not text:
        return ""
    if re.fullmatch(r"\d{4}", text):
        return str(_year(text))
    match = re.fullmatch(r"(\d{4})-(\d{1,2})(?:-(\d{1,2}))?", text) or None
    european = re.fullmatch(r"(\d{1,2})[./](\d{1,2})[./](\d{4})", text)
    try:
        if european:
            day, month, year = (int(part) for part in european.groups())
            return dt.date(year, month, day).isoformat()
        if match:
            year, month, day = match[1], match[2], match[3]
            date = dt.date(int(year), int(month), int(day or 1))
            return date.isoformat() if day else date.isoformat()[:7]
    except ValueError:
        raise InvalidValueError(_("This day does not exist.")) from None
    raise InvalidValueError(_("Write a date such as 2021-06-30, or only the year."))


def _choice(choices: tuple[str, ...], raw: Any) -> str:
    text = _short(raw)
    if text and text not in choices:
        raise InvalidValueError(_("Choose one of the answers offered."))
    return text


def _tags(raw: Any) -> list[str]:
    if raw is None:
        return []
    parts = re.split(r"[,;\n]", clean_text(raw, MAX_LONG_TEXT)) if isinstance(raw, str) else raw
    if not isinstance(parts, list | tuple):
        raise InvalidValueError(_("Write words, separated by commas."))
    tags = list(dict.fromkeys(tag for part in parts if (tag := _short(part))))
    if len(tags) > MAX_TAGS or any(len(tag) > MAX_TAG for tag in tags):
        raise InvalidValueError(_("Write at most 30 words or short phrases, each of at most 60 characters."))
    return tags


def _yes_no(raw: Any) -> bool | None:
    if raw in (None, ""):
        return None
    if isinstance(raw, bool):
        return raw
    if raw in ("yes", "no"):
        return bool(raw == "yes")
    raise InvalidValueError(_("Choose yes or no."))


def _url(raw: Any) -> str:
    text = _short(raw)
    if not text:
        return ""
    address = text if "://" in text else f"https://{text}"
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        host = ""
    if not host or "." not in host or parts.scheme not in ("http", "https") or " " in address:
        raise InvalidValueError(_("Write a web address, for example https://www.example.org."))
    return address


def _email(raw: Any) -> str:
    text = _short(raw)
    if text and not re.fullmatch(r"[^@\s<>,;]+@[^@\s<>,;]+\.[^@\s<>,;.]+", text):
        raise InvalidValueError(_("Write an e-mail address, for example name@example.org."))
    return text


def _reference(raw: Any) -> str:
    text = _short(raw)
    if not text:
        return ""
    try:
        return str(uuid.UUID(text))
    except ValueError:
        raise InvalidValueError(_("Choose one of the rows offered.")) from None


def _references(raw: Any) -> list[str]:
    if raw in (None, ""):
        return []
    if isinstance(raw, str):
        raw = [raw]
    if not isinstance(raw, list | tuple):
        raise InvalidValueError(_("Choose rows from the list."))
    return list(dict.fromkeys(reference for item in raw if (reference := _reference(item))))


def _only(**parts: Any) -> Value:
    return {key: value for key, value in parts.items() if value not in (None, "", [])}


def _figure(question: QuestionSpec, raw: Mapping[str, Any], clean: Callable[[Any], str]) -> Value:
    cleaners: list[tuple[str, Callable[[Any], Any]]] = [("number", clean)]
    if question.with_year:
        cleaners.append(("year", _year))
    if question.with_source:
        cleaners.append(("source", _short))
    value: Value = {}
    for field, cleaner in cleaners:
        try:
            value |= _only(**{field: cleaner(raw.get(field))})
        except InvalidValueError as error:
            raise InvalidValueError(error.message, field) from None
    return value


def _scale(question: QuestionSpec, raw: Mapping[str, Any]) -> Value:
    level = raw.get("level")
    if level in (None, ""):
        return {}
    text = str(level)
    if isinstance(level, bool) or text not in {str(step) for step in range(1, question.levels + 1)}:
        raise InvalidValueError(_("Choose one of the levels offered."), "level")
    return {"level": int(text)}


_QUESTION_CLEANERS: Mapping[QuestionType, Callable[[QuestionSpec, Mapping[str, Any]], Value]] = {
    QuestionType.SHORT_TEXT: lambda question, raw: _only(text=_short(raw.get("text"))),
    QuestionType.LONG_TEXT: lambda question, raw: _only(text=clean_text(raw.get("text"), MAX_LONG_TEXT)),
    QuestionType.NUMBER: lambda question, raw: _figure(question, raw, _number),
    QuestionType.MONEY: lambda question, raw: _figure(question, raw, _number),
    QuestionType.PERCENT: lambda question, raw: _figure(question, raw, _percent),
    QuestionType.DATE: lambda question, raw: _only(date=_date(raw.get("date"))),
    QuestionType.CHOICE: lambda question, raw: _only(choice=_choice(question.choices, raw.get("choice"))),
    QuestionType.SCALE: _scale,
    QuestionType.TAGS: lambda question, raw: _only(tags=_tags(raw.get("tags"))),
    QuestionType.YES_NO_TEXT: lambda question, raw: _only(
        yes=_yes_no(raw.get("yes")), text=clean_text(raw.get("text"), MAX_LONG_TEXT)
    ),
}

_COLUMN_CLEANERS: Mapping[ColumnType, Callable[[ColumnSpec, Any], Any]] = {
    ColumnType.SHORT_TEXT: lambda column, raw: _short(raw),
    ColumnType.LONG_TEXT: lambda column, raw: clean_text(raw, MAX_LONG_TEXT),
    ColumnType.NUMBER: lambda column, raw: _number(raw),
    ColumnType.PERCENT: lambda column, raw: _percent(raw),
    ColumnType.MONEY: lambda column, raw: _number(raw),
    ColumnType.YEAR: lambda column, raw: _year(raw),
    ColumnType.DATE: lambda column, raw: _date(raw),
    ColumnType.CHOICE: lambda column, raw: _choice(column.choices, raw),
    ColumnType.TAGS: lambda column, raw: _tags(raw),
    ColumnType.YES_NO: lambda column, raw: _yes_no(raw),
    ColumnType.URL: lambda column, raw: _url(raw),
    ColumnType.EMAIL: lambda column, raw: _email(raw),
    ColumnType.REFERENCE: lambda column, raw: _reference(raw),
    ColumnType.REFERENCES: lambda column, raw: _references(raw),
}
