"""May anyone do this with a good practice now? Its state, on top of what the role table gives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from benchmarks.domain import consents
from benchmarks.enums import PracticeState
from inclucities.questionnaires.domain.specs import QuestionSpec
from inclucities.questionnaires.enums import AnsweredBy, Audience
from inclucities.questionnaires.models import Answer, ResponseRow
from inclucities.questionnaires.queries.pages import Reader
from schemes.enums import Right

if TYPE_CHECKING:
    from inclucities.accounts.models import User

CITY = AnsweredBy.CITY


@dataclass(frozen=True, slots=True)
class PracticeReader(Reader):
    """A reader of a fiche: outside the city, contacts who have not agreed to being shown stay closed."""

    #: The id of the question that holds the contacts.
    contacts: int = 0

    def may_read(self, written: Answer | ResponseRow, question: QuestionSpec) -> bool:
        """Whether the person may read this answer to a question, or this row."""
        if not Reader.may_read(self, written, question):
            return False
        if self.writes or not isinstance(written, ResponseRow) or written.question_id != self.contacts:
            return True
        return consents(written.value)


@dataclass(frozen=True, slots=True)
class PracticeAccess:
    """What one person may do with one good practice at this moment."""

    rights: frozenset[Right]
    state: PracticeState

    @property
    def reads_draft(self) -> bool:
        """The fiche in any state: the city, its association, coordinator and facilitator."""
        return Right.VIEW_PRACTICE in self.rights

    @property
    def reads_versions(self) -> bool:
        """Released fiches are open to everybody in the programme; withdrawn ones to nobody else."""
        return self.reads_draft or (
            self.state == PracticeState.RELEASED and Right.VIEW_RELEASED_PRACTICE in self.rights
        )

    def reads_version(self, number: int, latest: int) -> bool:
        """One version: outside the circle of the draft only the newest, for older ones were replaced."""
        return self.reads_draft or (self.reads_versions and number == latest)

    @property
    def writes(self) -> bool:
        """The city writes."""
        return Right.EDIT_PRACTICE in self.rights

    @property
    def comments(self) -> bool:
        """Threads on the fiche, in any state: the city, its association and the facilitator."""
        return Right.COMMENT_PRACTICE in self.rights

    @property
    def releases(self) -> bool:
        """Releasing and withdrawing is the lead's."""
        return Right.RELEASE_PRACTICE in self.rights

    @property
    def overrides_rules(self) -> bool:
        """Setting rule G-1 aside with a reason (rule X-1): the coordinator of the programme."""
        return Right.OVERRIDE_RULES in self.rights

    @property
    def audiences(self) -> frozenset[Audience]:
        """A fiche is written for outsiders; what is kept to the city stays with its writers."""
        if self.writes:
            return frozenset({Audience.OWN_SIDE, Audience.TEAM, Audience.SCHEME, Audience.RELEASED})
        if self.reads_draft:
            return frozenset({Audience.TEAM, Audience.SCHEME, Audience.RELEASED})
        return frozenset({Audience.RELEASED})

    @property
    def version_sides(self) -> frozenset[AnsweredBy]:
        """Whose sections the person finds in released versions."""
        return frozenset({CITY}) if self.reads_versions else frozenset()

    def reader(self, person: User, contacts: int) -> PracticeReader:
        """Return how ``person`` meets the fiche in the form engine; ``contacts`` is that question's id."""
        return PracticeReader(
            person=person,
            reads=frozenset({CITY}) if self.reads_draft else frozenset(),
            writes=frozenset({CITY}) if self.writes else frozenset(),
            audiences=self.audiences,
            contacts=contacts,
        )
