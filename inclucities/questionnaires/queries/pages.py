"""A section as a page shows it: questions with their words, answers, rows and what surrounds them."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from inclucities.questionnaires.domain.progress import NOTHING, Given, asked_in, is_answered
from inclucities.questionnaires.domain.specs import QuestionSpec, SectionSpec, Texts
from inclucities.questionnaires.enums import AnsweredBy, AnswerState, Audience, QuestionType
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
from inclucities.texts.domain import Localised

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

    @property
    def text(self) -> Localised:
        """The question."""
        return self.texts.question(self.key)

    @property
    def short(self) -> Localised:
        """The question in a few words."""
        return self.texts.question(self.key, "short")

    @property
    def why(self) -> Localised:
        """Why it is asked."""
        return self.texts.question(self.key, "why")

    @property
    def add_row(self) -> Localised:
        """The words on the button that adds a row."""
        return self.texts.question(self.key, "add_row")

    @property
    def hints(self) -> tuple[Localised, ...]:
        """What to think of."""
        return self.texts.hints(self.key)

    @property
    def is_long(self) -> bool:
        """Whether the answer is prose, which carries the language that it is written in."""
        return self.spec.type in (QuestionType.LONG_TEXT, QuestionType.YES_NO_TEXT)

    @property
    def language(self) -> str:
        """The language that the answer is written in; a new one starts in the language of the page."""
        stored = self.answer.language if self.answer else ""
        return stored or (self.texts.language.split("-")[0] if self.is_long else "")

    @property
    def reason(self) -> str:
        """Why there is no answer, where somebody said so."""
        if self.typed is not None and "reason" in self.typed:
            return str(self.typed["reason"])
        return self.answer.reason if self.answer else ""

    @property
    def audience(self) -> str:
        """Who may read the answer once it is shared."""
        return self.answer.audience if self.answer else self.spec.audience

    @property
    def offers_audiences(self) -> bool:
        """Whether the writer chooses who reads the answer; rows choose for themselves."""
        return not self.spec.columns and len(self.spec.audiences) > 1

    @property
    def trouble(self) -> object:
        """What is wrong, in one sentence, for the summary at the top."""
        if self.conflict is not None:
            return _("two of you wrote here at the same time")
        for errors in (self.errors, *(row.errors for row in self.rows)):
            for message in errors.values():
                return message
        return _("two of you wrote here at the same time")


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
    def title(self) -> Localised:
        """The section's title."""
        return self.texts.section(self.section.key)

    @property
    def introduction(self) -> Localised:
        """One or two sentences under the title."""
        return self.texts.section(self.section.key, "introduction")

    @property
    def whys(self) -> list[QuestionItem]:
        """The questions that say why they are asked."""
        return [item for item in self.items if item.why.text and item.asked]

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
        asked = {question.key for question in asked_in(section, given)}
        items = [
            _item(question, texts, given, asked, answers, rows, translations, ids, reader)
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
    asked: Collection[str],
    answers: Mapping[int, Answer],
    rows: Mapping[int, list[ResponseRow]],
    translations: Mapping[tuple[str, int], list[Translation]],
    ids: Mapping[str, int],
    reader: Reader,
) -> QuestionItem:
    answer = answers.get(ids[question.key])
    of_question = rows.get(ids[question.key], [])
    readable = [row for row in of_question if reader.may_read(row)]
    withheld = any(row.retired_at is None for row in of_question if row not in readable)
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
        asked=question.key in asked,
        answered=is_answered(question, given.get(question.key, NOTHING)),
        withheld=withheld,
        references={
            column.key: _offered(rows.get(ids[column.to], []), _referred_by(readable, column.key), reader)
            for column in question.columns
            if column.to
        },
    )


def _referred_by(rows: Iterable[ResponseRow], column_key: str) -> set[str]:
    """Return the uuids of the rows that these rows refer to."""
    cells = (row.value.get(column_key, ()) for row in rows if row.retired_at is None)
    return {uuid for cell in cells for uuid in ([cell] if isinstance(cell, str) else cell)}


def _offered(rows: Iterable[ResponseRow], referred: set[str], reader: Reader) -> list[tuple[str, str]]:
    """Return the rows to refer to, and those that were taken away but are still referred to."""
    offered = []
    for row in rows:
        if reader.may_read(row) and row.retired_at is None:
            offered.append((str(row.uuid), _title_of(row)))
        elif reader.may_read(row) and str(row.uuid) in referred:
            offered.append((str(row.uuid), _("%(row)s (taken away)") % {"row": _title_of(row)}))
    return offered


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
