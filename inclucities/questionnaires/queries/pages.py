"""A section as a page shows it: questions with their words, answers, rows and what surrounds them."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from copy import copy
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from inclucities.prepared.queries import prepared
from inclucities.questionnaires.domain.kept_rows import keeps_rows_back
from inclucities.questionnaires.domain.progress import NOTHING, Given, asked_in, is_answered
from inclucities.questionnaires.domain.references import not_shown, referred_in, taken_away, title_of
from inclucities.questionnaires.domain.specs import (
    ColumnSpec,
    QuestionSpec,
    SectionSpec,
    Texts,
)
from inclucities.questionnaires.enums import AnsweredBy
from inclucities.questionnaires.models import (
    Answer,
    Presence,
    Response,
    ResponseRow,
    Revision,
    SectionState,
    Translation,
)
from inclucities.questionnaires.queries.content import given_of
from inclucities.questionnaires.queries.items import (
    OpenedAnswers,
    QuestionItem,
    Reader,
    RowItem,
    SectionPage,
    Suggestions,
)
from inclucities.questionnaires.queries.specs import question_ids_of, spec_of
from inclucities.texts.domain import Localised

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from inclucities.accounts.models import User

__all__ = [
    "QuestionItem",
    "Reader",
    "RowItem",
    "SectionPage",
    "others_present",
    "revisions_of",
    "row_taken_away",
    "section_pages",
]

PRESENT_FOR = dt.timedelta(minutes=2)


def section_pages(
    response: Response,
    reader: Reader,
    language: str,
    section_keys: Iterable[str] | None = None,
    question_keys: Iterable[str] | None = None,
) -> list[SectionPage]:
    """Return the sections that ``reader`` may read, in order, with words in ``language``.

    ``section_keys`` narrows to some sections, ``question_keys`` to some questions. At most five
    queries, however many questions there are: fewer where nothing is written, no question has rows, or
    nothing is translated. What columns suggest is asked for when it is shown.
    """
    spec = spec_of(response.questionnaire)
    suggestions = Suggestions(response, reader.person)
    wanted = None if section_keys is None else set(section_keys)
    states = states_of(response)
    sections = [
        section
        for section in spec.sections
        if (wanted is None or section.key in wanted) and reader.finds(section, states[section.key])
    ]
    ids = question_ids_of(response.questionnaire)
    texts = spec.texts(language)
    asked_ids = {ids[question.key] for section in sections for question in section.questions}
    found = _answers(response, asked_ids, reader)
    answers = {answer.question_id: answer for answer in found if answer.person_id in (None, reader.person.pk)}
    rows = _rows(response, _with_rows(sections, ids))
    translations = _translations(found, rows)
    _name_writers(found, rows, translations, reader.person)
    pages = []
    only = None if question_keys is None else set(question_keys)
    for section in sections:
        given = {
            question.key: given_of(
                answers.get(ids[question.key]),
                [row.value for row in rows.get(ids[question.key], ()) if row.retired_at is None],
            )
            for question in section.questions
        }
        asked = {question.key for question in asked_in(section, given)}
        picked = [question for question in section.questions if only is None or question.key in only]
        state = states[section.key]
        own = reader.has_own(section, state)
        items = [
            _item(question, texts, given, asked, answers, rows, translations, ids, reader, suggestions)
            for question in picked
            if own
        ]
        pages.append(
            SectionPage(
                section=section,
                state=state,
                texts=texts,
                items=items,
                may_write=state.is_open and reader.writes_in(section),
                progress=state.progress_in(section, reader.person.pk) if own else None,
                states=states,
                opened=_opened(picked, texts, found, translations, ids, reader) if section.per_person else [],
            )
        )
    return pages


def missing_in_city_part(pages: Iterable[SectionPage]) -> list[tuple[SectionPage, QuestionItem]]:
    """Return the required questions that the city has not answered, each with its section, in order."""
    return [
        (page, item) for page in pages if page.section.answered_by == AnsweredBy.CITY for item in page.missing
    ]


def _answers(response: Response, ids: set[int], reader: Reader) -> list[Answer]:
    """Return what the sides answer together, what is the reader's own, and what others have opened to them."""
    audiences = [str(audience) for audience in reader.audiences]
    return _answers_to(response.pk, list(ids), reader.person.pk, audiences)


@prepared
def _answers_to(response: int, questions: list[int], reader: int, audiences: list[str]) -> QuerySet[Answer]:
    answers = Answer.objects.filter(
        Q(person__isnull=True) | Q(person=reader) | Q(audience__in=audiences),
        response=response,
        question__in=questions,
    )
    return answers.annotate(translated=Exists(Translation.objects.filter(answer=OuterRef("pk"))))


def _opened(
    questions: Iterable[QuestionSpec],
    texts: Texts,
    answers: Iterable[Answer],
    translations: Mapping[tuple[str, int], list[Translation]],
    ids: Mapping[str, int],
    reader: Reader,
) -> list[OpenedAnswers]:
    """Return what others have opened to the reader, by person, in the order of their names."""
    of_people: dict[User, dict[int, Answer]] = defaultdict(dict)
    for answer in answers:
        if answer.person_id not in (None, reader.person.pk) and answer.says_something:
            # Nobody but the person writes such an answer.
            of_people[answer.updated_by][answer.question_id] = answer
    opened = []
    for person, own in sorted(of_people.items(), key=lambda found: (found[0].name, found[0].pk)):
        items = [
            QuestionItem(
                spec=question,
                texts=texts,
                answer=own[ids[question.key]],
                translations=translations.get(("answer", own[ids[question.key]].pk), []),
            )
            for question in questions
            if ids[question.key] in own and reader.may_read(own[ids[question.key]], question)
        ]
        if items:
            opened.append(OpenedAnswers(person, items))
    return opened


def _rows(response: Response, ids: set[int]) -> dict[int, list[ResponseRow]]:
    rows: dict[int, list[ResponseRow]] = defaultdict(list)
    for row in _rows_of(response.pk, list(ids)) if ids else ():
        rows[row.question_id].append(row)
    return rows


@prepared
def _rows_of(response: int, questions: list[int]) -> QuerySet[ResponseRow]:
    rows = ResponseRow.objects.filter(response=response, question__in=questions)
    return rows.annotate(translated=Exists(Translation.objects.filter(row=OuterRef("pk"))))


def _translations(
    answers: Iterable[Answer], rows: Mapping[int, list[ResponseRow]]
) -> dict[tuple[str, int], list[Translation]]:
    found: dict[tuple[str, int], list[Translation]] = defaultdict(list)
    of_answers = _translated(answers)
    of_rows = _translated(row for of_question in rows.values() for row in of_question)
    for translation in _translations_of(of_answers, of_rows) if of_answers or of_rows else ():
        of = ("answer", translation.answer_id) if translation.answer_id else ("row", translation.row_id)
        found[of].append(translation)  # type: ignore[index]  # the constraint says that one of both is set
    return found


def _translated(written: Iterable[Any]) -> list[int]:
    """Return the ids of what has a working translation, as its query has found out."""
    return [one.pk for one in written if one.translated]


@prepared
def _translations_of(answers: list[int], rows: list[int]) -> QuerySet[Translation]:
    return Translation.objects.filter(Q(answer__in=answers) | Q(row__in=rows))


def _name_writers(
    answers: Iterable[Answer],
    rows: Mapping[int, list[ResponseRow]],
    translations: Mapping[tuple[str, int], list[Translation]],
    reader: User,
) -> None:
    """Say who wrote everything last: few people, each loaded once, and the reader is known."""
    written: list[Answer | ResponseRow | Translation] = [
        *answers,
        *(row for of_question in rows.values() for row in of_question),
        *(translation for of_one in translations.values() for translation in of_one),
    ]
    people = {reader.pk: reader}
    if others := {one.updated_by_id for one in written} - people.keys():
        people |= {person.pk: person for person in _people_among(list(others))}
    for one in written:
        one._meta.get_field("updated_by").set_cached_value(one, people[one.updated_by_id])


@prepared
def _people_among(ids: list[int]) -> QuerySet[User]:
    return get_user_model()._default_manager.filter(pk__in=ids)


def _with_rows(sections: Iterable[SectionSpec], ids: Mapping[str, int]) -> set[int]:
    """Return the questions of these sections that have rows, and those whose rows they refer to."""
    return {
        ids[key]
        for section in sections
        for question in section.questions
        for column in question.columns
        for key in (question.key, column.to)
        if key
    }


def _item(
    question: QuestionSpec,
    texts: Texts,
    given: Mapping[str, Given],
    asked: Collection[str],
    answers: Mapping[int, Answer],
    rows: Mapping[int, list[ResponseRow]],
    translations: Mapping[tuple[str, int], list[Translation]],
    ids: Mapping[str, int],
    reader: Reader,
    suggestions: Suggestions,
) -> QuestionItem:
    answer = answers.get(ids[question.key])
    of_question = rows.get(ids[question.key], [])
    readable = [row for row in of_question if reader.may_read(row, question)]
    withheld = len(readable) < len(of_question) and any(
        row.retired_at is None for row in of_question if row not in readable
    )
    if answer is not None and not reader.may_read(answer, question):
        answer, withheld = None, True
    item = QuestionItem(
        spec=question,
        texts=texts,
        answer=answer,
        translations=translations.get(("answer", answer.pk), []) if answer else [],
        asked=question.key in asked,
        answered=is_answered(question, given.get(question.key, NOTHING)),
        withheld=withheld,
        suggestions=suggestions,
    )
    if question.columns:
        item.rows = [
            RowItem(row, translations=translations.get(("row", row.pk), []))
            for row in readable
            if row.retired_at is None
        ]
        item.retired_rows = sum(1 for row in readable if row.retired_at is not None)
        item.references = {
            column.key: _offered(
                texts,
                column,
                rows.get(ids[column.to], []),
                _referred_by(readable, column),
                reader,
                kept_back=_keeps_back(answers.get(ids[column.to])),
            )
            for column in question.columns
            if column.to
        }
    return item


def _keeps_back(answer: Answer | None) -> bool:
    return answer is not None and keeps_rows_back(answer.state)


def _referred_by(rows: Iterable[ResponseRow], column: ColumnSpec) -> set[str]:
    """Return the uuids of the rows that these rows refer to."""
    return {
        uuid
        for row in rows
        if row.retired_at is None
        for uuid in referred_in(column, row.value.get(column.key))
    }


def _offered(
    texts: Texts,
    column: ColumnSpec,
    rows: Iterable[ResponseRow],
    referred: set[str],
    reader: Reader,
    *,
    kept_back: bool,
) -> list[tuple[str, Localised]]:
    """Return the rows to refer to, and those besides that are still referred to.

    These are rows that were taken away, and rows that are closed to the reader or kept back: they keep
    their place and are not named.
    """
    question = texts.spec.question(column.to)
    opens = reader.opens(texts.spec.section_of(column.to)) and not kept_back
    page_language = texts.language.split("-")[0]
    offered = []
    for row in rows:
        uuid, language = str(row.uuid), row.language or page_language
        if not opens or not reader.may_read(row, question):
            words, language = not_shown() if uuid in referred else "", page_language
        elif row.retired_at is None:
            words = title_of(question, row.value, uuid)
        else:
            words = taken_away(title_of(question, row.value, uuid)) if uuid in referred else ""
        if words:
            offered.append((uuid, Localised(words, language, foreign=language != page_language)))
    return offered


def others_present(response: Response, person: User) -> list[Presence]:
    """Return who else was in this response within the last two minutes. One query."""
    return _present_since(response.pk, person.pk, timezone.now() - PRESENT_FOR)


@prepared
def _present_since(response: int, besides: int, since: dt.datetime) -> QuerySet[Presence]:
    present = Presence.objects.filter(response=response, seen_at__gte=since).exclude(person=besides)
    return present.select_related("person").order_by("person__name")


def states_of(response: Response) -> dict[str, SectionState]:
    """Return how far each section is, by key. One query."""
    return {state.key: state for state in _states_of(response.pk)}


@prepared
def _states_of(response: int) -> QuerySet[SectionState]:
    return SectionState.objects.filter(response=response)


def row_taken_away(response: Response, uuid: UUID) -> ResponseRow | None:
    """Return a row that was taken away, with its question. One query."""
    return (
        ResponseRow.objects.filter(response=response, uuid=uuid, retired_at__isnull=False)
        .select_related("question")
        .first()
    )


def revisions_of(written: Answer | ResponseRow, question: QuestionSpec, reader: Reader) -> list[Revision]:
    """Return what an answer or row ever held, the newest first, as far as it was open to the reader. One query.

    A text that was kept to a smaller circle stays there when a later one is opened further.
    """
    of = {"answer": written} if isinstance(written, Answer) else {"row": written}
    revisions = Revision.objects.filter(**of).select_related("by").order_by("-version")
    return [revision for revision in revisions if reader.may_read(_as_it_stood(written, revision), question)]


def _as_it_stood(written: Answer | ResponseRow, revision: Revision) -> Answer | ResponseRow:
    stood = copy(written)
    stood.value, stood.audience = revision.content["value"], revision.content["audience"]
    return stood
