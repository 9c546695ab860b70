"""Answering an invitation in a browser: looking consumes nothing, accepting is a POST."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from inclucities.accounts.models import User
from schemes.enums import Role
from schemes.models import Invitation, Membership, Participation
from schemes.services.invitations import invite, revoke_invitation
from tests.factories.schemes import make_person
from tests.schemes.test_invitations import Secrets, invitation, secrets

__all__ = ["invitation", "secrets"]
pytestmark = pytest.mark.django_db
ANSWER = {
    "name": "Anna Bērziņa",
    "password": "four words in a row",
    "language": "lv",
    "time_zone": "Europe/Riga",
}
SENT = {
    "email": "new@demo.example",
    "role": "mentee_member",
    "language": "en",
    "message": "Kept",
    "valid_days": 7,
}


@pytest.fixture(autouse=True)
def _no_limit_from_before(db: None) -> None:
    cache.clear()


@pytest.fixture
def path(invitation: Invitation, secrets: Secrets) -> str:
    return f"/invitation/{secrets[0]}/"


@pytest.mark.promise("Invitations")
def test_looking_consumes_nothing(client: Client, path: str, invitation: Invitation) -> None:
    for _ in range(3):
        page = client.get(path)
        assert client.head(path).status_code == page.status_code == 200
    for words in ("Ilze Ozoliņa", "Jelgava", "Mentee city, member", "anna@demo.example", "Come!"):
        assert words in page.content.decode()
    assert page["Cache-Control"] == "private, no-store"
    invitation.refresh_from_db()
    assert invitation.is_open
    assert client.put(path).status_code == 405


def test_a_new_person_is_signed_in_at_once(client: Client, path: str, mentee: Participation) -> None:
    answer = client.post(path, ANSWER)
    assert (answer.status_code, answer.url) == (302, f"/schemes/{mentee.scheme_id}/")
    page = client.get(answer.url)
    assert page.status_code == 200
    assert page.wsgi_request.user.email == "anna@demo.example"
    assert client.get(path).url == answer.url
    assert Client().get(path).status_code == 410
    assert Client().post(path, ANSWER).url.startswith("/account/login/")


def test_what_was_typed_stays_and_the_error_stands_at_its_field(
    client: Client, path: str, invitation: Invitation
) -> None:
    answer = client.post(path, ANSWER | {"password": "short", "time_zone": "Mars/Olympus"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="Anna Bērziņa"' in page
    assert 'id="id_time_zone_error"' in page
    answer = client.post(path, ANSWER | {"password": "zkpw"})
    assert 'id="id_password_error"' in answer.content.decode()
    assert "zkpw" not in answer.content.decode()
    invitation.refresh_from_db()
    assert invitation.is_open


def test_nothing_more_than_the_form_is_taken(client: Client, path: str) -> None:
    client.post(
        path,
        ANSWER | {"email": "x@demo.example", "role": "coordinator", "is_superuser": "on", "is_staff": "on"},
    )
    person = User.objects.get(email="anna@demo.example")
    assert not person.is_superuser
    assert not person.is_staff
    assert Membership.objects.get(person=person).role == Role.MENTEE_MEMBER


def test_who_has_an_account_signs_in_and_comes_back(
    client: Client, path: str, client_for: Callable[..., Client], mentee: Participation
) -> None:
    person = make_person("Anna", email="anna@demo.example")
    page = client.get(path).content.decode()
    assert f"/account/login/?next={path}" in page
    assert 'name="password"' not in page
    answer = client.post(path, ANSWER)
    assert answer.url == f"/account/login/?next={path}"
    assert not Membership.objects.filter(person=person).exists()
    signed_in = client_for(person)
    assert "Accept" in signed_in.get(path).content.decode()
    assert signed_in.post(path).url == f"/schemes/{mentee.scheme_id}/"
    assert signed_in.post(path).url == f"/schemes/{mentee.scheme_id}/"
    assert Membership.objects.filter(person=person).count() == 1


def test_somebody_else_is_told_so(path: str, as_coordinator: Client, invitation: Invitation) -> None:
    page = as_coordinator.get(path).content.decode()
    assert "You are signed in as coordinator@demo.example" in page
    answer = as_coordinator.post(path, ANSWER)
    assert answer.status_code == 403
    assert "meant for anna@demo.example" in answer.content.decode()
    invitation.refresh_from_db()
    assert invitation.is_open


@pytest.mark.parametrize("secret", ["unknown", "a" * 22, "%00", "ā" * 30])
def test_an_unknown_secret_opens_nothing(client: Client, secret: str) -> None:
    for answer in (client.get(f"/invitation/{secret}/"), client.post(f"/invitation/{secret}/", ANSWER)):
        assert answer.status_code in {400, 404}
    assert not User.objects.exists()


def test_what_was_taken_back_says_so(client: Client, path: str, invitation: Invitation, lead: User) -> None:
    revoke_invitation(invitation=invitation, by=lead)
    assert "taken this invitation back" in client.get(path).content.decode()
    assert client.post(path, ANSWER).status_code == 410
    assert not User.objects.filter(email="anna@demo.example").exists()


@pytest.mark.promise("Invitations")
def test_too_many_attempts_from_one_place_are_turned_away(client: Client) -> None:
    codes = {client.get(f"/invitation/guess-{number}/").status_code for number in range(62)}
    assert codes == {404, 429}


def test_an_invitation_to_oneself_needs_no_secret(mentee: Participation, lead: User, client_for: Any) -> None:
    person = make_person("Anna", email="anna@demo.example")
    made = invite(email=person.email, role=Role.MENTEE_MEMBER, scope=mentee, by=lead)
    own = f"/invitations/{made.pk}/"
    assert client_for(lead).get(own).status_code == 404
    client = client_for(person)
    assert "Jelgava" in client.get(own).content.decode()
    assert client.post(own).status_code == 302
    assert client.get(own).status_code == 404


# -- Inviting -----------------------------------------------------------------------------------------


def test_a_lead_invites_from_the_page_of_people(as_lead: Client, mentee: Participation) -> None:
    form = f"/parties/{mentee.pk}/invite/"
    assert form in as_lead.get(f"/schemes/{mentee.scheme_id}/people/").content.decode()
    sent = {
        "email": "new@demo.example",
        "role": "mentee_member",
        "language": "lv",
        "message": "Welcome",
        "valid_days": 7,
    }
    answer = as_lead.post(form, sent | {"programme": 99, "invited_by": 99, "accepted_at": "2026-01-01"})
    assert answer.url == f"/schemes/{mentee.scheme_id}/people/"
    made = Invitation.objects.get()
    assert (made.email, made.language, made.invited_by.name) == ("new@demo.example", "lv", "Ilze Ozoliņa")
    assert (made.expires_at - made.sent_at).days == 7
    assert as_lead.post(form, sent).status_code == 302
    assert Invitation.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("email", "nobody"),
        ("email", "a@demo.example\nBcc: b@demo.example"),
        ("role", "coordinator"),
        ("role", ""),
        ("language", "xx"),
        ("valid_days", "0"),
        ("message", "x" * 100_000),
    ],
)
def test_a_wrong_invitation_is_refused_at_its_field(
    field: str, value: str, as_lead: Client, mentee: Participation
) -> None:
    sent = {
        "email": "new@demo.example",
        "role": "mentee_member",
        "language": "en",
        "message": "Kept",
        "valid_days": 7,
    }
    answer = as_lead.post(f"/parties/{mentee.pk}/invite/", sent | {field: value})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in page
    if field != "message":
        assert "Kept" in page
    assert not Invitation.objects.exists()


def test_sending_again_and_taking_back(as_lead: Client, invitation: Invitation) -> None:
    for _ in range(3):
        assert as_lead.post(f"/invitations/{invitation.pk}/resend/").status_code == 302
    sent_at = Invitation.objects.get().sent_at
    as_lead.post(f"/invitations/{invitation.pk}/resend/")
    assert Invitation.objects.get().sent_at == sent_at, "The fourth within the hour is not sent."
    for method in (as_lead.get, as_lead.put):
        assert method(f"/invitations/{invitation.pk}/revoke/").status_code == 405
    as_lead.post(f"/invitations/{invitation.pk}/revoke/")
    assert not Invitation.objects.get().is_open
    as_lead.post(f"/invitations/{invitation.pk}/resend/")
    assert not Invitation.objects.get().is_open


def test_a_role_is_ended_by_the_coordinator(
    as_coordinator: Client, as_lead: Client, lead: User, mentee: Participation
) -> None:
    path = f"/roles/{lead.memberships.get().pk}/end/"
    assert as_lead.get(path).status_code == 403
    assert as_coordinator.post(path, {"ends_on": "2001-01-01"}).status_code == 422
    day = as_coordinator.get(path).context["form"].initial["ends_on"]
    assert as_coordinator.post(path, {"ends_on": day.isoformat()}).status_code == 302
    assert as_lead.get(f"/schemes/{mentee.scheme_id}/").status_code == 404
    assert as_coordinator.get(path).status_code == 404
