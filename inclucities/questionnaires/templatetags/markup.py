"""Questions and rows to fill in, as markup: fills the frames with what was answered."""

from __future__ import annotations

from html import escape
from typing import Any

from django.template.loader import get_template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from inclucities.questionnaires.domain.specs import ColumnSpec
from inclucities.questionnaires.enums import ColumnType, QuestionType
from inclucities.questionnaires.models import Answer, ResponseRow, Translation
from inclucities.questionnaires.queries.cells import cells_of, options_of, tags_typed
from inclucities.questionnaires.queries.desk import Desk
from inclucities.questionnaires.queries.items import QuestionItem, RowItem
from inclucities.questionnaires.templatetags.frames import ANY_UUID, Addresses, frame, hole
from inclucities.questionnaires.templatetags.pieces import (
    Clock,
    audience_options,
    comments_beside,
    lang,
    language_options,
    notice_html,
    offered_states,
    on,
    option_html,
    rows_kept_words,
    saved_words,
    withheld_words,
    worded_option_html,
)
from inclucities.ui.templatetags.ui import icon

#: One template for each way of answering; figures share one.
_INPUTS = {
    type_: f"questionnaires/inputs/{'number' if type_ in ('number', 'money', 'percent') else type_}.html"
    for type_ in QuestionType
}
#: The parts of a value that stand in a field as they are.
_PLAIN_PARTS = ("text", "number", "year", "source", "date")


def question_html(item: QuestionItem, desk: Desk, clock: Clock) -> SafeString:
    """Return one question to fill in. One that is not asked and holds nothing leaves only its place."""
    if not item.asked and item.answer is None and not item.rows and item.typed is None:
        return format_html(
            '<div id="{}" data-card data-unasked data-url="{}" hidden></div>',
            item.key,
            desk.url("answer", item.key),
        )
    of_question = frame(
        "questionnaires/question.html",
        item.texts,
        item.key,
        desk.namespace,
        clock.language,
        lambda: _question_context(item),
    )
    return of_question.filled(_question_parts(item, desk, clock))


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


def _question_parts(item: QuestionItem, desk: Desk, clock: Clock) -> dict[str, str]:
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
        "unsaved": on("hidden", when=item.answer is None),
        "saved_class": " save-state-saved" if item.answer else "",
        "saved": saved_words(item.answer, desk.person.pk, clock) if item.answer else "",
        "languages": language_options(item.language) if item.is_long else "",
        "audiences": audience_options(spec, item.audience) if item.offers_audiences else "",
        "reason": escape(item.reason),
        "reason_kept": on("data-kept-reason", when=bool(item.reason)),
        "hidden_question": on("data-hidden", when=not item.asked),
        "comments": comments_beside(item, desk, clock),
    }
    parts |= {part: escape(str(value.get(part) or "")) for part in _PLAIN_PARTS}
    for state in offered_states(spec):
        parts[f"state_{state.value}"] = on("checked", when=item.state == state)
    if item.is_long:
        parts["translations"] = translations_html(
            item.answer, item.translations, desk, f"{item.key}-text", item.key
        )
    if spec.type == QuestionType.YES_NO_TEXT:
        parts["checked_yes"] = on("checked", when=value.get("yes") in (True, "yes"))
        parts["checked_no"] = on("checked", when=value.get("yes") in (False, "no"))
    elif spec.type == QuestionType.TAGS:
        parts["tags"] = escape(tags_typed(item))
    elif spec.type == QuestionType.ROWS:
        parts["rows"] = "".join(
            row_html(item, row, desk, clock, number) for number, row in enumerate(item.rows, start=1)
        )
        parts["suggested"] = "".join(_suggested(item, column) for column in item.spec.columns)
        parts["rows_kept"] = notice_html(rows_kept_words()) if item.rows else ""
        parts["taken_away"] = get_template("questionnaires/taken_away.html").render(
            {"item": item, "desk": desk}
        )
    else:
        parts |= {f"checked_{option.key}": on("checked", when=option.chosen) for option in options_of(item)}
    return parts


def _notices(item: QuestionItem) -> str:
    words = []
    if not item.asked:
        words.append(
            _("Not asked because of another answer. What stands here is kept and left out of documents.")
        )
    if item.withheld:
        words.append(withheld_words())
    return "".join(notice_html(text) for text in words)


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


def row_html(item: QuestionItem, row: RowItem, desk: Desk, clock: Clock, number: int) -> SafeString:
    """Return one row to fill in."""
    of_row = frame(
        "questionnaires/row.html",
        item.texts,
        item.key,
        desk.namespace,
        clock.language,
        lambda: _row_context(item, row),
    )
    return of_row.filled(_row_parts(item, row, desk, clock, number))


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
                "suggested": hole(f"suggested_{cell.spec.key}") if cell.spec.suggests else "",
            }
            for cell in cells_of(item, row)
        ],
    }


def _has_prose(item: QuestionItem) -> bool:
    return any(column.type == ColumnType.LONG_TEXT for column in item.spec.columns)


def _row_parts(item: QuestionItem, row: RowItem, desk: Desk, clock: Clock, number: int) -> dict[str, str]:
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
        "first": on("hidden", when=number == 1),
        "last": on("hidden", when=number == len(item.rows)),
        "saved": saved_words(row.row, desk.person.pk, clock),
        "lang": lang(language),
        "languages": language_options(language) if _has_prose(item) else "",
        "audiences": audience_options(item.spec, row.audience) if len(item.spec.audiences) > 1 else "",
        "conflict": _conflict(name, row),
    }
    for cell in cells_of(item, row):
        key = cell.spec.key
        field = f"{name}-{key}"
        if cell.kind == "select":
            # The options of a reference are named after rows that people write.
            draw = option_html if cell.spec.to else worded_option_html
            empty = "" if cell.multiple else worded_option_html("", _("Choose"), chosen=False)
            parts[f"cell_{key}"] = empty + "".join(
                draw(option.key, option.words.text, option.chosen) for option in cell.options
            )
        else:
            parts[f"cell_{key}"] = escape(str(cell.value))
        parts[f"error_{key}"] = _errors(field, {"": cell.error}) if cell.error else ""
        described = ([f"{field}-hint"] if cell.hint.text else []) + ([f"{field}-error"] if cell.error else [])
        parts[f"described_{key}"] = (f' aria-describedby="{" ".join(described)}"' if described else "") + (
            ' aria-invalid="true"' if cell.error else ""
        )
        if cell.spec.suggests:
            # A field without a list behind it is an ordinary one to those who hear the page.
            offered = item.suggested(cell.spec)
            parts[f"suggested_{key}"] = f' list="{_id_of_suggested(item, cell.spec)}"' if offered else ""
        if cell.spec.type == ColumnType.LONG_TEXT:
            of_cell = [found for found in row.translations if found.field == key]
            parts[f"translations_{key}"] = translations_html(row.row, of_cell, desk, field, item.key)
    return parts


def _suggested(item: QuestionItem, column: ColumnSpec) -> str:
    """Return what is suggested for a column, once for all its cells. The browser offers it without a script."""
    languages = {suggestion.words: suggestion.language for suggestion in item.suggested(column)}
    options = "".join(
        f'<option value="{escape(words)}"{lang(language)}></option>' for words, language in languages.items()
    )
    return f'<datalist id="{_id_of_suggested(item, column)}">{options}</datalist>' if options else ""


def _id_of_suggested(item: QuestionItem, column: ColumnSpec) -> str:
    return f"{item.key}-{column.key}-suggested"


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
