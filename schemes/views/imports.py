"""Importing cities and associations: upload, look, confirm."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from inclucities.permissions.views import GuardedView, found_or_404, permitted_or_403
from schemes.domain.organisation_table import COLUMNS, template_table
from schemes.enums import OrganisationKind, Right
from schemes.forms.imports import UploadForm
from schemes.models import OrganisationImport
from schemes.queries.imports import import_for_reading
from schemes.queries.rights import rights_on_programme
from schemes.services.errors import RefusedError
from schemes.services.imports import confirm_import, read_import
from schemes.views.base import go_on
from schemes.views.programmes import ProgrammePageView

MANAGERS = frozenset({Right.MANAGE_PROGRAMME, Right.MANAGE_ACCOUNTS})


class ImportNewView(ProgrammePageView):
    """Upload a table."""

    right = Right.MANAGE_PROGRAMME
    also = (Right.MANAGE_ACCOUNTS,)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the form and the columns."""
        return self._page(UploadForm())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Read the table and show what was found."""
        form = UploadForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._page(form, 422)
        table = form.cleaned_data["table"]
        found = read_import(
            programme=self.object, content=table.read(), file_name=table.name or "", by=self.person
        )
        return redirect("schemes:import", found.pk)

    def _page(self, form: UploadForm, status: int = 200) -> HttpResponse:
        return self.page("schemes/import_new.html", status, form=form, columns=COLUMNS)


class ImportTemplateView(ProgrammePageView):
    """The table to fill in."""

    right = Right.MANAGE_PROGRAMME
    also = (Right.MANAGE_ACCOUNTS,)

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Return it as a file; the mark at its beginning makes spreadsheets read it as UTF-8."""
        return HttpResponse(
            "\ufeff" + template_table(),
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": 'attachment; filename="organisations.csv"'},
        )


class ImportView(GuardedView):
    """What was read from a table: rows or errors, and the button that imports it."""

    right = Right.MANAGE_PROGRAMME
    object: OrganisationImport

    def find_object(self) -> OrganisationImport:
        """Return the import. Raises ``Http404`` for a stranger to its programme."""
        found: OrganisationImport = found_or_404(import_for_reading(self.kwargs["pk"]))
        rights = rights_on_programme(self.person, found.programme)
        if not rights:
            raise Http404
        permitted_or_403(permitted=bool(rights & MANAGERS))
        return found

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the preview."""
        return self._page()

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Import all of it; a second click imports nothing more."""
        try:
            added = confirm_import(found=self.object, by=self.person)
        except RefusedError as refused:
            return self._page(422, refusal=refused.message)
        words = (
            ngettext("%(count)d organisation is added.", "%(count)d organisations are added.", added)
            % {"count": added}
            if added
            else _("This table was imported already.")
        )
        return go_on(request, words, "schemes:programme", self.object.programme_id)

    def _page(self, status: int = 200, **context: Any) -> HttpResponse:
        found = self.object
        rows = [
            row
            | {
                "name": row["names"].get(row["original_language"], ""),
                "kind_words": OrganisationKind(row["kind"]).label
                if row["kind"] in OrganisationKind.values
                else row["kind"],
            }
            for row in found.rows
        ]
        shown = {"import": found, "programme": found.programme, "rows": rows}
        return render(self.request, "schemes/import_preview.html", shown | context, status=status)
