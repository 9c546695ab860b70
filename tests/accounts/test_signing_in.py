"""Signing in and out: what is let in, what is not told, and how often one may try."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from unittest import mock

import pytest
import time_machine
from django.contrib.auth import hashers
from django.test import Client
from django.urls import reverse

from inclucities.accounts.models import User
from tests.accounts.conftest import SignIn, words_of
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db

LOGIN = "/account/login/"
SETTINGS = "/settings/"
WRONG = "The e-mail address or the password is not right"
TOO_MANY = "Too many attempts from this place"


def signed_in_as(client: Client) -> int | None:
    key = client.session.get("_auth_user_id")
    return int(key) if key else None


def test_the_right_password_opens_the_account(client: Client, person: User, sign_in: SignIn) -> None:
    response = sign_in(person.email)
    assert (response.status_code, response["Location"]) == (302, "/")
    assert signed_in_as(client) == person.pk


@pytest.mark.parametrize("typed", ["Anna@Demo.Example", " anna@demo.example "])
def test_the_case_of_an_address_does_not_matter(
    client: Client, person: User, sign_in: SignIn, typed: str
) -> None:
    sign_in(typed)
    assert signed_in_as(client) == person.pk


def test_a_wrong_password_keeps_the_address_and_not_the_password(client: Client, sign_in: SignIn) -> None:
    page = sign_in("anna@demo.example", "my secret attempt").content.decode()
    assert WRONG in page
    assert "anna@demo.example" in page
    assert "my secret attempt" not in page
    assert signed_in_as(client) is None


def test_an_empty_form_names_both_fields(client: Client) -> None:
    response = client.post(LOGIN, {})
    assert set(response.context["form"].errors) == {"login", "password"}
    page = response.content.decode()
    assert "“E-mail address” is needed." in page
    assert "<title>Error:" in page


def test_extra_fields_change_nobody(client: Client, person: User, sign_in: SignIn) -> None:
    client.post(
        LOGIN,
        {"login": person.email, "password": "inclucities-demo", "is_superuser": "1", "is_staff": "on"},
    )
    person.refresh_from_db()
    assert not person.is_superuser
    assert not person.is_staff


@pytest.mark.promise("Accounts")
def test_an_unknown_and_a_known_address_get_the_same_answer(person: User, sign_in: SignIn) -> None:
    known = sign_in(person.email, "wrong")
    unknown = sign_in("nobody@demo.example", "wrong")
    assert known.status_code == unknown.status_code
    assert words_of(known).replace(person.email, "ADDRESS") == words_of(unknown).replace(
        "nobody@demo.example", "ADDRESS"
    )


@pytest.mark.promise("Accounts")
def test_an_unknown_address_costs_as_many_hashes_as_a_known_one(
    person: User, sign_in: SignIn, found: Callable[[str], None]
) -> None:
    hasher = hashers.get_hasher()
    counts = []
    for address in (person.email, "nobody@demo.example"):
        with mock.patch.object(
            type(hasher), "encode", autospec=True, side_effect=type(hasher).encode
        ) as encode:
            sign_in(address, "wrong")
        counts.append(encode.call_count)
    assert counts[0] == counts[1] == 1
    found("the same words, status and number of hashes with and without an account")


def test_a_closed_account_is_told_so_only_with_its_password(person: User, sign_in: SignIn) -> None:
    person.is_active = False
    person.save()
    assert WRONG in sign_in(person.email, "wrong").content.decode()
    assert sign_in(person.email)["Location"] == reverse("account_inactive")


def test_an_account_without_a_verified_address_is_asked_to_confirm_it(
    client: Client, sign_in: SignIn
) -> None:
    UserFactory(email="tech@demo.example", address=False)
    response = sign_in("tech@demo.example")
    assert response["Location"] == reverse("account_email_verification_sent")
    assert signed_in_as(client) is None
    assert "Confirm your address" in client.get(response["Location"]).content.decode()


# -- next --------------------------------------------------------------------------------------------


def test_signing_in_leads_back_to_the_page(client: Client, person: User, sign_in: SignIn) -> None:
    away = client.get(SETTINGS)
    assert away["Location"] == f"{LOGIN}?next={SETTINGS}"
    assert sign_in(person.email, path=away["Location"])["Location"] == SETTINGS


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "/\\evil.example"]
)
def test_signing_in_never_leads_to_another_site(
    client: Client, person: User, elsewhere: str, sign_in: SignIn
) -> None:
    response = client.post(LOGIN, {"login": person.email, "password": "inclucities-demo", "next": elsewhere})
    assert response["Location"] == "/"


def test_who_is_signed_in_is_led_on(signed_in: Client) -> None:
    assert signed_in.get(f"{LOGIN}?next={SETTINGS}")["Location"] == SETTINGS


# -- out ---------------------------------------------------------------------------------------------


def test_signing_out_asks_and_then_ends_the_session(signed_in: Client) -> None:
    assert "Sign out?" in signed_in.get("/account/logout/").content.decode()
    assert signed_in_as(signed_in) is not None
    assert signed_in.post("/account/logout/")["Location"] == LOGIN
    assert signed_in_as(signed_in) is None


def test_signing_out_twice_is_no_error(client: Client) -> None:
    assert client.get("/account/logout/")["Location"] == LOGIN
    assert client.post("/account/logout/")["Location"] == LOGIN


def test_signing_out_needs_the_token_of_its_form(person: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(person)
    assert client.post("/account/logout/").status_code == 403
    assert signed_in_as(client) == person.pk


# -- limits ------------------------------------------------------------------------------------------


@pytest.mark.promise("Accounts")
def test_five_wrong_passwords_are_enough_for_five_minutes(
    client: Client, person: User, sign_in: SignIn
) -> None:
    with time_machine.travel("2026-03-02 10:00:00+00:00", tick=False) as clock:
        for _ in range(5):
            assert WRONG in sign_in(person.email, "wrong").content.decode()
        assert TOO_MANY in sign_in(person.email).content.decode()
        assert signed_in_as(client) is None
        clock.shift(5 * 60 + 1)
        sign_in(person.email)
        assert signed_in_as(client) == person.pk


@pytest.mark.promise("Accounts")
def test_the_limit_is_the_same_for_an_address_without_an_account(sign_in: SignIn) -> None:
    for _ in range(5):
        assert WRONG in sign_in("nobody@demo.example", "wrong").content.decode()
    assert TOO_MANY in sign_in("nobody@demo.example", "wrong").content.decode()


@pytest.mark.promise("Accounts")
def test_a_stranger_elsewhere_does_not_lock_the_owner_out(
    client: Client, person: User, sign_in: SignIn
) -> None:
    for _ in range(8):
        sign_in(person.email, "wrong", REMOTE_ADDR="203.0.113.9")
    sign_in(person.email, REMOTE_ADDR="198.51.100.4")
    assert signed_in_as(client) == person.pk


@pytest.mark.promise("Accounts")
def test_one_place_that_tries_many_addresses_is_stopped(sign_in: SignIn) -> None:
    for number in range(30):
        sign_in(f"person{number}@demo.example", "wrong", REMOTE_ADDR="203.0.113.9")
    stopped = sign_in("another@demo.example", "wrong", REMOTE_ADDR="203.0.113.9")
    assert TOO_MANY in stopped.content.decode()
    assert WRONG in sign_in("another@demo.example", "wrong", REMOTE_ADDR="198.51.100.4").content.decode()


def test_signing_in_rightly_does_not_use_up_the_limit(client: Client, person: User, sign_in: SignIn) -> None:
    for _ in range(12):
        sign_in(person.email)
        assert signed_in_as(client) == person.pk
        client.post("/account/logout/")


def test_a_flood_gets_429_in_our_words(client: Client, sign_in: SignIn) -> None:
    answers = [sign_in("", "") for _ in range(61)]
    assert [answer.status_code for answer in answers] == [200] * 60 + [429]


def test_the_limit_is_counted_in_the_database_that_all_processes_share(
    sign_in: SignIn, settings: Any
) -> None:
    from inclucities.accounts.models import SharedCacheEntry

    sign_in("nobody@demo.example", "wrong")
    assert SharedCacheEntry.objects.filter(cache_key__contains="login_failed").exists()
    assert settings.CACHES["default"]["LOCATION"] == SharedCacheEntry._meta.db_table
