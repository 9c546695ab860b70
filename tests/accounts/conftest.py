"""What the tests of accounts share."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from inclucities.accounts.models import User
from tests.factories.people import PASSWORD, UserFactory

SignIn = Callable[..., Any]
Mails = Callable[[Callable[[], Any]], list[Any]]


def words_of(response: Any) -> str:
    """Return a page without the tokens of its forms, which differ each time."""
    return re.sub(r"\b[A-Za-z0-9]{64}\b", "TOKEN", response.content.decode())


@pytest.fixture
def person(db: None) -> User:
    return UserFactory(email="anna@demo.example", name="Anna Bērziņa", time_zone="Europe/Riga")


@pytest.fixture
def sign_in(client: Client) -> SignIn:
    """Signs in as a person does, by the form; returns the response."""

    def by_form(email: str, password: str = PASSWORD, path: str = "", **extra: Any) -> Any:
        return client.post(path or reverse("account_login"), {"login": email, "password": password}, **extra)

    return by_form


@pytest.fixture
def signed_in(client: Client, person: User, sign_in: SignIn) -> Client:
    sign_in(person.email)
    return client


@pytest.fixture
def mails(mailoutbox: list[Any], django_capture_on_commit_callbacks: Any) -> Mails:
    """Does something, lets the transaction commit, and returns the mails that went out."""

    def after(act: Callable[[], Any]) -> list[Any]:
        mailoutbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            act()
        return list(mailoutbox)

    return after
