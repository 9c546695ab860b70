"""The edge: what no view, form or database should have to think about."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from django.http import HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

#: PostgreSQL refuses NUL and SQLite stores it; a lone surrogate raises in both.
UNSTORABLE = re.compile("[\0\ud800-\udfff]")


class EdgeMiddleware:
    """Refuses text that no database can store, and keeps answers out of caches.

    A response that sets ``Cache-Control`` itself keeps it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer 400 to unstorable text, else let the request through."""
        if any(UNSTORABLE.search(text) for text in _texts(request)):
            response = _refusal(request)
        else:
            response = self.get_response(request)
        if not response.has_header("Cache-Control"):
            response.headers["Cache-Control"] = "private, no-store"
            patch_vary_headers(response, ["Cookie"])
        return response


def _texts(request: HttpRequest) -> Iterator[str]:
    """Give every text of a request: path, address and form, names as well as values."""
    yield request.path
    yield from _pairs(request.GET.lists())
    if request.method != "POST":
        return
    try:
        yield from _pairs(request.POST.lists())
        for name, files in request.FILES.lists():
            yield name
            yield from (file.name or "" for file in files)
    except UnreadablePostError:
        # The sender is gone; the view finds that out when it reads.
        return


def _pairs(lists: Iterable[tuple[str, list[str]]]) -> Iterator[str]:
    for name, values in lists:
        yield name
        yield from values


def _refusal(request: HttpRequest) -> HttpResponse:
    if request.headers.get("X-Autosave"):
        message = _("This text contains characters that cannot be stored. Remove them and save again.")
        return JsonResponse({"message": message}, status=400)
    return render(request, "400.html", status=400)
