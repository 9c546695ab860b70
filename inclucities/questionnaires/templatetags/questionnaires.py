"""Questions, answers and comparisons on a page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from inclucities.questionnaires.domain.comparison import Piece
from inclucities.questionnaires.domain.progress import Progress
from inclucities.questionnaires.domain.specs import SectionSpec
from inclucities.questionnaires.enums import AnswerState, Audience
from inclucities.questionnaires.queries.cells import cells_of, value_in_words
from inclucities.questionnaires.queries.desk import Desk
from inclucities.questionnaires.queries.items import QuestionItem, RowItem, SectionPage
from inclucities.questionnaires.templatetags import frames, markup, pieces, reading
from inclucities.reports.rendering.words import cell_text
from inclucities.texts import domain
from inclucities.texts.domain import Localised

register = template.Library()

#: A cell with more characters stands on a line of its own.
LONG_CELL = 60

#: A number of each form that a language of the interface has, by its name in ``Intl.PluralRules``.
_SAMPLES = {"zero": 10, "one": 1, "other": 2}


@register.simple_tag
def desk_url(desk: Desk | frames.Addresses, name: str, *args: object) -> str:
    """Return the address of one of the owner's pages."""
    return desk.url(name, *args)


@register.simple_tag
def lang_of(text: Localised) -> str:
    """Return a ``lang`` attribute where a text is not in the language of the page."""
    return format_html(' lang="{}"', text.language) if text.foreign else ""


@register.simple_tag
def lang_in(language: str) -> str:
    """Return a ``lang`` attribute for what people wrote in another language than that of the page."""
    page_language = (get_language() or "").split("-")[0]
    return format_html(' lang="{}"', language) if language and language != page_language else ""


@register.simple_tag
def questions_of(page: SectionPage, desk: Desk) -> SafeString:
    """Render the questions of a section to fill in."""
    clock = pieces.clock_now()
    return _joined(markup.question_html(item, desk, clock) for item in page.items)


@register.simple_tag
def answers_of(page: SectionPage, desk: Desk) -> SafeString:
    """Render the questions of a section that are asked, with their answers to read."""
    clock = pieces.clock_now()
    return _joined(reading.answer_html(item, desk, clock) for item in page.items if item.asked)


def _joined(parts: Iterable[SafeString]) -> SafeString:
    return mark_safe("".join(parts))  # noqa: S308 -- each part is markup


@register.simple_tag
def done_of(progress: Progress) -> str:
    """Say how far a section is, in a list of sections."""
    return _("%(done)s of %(total)s") % {"done": progress.answered, "total": progress.total}


@register.simple_tag
def answer_body(item: QuestionItem, desk: Desk) -> SafeString:
    """Render an answer to read, without its question."""
    return mark_safe(reading.body_html(item, desk))  # noqa: S308 -- markup of ours


@register.simple_tag
def comments_at(desk: Desk, anchor: str) -> SafeString:
    """Render the marker of a section, of a question in a version or, without an anchor, of the whole."""
    return mark_safe(pieces.comments_at(anchor, desk))  # noqa: S308 -- markup of ours


@register.simple_tag
def open_comments_in(desk: Desk, section: SectionSpec) -> int:
    """Return how many threads the reader finds open in a section."""
    return desk.margin.waiting_in(section) if desk.margin else 0


@register.simple_tag
def saved_words(written: pieces.Written, desk: Desk) -> SafeString:
    """Say when something was saved last, and by whom."""
    return pieces.saved_words(written, desk.person.pk, pieces.clock_now())


@register.simple_tag
def language_options(chosen: str = "") -> SafeString:
    """Render the languages that people write in."""
    return pieces.language_options(chosen)


@register.simple_tag
def language_name(code: str) -> str:
    """Return what a language is called in the reader's; an unknown code stands for itself."""
    return domain.language_name(code)


@register.simple_tag
def words_counted() -> SafeString:
    """Return "{number} words" in each form of the page's language, as data for the script that counts."""
    return format_html_join(
        "",
        ' data-words-{}="{}"',
        ((form, ngettext("{number} word", "{number} words", sample)) for form, sample in _SAMPLES.items()),
    )


@register.simple_tag
def audiences_explained(page: SectionPage) -> list[tuple[str, str]]:
    """Return the audiences that answers of a section may have: in short, and in full."""
    offered = {audience for item in page.items for audience in item.spec.audiences}
    return [
        (str(pieces.AUDIENCES_IN_SHORT[audience]), str(audience.label))
        for audience in Audience
        if audience in offered
    ]


@register.simple_tag
def pieces_marked(compared: Iterable[Piece]) -> SafeString:
    """Render a comparison: what was taken out, what was put in."""
    return format_html_join("", "{}", ((_marked(piece),) for piece in compared))


def _marked(piece: Piece) -> SafeString:
    words = mark_safe(escape(piece.text).replace("\n", "<br>"))  # noqa: S308 -- escaped on the same line
    if piece.operation == "equal":
        return words
    name, said = ("ins", _("added: ")) if piece.operation == "insert" else ("del", _("removed: "))
    return format_html('<{0}><span class="visually-hidden">{1}</span>{2}</{0}>', name, said, words)


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
            '<ol class="check-rows">{}</ol>',
            format_html_join("", "<li>{}</li>", ((row_in_short(item, row),) for row in item.rows)),
        )
    if words := value_in_words(item):
        attribute = mark_safe(pieces.lang(item.answer.language if item.answer else ""))  # noqa: S308 -- escaped
        return format_html('<div class="answer"{}>{}</div>', attribute, words)
    if item.withheld:
        return format_html('<span class="soft">{}</span>', _("Kept to a smaller circle"))
    if item.spec.required:
        return format_html('<span class="tag tag-now">{}</span>', _("Needed, not answered yet"))
    return format_html('<span class="soft">{}</span>', _("Not answered yet"))


@register.simple_tag
def row_in_short(item: QuestionItem, row: RowItem) -> SafeString:
    """Render a row as lines of "column: cell", each part in its own language."""
    return format_html_join(
        "\n",
        "<span{}>{}:</span> <span{}>{}</span>",
        (
            (lang_of(cell.label), cell.label, mark_safe(pieces.lang(cell.language)), cell.words)  # noqa: S308 -- escaped
            for cell in cells_of(item, row)
            if cell.words
        ),
    )


@register.filter
def cells_with(row: Any, columns: Iterable[Any]) -> list[tuple[str, str, str, bool, Any]]:
    """Return the cells of a table in a document.

    Each is its label, its words and their language, whether it needs the whole width, and its translation.
    """
    translations = {found.column: found for found in row.translations}
    return [
        (
            column.label,
            "" if cell in (None, "") else cell_text(cell, column),
            row.language_at(place, column),
            (isinstance(cell, str) and len(cell) > LONG_CELL) or place in translations,
            translations.get(place),
        )
        for place, (column, cell) in enumerate(zip(columns, row.cells, strict=True))
    ]
