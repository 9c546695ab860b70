"""Changing the e-mail address: proved by a mail, confirmed by a button, told to the old address."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.test import Client

from inclucities.accounts.models import User
from inclucities.audit.models import AuditEvent
from tests.accounts.conftest import Mails, SignIn, words_of
from tests.accounts.test_passwords import link_in, path_of
from tests.factories.people import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db

EMAIL = "/account/email/"
NEW = "anna.new@demo.example"


def ask(client: Client, email: str = NEW, **extra: Any) -> Any:
    return client.post(EMAIL, {"email": email, "action_add": "", **extra})


def test_a_new_address_counts_once_it_is_confirmed_by_the_button(
    signed_in: Client, person: User, mails: Mails, sign_in: SignIn
) -> None:
    [mail] = mails(lambda: ask(signed_in, "Anna.New@Demo.Example"))
    assert (mail.to, mail.subject) == ([NEW], "[Action needed] Confirm your e-mail address for IncluCities")
    assert "waits for its confirmation" in signed_in.get("/settings/").content.decode()

    path = path_of(link_in(mail))
    assert NEW in signed_in.get(path).content.decode()
    person.refresh_from_db()
    assert person.email == "anna@demo.example"

    [told] = mails(lambda: signed_in.post(path))
    assert (told.to, told.subject) == (["anna@demo.example"], "Your e-mail address has been changed")
    assert NEW in told.body
    person.refresh_from_db()
    assert person.email == NEW
    assert list(EmailAddress.objects.values_list("email", "verified", "primary")) == [(NEW, True, True)]
    assert list(AuditEvent.objects.values_list("action", "actor_id")) == [("email_confirmed", person.pk)]

    signed_in.post("/account/logout/")
    assert sign_in(NEW)["Location"] == "/"
    assert "This link no longer works" in signed_in.get(path).content.decode()
    assert signed_in.post(path).status_code == 404


def test_the_link_works_in_a_browser_that_is_not_signed_in(
    signed_in: Client, person: User, mails: Mails
) -> None:
    [mail] = mails(lambda: ask(signed_in))
    stranger = Client()
    assert stranger.post(path_of(link_in(mail)))["Location"] == "/account/login/"
    person.refresh_from_db()
    assert person.email == NEW


def test_opening_somebodys_link_signs_nobody_out(signed_in: Client, mails: Mails) -> None:
    [mail] = mails(lambda: ask(signed_in))
    other = Client()
    other.force_login(UserFactory())
    assert "Anna Bērziņa" in other.get(path_of(link_in(mail))).content.decode()
    assert other.get("/settings/").status_code == 200


def test_the_link_grows_old(signed_in: Client, person: User, mails: Mails) -> None:
    with time_machine.travel("2026-03-02 10:00:00+00:00", tick=False) as clock:
        Client().post("/account/login/", {"login": person.email, "password": PASSWORD})
        client = Client()
        client.post("/account/login/", {"login": person.email, "password": PASSWORD})
        [mail] = mails(lambda: ask(client))
        clock.shift(3 * 24 * 3600 + 60)
        assert "no longer works" in Client().get(path_of(link_in(mail))).content.decode()


@pytest.mark.parametrize("key", ["x", "MQ:1abc:nonsense", "é", "1:2:3:4"])
def test_a_forged_link_confirms_nothing(client: Client, key: str) -> None:
    assert "This link no longer works" in client.get(f"/account/confirm-email/{key}/").content.decode()
    assert client.post(f"/account/confirm-email/{key}/").status_code == 404


@pytest.mark.promise("Accounts")
def test_an_address_with_an_account_gets_the_same_answer_and_never_moves(
    signed_in: Client, person: User, mails: Mails
) -> None:
    taken = UserFactory(email="taken@demo.example")
    answers: list[Any] = []
    [mail] = mails(lambda: answers.append(ask(signed_in, taken.email)))
    taken_page = words_of(signed_in.get(EMAIL))
    [_free] = mails(lambda: answers.append(ask(signed_in, "freed@demo.example")))
    free_page = words_of(signed_in.get(EMAIL))
    assert answers[0].status_code == answers[1].status_code == 302
    assert taken_page == free_page.replace("freed@demo.example", "taken@demo.example")
    assert mail.to == [taken.email]

    mails(lambda: ask(signed_in, taken.email, REMOTE_ADDR="198.51.100.4"))
    pending = EmailAddress.objects.get(user=person, email=taken.email)
    from allauth.account.models import EmailConfirmationHMAC

    key = EmailConfirmationHMAC(pending).key
    assert (
        "an account with this address exists"
        in signed_in.get(f"/account/confirm-email/{key}/").content.decode()
    )
    page = signed_in.post(f"/account/confirm-email/{key}/", follow=True).content.decode()
    assert "cannot be used: there is an account with this address" in page
    person.refresh_from_db()
    assert person.email == "anna@demo.example"
    assert not AuditEvent.objects.exists()


def test_an_account_whose_address_was_never_verified_keeps_it(
    signed_in: Client, person: User, mails: Mails
) -> None:
    UserFactory(email="tech@demo.example", address=False)
    [mail] = mails(lambda: ask(signed_in, "tech@demo.example"))
    page = signed_in.post(path_of(link_in(mail)), follow=True).content.decode()
    assert "cannot be used: there is an account with this address" in page
    person.refresh_from_db()
    assert person.email == "anna@demo.example"


@pytest.mark.parametrize("email", ["", "none", "anna@demo.example", "a@b.example\nBcc: c@d.example"])
def test_what_cannot_be_an_address_is_said_at_the_field(
    signed_in: Client, person: User, email: str, mails: Mails
) -> None:
    answers: list[Any] = []
    assert mails(lambda: answers.append(ask(signed_in, email))) == []
    assert "email" in answers[0].context["form"].errors
    assert not EmailAddress.objects.filter(verified=False).exists()


def test_the_mail_can_be_sent_again_and_the_change_given_up(
    signed_in: Client, person: User, mails: Mails
) -> None:
    with time_machine.travel("2026-03-02 10:00:00+00:00", tick=False) as clock:
        signed_in.post("/account/login/", {"login": person.email, "password": PASSWORD})
        client = Client()
        client.post("/account/login/", {"login": person.email, "password": PASSWORD})
        assert len(mails(lambda: ask(client))) == 1
        assert mails(lambda: client.post(EMAIL, {"email": NEW, "action_send": ""})) == []
        clock.shift(61)
        assert len(mails(lambda: client.post(EMAIL, {"email": NEW, "action_send": ""}))) == 1
        client.post(EMAIL, {"email": NEW, "action_remove": ""})
    assert not EmailAddress.objects.filter(email=NEW).exists()
    person.refresh_from_db()
    assert person.email == "anna@demo.example"


def test_the_present_address_cannot_be_removed(signed_in: Client, person: User) -> None:
    signed_in.post(EMAIL, {"email": person.email, "action_remove": ""})
    assert EmailAddress.objects.filter(email=person.email, verified=True).exists()


def test_the_address_of_somebody_else_is_never_touched(signed_in: Client) -> None:
    other = UserFactory()
    for action in ("action_remove", "action_primary", "action_send"):
        signed_in.post(EMAIL, {"email": other.email, action: ""})
    assert EmailAddress.objects.filter(user=other, verified=True, primary=True).exists()


# -- the password once more --------------------------------------------------------------------------


def test_some_time_after_signing_in_the_password_is_asked_again_and_the_request_goes_on(
    person: User, mails: Mails
) -> None:
    client = Client()
    with time_machine.travel("2026-03-02 10:00:00+00:00", tick=False) as clock:
        client.post("/account/login/", {"login": person.email, "password": PASSWORD})
        clock.shift(16 * 60)
        asked = ask(client)
        assert asked["Location"] == "/account/reauthenticate/?next=%2Faccount%2Femail%2F"
        page = client.get(asked["Location"]).content.decode()
        assert "Your password, please" in page
        assert not EmailAddress.objects.filter(email=NEW).exists()

        wrong = client.post(asked["Location"], {"password": "wrong"})
        assert "password" in wrong.context["form"].errors
        assert not EmailAddress.objects.filter(email=NEW).exists()

        [mail] = mails(lambda: client.post(asked["Location"], {"password": PASSWORD}))
        assert mail.to == [NEW]
        assert EmailAddress.objects.filter(email=NEW, user=person).exists()


def test_asking_again_never_leads_to_another_site(signed_in: Client) -> None:
    response = signed_in.post("/account/reauthenticate/?next=https://evil.example/", {"password": PASSWORD})
    assert response["Location"] == "/"


def test_guessing_the_password_of_an_open_session_is_stopped(signed_in: Client) -> None:
    answers = [
        signed_in.post("/account/reauthenticate/", {"password": f"guess {number}"}) for number in range(11)
    ]
    assert answers[-1].status_code == 429
    assert "Too many attempts" in answers[-1].content.decode()
