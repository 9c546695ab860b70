"""What every page of signing in keeps: our words and frame, a strict policy, and no page too many."""

from __future__ import annotations

import importlib
import re

import pytest
from django.apps import apps
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import NoReverseMatch, reverse

from inclucities.accounts.models import SharedCacheEntry, User
from inclucities.accounts.urls import sign_in

pytestmark = pytest.mark.django_db

OPEN = [
    "/account/login/",
    "/account/signup/",
    "/account/inactive/",
    "/account/confirm-email/",
    "/account/confirm-email/wrong/",
    "/account/password/reset/",
    "/account/password/reset/done/",
    "/account/password/reset/key/1-wrong/",
    "/account/password/reset/key/done/",
]
SIGNED_IN = [
    "/account/logout/",
    "/account/reauthenticate/",
    "/account/email/",
    "/account/password/change/",
    "/account/second-factor/",
    "/account/second-factor/app/",
    "/account/second-factor/codes/new/",
    "/settings/",
]


def check(html: str) -> None:
    """One headline, our title, no inline style or script, no blank that a template left."""
    assert re.search(r"<title>[^<]+ – IncluCities</title>", html)
    headlines = re.findall(r"<h1[^>]*>(.*?)</h1>", html, re.DOTALL)
    assert len(headlines) == 1
    assert headlines[0].strip()
    assert "style=" not in html
    assert not re.search(r"<script(?![^>]*\bsrc=)", html)
    assert "None</" not in html
    assert "https://" not in html


@pytest.mark.parametrize("path", OPEN)
def test_pages_for_strangers_are_ours(client: Client, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    check(response.content.decode())


@pytest.mark.parametrize("path", SIGNED_IN)
def test_pages_for_people_are_ours_and_closed_to_strangers(signed_in: Client, path: str) -> None:
    response = signed_in.get(path)
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    check(response.content.decode())
    assert Client().get(path).status_code == 302


def test_accounts_come_by_invitation_only(client: Client) -> None:
    assert "Accounts come by invitation" in client.get("/account/signup/").content.decode()
    form = {"email": "new@demo.example", "password1": "three calm words", "password2": "three calm words"}
    assert client.post("/account/signup/", form).status_code == 405
    assert not User.objects.exists()


@pytest.mark.parametrize(
    "name", ["account_confirm_login_code", "account_request_login_code", "mfa_list_webauthn", "mfa_trust"]
)
def test_what_is_not_offered_does_not_exist(name: str) -> None:
    with pytest.raises(NoReverseMatch):
        reverse(name)


@pytest.mark.parametrize(
    "path", ["/account/login/code/confirm/", "/account/phone/change/", "/account/social/"]
)
def test_addresses_that_are_not_offered_are_404(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


def test_every_page_of_signing_in_is_named_once() -> None:
    names = [pattern.name for pattern in sign_in.urlpatterns]
    assert len(names) == len(set(names))


def test_migrations_are_complete_and_make_the_table_of_the_cache() -> None:
    call_command("makemigrations", "accounts", check=True, dry_run=True, verbosity=0)
    module = importlib.import_module("inclucities.accounts.migrations.0001_initial")
    made = {operation.name for operation in module.Migration.operations}
    assert made == {"SharedCacheEntry", "User"}
    assert (
        apps.get_model("accounts.SharedCacheEntry")._meta.db_table in connection.introspection.table_names()
    )


def test_the_shared_cache_works_in_that_table() -> None:
    assert cache.add("once", "y", timeout=30)
    assert not cache.add("once", "y", timeout=30)
    assert SharedCacheEntry.objects.count() == 1
    cache.delete("once")
    assert not SharedCacheEntry.objects.exists()
