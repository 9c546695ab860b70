"""What a page shows of a section: questions with their words, answers and rows, and who may do what."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from inclucities.questionnaires.domain.audiences import opened_audience
from inclucities.questionnaires.domain.comparison import Piece
from inclucities.questionnaires.domain.kept_rows import keeps_rows_back
from inclucities.questionnaires.domain.progress import Progress
from inclucities.questionnaires.domain.specs import ColumnSpec, QuestionSpec, SectionSpec, Texts
from inclucities.questionnaires.domain.suggestions import Suggestion
from inclucities.questionnaires.enums import AnsweredBy, AnswerState, Audience, QuestionType
from inclucities.questionnaires.models import Answer, Response, ResponseRow, SectionState, Translation
from inclucities.questionnaires.registry import suggester
from inclucities.texts.domain import Localised

if TYPE_CHECKING:
    from inclucities.accounts.models import User


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads or writes a response now, as the owning app has found it out.

    ``writes`` and ``reads`` are sides whose sections are open to the person; ``audiences`` the
    answers that they may read. What only its author may read is added by ``person``. ``reach`` says
    how far the whole text was opened for this one reader.
    """

    person: User
    reads: frozenset[AnsweredBy]
    writes: frozenset[AnsweredBy]
    audiences: frozenset[Audience]
    reach: Audience = Audience.TEAM
    #: In words, what a section waits for, by the name that it gives in ``waits_for``.
    waiting: Mapping[str, str] = field(default_factory=dict)

    def waits(self, section: SectionSpec) -> str:
        """Return in words what a section waits for before it can be filled in, or nothing."""
        return self.waiting.get(section.waits_for, "")

    def writes_in(self, section: SectionSpec) -> bool:
        """Whether the section is the person's to fill in, and can be by now."""
        return section.answered_by in self.writes and not self.waits(section)

    def opens(self, section: SectionSpec) -> bool:
        """Whether the section is open to the person: a private one only to those who answer it for themselves."""
        side = section.answered_by
        return side in self.reads and (side in self.writes or not section.per_person)

    def finds(self, section: SectionSpec, state: SectionState) -> bool:
        """Whether the section has a page for the person.

        A private one has for those who answer it, and for those to whom somebody opened something.
        """
        if self.opens(section):
            return True
        return section.answered_by in self.reads and state.holds_for(self.person.pk, self.audiences)

    def knows_of(self, section: SectionSpec, state: SectionState) -> bool:
        """Whether the section stands in the person's list: a private one only where they find something."""
        return not section.per_person or self.finds(section, state)

    def has_own(self, section: SectionSpec, state: SectionState) -> bool:
        """Whether the questions of the section are the person's to read, and not somebody else's alone."""
        return self.opens(section) or str(self.person.pk) in state.of_people

    def may_read(self, written: Answer | ResponseRow, question: QuestionSpec) -> bool:
        """Whether the person may read this answer to a question, or this row."""
        if written.audience == Audience.AUTHOR:
            return written.author_id == self.person.pk
        return opened_audience(question, written.audience, self.reach) in self.audiences


@dataclass(frozen=True, slots=True)
class Conflict:
    """What a page shows where two people wrote at once.

    ``theirs`` and ``merged`` are the fields of a form, as typed; ``clean`` is false where both
    changed the same words, so that ``merged`` holds both texts one after the other.
    """

    by: str
    at: dt.datetime | None
    version: int
    base_version: int
    language: str
    their_pieces: tuple[Piece, ...]
    my_pieces: tuple[Piece, ...]
    theirs: Mapping[str, Any]
    merged: Mapping[str, Any]
    clean: bool


class Suggestions:
    """What columns suggest to one reader of a response: asked when a page shows it first, once for each name."""

    def __init__(self, response: Response, person: User) -> None:
        self._response = response
        self._person = person
        self._found: dict[str, tuple[Suggestion, ...]] = {}

    def of(self, name: str) -> tuple[Suggestion, ...]:
        """Return what an app suggests under a name. One query, and none when asked again."""
        if name not in self._found:
            self._found[name] = suggester(name)(self._response, self._person)
        return self._found[name]


@dataclass(slots=True)
class RowItem:
    """One structured row on a page."""

    row: ResponseRow
    translations: list[Translation] = field(default_factory=list)
    errors: dict[str, object] = field(default_factory=dict)
    #: Language and audience as they were chosen in a save that could not be kept.
    chosen: Mapping[str, str] = field(default_factory=dict)
    typed: Mapping[str, Any] | None = None
    conflict: Conflict | None = None

    @property
    def language(self) -> str:
        """The language that the row is written in: what was chosen where it could not be kept."""
        return self.chosen.get("language", self.row.language)

    @property
    def audience(self) -> str:
        """Who may read the row once it is shared."""
        return self.chosen.get("audience", self.row.audience)

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
    conflict: Conflict | None = None
    #: A row that was taken away just now, to offer the way back.
    taken_away: ResponseRow | None = None
    #: The rows that a column can refer to, by its key: their uuids, and what they are called.
    references: Mapping[str, list[tuple[str, Localised]]] = field(default_factory=dict)
    suggestions: Suggestions | None = None

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
    def shown_rows(self) -> list[RowItem]:
        """The rows to read: none while somebody has said that there is no answer. They are kept all the same."""
        return [] if keeps_rows_back(self.state) else self.rows

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
        if self.typed is not None and self.typed.get("language"):
            return str(self.typed["language"])
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
        if self.typed is not None and self.typed.get("audience"):
            return str(self.typed["audience"])
        return self.answer.audience if self.answer else self.spec.audience

    @property
    def offers_audiences(self) -> bool:
        """Whether the writer chooses who reads the answer; rows choose for themselves."""
        return not self.spec.columns and len(self.spec.audiences) > 1

    def suggested(self, column: ColumnSpec) -> tuple[Suggestion, ...]:
        """Return what is suggested for the cells of a column. One query at most for a page, none without rows."""
        if not column.suggests or not self.rows or self.suggestions is None:
            return ()
        return self.suggestions.of(column.suggests)

    @property
    def is_wrong(self) -> bool:
        """Whether something of it could not be saved."""
        return bool(self.errors or self.conflict or any(row.errors or row.conflict for row in self.rows))

    @property
    def trouble(self) -> object:
        """What is wrong, in one sentence, for the summary at the top."""
        if self.conflict is not None:
            return _("two of you wrote here at the same time")
        for errors in (self.errors, *(row.errors for row in self.rows)):
            for message in errors.values():
                return message
        return _("two of you wrote here at the same time")


@dataclass(frozen=True, slots=True)
class OpenedAnswers:
    """What one person has opened of a section that everybody answers for themselves."""

    by: User
    items: list[QuestionItem]


@dataclass(slots=True)
class SectionPage:
    """A section with its questions, its state, and who else is there.

    Where everybody answers for themselves, ``items`` are the reader's own, none for somebody who only
    reads along; ``opened`` is what others have opened to the reader.
    """

    section: SectionSpec
    state: SectionState
    texts: Texts
    items: list[QuestionItem]
    may_write: bool
    #: How far it is; ``None`` where the reader has no part of their own in it.
    progress: Progress | None
    #: How far every section of the response is, by key.
    states: Mapping[str, SectionState]
    opened: list[OpenedAnswers] = field(default_factory=list)

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
        missing = set(self.progress.missing) if self.progress else set()
        return [item for item in self.items if item.key in missing]
