"""The association's summary over its member cities."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from inclucities.permissions.views import GuardedView, found_or_404
from inclucities.reports.enums import Format
from inclucities.reports.services.requesting import FormatNotOfferedError, request_report
from needs_analysis.queries.summaries import associations_of, summarised_for
from needs_analysis.reports import association_summary
from schemes.models import Organisation

FORMATS = (Format.PDF, Format.DOCX, Format.JSON)


class Summary(GuardedView):
    """What the member cities have shared, and the document over all of it."""

    right = "acts_for_association"
    object: Organisation

    def find_object(self) -> Organisation:
        """Return an association that the person acts for. Raises ``Http404`` for any other."""
        own = {association.pk: association for association in associations_of(self.person)}
        found: Organisation = found_or_404(own.get(self.kwargs["pk"]))
        return found

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show whose needs analyses the summary holds."""
        return self._page(200)

    def _page(self, status: int, wrong: str = "") -> HttpResponse:
        context = {
            "association": self.object,
            "found": summarised_for(self.person, self.object),
            "formats": FORMATS,
            "languages": settings.LANGUAGES,
            "once": uuid4().hex,
            "wrong": wrong,
            "entries": [("format", wrong)] if wrong else [],
        }
        return render(self.request, "needs_analysis/summary.html", context, status=status)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Freeze the summary as it is now and lead to the page that waits for the document."""
        language = request.POST.get("language", "")
        language = language if language in dict(settings.LANGUAGES) else get_language() or "en"
        document = association_summary.build(self.object, person=self.person, language=language)
        try:
            job = request_report(
                kind=association_summary.KIND,
                format=request.POST.get("format", "pdf"),
                payload=document,
                target=self.object,
                title=_("What our cities need: %(association)s") % {"association": self.object.short_name},
                language=language,
                by=self.person,
                idempotency_key=request.POST.get("once") or None,
            )
        except FormatNotOfferedError:
            return self._page(422, _("The summary is not made in that form."))
        return redirect("documents:detail", job.pk)
