"""The end of a session: announced, put off, and answered in words when it has come."""

from __future__ import annotations

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.test import Client

from inclucities.accounts.models import User
from tests.accounts.conftest import SignIn

pytestmark = pytest.mark.django_db

SESSION = "/settings/session/"
EXTEND = "/settings/session/extend/"
EIGHT_HOURS = 8 * 60 * 60


def end_of(client: Client) -> object:
    return Session.objects.get(session_key=client.session.session_key).expire_date


def test_asking_does_not_put_the_end_off(client: Client, person: User, sign_in: SignIn) -> None:
    with time_machine.travel("2026-03-02 08:00:00+00:00", tick=False) as clock:
        sign_in(person.email)
        end = end_of(client)
        clock.shift(60 * 60)
        told = client.get(SESSION).json()
        assert told["seconds_left"] == EIGHT_HOURS - 60 * 60
        assert told["person"] == person.pk
        assert told["extend"] == EXTEND
        assert told["csrf_token"]
        assert end_of(client) == end


def test_extending_starts_the_full_length_again(client: Client, person: User, sign_in: SignIn) -> None:
    with time_machine.travel("2026-03-02 08:00:00+00:00", tick=False) as clock:
        sign_in(person.email)
        clock.shift(7 * 60 * 60)
        response = client.post(EXTEND)
        assert (response.status_code, response.content) == (204, b"")
        assert client.get(SESSION).json()["seconds_left"] == EIGHT_HOURS
        clock.shift(7 * 60 * 60)
        assert client.get("/settings/").status_code == 200
        clock.shift(2 * 60 * 60)
        assert client.get("/settings/").status_code == 302
        assert client.get(SESSION).json()["seconds_left"] == 0


def test_a_stranger_is_told_where_to_sign_in(client: Client) -> None:
    response = client.get(SESSION)
    told = response.json()
    assert (told["seconds_left"], told["person"], told["sign_in"]) == (0, None, "/account/login/")
    assert "no-store" in response["Cache-Control"]


def test_the_token_that_is_handed_out_works() -> None:
    client = Client(enforce_csrf_checks=True)
    token = client.get(SESSION).json()["csrf_token"]
    assert client.post("/settings/language/", {"language": "lv"}).status_code == 403
    response = client.post("/settings/language/", {"language": "lv"}, headers={"x-csrftoken": token})
    assert response.status_code == 302


@pytest.mark.parametrize("header", ["x-autosave", "hx-request"])
def test_a_scripts_request_is_answered_in_words_and_never_led_away(client: Client, header: str) -> None:
    response = client.post("/settings/", {"name": "long text"}, headers={header: "1"})
    assert response.status_code == 401
    assert response.json()["sign_in"] == "/account/login/"
    assert "Sign in again" in response.json()["message"]
    assert "no-store" in response["Cache-Control"]


def test_a_page_leads_to_signing_in_and_back(client: Client) -> None:
    assert client.get("/settings/?a=1")["Location"] == "/account/login/?next=/settings/%3Fa%3D1"


@pytest.mark.parametrize(
    ("referer", "next_page"),
    [
        ("http://testserver/settings/?tab=2", "/settings/%3Ftab%3D2"),
        ("http://testserver/settings/", "/settings/"),
        ("https://evil.example/settings/", "/"),
        ("", "/"),
    ],
)
def test_a_form_leads_back_to_the_page_it_stood_on(client: Client, referer: str, next_page: str) -> None:
    headers = {"referer": referer} if referer else {}
    response = client.post(EXTEND, headers=headers)
    assert response["Location"] == f"/account/login/?next={next_page}"


def test_signing_in_again_leads_back(client: Client, person: User, sign_in: SignIn) -> None:
    away = client.get("/settings/")["Location"]
    assert sign_in(person.email, path=away)["Location"] == "/settings/"
