"""What every page of a response has in common."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from inclucities.permissions.views import GuardedView
from inclucities.questionnaires.domain.specs import Texts
from inclucities.questionnaires.enums import AnsweredBy
from inclucities.questionnaires.models import Presence, ResponseRow, SectionState
from inclucities.questionnaires.queries.desk import Desk
from inclucities.questionnaires.queries.items import SectionPage
from inclucities.questionnaires.queries.pages import others_present, row_taken_away, section_pages, states_of


def has_deadlines(tasks: Iterable[Mapping[str, Any]]) -> bool:
    """Whether a day stands in a list of sections until which something is due."""
    return any(task["progress"] and task["state"].due_on and not task["state"].completed_at for task in tasks)


class DeskView(GuardedView, abstract=True):
    """A page of one response. The owning app implements ``find_object`` and returns a ``Desk``."""

    object: Desk

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Refuse what a page of somebody else sends, who was signed in here before."""
        if request.headers.get("X-Person", str(request.user.pk)) != str(request.user.pk):
            message = _("Not saved: somebody else has signed in here.")
            return JsonResponse({"message": message}, status=401)
        return super().dispatch(request, *args, **kwargs)

    @property
    def is_script(self) -> bool:
        """Whether a script of the page asks, which wants JSON and never a redirect."""
        return "X-Autosave" in self.request.headers

    @property
    def closed_words(self) -> str:
        """What a save is told that came too late."""
        return _("Not saved: this section was completed or shared meanwhile. Copy your text.")

    def taken_away(self, uuid: str) -> ResponseRow | None:
        """Return a row of this response that was taken away and that the reader may read."""
        try:
            wanted = UUID(uuid)
        except ValueError:
            return None
        row = row_taken_away(self.object.response, wanted)
        if row is None:
            return None
        question = self.object.spec.question(row.question.key)
        return row if self.object.reader.may_read(row, question) else None

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
        return states_of(self.object.response)

    def tasks(self, states: Mapping[str, SectionState], texts: Texts) -> list[dict[str, Any]]:
        """Return a line for each section that the reader knows of: how far it is, and whether it opens.

        Without ``progress`` they find nothing there but what others have opened to them.
        """
        desk, reader = self.object, self.object.reader
        person = reader.person.pk
        return [
            {
                "section": section,
                "title": texts.section(section.key),
                "state": state,
                "opens": reader.finds(section, state),
                "waits": reader.waits(section),
                "progress": state.progress_in(section, person)
                if not section.per_person or reader.has_own(section, state)
                else None,
                "status": state.status_in(section, waits=bool(reader.waits(section)), person_id=person),
                "note": desk.association if section.answered_by == AnsweredBy.ASSOCIATION else "",
            }
            for section in desk.spec.sections
            for state in [states[section.key]]
            if reader.knows_of(section, state)
        ]

    def surroundings(self, page: SectionPage) -> dict[str, Any]:
        """Return what stands beside a section: the other sections, how far they are, who else is here."""
        desk, tasks = self.object, self.tasks(page.states, page.texts)
        return {
            "tasks": tasks,
            "has_deadlines": has_deadlines(tasks),
            "answered": sum(state.answered for state in page.states.values()),
            "total": sum(state.total for state in page.states.values()),
            "others": [
                {"words": self._whereabouts(page, presence)}
                for presence in others_present(desk.response, desk.person)
            ],
        }

    def _whereabouts(self, page: SectionPage, presence: Presence) -> str:
        name = presence.person.name
        if presence.section_key in {
            section.key for section in self.object.spec.sections if section.per_person
        }:
            # That somebody thinks about themselves is nobody else's business.
            return name
        if presence.section_key == page.section.key:
            return _("%(name)s is in this section") % {"name": name}
        title = page.texts.section(presence.section_key)
        return _("%(name)s is in “%(section)s”") % {"name": name, "section": title}

    def show(self, template: str, status: int = 200, **context: Any) -> HttpResponse:
        """Render a page within the owner's shell."""
        return render(
            self.request,
            template,
            {"desk": self.object, **self.object.context, **context},
            status=status,
        )
