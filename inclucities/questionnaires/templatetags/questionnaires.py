"""Questions, answers and conflicts on a page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template
from django.template.loader import get_template
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from inclucities.questionnaires.domain.comparison import Piece, merged, words_compared
from inclucities.questionnaires.domain.specs import QuestionSpec
from inclucities.questionnaires.enums import AnswerState, QuestionType
from inclucities.questionnaires.queries.cells import (
    cells_of,
    options_of,
    tags_typed,
    text_of,
    text_of_row,
    value_in_words,
)
from inclucities.questionnaires.queries.desk import Desk
from inclucities.questionnaires.queries.pages import QuestionItem, RowItem
from inclucities.texts.domain import WRITING_LANGUAGES, Localised

register = template.Library()

_OPERATIONS = {"equal": 0, "insert": 1, "delete": -1}


@register.simple_tag
def desk_url(desk: Desk, name: str, *args: object) -> str:
    """Return the address of one of the owner's pages."""
    return desk.url(name, *args)


@register.simple_tag
def lang_of(text: Localised) -> str:
    """Return a ``lang`` attribute where a text is not in the language of the page."""
    return format_html(' lang="{}"', text.language) if text.foreign else ""


@register.simple_tag
def question(item: QuestionItem, desk: Desk) -> SafeString:
    """Render one question to fill in."""
    return get_template("questionnaires/question.html").render(
        {
            "item": item,
            "desk": desk,
            "input_template": _INPUTS[item.spec.type],
            "options": options_of(item),
            "tags_typed": tags_typed(item),
            "described_by": _described_by(item),
            "rows": [{"item": row, "cells": cells_of(item, row), "row": row.row} for row in item.rows],
        }
    )


#: One template for each way of answering; figures share one.
_INPUTS = {
    type_: f"questionnaires/inputs/{'number' if type_ in ('number', 'money', 'percent') else type_}.html"
    for type_ in QuestionType
}


def _described_by(item: QuestionItem) -> str:
    ids = [f"{item.key}-hint"] if item.hints else []
    ids += [f"{item.key}-error-{field}" if field else f"{item.key}-error" for field in item.errors]
    return format_html(' aria-describedby="{}"', " ".join(ids)) if ids else ""


@register.simple_tag
def answer_of(item: QuestionItem, desk: Desk) -> SafeString:
    """Render one question with its answer to read."""
    return get_template("questionnaires/answer.html").render(
        {
            "item": item,
            "desk": desk,
            "words": value_in_words(item),
            "rows": [cells_of(item, row) for row in item.rows],
        }
    )


@register.simple_tag
def language_options(chosen: str) -> SafeString:
    """Render the languages that people write in."""
    return _options([(code, name, code == chosen) for code, name in WRITING_LANGUAGES.items()])


@register.simple_tag
def state_options(item: QuestionItem) -> SafeString:
    """Render "Answered", "We do not know", "Does not apply", as far as the question offers them."""
    offered = [AnswerState.ANSWERED]
    if item.spec.allow_unknown:
        offered.append(AnswerState.UNKNOWN)
    if item.spec.allow_not_applicable:
        offered.append(AnswerState.NOT_APPLICABLE)
    return _options([(state.value, str(state.label), state == item.state) for state in offered])


@register.simple_tag
def audience_options(spec: QuestionSpec, chosen: str) -> SafeString:
    """Render the audiences that an answer may have."""
    return _options(
        [(audience.value, str(audience.label), audience == chosen) for audience in spec.audiences]
    )


def _options(options: list[tuple[str, str, bool]]) -> SafeString:
    return format_html_join(
        "",
        '<option value="{}"{}>{}</option>',
        ((value, mark_safe(" selected") if chosen else "", words) for value, words, chosen in options),
    )


@register.inclusion_tag("questionnaires/conflict.html")
def conflict_of(item: QuestionItem) -> dict[str, Any]:
    """Show both texts where two people wrote at once, and a way to merge them."""
    theirs = text_of(item.spec, item.conflict.value) if item.conflict else ""
    mine = text_of(item.spec, item.typed or {})
    return {
        "by": item.conflict.updated_by.name if item.conflict else _("somebody"),
        "at": item.conflict.updated_at if item.conflict else None,
        "theirs": theirs,
        "mine": mine,
        "compared": [(_OPERATIONS[piece.operation], piece.text) for piece in words_compared(mine, theirs)],
        "merged": merged("", theirs, mine),
    }


@register.inclusion_tag("questionnaires/conflict.html")
def conflict_of_row(item: QuestionItem, row: RowItem) -> dict[str, Any]:
    """Show both states of a row where two people wrote at once."""
    theirs = text_of_row(item, row.conflict.value) if row.conflict else ""
    mine = text_of_row(item, row.typed or {})
    return {
        "by": row.conflict.updated_by.name if row.conflict else _("somebody"),
        "at": row.conflict.updated_at if row.conflict else None,
        "theirs": theirs,
        "mine": mine,
        "compared": [(_OPERATIONS[piece.operation], piece.text) for piece in words_compared(mine, theirs)],
        "merged": merged("", theirs, mine),
    }


@register.simple_tag
def pieces_marked(pieces: Iterable[Piece]) -> SafeString:
    """Render a comparison: what was taken out, what was put in."""
    return format_html_join("", "{}", ((_marked(piece),) for piece in pieces))


def _marked(piece: Piece) -> SafeString:
    words = mark_safe(escape(piece.text).replace("\n", "<br>"))  # noqa: S308 -- escaped on the same line
    if piece.operation == "equal":
        return words
    return format_html("<{0}>{1}</{0}>", "ins" if piece.operation == "insert" else "del", words)


@register.simple_tag
def state_words(state: str) -> str:
    """Return "We do not know" or "Does not apply"."""
    return str(AnswerState(state).label)


@register.simple_tag
def stage_words(desk: Desk, stage: str) -> str:
    """Return the owner's word for what a version is."""
    return desk.stages.get(stage, stage)


@register.simple_tag
def answer_in_short(item: QuestionItem) -> SafeString:
    """Render an answer for the check page: its words, its rows, or that it is missing."""
    if item.state != AnswerState.ANSWERED:
        return format_html('<span class="soft">{}</span>', AnswerState(item.state).label)
    if item.rows:
        return format_html(
            "<ol>{}</ol>",
            format_html_join("", "<li>{}</li>", ((text_of_row(item, row.values),) for row in item.rows)),
        )
    if words := value_in_words(item):
        return format_html("<span{}>{}</span>", _lang_attribute(item), words)
    if item.withheld:
        return format_html('<span class="soft">{}</span>', _("Kept to a smaller circle"))
    return format_html(
        '<span class="{}">{}</span>', "tag tag-now" if item.spec.required else "soft", _("Not answered yet")
    )


def _lang_attribute(item: QuestionItem) -> SafeString:
    language = item.answer.language if item.answer else ""
    return format_html(' lang="{}"', language) if language else SafeString("")
