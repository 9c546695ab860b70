"""May anyone do this with a good practice now? Its state, on top of what the role table gives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from benchmarks.enums import PracticeState
from inclucities.questionnaires.enums import AnsweredBy, Audience
from inclucities.questionnaires.queries.pages import Reader
from schemes.enums import Right

if TYPE_CHECKING:
    from inclucities.accounts.models import User

CITY = AnsweredBy.CITY


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

    @property
    def writes(self) -> bool:
        """The city writes."""
        return Right.EDIT_PRACTICE in self.rights

    @property
    def releases(self) -> bool:
        """Releasing and withdrawing is the lead's."""
        return Right.RELEASE_PRACTICE in self.rights

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

    def reader(self, person: User) -> Reader:
        """Return how ``person`` meets the fiche in the form engine."""
        return Reader(
            person=person,
            reads=frozenset({CITY}) if self.reads_draft else frozenset(),
            writes=frozenset({CITY}) if self.writes else frozenset(),
            audiences=self.audiences,
        )
