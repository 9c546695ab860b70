"""Filling in a needs analysis: the engine's pages behind this app's guard."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404

from inclucities.questionnaires.enums import AnsweredBy
from inclucities.questionnaires.queries.desk import Desk
from inclucities.questionnaires.queries.items import SectionPage
from inclucities.questionnaires.views import autosaving, filling, translating
from needs_analysis.permissions import NeedsAccess
from needs_analysis.queries.desk import needs_desk
from needs_analysis.queries.needs_analyses import Opened, open_needs_analysis


class NeedsGuard:
    """Finds the needs analysis, and asks whether the person may do this with it now.

    A subclass says what it takes in ``allows``. A stranger gets 404, a member without it 403.
    """

    right = "needs_analysis"
    menu = "needs_analysis"
    opened: Opened

    def find_object(self) -> Desk:
        """Return the desk. Raises ``Http404`` for a stranger, ``PermissionDenied`` for a member without the right."""
        opened = open_needs_analysis(self.person, self.kwargs["pk"])  # type: ignore[attr-defined]  # a View
        if opened is None:
            raise Http404
        if not self.allows(opened.access):
            raise PermissionDenied
        self.opened = opened
        return needs_desk(self.person, opened)  # type: ignore[attr-defined]  # a View

    def allows(self, access: NeedsAccess) -> bool:
        """Whether this page is open to somebody with this access."""
        raise NotImplementedError


class Tasks(NeedsGuard, filling.TasksView):
    """The home of a needs analysis."""

    template = "needs_analysis/tasks.html"

    def more(self) -> dict[str, Any]:
        """Give the template what the person may do."""
        return {
            "access": self.opened.access,
            "reopened_because": self.object.response.reopened_because if self.object.response.is_open else "",
        }

    def allows(self, access: NeedsAccess) -> bool:
        """Whoever sees how far it is, or reads any version."""
        return access.sees_status or access.reads_versions


class ReadsDraft(NeedsGuard):
    """A page with the unfinished text."""

    def allows(self, access: NeedsAccess) -> bool:
        """Whoever reads the draft; the writing sides are among them."""
        return access.reads_draft or access.reads_association_part


class Section(ReadsDraft, filling.SectionView):
    """One section. The association completes its own when it is ready (method 16)."""

    def closing(self, page: SectionPage) -> str:
        """Lead the association to the page on which it completes its part."""
        if page.section.answered_by != AnsweredBy.ASSOCIATION:
            return ""
        return self.object.url("complete", page.section.key)


class Whole(ReadsDraft, filling.WholeView):
    """The whole needs analysis on one page."""


class Side(ReadsDraft, filling.SideView):
    """What stands beside a section."""


class Answer(ReadsDraft, autosaving.AnswerView):
    """The autosave of an answer."""


class Row(ReadsDraft, autosaving.RowView):
    """The autosave of a row."""


class Translation(ReadsDraft, translating.TranslationView):
    """The working translations of an answer, or of a cell."""
