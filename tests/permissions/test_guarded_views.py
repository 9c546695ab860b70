"""A view names the right that opens it, and answers nobody before it has found its object."""

from __future__ import annotations

import inspect
from abc import abstractmethod
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.test import RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver

from inclucities.permissions.views import GuardedView, found_or_404, permitted_or_403

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")


class Note(GuardedView):
    """A page that keeps a note of what happened, in order."""

    right = "read_notes"

    def find_object(self) -> str:
        self.request.seen.append("found")  # type: ignore[attr-defined]  # a note for the test
        if self.kwargs["pk"] == 403:
            permitted_or_403(permitted=False)
        return str(found_or_404({1: "note"}.get(self.kwargs["pk"])))

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        request.seen.append("shown")  # type: ignore[attr-defined]  # as above
        return HttpResponse(self.object)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        request.seen.append("saved")  # type: ignore[attr-defined]  # as above
        return HttpResponse("saved")


def ask(view: type[GuardedView], method: str = "GET", **kwargs: Any) -> tuple[HttpResponse, list[str]]:
    request = RequestFactory().generic(method, "/")
    request.seen = seen = []  # type: ignore[attr-defined]  # as above
    return view.as_view()(request, **kwargs), seen


# -- Defining -------------------------------------------------------------------------------------


@pytest.mark.parametrize("right", [None, ""])
def test_a_view_without_a_right_fails_when_it_is_defined(right: str | None) -> None:
    body = {} if right is None else {"right": right}
    with pytest.raises(TypeError, match=r"Open names no right"):
        type("Open", (GuardedView,), body)


def test_a_base_for_others_names_none_but_what_grows_from_it_must() -> None:
    class Base(GuardedView, abstract=True):
        """A base."""

    with pytest.raises(TypeError, match="Child names no right"):
        type("Child", (Base,), {})
    child = type("Child", (Base,), {"right": "read_notes", "find_object": lambda view: None})
    assert type("Grandchild", (child,), {}).right == "read_notes"


def test_a_view_that_forgets_to_find_its_object_fails_when_it_is_defined() -> None:
    with pytest.raises(TypeError, match=r"Forgetful must implement find_object\."):
        type("Forgetful", (GuardedView,), {"right": "read_notes"})
    type("Mine", (GuardedView,), {"right": "signed_in"})


def test_what_a_base_or_a_guard_beside_it_asks_must_be_answered_when_a_view_is_defined() -> None:
    class Base(GuardedView, abstract=True):
        @abstractmethod
        def closing(self) -> str:
            """Ask each page."""

    class Guard:
        @abstractmethod
        def allows(self) -> bool:
            """Ask each guard."""

    named = {"right": "read_notes", "find_object": lambda view: None}
    with pytest.raises(TypeError, match=r"Page must implement allows, closing\."):
        type("Page", (Guard, Base), named)
    with pytest.raises(TypeError, match=r"Page must implement closing\."):
        type("Page", (Guard, Base), {**named, "allows": lambda view: True})
    type("Page", (Guard, Base), {**named, "allows": lambda view: True, "closing": lambda view: ""})


# -- Asking ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("method", "act"), [("GET", "shown"), ("POST", "saved"), ("HEAD", "shown")])
def test_the_object_is_found_before_anything_else(method: str, act: str) -> None:
    response, seen = ask(Note, method, pk=1)
    assert response.status_code == 200
    assert seen == ["found", act]


@pytest.mark.parametrize("method", ["GET", "POST", "HEAD", "OPTIONS"])
def test_a_stranger_and_a_member_without_the_right_get_no_further(method: str) -> None:
    for pk, refusal in ((2, Http404), (403, PermissionDenied)):
        request = RequestFactory().generic(method, "/")
        request.seen = []  # type: ignore[attr-defined]  # as above
        with pytest.raises(refusal):
            Note.as_view()(request, pk=pk)
        assert request.seen == ["found"]  # type: ignore[attr-defined]  # as above


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE", "NONSENSE"])
def test_a_method_that_the_view_does_not_have_is_405_for_everybody(method: str) -> None:
    for pk in (1, 2, 403):
        response, seen = ask(Note, method, pk=pk)
        assert response.status_code == 405
        assert seen == []


def test_a_page_for_everybody_who_has_signed_in_needs_no_object() -> None:
    class Mine(GuardedView):
        right = "signed_in"

        def get(self, request: HttpRequest) -> HttpResponse:
            return HttpResponse("mine")

    assert ask(Mine)[0].content == b"mine"


def test_found_or_not_and_permitted_or_not() -> None:
    assert found_or_404("x") == "x"
    assert found_or_404(0) == 0
    permitted_or_403(permitted=True)
    with pytest.raises(Http404):
        found_or_404(None)
    with pytest.raises(PermissionDenied):
        permitted_or_403(permitted=False)


# -- The views of the product ---------------------------------------------------------------------


def patterns(resolver: URLResolver) -> list[URLPattern]:
    found: list[URLPattern] = []
    for entry in resolver.url_patterns:
        found += patterns(entry) if isinstance(entry, URLResolver) else [entry]
    return found


def test_no_guarded_view_of_the_product_answers_without_its_object() -> None:
    """Overriding ``dispatch`` without going through ``find_object`` would open the page to everybody."""
    views = {
        view
        for pattern in patterns(get_resolver())
        if inspect.isclass(view := getattr(pattern.callback, "view_class", None))
        and issubclass(view, GuardedView)
    }
    assert views
    for view in views:
        own = [base for base in view.__mro__ if "dispatch" in vars(base)]
        assert own[-2:] == own[own.index(GuardedView) :][:2]
        assert view.right == "signed_in" or view.find_object is not GuardedView.find_object
