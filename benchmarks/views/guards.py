"""Who may open the pages of good practices."""

from __future__ import annotations

from benchmarks.domain import CONTACTS
from benchmarks.models import GoodPractice
from benchmarks.permissions import PracticeAccess
from benchmarks.queries import OpenedPractice, open_practice, practice_desk
from inclucities.questionnaires.queries.desk import Desk
from inclucities.questionnaires.views.guarding import DeskGuard


class PracticeGuard(DeskGuard, abstract=True):
    """A page of a fiche."""

    right = "good_practice"
    opened: OpenedPractice

    def open(self, pk: int) -> OpenedPractice | None:
        """Return the practice, ``None`` for a stranger."""
        return open_practice(self.person, pk)

    def desk(self) -> Desk:
        """Return its desk."""
        return practice_desk(self.person, self.opened, self.page_name)

    @property
    def page_name(self) -> str:
        """Under which name the page is mounted."""
        return str(getattr(self.request.resolver_match, "url_name", ""))

    @property
    def practice(self) -> GoodPractice:
        """The fiche."""
        return self.opened.practice


class ReadsReleased(PracticeGuard):
    """A page for everybody who may open the practice at all."""

    def allows(self, access: PracticeAccess) -> bool:
        """Whoever reads the newest released version, or the draft."""
        return access.reads_versions


class ReadsDraft(PracticeGuard):
    """A page with the unfinished text."""

    def allows(self, access: PracticeAccess) -> bool:
        """Let the city, its association, coordinator and facilitator.

        What a contact held before may be the details of somebody who had not agreed, so of contacts
        the city alone sees what was.
        """
        of_contacts = self.kwargs.get("question_key") == CONTACTS
        if of_contacts and self.page_name in ("history", "row_history", "retired"):
            return access.writes
        return access.reads_draft


class ReadsVersions(ReadsDraft):
    """A page with all versions: for outsiders there is the newest one alone."""

    def reads_current(self) -> bool:
        """Whether the draft takes part in comparisons: for those who write it."""
        return self.opened.access.writes


class Writes(PracticeGuard):
    """An act of those who write the fiche."""

    def allows(self, access: PracticeAccess) -> bool:
        """Let the city."""
        return access.writes


class OverridesRules(PracticeGuard):
    """An act of the programme's coordinator."""

    def allows(self, access: PracticeAccess) -> bool:
        """Let the coordinator."""
        return access.overrides_rules


class Releases(PracticeGuard):
    """An act of the city's lead."""

    def allows(self, access: PracticeAccess) -> bool:
        """Let the lead."""
        return access.releases
