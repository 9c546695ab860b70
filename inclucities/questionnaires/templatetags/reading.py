"""Answers to read, as markup."""

from __future__ import annotations

from html import escape

from django.template.loader import get_template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from inclucities.questionnaires.domain.suggestions import address_of
from inclucities.questionnaires.enums import AnswerState
from inclucities.questionnaires.models import Answer, ResponseRow, Translation
from inclucities.questionnaires.queries.cells import Cell, cells_of, value_in_words
from inclucities.questionnaires.queries.desk import Desk
from inclucities.questionnaires.queries.items import QuestionItem, RowItem
from inclucities.questionnaires.templatetags.frames import frame
from inclucities.questionnaires.templatetags.pieces import (
    Clock,
    comments_beside,
    lang,
    notice_html,
    rows_kept_words,
    saved_words,
    withheld_words,
    written_in_words,
)


def answer_html(item: QuestionItem, desk: Desk, clock: Clock) -> SafeString:
    """Return one question with its answer to read."""
    of_answer = frame(
        "questionnaires/answer.html",
        item.texts,
        item.key,
        desk.namespace,
        clock.language,
        lambda: {"q": {"key": item.key, "spec": item.spec, "text": item.text}},
    )
    return of_answer.filled(
        {
            "pk": str(desk.pk),
            "withheld": notice_html(withheld_words()) if item.withheld else "",
            "body": body_html(item, desk),
            "foot": _foot(item, desk, clock),
            "comments": comments_beside(item, desk, clock),
        }
    )


def body_html(item: QuestionItem, desk: Desk) -> str:
    """Return the markup of an answer to read, with its working translations, without its question."""
    if item.shown_rows:
        return get_template("questionnaires/rows_read.html").render(
            {
                "rows": [
                    [
                        (cell, _translated(row, cell.spec.key), _address_of(item, cell))
                        for cell in cells_of(item, row)
                    ]
                    for row in item.shown_rows
                ]
            }
        )
    if item.state != AnswerState.ANSWERED:
        said = format_html(
            '<p class="answer answer-none">{}{}</p>', AnswerState(item.state).label, _reason(item)
        )
        return said + (notice_html(rows_kept_words()) if item.rows else "")
    if item.answer and item.value:
        words = f'<div class="answer"{lang(item.answer.language)}>{escape(value_in_words(item))}</div>'
        return words + "".join(
            _beside(item.answer, translation) for translation in item.translations if translation.text
        )
    return "" if item.withheld else format_html('<p class="answer answer-none">{}</p>', _("Not answered yet"))


def _reason(item: QuestionItem) -> str:
    """Return why there is no answer, after a colon, in the language that it is written in."""
    if not item.reason:
        return ""
    written_in = mark_safe(lang(item.answer.language if item.answer else ""))  # noqa: S308 -- escaped
    return format_html(": <span{}>{}</span>", written_in, item.reason)


def _translated(row: RowItem, column_key: str) -> list[tuple[Translation, bool]]:
    """Return the working translations of a cell, each with whether the original has changed since."""
    return [
        (translation, translation.of_version < row.row.version)
        for translation in row.translations
        if translation.field == column_key and translation.text
    ]


def _address_of(item: QuestionItem, cell: Cell) -> str:
    """Return the page of what a cell names, where the reader may open it."""
    if not cell.spec.suggests or not cell.words:
        return ""
    return address_of(cell.words, item.suggested(cell.spec))


def _beside(of: Answer | ResponseRow, translation: Translation) -> str:
    return get_template("questionnaires/translation_read.html").render(
        {"translation": translation, "outdated": translation.of_version < of.version}
    )


def _foot(item: QuestionItem, desk: Desk, clock: Clock) -> str:
    if item.answer is None:
        return ""
    saved = saved_words(item.answer, desk.person.pk, clock)
    language = item.answer.language if item.is_long else ""
    written = written_in_words(language, clock.language) if language else ""
    return f'<p class="foot-state"><span class="save-state">{saved}</span></p>{written}'
