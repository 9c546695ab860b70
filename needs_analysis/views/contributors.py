"""Who wrote or commented, to be named among the contributors."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from inclucities.questionnaires.services.responses import SectionClosedError
from inclucities.questionnaires.services.rows import TooManyRowsError
from needs_analysis.permissions import NeedsAccess
from needs_analysis.queries.contributors import SECTION, proposed_contributors
from needs_analysis.services.contributors import name_contributors
from needs_analysis.views.guards import NeedsGuard


class ProposedContributors(NeedsGuard):
    """Those whom edits and comments propose; the city chooses."""

    def allows(self, access: NeedsAccess) -> bool:
        """Let the city, whose section it is."""
        return access.writes_city_part

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show them, each with a tick."""
        proposals = proposed_contributors(self.person, self.opened.analysis)
        return self.show("needs_analysis/contributors.html", proposals=proposals)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Add a row for everybody who was ticked."""
        people = {int(text) for text in request.POST.getlist("person") if text.isascii() and text.isdecimal()}
        try:
            rows = name_contributors(analysis=self.opened.analysis, people=people, by=self.person)
        except SectionClosedError:
            messages.info(request, self.closed_words)
        except TooManyRowsError:
            messages.info(request, _("There is no room for so many rows."))
        else:
            words = ngettext(
                "%(count)d contributor is added.", "%(count)d contributors are added.", len(rows)
            )
            messages.success(request, words % {"count": len(rows)}) if rows else messages.info(
                request, _("Tick at least one name.")
            )
        return redirect(self.object.url("section", SECTION))
