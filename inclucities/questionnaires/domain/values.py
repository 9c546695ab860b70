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
from decimal import Decimal
from functools import partial
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
MAX_REFERENCES = 200
FIRST_YEAR, LAST_YEAR = 1800, 2200

Value = dict[str, Any]
_EMPTY: tuple[Any, ...] = (None, "", [])


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
    given = _mapping(raw)
    value: Value = {}
    for field, cleaner in _parts(question).items():
        try:
            part = cleaner(given.get(field))
        except InvalidValueError as error:
            raise InvalidValueError(error.message, field) from None
        if part not in _EMPTY:
            value[field] = part
    return value


def clean_row(question: QuestionSpec, raw: Mapping[str, Any]) -> Value:
    """Return the values of one row by column, without the empty ones. A draft row may be incomplete.

    Raises ``InvalidValueError`` naming the column.
    """
    given = _mapping(raw)
    values: Value = {}
    for column in question.columns:
        try:
            cell = _COLUMN_CLEANERS[column.type](column, given.get(column.key))
        except InvalidValueError as error:
            raise InvalidValueError(error.message, column.key) from None
        if cell not in _EMPTY:
            values[column.key] = cell
    return values


def _mapping(raw: Any) -> Mapping[str, Any]:
    if not isinstance(raw, Mapping):
        raise InvalidValueError(_("What was sent cannot be read. Load the page again."))
    return raw


def row_is_complete(question: QuestionSpec, values: Mapping[str, Any]) -> bool:
    """Whether every required column of the row is filled."""
    return all(values.get(column.key) not in _EMPTY for column in question.columns if column.required)


#: Browsers send two characters, word processors vertical tabs and separators of their own.
_LINE_END = re.compile("\r\n|[\r\v\f\u2028\u2029\x85]")
#: NUL, and halves of a character.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def clean_text(raw: Any, limit: int = MAX_LONG_TEXT) -> str:
    """Return a text with uniform line ends; empty when it holds only blanks.

    Raises ``InvalidValueError`` for what is no text, cannot be stored, or is too long.
    """
    if raw is None:
        return ""
    if not isinstance(raw, str):
        raise InvalidValueError(_("Write text here."))
    text = _LINE_END.sub("\n", raw)
    if _UNSTORABLE.search(text):
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


_PLAIN = re.compile(r"(?P<whole>\d*)(?:[.,](?P<fraction>\d+))?", re.ASCII)
_GROUPED = re.compile(
    r"(?P<whole>[1-9]\d{0,2}(?P<by>[ .,'])\d{3}(?:(?P=by)\d{3})*)(?:(?!(?P=by))[.,](?P<fraction>\d+))?",
    re.ASCII,
)
_AS_TYPED = str.maketrans({"\u00a0": " ", "\u2009": " ", "\u202f": " ", "’": "'", "−": "-"})


def _number(raw: Any, *, share: bool = False) -> str:
    """Return a figure as a plain decimal: "12 500", "12.500" and "12,500" are 12500, "3,5" is 3.5.

    A separator before exactly three digits parts thousands, for nobody counts people or euros in
    thousandths; in a share of 100 it can only be a decimal sign. What could be read in two ways when
    it is shown again (12.123) is refused and never guessed.
    """
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        if not abs(raw) < 10**MAX_DIGITS:
            raise InvalidValueError(_("This number is too long."))
        text, grammars = f"{Decimal(str(raw)):f}", [_PLAIN]
    else:
        text, grammars = _short(raw).translate(_AS_TYPED), [_PLAIN, _GROUPED] if share else [_GROUPED, _PLAIN]
    if not text:
        return ""
    digits = text[1:] if text[0] in "+-" else text
    match = next((match for grammar in grammars if (match := grammar.fullmatch(digits))), None)
    if not digits or match is None:
        raise InvalidValueError(_("Write a number, for example 12 500 or 3.5."))
    whole = re.sub(r"\D", "", match["whole"]).lstrip("0") or "0"
    fraction = (match["fraction"] or "").rstrip("0")
    if len(whole) + len(fraction) > MAX_DIGITS:
        raise InvalidValueError(_("This number is too long."))
    if not share and len(fraction) == 3 and whole != "0" and len(whole) <= 3:
        raise InvalidValueError(_("Three decimals would be read as thousands. Write one or two."))
    number = f"{whole}.{fraction}" if fraction else whole
    return f"-{number}" if text[0] == "-" and number != "0" else number


def _percent(raw: Any) -> str:
    text = _number(
        raw if isinstance(raw, int | float) else _short(raw).removesuffix("%").rstrip(), share=True
    )
    if text and not 0 <= Decimal(text) <= 100:
        raise InvalidValueError(_("Write a share between 0 and 100 percent."))
    return text


def _year(raw: Any) -> int | None:
    if isinstance(raw, int) and not isinstance(raw, bool):
        year = raw
    elif not (text := _short(raw)):
        return None
    else:
        year = int(text) if re.fullmatch(r"\d{4}", text) else 0
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise InvalidValueError(_("Write a year with four digits."))
    return year


def _date(raw: Any) -> str:
    text = (
        str(raw) if isinstance(raw, int) and not isinstance(raw, bool) and 0 < raw < 10_000 else _short(raw)
    )
    if not text:
        return ""
    if re.fullmatch(r"\d{4}", text):
        return str(_year(text))
    ours = re.fullmatch(r"(?P<year>\d{4})-(?P<month>\d{1,2})(?:-(?P<day>\d{1,2}))?", text)
    european = re.fullmatch(r"(?P<day>\d{1,2})[./](?P<month>\d{1,2})[./](?P<year>\d{4})\.?", text)
    match = ours or european
    if match is None:
        raise InvalidValueError(_("Write a date such as 2021-06-30, or only the year."))
    year = int(_year(match["year"]) or 0)
    try:
        date = dt.date(year, int(match["month"]), int(match["day"] or 1))
    except ValueError:
        raise InvalidValueError(_("This day does not exist.")) from None
    return date.isoformat() if match["day"] else date.isoformat()[:7]


def _choice(choices: tuple[str, ...], raw: Any) -> str:
    text = _short(raw)
    if text and text not in choices:
        raise InvalidValueError(_("Choose one of the answers offered."))
    return text


def _tags(raw: Any) -> list[str]:
    if raw is None:
        return []
    given = [raw] if isinstance(raw, str) else raw
    if not isinstance(given, list | tuple):
        raise InvalidValueError(_("Write words, separated by commas."))
    parts = [part for text in given for part in re.split(r"[,;\n]", clean_text(text))]
    tags = list(dict.fromkeys(tag for part in parts if (tag := " ".join(part.split()))))
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


_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_HOST = re.compile(r"[^.]+(?:\.[^.]+)+")


def _url(raw: Any) -> str:
    text = _short(raw)
    if not text:
        return ""
    address = text if _SCHEME.match(text) else f"https://{text}"
    try:
        parts = urlsplit(address)
        fits = parts.scheme in ("http", "https") and "@" not in parts.netloc and parts.port != 0
    except ValueError:
        fits = False
    if (
        not fits
        or not _HOST.fullmatch(parts.hostname or "")
        or re.search(r"[\s\x00-\x20\x7f<>\"\\^`{|}]", address)
        or len(address) > MAX_SHORT_TEXT
    ):
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
    references = list(dict.fromkeys(reference for item in raw if (reference := _reference(item))))
    if len(references) > MAX_REFERENCES:
        raise InvalidValueError(_("Choose fewer rows."))
    return references


def _level(question: QuestionSpec, raw: Any) -> int | None:
    if raw in (None, ""):
        return None
    for level in range(1, question.levels + 1):
        if (isinstance(raw, int) and not isinstance(raw, bool) and raw == level) or raw == str(level):
            return level
    raise InvalidValueError(_("Choose one of the levels offered."))


def _parts(question: QuestionSpec) -> Mapping[str, Callable[[Any], Any]]:
    """Return the parts of a value, each with what cleans it."""
    return _QUESTION_PARTS[question.type](question)


def _figure(question: QuestionSpec, clean: Callable[[Any], str]) -> Mapping[str, Callable[[Any], Any]]:
    parts: dict[str, Callable[[Any], Any]] = {"number": clean}
    if question.with_year:
        parts["year"] = _year
    if question.with_source:
        parts["source"] = _short
    return parts


_QUESTION_PARTS: Mapping[QuestionType, Callable[[QuestionSpec], Mapping[str, Callable[[Any], Any]]]] = {
    QuestionType.SHORT_TEXT: lambda question: {"text": _short},
    QuestionType.LONG_TEXT: lambda question: {"text": clean_text},
    QuestionType.NUMBER: lambda question: _figure(question, _number),
    QuestionType.MONEY: lambda question: _figure(question, _number),
    QuestionType.PERCENT: lambda question: _figure(question, _percent),
    QuestionType.DATE: lambda question: {"date": _date},
    QuestionType.CHOICE: lambda question: {"choice": partial(_choice, question.choices)},
    QuestionType.SCALE: lambda question: {"level": partial(_level, question)},
    QuestionType.TAGS: lambda question: {"tags": _tags},
    QuestionType.YES_NO_TEXT: lambda question: {"yes": _yes_no, "text": clean_text},
    # The rows themselves are checked one by one.
    QuestionType.ROWS: lambda question: {},
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
