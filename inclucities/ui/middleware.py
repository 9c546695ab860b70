"""The edge: what no view, form or database should have to think about."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

#: PostgreSQL refuses NUL and SQLite stores it; a lone surrogate raises in both.
UNSTORABLE = re.compile("[\0\ud800-\udfff]")
#: Stands in for the name of an encoding that is not ours; no codec is called so.
NOT_UTF8 = "not-utf-8"
_CHARSET = re.compile(r";\s*charset\*?\s*=\s*(\"[^\"]*\"|[^;]*)", re.IGNORECASE)


def with_utf8_only(environ: dict[str, Any]) -> dict[str, Any]:
    """Keep every other encoding than UTF-8 from Django, which decodes the address while it makes a request.

    A codec of Python's that decodes no text ends that with an exception before any middleware stands
    around it. ``EdgeMiddleware`` refuses what is marked here.
    """
    stated = environ.get("CONTENT_TYPE", "")
    if found := _CHARSET.search(stated):
        name = found[1].strip('" ').lower()
        rest = _CHARSET.sub("", stated)
        environ["CONTENT_TYPE"] = rest if name in {"utf-8", "utf8"} else f"{rest}; charset={NOT_UTF8}"
    return environ


class PrivateMiddleware:
    """Keeps answers out of caches, those too that other middleware gives before any view is asked.

    A response that sets ``Cache-Control`` itself keeps it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Say of each answer that it is for one person alone, and not to be kept."""
        response = self.get_response(request)
        if not response.has_header("Cache-Control"):
            response.headers["Cache-Control"] = "private, no-store"
            patch_vary_headers(response, ["Cookie"])
        return response


class EdgeMiddleware:
    """Refuses text that no database can store, every encoding but ours, and more than any form of ours sends."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer 400 to what cannot be taken, before anything of it is read into memory or a file."""
        if _length_of(request) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            raise RequestDataTooBig("More was sent than any form holds.")
        return _refusal(request) if _is_unreadable(request) else self.get_response(request)


def _length_of(request: HttpRequest) -> int:
    """Return how much a request says that it sends; Django itself counts everything but files."""
    stated = request.META.get("CONTENT_LENGTH") or "0"
    return int(stated) if stated.isdecimal() else 0


def _is_unreadable(request: HttpRequest) -> bool:
    if (request.content_params or {}).get("charset") == NOT_UTF8:
        return True
    return any(UNSTORABLE.search(text) for text in _texts(request))


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
