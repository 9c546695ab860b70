"""The documents of a scheme."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from schemes.enums import Right
from schemes.queries.documents import documents_of_scheme
from schemes.views.base import SchemeView


class DocumentsView(SchemeView):
    """One's own documents about the scheme, and those that others have shared with who may read them."""

    right = Right.VIEW_SCHEME
    menu_key = "documents"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show both; the right to read each shared one is asked now."""
        documents = documents_of_scheme(self.person, self.object, request.GET.get("page"))
        return self.page("schemes/scheme_documents.html", documents=documents)
