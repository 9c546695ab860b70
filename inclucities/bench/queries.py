"""Pages as plain dictionaries: all that a template written by hand needs to print them."""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.translation import get_language

from inclucities.discussions.domain import id_of_marker, id_of_title
from inclucities.questionnaires.enums import AnswerState, Audience
from inclucities.questionnaires.queries.cells import cells_of, options_of, tags_typed, value_in_words
from inclucities.questionnaires.queries.desk import Desk
from inclucities.questionnaires.queries.items import QuestionItem, RowItem, SectionPage
from inclucities.questionnaires.queries.pages import section_pages
from inclucities.questionnaires.templatetags.pieces import AUDIENCES_IN_SHORT, offered_states
from inclucities.texts.domain import WRITING_LANGUAGES, language_name
from inclucities.ui.templatetags.ui import STATUSES
from needs_analysis.queries.desk import needs_desk
from needs_analysis.queries.needs_analyses import open_needs_analysis

if TYPE_CHECKING:
    from inclucities.accounts.models import User
    from inclucities.questionnaires.models import Answer, ResponseRow

Plain = dict[str, Any]


@cache
def section_as_plain(person: User, pk: int, section_key: str) -> Plain:
    """Return a section to fill in. No query after the first time."""
    desk = _desk(person, pk)
    page = section_pages(desk.response, desk.reader, get_language() or "en", [section_key])[0]
    offered = {audience for item in page.items for audience in item.spec.audiences}
    return {
        **_around(desk),
        "key": section_key,
        "comments": _comments(desk, section_key),
        "title": page.title.text,
        "number": page.section.number,
        "introduction": page.introduction.text,
        "who": desk.answerer(page.section.answered_by),
        "person": person.pk,
        "action": desk.url("section", section_key),
        "side": desk.url("side", section_key),
        "questions": [_question(desk, item) for item in page.items],
        "answered": sum(state.answered for state in page.states.values()),
        "total": sum(state.total for state in page.states.values()),
        "tasks": _tasks(desk, page),
        "zone": timezone.get_current_timezone_name() if _has_deadlines(page) else "",
        "missing": [{"key": item.key, "short": item.short.text} for item in page.missing],
        "whys": [
            {"key": item.key, "short": item.short.text, "why": item.why.text}
            for item in page.items
            if item.why.text and item.asked
        ],
        "audiences": [
            {"short": str(AUDIENCES_IN_SHORT[audience]), "full": str(audience.label)}
            for audience in Audience
            if audience in offered
        ],
    }


@cache
def whole_as_plain(person: User, pk: int) -> Plain:
    """Return a whole questionnaire to read. No query after the first time."""
    desk = _desk(person, pk)
    pages = section_pages(desk.response, desk.reader, get_language() or "en")
    return {
        **_around(desk),
        "city": desk.city,
        "sections": [
            {
                "key": page.section.key,
                "number": page.section.number,
                "title": page.title.text,
                "answered": page.progress.answered if page.progress else None,
                "total": page.progress.total if page.progress else None,
                "questions": [_answer(desk, item) for item in page.items if item.asked],
                "comments": _comments(desk, page.section.key),
            }
            for page in pages
        ],
    }


def _desk(person: User, pk: int) -> Desk:
    opened = open_needs_analysis(person, pk)
    if opened is None:
        raise LookupError(f"{person} cannot open the needs analysis {pk}.")
    return needs_desk(person, opened)


def _around(desk: Desk) -> Plain:
    """Return the shell of the scheme."""
    return {
        "scheme_title": desk.context["scheme_title"],
        "menu": [
            {"label": line.label, "url": line.url, "current": line.current, "note": line.note}
            for line in desk.context["menu_lines"]
        ],
        "desk_title": desk.title,
        "home": desk.url("tasks"),
        "with_comments": desk.margin is not None and desk.margin.is_open,
    }


def _comments(desk: Desk, anchor: str) -> Plain | None:
    """Return the marker of a place; nobody has said anything yet."""
    if desk.margin is None or desk.margin.at(anchor) is None:
        return None
    return {
        "id": id_of_marker(anchor),
        "title": id_of_title(anchor),
        "url": f"{desk.margin.address}?anchor={anchor}",
    }


def _tasks(desk: Desk, page: SectionPage) -> list[Plain]:
    tasks = []
    for section in desk.spec.sections:
        state, waits = page.states[section.key], desk.reader.waits(section)
        status = state.status_in(section, waits=bool(waits), person_id=desk.person.pk)
        words, kind, mark = STATUSES[status]
        tasks.append(
            {
                "title": page.texts.section(section.key).text,
                "number": section.number,
                "url": desk.url("section", section.key) if desk.reader.opens(section) else "",
                "current": section.key == page.section.key,
                "note": str(desk.association) if section.answered_by == "association" else "",
                "due": None if state.completed_at else _day(state.due_on),
                "late": state.is_late,
                "missing": len(state.missing),
                "status": str(words),
                "kind": kind,
                "mark": mark,
                "waits": str(waits),
            }
        )
    return tasks


def _has_deadlines(page: SectionPage) -> bool:
    return any(state.due_on and not state.completed_at for state in page.states.values())


def _day(day: dt.date | None) -> Plain | None:
    return None if day is None else {"iso": day.isoformat(), "words": date_format(day, "DATE_FORMAT")}


def _saved(written: Answer | ResponseRow | None, person: User) -> Plain | None:
    if written is None:
        return None
    local = timezone.localtime(written.updated_at)
    return {
        "iso": local.isoformat(timespec="minutes"),
        "words": time_format(local, "TIME_FORMAT"),
        "by": "you" if written.updated_by_id == person.pk else written.updated_by.name,
    }


def _languages(chosen: str) -> list[Plain]:
    return [
        {"key": code, "words": name, "chosen": code == chosen} for code, name in WRITING_LANGUAGES.items()
    ]


def _audiences(item: QuestionItem, chosen: str) -> list[Plain]:
    return [
        {"key": audience.value, "words": str(AUDIENCES_IN_SHORT[audience]), "chosen": audience == chosen}
        for audience in item.spec.audiences
    ]


def _question(desk: Desk, item: QuestionItem) -> Plain:
    spec, key = item.spec, item.key
    return {
        "key": key,
        "asked": item.asked,
        "type": spec.type.value,
        "number": spec.number,
        "text": item.text.text,
        "short": item.short.text,
        "optional": not spec.required,
        "hints": [hint.text for hint in item.hints],
        "why": item.why.text,
        "url": desk.url("answer", key),
        "history": desk.url("history", key),
        "translate": desk.url("translation", key),
        "version": item.version,
        "saved": _saved(item.answer, desk.person),
        "prose": item.is_long,
        "language": item.language,
        "languages": _languages(item.language) if item.is_long else [],
        "audiences": _audiences(item, item.audience) if item.offers_audiences else [],
        "states": [
            {"key": state.value, "words": str(state.label), "chosen": item.state == state}
            for state in offered_states(spec)
        ],
        "reason": item.reason,
        "comments": _comments(desk, key),
        "value": {part: str(words) for part, words in item.value.items()},
        "yes": item.value.get("yes"),
        "tags": tags_typed(item),
        "currency": spec.currency,
        "with_year": spec.with_year,
        "with_source": spec.with_source,
        "options": []
        if spec.columns
        else [
            {"key": option.key, "words": option.words.text, "chosen": option.chosen}
            for option in options_of(item)
        ],
        "add_row": item.add_row.text,
        "rows": [_row(desk, item, row, number) for number, row in enumerate(item.rows, start=1)],
    }


def _row(desk: Desk, item: QuestionItem, row: RowItem, number: int) -> Plain:
    uuid = str(row.row.uuid)
    language = row.language or item.texts.language.split("-")[0]
    prose = any(cell.kind == "area" for cell in cells_of(item, row))
    return {
        "uuid": uuid,
        "name": f"{item.key}-{uuid}",
        "number": number,
        "first": number == 1,
        "last": number == len(item.rows),
        "version": row.row.version,
        "url": desk.url("row", item.key, uuid),
        "history": desk.url("row_history", item.key, uuid),
        "saved": _saved(row.row, desk.person),
        "language": language,
        "languages": _languages(language) if prose else [],
        "audiences": _audiences(item, row.audience) if len(item.spec.audiences) > 1 else [],
        "cells": [
            {
                "name": f"{item.key}-{uuid}-{cell.spec.key}",
                "type": cell.spec.type.value,
                "kind": cell.kind,
                "label": cell.label.text,
                "hint": cell.hint.text,
                "optional": not cell.spec.required,
                "value": str(cell.value),
                "multiple": cell.multiple,
                "input_type": cell.input_type,
                "input_mode": cell.input_mode,
                "options": [
                    {"key": option.key, "words": option.words.text, "chosen": option.chosen}
                    for option in cell.options
                ],
                "translate": desk.url("row_translation", item.key, uuid, cell.spec.key)
                if cell.kind == "area"
                else "",
            }
            for cell in cells_of(item, row)
        ],
    }


def _answer(desk: Desk, item: QuestionItem) -> Plain:
    given = item.answer is not None and item.state == AnswerState.ANSWERED and bool(item.value)
    return {
        "key": item.key,
        "number": item.spec.number,
        "text": item.text.text,
        "words": value_in_words(item) if given and not item.rows else "",
        "language": item.answer.language if item.answer else "",
        "written_in": language_name(item.answer.language) if item.answer and item.is_long else "",
        "saved": _saved(item.answer, desk.person),
        "comments": _comments(desk, item.key),
        "rows": [
            {
                "title": {"words": cells[0].words, "language": cells[0].language},
                "cells": [
                    {
                        "label": cell.label.text,
                        "words": cell.words,
                        "language": cell.language,
                        "long": cell.kind == "area",
                    }
                    for cell in cells[1:]
                    if cell.words
                ],
            }
            for row in item.rows
            for cells in [cells_of(item, row)]
        ],
    }
