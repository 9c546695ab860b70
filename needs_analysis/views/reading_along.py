"""Who of the support group may read the unfinished text along."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from inclucities.permissions.views import found_or_404
from needs_analysis.queries.reading_along import companions_of
from needs_analysis.services.reading_along import end_reading_along, invite_to_read_along
from needs_analysis.views.guards import ForNeedsLead


class ReadingAlong(ForNeedsLead):
    """The members of the city's support group, each invited or not."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show who may read along, and since when."""
        return self.show("needs_analysis/reading_along.html", companions=companions_of(self.opened.analysis))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Invite a member, or take the invitation back."""
        chosen = request.POST.get("membership", "")
        companion = found_or_404(
            next(
                (one for one in companions_of(self.opened.analysis) if str(one.membership.pk) == chosen),
                None,
            )
        )
        name = {"name": companion.membership.person.name}
        if "end" not in request.POST:
            invite_to_read_along(
                analysis=self.opened.analysis, membership=companion.membership, by=self.person
            )
            messages.success(request, _("%(name)s may read along and comment, and is told.") % name)
        elif companion.invitation is not None:
            end_reading_along(invitation=companion.invitation, by=self.person)
            messages.success(request, _("%(name)s does not read along any more.") % name)
        return redirect(self.object.url("reading_along"))
