"""What every page of a response has in common."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from inclucities.permissions.views import GuardedView
from inclucities.questionnaires.models import SectionState
from inclucities.questionnaires.queries.desk import Desk
from inclucities.questionnaires.queries.pages import SectionPage, others_present, section_pages


class DeskView(GuardedView, abstract=True):
    """A page of one response. The owning app implements ``find_object`` and returns a ``Desk``."""

    object: Desk

    @property
    def language(self) -> str:
        """The language of the page."""
        return get_language() or "en"

    def page(self, section_key: str, question_key: str | None = None) -> SectionPage:
        """Return one section.

        Raises ``Http404`` where there is none, ``PermissionDenied`` when it is closed to the reader.
        """
        sections = {section.key: section for section in self.object.spec.sections}
        if section_key not in sections:
            raise Http404
        pages = section_pages(
            self.object.response,
            self.object.reader,
            self.language,
            [section_key],
            None if question_key is None else [question_key],
        )
        if not pages:
            raise PermissionDenied
        return pages[0]

    def section_of(self, question_key: str) -> str:
        """Return the section that holds a question. Raises ``Http404`` where there is none."""
        try:
            return self.object.spec.section_of(question_key).key
        except KeyError:
            raise Http404 from None

    def states(self) -> dict[str, SectionState]:
        """Return how far each section is. One query."""
        return {
            state.key: state
            for state in SectionState.objects.filter(response=self.object.response).select_related(
                "completed_by"
            )
        }

    def surroundings(self, page: SectionPage) -> dict[str, Any]:
        """Return what stands beside a section: the other sections, how far they are, who else is here."""
        states = self.states()
        return {
            "tasks": [
                {"section": section, "title": page.texts.section(section.key), "state": states[section.key]}
                for section in self.object.spec.sections
            ],
            "answered": sum(state.answered for state in states.values()),
            "total": sum(state.total for state in states.values()),
            "others": others_present(self.object.response, self.object.person),
        }

    def show(self, template: str, status: int = 200, **context: Any) -> HttpResponse:
        """Render a page within the owner's shell."""
        return render(
            self.request,
            template,
            {"desk": self.object, **self.object.context, **context},
            status=status,
        )
