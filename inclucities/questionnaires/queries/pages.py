"""A section as a page shows it: questions with their words, answers, rows and what surrounds them."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils import timezone

from inclucities.questionnaires.domain.progress import NOTHING, Given, is_answered, is_asked
from inclucities.questionnaires.domain.specs import QuestionSpec, SectionSpec, Texts
from inclucities.questionnaires.enums import AnswerState, AnsweredBy, Audience
from inclucities.questionnaires.models import (
    Answer,
    Presence,
    Response,
    ResponseRow,
    Revision,
    SectionState,
    Translation,
)
from inclucities.questionnaires.queries.specs import question_ids_of, spec_of

if TYPE_CHECKING:
    from inclucities.accounts.models import User

PRESENT_FOR = dt.timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads or writes a response now, as the owning app has found it out.

    ``writes`` and ``reads`` are sides whose sections are open to the person; ``audiences`` the
    answers that they may read. What only its author may read is added by ``person``.
    """

    person: User
    reads: frozenset[AnsweredBy]
    writes: frozenset[AnsweredBy]
    audiences: frozenset[Audience]

    def may_read(self, written: Answer | ResponseRow) -> bool:
        """Whether the person may read this answer or row."""
        if written.audience == Audience.AUTHOR:
            return written.author_id == self.person.pk
        return Audience(written.audience) in self.audiences


@dataclass(slots=True)
class RowItem:
    """One structured row on a page."""

    row: ResponseRow
    translations: list[Translation] = field(default_factory=list)
    errors: dict[str, object] = field(default_factory=dict)
    typed: Mapping[str, Any] | None = None
    conflict: ResponseRow | None = None

    @property
    def values(self) -> Mapping[str, Any]:
        """The cells to show: what was typed where it could not be kept, else what is stored."""
        return self.typed if self.typed is not None else self.row.value


@dataclass(slots=True)
class QuestionItem:
    """One question on a page with everything that its template needs."""

    spec: QuestionSpec
    texts: Texts
    answer: Answer | None = None
    rows: list[RowItem] = field(default_factory=list)
    retired_rows: int = 0
    translations: list[Translation] = field(default_factory=list)
    asked: bool = True
    answered: bool = False
    withheld: bool = False
    errors: dict[str, object] = field(default_factory=dict)
    typed: Mapping[str, Any] | None = None
    conflict: Answer | None = None
    references: Mapping[str, list[tuple[str, str]]] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """The stable key."""
        return self.spec.key

    @property
    def value(self) -> Mapping[str, Any]:
        """What to show in the fields: what was typed where it could not be kept, else what is stored."""
        if self.typed is not None:
            return self.typed
        return self.answer.value if self.answer else {}

    @property
    def state(self) -> str:
        """How it was answered, as a code of ``AnswerState``."""
        if self.typed is not None and "state" in self.typed:
            return str(self.typed["state"])
        return self.answer.state if self.answer else AnswerState.ANSWERED

    @property
    def version(self) -> int:
        """The version that a save starts from; 0 where nothing was saved."""
        return self.answer.version if self.answer else 0


@dataclass(slots=True)
class SectionPage:
    """A section with its questions, its state, and who else is there."""

    section: SectionSpec
    state: SectionState
    texts: Texts
    items: list[QuestionItem]
    may_write: bool

    def item(self, key: str) -> QuestionItem:
        """Return the item of a question. Raises ``KeyError`` when it is not in this section."""
        for item in self.items:
            if item.key == key:
                return item
        raise KeyError(key)

    @property
    def missing(self) -> list[QuestionItem]:
        """Required questions without an answer, in order."""
        missing = set(self.state.missing)
        return [item for item in self.items if item.key in missing]


def section_pages(
    response: Response,
    reader: Reader,
    language: str,
    section_keys: Iterable[str] | None = None,
    question_keys: Iterable[str] | None = None,
) -> list[SectionPage]:
    """Return the sections that ``reader`` may read, in order, with words in ``language``.

    ``section_keys`` narrows to some sections, ``question_keys`` to some questions. At most five
    queries, however many questions there are.
    """
    spec = spec_of(response.questionnaire)
    wanted = None if section_keys is None else set(section_keys)
    sections = [
        section
        for section in spec.sections
        if section.answered_by in reader.reads and (wanted is None or section.key in wanted)
    ]
    states = {
        state.key: state
        for state in SectionState.objects.filter(response=response).select_related("touched_by")
    }
    ids = question_ids_of(response.questionnaire)
    texts = spec.texts(language)
    asked_ids = {ids[question.key] for section in sections for question in section.questions}
    answers = _answers(response, asked_ids, reader)
    rows = _rows(response, asked_ids | _referred(sections, ids))
    translations = _translations(response, asked_ids)
    pages = []
    only = None if question_keys is None else set(question_keys)
    for section in sections:
        given = {
            question.key: _given(answers.get(ids[question.key]), rows.get(ids[question.key], ()))
            for question in section.questions
        }
        items = [
            _item(question, texts, given, answers, rows, translations, ids, reader)
            for question in section.questions
            if only is None or question.key in only
        ]
        state = states[section.key]
        pages.append(
            SectionPage(
                section=section,
                state=state,
                texts=texts,
                items=items,
                may_write=state.is_open and section.answered_by in reader.writes,
            )
        )
    return pages


def _answers(response: Response, ids: set[int], reader: Reader) -> dict[int, Answer]:
    found = Answer.objects.filter(
        Q(person__isnull=True) | Q(person=reader.person), response=response, question__in=ids
    ).select_related("updated_by")
    return {answer.question_id: answer for answer in found}


def _rows(response: Response, ids: set[int]) -> dict[int, list[ResponseRow]]:
    rows: dict[int, list[ResponseRow]] = defaultdict(list)
    for row in ResponseRow.objects.filter(response=response, question__in=ids).select_related("updated_by"):
        rows[row.question_id].append(row)
    return rows


def _translations(response: Response, ids: set[int]) -> dict[tuple[str, int], list[Translation]]:
    found: dict[tuple[str, int], list[Translation]] = defaultdict(list)
    for translation in Translation.objects.filter(
        Q(answer__response=response, answer__question__in=ids)
        | Q(row__response=response, row__question__in=ids)
    ):
        of = ("answer", translation.answer_id) if translation.answer_id else ("row", translation.row_id)
        found[of].append(translation)  # type: ignore[index]  # the constraint says that one of both is set
    return found


def _referred(sections: Iterable[SectionSpec], ids: Mapping[str, int]) -> set[int]:
    return {
        ids[column.to]
        for section in sections
        for question in section.questions
        for column in question.columns
        if column.to
    }


def _given(answer: Answer | None, rows: Iterable[ResponseRow]) -> Given:
    cells = tuple(row.value for row in rows if row.retired_at is None)
    if answer is None:
        return Given(rows=cells)
    return Given(state=AnswerState(answer.state), value=answer.value, rows=cells)


def _item(
    question: QuestionSpec,
    texts: Texts,
    given: Mapping[str, Given],
    answers: Mapping[int, Answer],
    rows: Mapping[int, list[ResponseRow]],
    translations: Mapping[tuple[str, int], list[Translation]],
    ids: Mapping[str, int],
    reader: Reader,
) -> QuestionItem:
    answer = answers.get(ids[question.key])
    of_question = rows.get(ids[question.key], [])
    readable = [row for row in of_question if reader.may_read(row)]
    withheld = len(readable) < len(of_question)
    if answer is not None and not reader.may_read(answer):
        answer, withheld = None, True
    return QuestionItem(
        spec=question,
        texts=texts,
        answer=answer,
        rows=[
            RowItem(row, translations=translations.get(("row", row.pk), []))
            for row in readable
            if row.retired_at is None
        ],
        retired_rows=sum(1 for row in readable if row.retired_at is not None),
        translations=translations.get(("answer", answer.pk), []) if answer else [],
        asked=is_asked(question, given),
        answered=is_answered(question, given.get(question.key, NOTHING)),
        withheld=withheld,
        references={
            column.key: [
                (str(row.uuid), _title_of(row))
                for row in rows.get(ids[column.to], [])
                if row.retired_at is None and reader.may_read(row)
            ]
            for column in question.columns
            if column.to
        },
    )


def _title_of(row: ResponseRow) -> str:
    for cell in row.value.values():
        if isinstance(cell, str) and cell:
            return cell[:120]
    return str(row.uuid)[:8]


def others_present(response: Response, person: User) -> list[Presence]:
    """Return who else was in this response within the last two minutes. One query."""
    return list(
        Presence.objects.filter(response=response, seen_at__gte=timezone.now() - PRESENT_FOR)
        .exclude(person=person)
        .select_related("person")
        .order_by("person__name")
    )


def revisions_of(written: Answer | ResponseRow) -> list[Revision]:
    """Return everything that an answer or row ever held, the newest first. One query."""
    of = {"answer": written} if isinstance(written, Answer) else {"row": written}
    return list(Revision.objects.filter(**of).select_related("by").order_by("-version"))
