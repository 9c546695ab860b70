"""Questions, rows and answers as markup: fills the frames with what was answered."""

from __future__ import annotations

import datetime as dt
from functools import cache, lru_cache
from html import escape
from typing import Any

from django.template.loader import get_template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inclucities.questionnaires.domain.specs import QuestionSpec
from inclucities.questionnaires.enums import AnswerState, Audience, ColumnType, QuestionType
from inclucities.questionnaires.models import Answer, ResponseRow, Translation
from inclucities.questionnaires.queries.cells import cells_of, options_of, tags_typed, value_in_words
from inclucities.questionnaires.queries.desk import Desk
from inclucities.questionnaires.queries.items import QuestionItem, RowItem
from inclucities.questionnaires.templatetags.frames import ANY_UUID, Addresses, frame, hole
from inclucities.texts.domain import WRITING_LANGUAGES
from inclucities.ui.templatetags.ui import icon, recently

#: One template for each way of answering; figures share one.
_INPUTS = {
    type_: f"questionnaires/inputs/{'number' if type_ in ('number', 'money', 'percent') else type_}.html"
    for type_ in QuestionType
}
#: The parts of a value that stand in a field as they are.
_PLAIN_PARTS = ("text", "number", "year", "source", "date")
#: Audiences in a word or two, for a quiet control; in full they stand beside the page.
AUDIENCES_IN_SHORT = {
    Audience.AUTHOR: gettext_lazy("Only me"),
    Audience.OWN_SIDE: gettext_lazy("Our city and association"),
    Audience.TEAM: gettext_lazy("Team of the scheme"),
    Audience.SCHEME: gettext_lazy("Whole scheme"),
    Audience.RELEASED: gettext_lazy("Whole programme"),
}
#: Who can be told "Saved 14:32 by you".
Written = Answer | ResponseRow | Translation


def lang(language: str) -> str:
    """Return a ``lang`` attribute, or nothing where the language is not known."""
    return f' lang="{escape(language)}"' if language else ""


def _on(word: str, *, when: bool) -> str:
    return f" {word}" if when else ""


def saved_words(written: Written, person_id: int) -> SafeString:
    """Say when something was saved last, and by whom."""
    name = "" if written.updated_by_id == person_id else written.updated_by.name
    today, clock = timezone.localdate(), timezone.get_current_timezone_name()
    return _saved_words(written.updated_at, name, today, clock, get_language() or "")


@lru_cache(maxsize=8192)
def _saved_words(at: dt.datetime, name: str, _today: dt.date, _clock: str, _language: str) -> SafeString:
    """Word it once: the same for everybody with this day, clock and language."""
    if name:
        words = _("Saved %(at)s by %(by)s") % {"at": recently(at), "by": escape(name)}
    else:
        words = _("Saved %(at)s by you") % {"at": recently(at)}
    return mark_safe(f"{_check()}<span>{words}</span>")  # noqa: S308 -- both parts are markup


@cache
def _check() -> SafeString:
    return icon("check")


@lru_cache(maxsize=4096)
def option_html(value: str, words: str, chosen: bool) -> str:
    """Return one ``<option>``."""
    return f'<option value="{escape(value)}"{_on("selected", when=chosen)}>{escape(words)}</option>'


@lru_cache(maxsize=64)
def language_options(chosen: str) -> SafeString:
    """Return the languages that people write in as options."""
    return mark_safe(  # noqa: S308 -- escaped one by one
        "".join(option_html(code, name, code == chosen) for code, name in WRITING_LANGUAGES.items())
    )


def audience_options(spec: QuestionSpec, chosen: str) -> str:
    """Return the audiences that an answer may have as options."""
    return "".join(
        option_html(audience.value, str(AUDIENCES_IN_SHORT[audience]), audience == chosen)
        for audience in spec.audiences
    )


def offered_states(spec: QuestionSpec) -> list[AnswerState]:
    """Return the ways in which a question can be answered; none where there is only one."""
    offered = [AnswerState.UNKNOWN] if spec.allow_unknown else []
    if spec.allow_not_applicable:
        offered.append(AnswerState.NOT_APPLICABLE)
    return [AnswerState.ANSWERED, *offered] if offered else []


# -- To fill in -----------------------------------------------------------------------------------


def question_html(item: QuestionItem, desk: Desk) -> SafeString:
    """Return one question to fill in. One that is not asked and holds nothing leaves only its place."""
    if not item.asked and item.answer is None and not item.rows and item.typed is None:
        return format_html(
            '<div id="{}" data-card data-unasked data-url="{}" hidden></div>',
            item.key,
            desk.url("answer", item.key),
        )
    of_question = frame(
        "questionnaires/question.html", item.texts, item.key, desk.namespace, lambda: _question_context(item)
    )
    return of_question.filled(_question_parts(item, desk))


def _question_context(item: QuestionItem) -> dict[str, Any]:
    spec = item.spec
    return {
        "q": {
            "key": item.key,
            "spec": spec,
            "text": item.text,
            "short": item.short,
            "hints": item.hints,
            "why": item.why,
            "add_row": item.add_row,
            "is_long": item.is_long,
            "offers_audiences": item.offers_audiences,
        },
        "input_template": _INPUTS[spec.type],
        "options": [
            {"key": option.key, "words": option.words, "checked": hole(f"checked_{option.key}")}
            for option in options_of(item)
        ],
        "states": [
            {"state": state, "checked": hole(f"state_{state.value}")} for state in offered_states(spec)
        ],
    }


def _question_parts(item: QuestionItem, desk: Desk) -> dict[str, str]:
    spec, value = item.spec, item.value
    wrong = bool(item.errors or item.conflict)
    described = ([f"{item.key}-hint"] if item.hints else []) + [
        f"{item.key}-error-{field}" if field else f"{item.key}-error" for field in item.errors
    ]
    parts = {
        "pk": str(desk.pk),
        "wrong": " question-wrong" if wrong else "",
        "notices": _notices(item),
        "errors": _errors(item.key, item.errors),
        "version": str(item.version),
        "described": (f' aria-describedby="{" ".join(described)}"' if described else "")
        + (' aria-invalid="true"' if item.errors else ""),
        "lang": lang(item.language),
        "conflict": _conflict(item.key, item),
        "unsaved": _on("hidden", when=item.answer is None),
        "saved_class": " save-state-saved" if item.answer else "",
        "saved": saved_words(item.answer, desk.person.pk) if item.answer else "",
        "languages": language_options(item.language) if item.is_long else "",
        "audiences": audience_options(spec, item.audience) if item.offers_audiences else "",
        "reason": escape(item.reason),
        "reason_kept": _on("data-kept-reason", when=bool(item.reason)),
        "hidden_question": _on("data-hidden", when=not item.asked),
    }
    parts |= {part: escape(str(value.get(part) or "")) for part in _PLAIN_PARTS}
    for state in offered_states(spec):
        parts[f"state_{state.value}"] = _on("checked", when=item.state == state)
    if item.is_long:
        parts["translations"] = translations_html(
            item.answer, item.translations, desk, f"{item.key}-text", item.key
        )
    if spec.type == QuestionType.YES_NO_TEXT:
        parts["checked_yes"] = _on("checked", when=value.get("yes") in (True, "yes"))
        parts["checked_no"] = _on("checked", when=value.get("yes") in (False, "no"))
    elif spec.type == QuestionType.TAGS:
        parts["tags"] = escape(tags_typed(item))
    elif spec.type == QuestionType.ROWS:
        parts["rows"] = "".join(
            row_html(item, row, desk, number) for number, row in enumerate(item.rows, start=1)
        )
        parts["taken_away"] = get_template("questionnaires/taken_away.html").render(
            {"item": item, "desk": desk}
        )
    else:
        parts |= {f"checked_{option.key}": _on("checked", when=option.chosen) for option in options_of(item)}
    return parts


def _notices(item: QuestionItem) -> str:
    words = []
    if not item.asked:
        words.append(
            _("Not asked because of another answer. What stands here is kept and left out of documents.")
        )
    if item.withheld:
        words.append(_("Part of this answer is kept to a smaller circle."))
    return "".join(
        format_html('<p class="notice">{}<span>{}</span></p>', icon("info"), text) for text in words
    )


def _errors(name: str, errors: dict[str, object]) -> str:
    return "".join(
        format_html(
            '<p class="field-error" id="{}">{}<span>{}</span></p>',
            f"{name}-error-{field}" if field else f"{name}-error",
            icon("alert"),
            message,
        )
        for field, message in errors.items()
    )


def _conflict(name: str, item: QuestionItem | RowItem) -> str:
    return conflict_html(item.conflict, name) if item.conflict else ""


def conflict_html(conflict: Any, name: str) -> str:
    """Return both texts where two people wrote at once, with three ways on; ``name`` is the unit's."""
    return get_template("questionnaires/conflict.html").render({"conflict": conflict, "name": name})


# -- Rows -----------------------------------------------------------------------------------------


def row_html(item: QuestionItem, row: RowItem, desk: Desk, number: int) -> SafeString:
    """Return one row to fill in."""
    of_row = frame(
        "questionnaires/row.html", item.texts, item.key, desk.namespace, lambda: _row_context(item, row)
    )
    return of_row.filled(_row_parts(item, row, desk, number))


def _row_context(item: QuestionItem, row: RowItem) -> dict[str, Any]:
    name = f"{item.key}-{ANY_UUID}"
    return {
        "q": {"key": item.key, "spec": item.spec},
        "uuid": ANY_UUID,
        "name": name,
        "is_long": _has_prose(item),
        "cells": [
            {
                "cell": cell,
                "name": f"{name}-{cell.spec.key}",
                "value": hole(f"cell_{cell.spec.key}"),
                "error": hole(f"error_{cell.spec.key}"),
                "described": hole(f"described_{cell.spec.key}"),
                "translations": hole(f"translations_{cell.spec.key}"),
            }
            for cell in cells_of(item, row)
        ],
    }


def _has_prose(item: QuestionItem) -> bool:
    return any(column.type == ColumnType.LONG_TEXT for column in item.spec.columns)


def _row_parts(item: QuestionItem, row: RowItem, desk: Desk, number: int) -> dict[str, str]:
    uuid = str(row.row.uuid)
    name = f"{item.key}-{uuid}"
    language = row.language or item.texts.language.split("-")[0]
    parts = {
        "pk": str(desk.pk),
        "uuid": uuid,
        "version": str(row.row.version),
        "number": str(number),
        "wrong": " row-wrong" if row.errors or row.conflict else "",
        "errors": _errors(name, {"": row.errors[""]}) if "" in row.errors else "",
        "first": _on("hidden", when=number == 1),
        "last": _on("hidden", when=number == len(item.rows)),
        "saved": saved_words(row.row, desk.person.pk),
        "lang": lang(language),
        "languages": language_options(language) if _has_prose(item) else "",
        "audiences": audience_options(item.spec, row.audience) if len(item.spec.audiences) > 1 else "",
        "conflict": _conflict(name, row),
    }
    for cell in cells_of(item, row):
        key = cell.spec.key
        field = f"{name}-{key}"
        if cell.kind == "select":
            empty = "" if cell.multiple else option_html("", _("Choose"), chosen=False)
            parts[f"cell_{key}"] = empty + "".join(
                option_html(option.key, option.words.text, option.chosen) for option in cell.options
            )
        else:
            parts[f"cell_{key}"] = escape(str(cell.value))
        parts[f"error_{key}"] = _errors(field, {"": cell.error}) if cell.error else ""
        described = ([f"{field}-hint"] if cell.hint.text else []) + ([f"{field}-error"] if cell.error else [])
        parts[f"described_{key}"] = (f' aria-describedby="{" ".join(described)}"' if described else "") + (
            ' aria-invalid="true"' if cell.error else ""
        )
        if cell.spec.type == ColumnType.LONG_TEXT:
            of_cell = [found for found in row.translations if found.field == key]
            parts[f"translations_{key}"] = translations_html(row.row, of_cell, desk, field, item.key)
    return parts


# -- Working translations -------------------------------------------------------------------------


def translations_html(
    of: Answer | ResponseRow | None,
    translations: list[Translation],
    desk: Desk,
    name: str,
    question_key: str,
) -> str:
    """Return the working translations of one text, each to write on; ``name`` is that of its field."""
    if of is None or not translations:
        return ""
    return get_template("questionnaires/translations.html").render(
        {
            "slots": [
                slot(of, name, address_of_translation(desk, of, translation.field, question_key), translation)
                for translation in translations
            ],
            "desk": desk,
        }
    )


def slot(of: Answer | ResponseRow, name: str, url: str, translation: Translation | None) -> dict[str, Any]:
    """Return what the form of one translation needs; without one it is the form of a new one."""
    return {
        "name": f"{name}-tr-{translation.language if translation else 'new'}",
        "url": url,
        "translation": translation,
        "version": translation.version if translation else 0,
        "text": translation.text if translation else "",
        "into": translation.language if translation else "",
        "outdated": translation is not None and translation.of_version < of.version,
    }


def address_of_translation(
    desk: Desk | Addresses, of: Answer | ResponseRow, field: str, question_key: str
) -> str:
    """Return where the translations of one text are written."""
    if isinstance(of, Answer):
        return desk.url("translation", question_key)
    return desk.url("row_translation", question_key, of.uuid, field)


# -- To read --------------------------------------------------------------------------------------


def answer_html(item: QuestionItem, desk: Desk) -> SafeString:
    """Return one question with its answer to read."""
    of_answer = frame(
        "questionnaires/answer.html",
        item.texts,
        item.key,
        desk.namespace,
        lambda: {"q": {"key": item.key, "spec": item.spec, "text": item.text}},
    )
    return of_answer.filled(
        {
            "pk": str(desk.pk),
            "withheld": _notices(item) if item.withheld else "",
            "body": _body(item, desk),
            "foot": _foot(item, desk),
        }
    )


def _body(item: QuestionItem, desk: Desk) -> str:
    if item.rows:
        return get_template("questionnaires/rows_read.html").render(
            {
                "cells": cells_of(item, item.rows[0]),
                "rows": [(row, cells_of(item, row)) for row in item.rows],
                "item": item,
                "desk": desk,
            }
        )
    if item.state != AnswerState.ANSWERED:
        words = str(AnswerState(item.state).label)
        return format_html(
            '<p class="answer answer-none">{}</p>', f"{words}: {item.reason}" if item.reason else words
        )
    if item.answer and item.value:
        words = f'<div class="answer"{lang(item.answer.language)}>{escape(value_in_words(item))}</div>'
        return words + "".join(_beside(item.answer, translation) for translation in item.translations)
    return "" if item.withheld else format_html('<p class="answer answer-none">{}</p>', _("Not answered yet"))


def _beside(of: Answer | ResponseRow, translation: Translation) -> str:
    return get_template("questionnaires/translation_read.html").render(
        {"translation": translation, "outdated": translation.of_version < of.version}
    )


def _foot(item: QuestionItem, desk: Desk) -> str:
    if item.answer is None:
        return ""
    language = WRITING_LANGUAGES.get(item.answer.language, "") if item.is_long else ""
    written = format_html("<span>{}</span>", _("written in %(language)s") % {"language": language})
    return format_html(
        '<p class="foot-state"><span class="save-state">{}</span></p>{}',
        saved_words(item.answer, desk.person.pk),
        written if language else "",
    )
