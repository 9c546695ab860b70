"""Accessibility, privacy, contact: the pages that speak for an installation."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _

from inclucities.permissions.views import GuardedView, permitted_or_403
from inclucities.texts.domain import language_name
from schemes.domain.installation_texts import DEFAULT_TEXTS
from schemes.enums import InstallationPage
from schemes.forms.installation import InstallationForm
from schemes.models import InstallationText
from schemes.queries.installation import languages_without_contact, stored_text, words_of
from schemes.queries.programmes import keeps_texts
from schemes.services.editing import StaleError
from schemes.services.installation import write_installation_page
from schemes.views.base import conflict_of, go_on


@method_decorator(login_not_required, name="dispatch")
class InstallationView(GuardedView):
    """One page, open to everybody."""

    right = "open"
    which: ClassVar[InstallationPage] = InstallationPage.CONTACT

    def find_object(self) -> InstallationPage:
        """Return the page; it is there for everybody."""
        return self.which

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the page in the reader's language."""
        edits = keeps_texts(self.person)
        context = {
            "words": words_of(self.which),
            "edits": edits,
            "without_contact": [language_name(code) for code in languages_without_contact()] if edits else [],
        }
        return render(request, "schemes/installation_page.html", context)


class InstallationEditView(GuardedView):
    """Write one page, per language: for who keeps accounts, and for a superuser."""

    right = "keeps_texts"
    object: InstallationPage

    def find_object(self) -> InstallationPage:
        """Return the page. Raises ``Http404`` for an unknown one, ``PermissionDenied`` without the right."""
        try:
            page = InstallationPage(self.kwargs["page"])
        except ValueError:
            raise Http404 from None
        permitted_or_403(permitted=keeps_texts(self.person))
        return page

    def get(self, request: HttpRequest, page: str) -> HttpResponse:
        """Show the form, with the texts as they are read now."""
        return self._page(InstallationForm(initial=self._typed(stored_text(self.object))))

    def post(self, request: HttpRequest, page: str) -> HttpResponse:
        """Save the page; 409 with both texts when somebody saved another meanwhile."""
        form = InstallationForm(request.POST)
        if not form.is_valid():
            return self._page(form, 422)
        try:
            write_installation_page(
                page=self.object,
                base_version=form.cleaned_data["version"],
                texts=form.typed_texts,
                by=self.person,
            )
        except StaleError as stale:
            current = InstallationForm(initial=self._typed(stale.current))
            return self._page(form, 409, **conflict_of(form, stale, current))
        return go_on(request, _("The page is saved."), self.object.value)

    def _typed(self, row: InstallationText) -> dict[str, Any]:
        texts = {**DEFAULT_TEXTS[self.object], **row.texts}
        return {f"text_{code}": text for code, text in texts.items()} | {"version": row.version}

    def _page(self, form: InstallationForm, status: int = 200, **context: Any) -> HttpResponse:
        shown = {"form": form, "page": self.object, **context}
        return render(self.request, "schemes/installation_edit.html", shown, status=status)
