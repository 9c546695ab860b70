"""Who runs a programme or keeps its accounts sets up a second factor before they see anything."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client
from django.urls import reverse

from inclucities.accounts.models import User
from schemes.models import Participation, Programme
from schemes.services.roles import end_role

pytestmark = [pytest.mark.promise("Accounts"), pytest.mark.django_db]

ENROL = "/account/second-factor/app/"
CLOSED = (
    "home",
    "schemes:list",
    "schemes:programmes",
    "accounts:settings",
    "notifications:list",
    "documents:list",
)
OPEN = ("account_logout", "mfa_index", "accounts:session")


@pytest.fixture(autouse=True)
def _required(settings: Any) -> None:
    settings.MFA_REQUIRED_ROLES = ["coordinator", "programme_admin"]


def led_to_enrol(client: Client, name: str) -> bool:
    answer = client.get(reverse(name))
    return bool(answer.status_code == 302 and answer["Location"] == ENROL)


@pytest.mark.parametrize("who", ["coordinator", "admin"])
def test_who_holds_such_a_role_is_led_to_enrol_from_everywhere(
    who: str, request: pytest.FixtureRequest, programme: Programme, client_for: Callable[[User], Client]
) -> None:
    client = client_for(request.getfixturevalue(who))
    assert all(led_to_enrol(client, name) for name in CLOSED)
    assert client.get(f"/programmes/{programme.pk}/")["Location"] == ENROL
    assert client.post(f"/programmes/{programme.pk}/edit/", {"names_en": "Changed"})["Location"] == ENROL
    assert not any(led_to_enrol(client, name) for name in OPEN)
    programme.refresh_from_db()
    assert "Changed" not in programme.names.values()


def test_with_a_second_factor_everything_opens(
    coordinator: User, programme: Programme, client_for: Callable[[User], Client]
) -> None:
    TOTP.activate(coordinator, generate_totp_secret())
    client = client_for(coordinator)
    assert client.get(f"/programmes/{programme.pk}/").status_code == 200
    assert not any(led_to_enrol(client, name) for name in CLOSED)


def test_nobody_else_is_asked(
    lead: User, mentee: Participation, client_for: Callable[[User], Client]
) -> None:
    client = client_for(lead)
    assert client.get(f"/schemes/{mentee.scheme_id}/").status_code == 200


def test_a_role_that_has_ended_asks_for_nothing(
    coordinator: User, programme: Programme, client_for: Callable[[User], Client]
) -> None:
    end_role(membership=coordinator.memberships.get(), by=None)
    assert not led_to_enrol(client_for(coordinator), "home")
