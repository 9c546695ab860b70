"""What happens to a section as a whole: the association completes its own, the coordinator sets the day."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from inclucities.questionnaires.models import SectionState
from inclucities.questionnaires.services.responses import SectionClosedError, reopen_section, set_due_date
from needs_analysis.forms import DueDateForm
from needs_analysis.permissions import NeedsAccess
from needs_analysis.services.needs_analyses import complete_association_part
from needs_analysis.views.guards import ForAssociation, NeedsGuard


class CompleteAssociationPart(ForAssociation, NeedsGuard):
    """The association declares its section complete, or opens it again (method 16)."""

    def get(self, request: HttpRequest, pk: int, section_key: str) -> HttpResponse:
        """Say in words what completing means, and what is missing."""
        page = self.own_section(section_key)
        return self.show(
            "needs_analysis/complete.html", page=page, version=self.object.response.latest_version
        )

    def post(self, request: HttpRequest, pk: int, section_key: str) -> HttpResponse:
        """Complete the section; after sharing this makes the next version."""
        self.own_section(section_key)
        analysis = self.opened.analysis
        if "reopen" in request.POST:
            reopen_section(response=analysis.response, section_key=section_key, by=self.person)
            messages.success(request, _("Your part is open for writing again."))
            return redirect(self.object.url("section", section_key))
        try:
            complete_association_part(analysis=analysis, section_key=section_key, by=self.person)
            messages.success(request, _("Your part is completed. The city and the coordinator are told."))
        except SectionClosedError:
            messages.info(request, _("Your part is completed already."))
        return redirect(self.object.url("tasks"))


class DueDate(NeedsGuard):
    """Until when one section is due."""

    def allows(self, access: NeedsAccess) -> bool:
        """Let the coordinator."""
        return access.sets_due_dates

    def get(self, request: HttpRequest, pk: int, section_key: str) -> HttpResponse:
        """Show the day."""
        state = self._state_or_404(section_key)
        return self._show(section_key, DueDateForm(initial={"due_on": state.due_on}))

    def post(self, request: HttpRequest, pk: int, section_key: str) -> HttpResponse:
        """Set the day, or take it away."""
        self._state_or_404(section_key)
        form = DueDateForm(request.POST)
        if not form.is_valid():
            return self._show(section_key, form, status=422)
        set_due_date(
            response=self.object.response,
            section_key=section_key,
            due_on=form.cleaned_data["due_on"],
            by=self.person,
        )
        messages.success(request, _("The day is saved. Who answers is reminded of it."))
        return redirect(self.object.url("tasks"))

    def _state_or_404(self, section_key: str) -> SectionState:
        try:
            return self.states()[section_key]
        except KeyError:
            raise Http404 from None

    def _show(self, section_key: str, form: DueDateForm, status: int = 200) -> HttpResponse:
        title = self.object.spec.texts(self.language).section(section_key)
        return self.show("needs_analysis/due.html", status=status, form=form, section_title=title)
