"""The shell: who fills it, and what it shows to whom."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template import loader
from django.test import RequestFactory

from inclucities.ui.domain.shapes import Shell
from inclucities.ui.registry import register_shell, shell_for

PERSON = SimpleNamespace(is_authenticated=True, email="ilze@x.example", get_short_name=lambda: "Ilze <O.>")


def page(user: object, **context: object) -> str:
    request = RequestFactory().get("/plan/?tab=2")
    request.user = user
    return loader.get_template("base.html").render(context, request)


def filled(_request: object) -> Shell:
    return Shell(3, "IncluCities 2020–2023", [("Schemes", "/schemes/", True), ("Benchmarks", "/b/", False)])


def test_a_person_sees_what_waits_and_where_they_are():
    register_shell(filled)
    html = page(PERSON)
    assert '<a href="/schemes/" aria-current="true">Schemes</a>' in html
    assert '<span class="pill-count">3</span>' in html
    assert "Ilze &lt;O.&gt;" in html
    assert 'action="/sign-out/"' in html


def test_a_stranger_sees_a_way_in_and_the_provider_is_not_asked():
    def never(_request: object) -> Shell:
        raise AssertionError

    register_shell(never)
    html = page(AnonymousUser())
    assert "Sign in" in html
    assert "Sign out" not in html


def test_the_page_stands_when_nobody_fills_the_shell():
    assert "Sign out" in page(PERSON)
    assert shell_for(RequestFactory().get("/")) is None


def test_there_is_one_provider():
    register_shell(filled)
    register_shell(filled)
    with pytest.raises(ValueError, match="provider already"):
        register_shell(lambda _request: None)


def test_the_language_switch_leads_back_to_the_same_page():
    html = page(AnonymousUser())
    assert '<form method="post" action="/settings/language/">' in html
    assert '<input type="hidden" name="next" value="/plan/?tab=2">' in html
    assert "Latviešu" in html


def test_an_error_stands_in_the_title_first():
    assert "<title>Error: " in page(AnonymousUser(), error_prefix=True)
    assert "<title>Error: " not in page(AnonymousUser())
