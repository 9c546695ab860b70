"""Small pieces of markup that questions, rows and answers share."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from html import escape
from typing import NamedTuple

from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from inclucities.discussions.queries import ThreadCount
from inclucities.discussions.templatetags.discussions import marker_html
from inclucities.questionnaires.domain.specs import QuestionSpec
from inclucities.questionnaires.enums import AnswerState, Audience
from inclucities.questionnaires.models import Answer, ResponseRow, Translation
from inclucities.questionnaires.queries.desk import Desk
from inclucities.questionnaires.queries.items import QuestionItem
from inclucities.texts.domain import WRITING_LANGUAGES
from inclucities.ui.templatetags.ui import icon, recently, written_in

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


def on(word: str, *, when: bool) -> str:
    """Return an attribute without a value where it applies."""
    return f" {word}" if when else ""


class Clock(NamedTuple):
    """What the words for a moment depend on: the reader's day, time zone and language."""

    day: dt.date
    zone: str
    language: str


def clock_now() -> Clock:
    """Return the clock of the page that is being drawn; a page of many answers asks once."""
    return Clock(timezone.localdate(), timezone.get_current_timezone_name(), get_language() or "")


def saved_words(written: Written, person_id: int, clock: Clock) -> SafeString:
    """Say when something was saved last, and by whom."""
    if written.updated_by_id == person_id:
        return _saved(written.updated_at, clock, by_you=True)
    words = _saved(written.updated_at, clock, by_you=False)
    return SafeString(words.replace(_NAME, escape(written.updated_by.name)))


#: Stands for who saved; no template holds it.
_NAME = "\ue000name\ue001"


@lru_cache(maxsize=8192)
def _saved(at: dt.datetime, _clock: Clock, *, by_you: bool) -> SafeString:
    """Word a moment once, the same for everybody with this clock; no name is kept with it."""
    if by_you:
        words = _("Saved %(at)s by you") % {"at": recently(at)}
    else:
        words = _("Saved %(at)s by %(by)s") % {"at": recently(at), "by": _NAME}
    return mark_safe(f"{icon('check')}<span>{words}</span>")  # noqa: S308 -- an icon, and a moment in words


@lru_cache(maxsize=64)
def written_in_words(language: str, _page_language: str) -> SafeString:
    """Say which language a text is written in, worded once for each language of a page."""
    return written_in(language)


def option_html(value: str, words: str, chosen: bool) -> str:
    """Return one ``<option>``."""
    return f'<option value="{escape(value)}"{on("selected", when=chosen)}>{escape(words)}</option>'


@lru_cache(maxsize=4096)
def worded_option_html(value: str, words: str, chosen: bool) -> str:
    """Return one ``<option>`` whose words are the questionnaire's: what people write is not kept in the process."""
    return option_html(value, words, chosen=chosen)


@lru_cache(maxsize=64)
def language_options(chosen: str) -> SafeString:
    """Return the languages that people write in as options."""
    return mark_safe(  # noqa: S308 -- escaped one by one
        "".join(option_html(code, name, code == chosen) for code, name in WRITING_LANGUAGES.items())
    )


def audience_options(spec: QuestionSpec, chosen: str) -> str:
    """Return the audiences that an answer may have as options."""
    return _audience_options(spec.audiences, chosen, get_language() or "")


@lru_cache(maxsize=512)
def _audience_options(audiences: tuple[Audience, ...], chosen: str, _language: str) -> str:
    return "".join(
        option_html(audience.value, str(AUDIENCES_IN_SHORT[audience]), audience == chosen)
        for audience in audiences
    )


def offered_states(spec: QuestionSpec) -> list[AnswerState]:
    """Return the ways in which a question can be answered; none where there is only one."""
    offered = [AnswerState.UNKNOWN] if spec.allow_unknown else []
    if spec.allow_not_applicable:
        offered.append(AnswerState.NOT_APPLICABLE)
    return [AnswerState.ANSWERED, *offered] if offered else []


def notice_html(text: str) -> SafeString:
    """Return a calm word about a question."""
    return format_html('<p class="notice">{}<span>{}</span></p>', icon("info"), text)


def comments_at(anchor: str, desk: Desk) -> str:
    """Return the marker of a section or of the whole, or nothing where the reader has no comments."""
    return _marker(anchor, desk, desk.margin.at(anchor), get_language() or "") if desk.margin else ""


def comments_beside(item: QuestionItem, desk: Desk, clock: Clock) -> str:
    """Return the marker of a question, or nothing where the reader has no comments."""
    return _marker(item.key, desk, desk.margin.beside(item), clock.language) if desk.margin else ""


def _marker(anchor: str, desk: Desk, count: ThreadCount | None, language: str) -> str:
    if desk.margin is None or count is None:
        return ""
    return marker_html(desk.margin.address, anchor, count, language)


def rows_kept_words() -> str:
    """Say what becomes of rows to which somebody said that there is no answer."""
    return _(
        "The rows are kept. While it is answered like this, they are not shown and left out of documents."
    )


def withheld_words() -> str:
    """Say that a part of an answer is not shown."""
    return _("Part of this answer is kept to a smaller circle.")
