"""Choosing a new password: by mail and by knowing the present one."""

from __future__ import annotations

import re
from typing import Any

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.test import Client

from inclucities.accounts.models import User
from inclucities.audit.models import AuditEvent
from tests.accounts.conftest import Mails, SignIn, words_of
from tests.factories.people import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db

RESET = "/account/password/reset/"
CHANGE = "/account/password/change/"
NEW = "seven calm rivers"


def link_in(mail: Any) -> str:
    found = re.search(r"https?://\S+/account/\S+", mail.body)
    assert found
    return found[0]


def path_of(link: str) -> str:
    return "/" + link.split("/", 3)[3]


def test_a_forgotten_password_is_replaced_by_the_link_of_a_mail(
    client: Client, person: User, mails: Mails, settings: Any, sign_in: SignIn
) -> None:
    settings.SITE_URL = "https://mentoring.example.org"
    [mail] = mails(lambda: client.post(RESET, {"email": "Anna@Demo.example"}, HTTP_HOST="localhost"))
    assert mail.to == [person.email]
    assert mail.subject == "[Action needed] Choose a new password for IncluCities"
    assert "Dear Anna Bērziņa," in mail.body
    link = link_in(mail)
    assert link.startswith("https://mentoring.example.org/account/password/reset/key/")

    page = client.get(path_of(link), follow=True)
    assert "Choose a new password" in page.content.decode()
    form = page.redirect_chain[-1][0]
    [told] = mails(lambda: client.post(form, {"password1": NEW, "password2": NEW}))
    assert told.subject == "Your password has been changed"
    person.refresh_from_db()
    assert person.check_password(NEW)
    assert AuditEvent.objects.get().action == "password_changed"
    assert sign_in(person.email, NEW)["Location"] == "/"

    again = Client().get(path_of(link), follow=True).content.decode()
    assert "This link no longer works" in again


def test_opening_the_link_changes_nothing(client: Client, person: User, mails: Mails) -> None:
    [mail] = mails(lambda: client.post(RESET, {"email": person.email}))
    client.get(path_of(link_in(mail)), follow=True)
    person.refresh_from_db()
    assert person.check_password(PASSWORD)
    assert "Choose a new password" in Client().get(path_of(link_in(mail)), follow=True).content.decode()


def test_a_link_grows_old(client: Client, person: User, mails: Mails) -> None:
    with time_machine.travel("2026-03-02 10:00:00+00:00", tick=False) as clock:
        [mail] = mails(lambda: client.post(RESET, {"email": person.email}))
        clock.shift(3 * 24 * 3600 + 60)
        page = client.get(path_of(link_in(mail)), follow=True).content.decode()
    assert "This link no longer works" in page


@pytest.mark.parametrize("path", ["1-abc", "zzzzzzzzzzzzz-abc", "1-set-password", "99-é"])
def test_a_broken_link_says_so(client: Client, path: str) -> None:
    response = client.get(f"/account/password/reset/key/{path}/")
    assert response.status_code == 200
    assert "This link no longer works" in response.content.decode()


@pytest.mark.promise("Accounts")
def test_an_unknown_address_gets_the_same_answer_and_also_a_mail(
    client: Client, person: User, mails: Mails
) -> None:
    answers = []

    def ask(address: str) -> None:
        answers.append(client.post(RESET, {"email": address}, follow=True))

    [to_known] = mails(lambda: ask(person.email))
    [to_unknown] = mails(lambda: ask("nobody@demo.example"))
    known, unknown = answers
    assert known.redirect_chain == unknown.redirect_chain
    assert words_of(known) == words_of(unknown)
    assert to_known.to == [person.email]
    assert to_unknown.to == ["nobody@demo.example"]
    assert to_unknown.subject == "No account with this e-mail address"
    assert "/account/password/reset/key/" not in to_unknown.body


def test_a_closed_account_gets_no_link(client: Client, mails: Mails) -> None:
    UserFactory(email="closed@demo.example", is_active=False)
    [mail] = mails(lambda: client.post(RESET, {"email": "closed@demo.example"}))
    assert mail.subject == "No account with this e-mail address"


def test_an_address_that_somebody_only_asked_for_opens_nothing(
    client: Client, person: User, mails: Mails
) -> None:
    EmailAddress.objects.create(user=person, email="typo@demo.example", verified=False)
    [mail] = mails(lambda: client.post(RESET, {"email": "typo@demo.example"}))
    assert mail.subject == "No account with this e-mail address"


def test_a_mail_is_written_in_the_language_of_its_reader(client: Client, mails: Mails) -> None:
    UserFactory(email="ilze@demo.example", language="lv")
    seen = []
    from inclucities.accounts import adapter

    def remember(template: str, words: Any) -> str:
        from django.utils.translation import get_language

        seen.append(get_language())
        return template

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(adapter, "render_to_string", remember)
        mails(lambda: client.post(RESET, {"email": "ilze@demo.example"}))
    assert set(seen) == {"lv"}


@pytest.mark.parametrize("address", ["", "no address", "a@b.example\nBcc: c@d.example"])
def test_what_is_no_address_is_said_at_the_field(client: Client, address: str, mails: Mails) -> None:
    answers = []
    assert mails(lambda: answers.append(client.post(RESET, {"email": address}))) == []
    assert "email" in answers[0].context["form"].errors


@pytest.mark.promise("Accounts")
def test_asking_often_is_refused_the_same_for_any_address(client: Client, person: User, mails: Mails) -> None:
    for address in (person.email, "nobody@demo.example"):
        for _ in range(5):
            assert client.post(RESET, {"email": address}).status_code == 302
        refused = client.post(RESET, {"email": address})
        assert "several links already" in refused.content.decode()
        assert client.post(RESET, {"email": address}, REMOTE_ADDR="198.51.100.4").status_code == 302


@pytest.mark.promise("Accounts")
def test_a_flood_from_many_places_fills_no_mailbox_and_locks_nobody_out(
    client: Client, person: User, mails: Mails
) -> None:
    def flood() -> None:
        for number in range(15):
            assert (
                client.post(RESET, {"email": person.email}, REMOTE_ADDR=f"203.0.113.{number}").status_code
                == 302
            )

    sent = mails(flood)
    assert len(sent) == 10
    assert "Choose a new password" in client.get(path_of(link_in(sent[0])), follow=True).content.decode()


@pytest.mark.django_db(transaction=True)
def test_a_mail_server_that_is_away_is_said_and_breaks_nothing(
    client: Client, person: User, settings: Any
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    known = client.post(RESET, {"email": person.email}, follow=True)
    unknown = client.post(RESET, {"email": "nobody@demo.example"}, follow=True)
    assert "The e-mail could not be sent" in words_of(known)
    assert words_of(known) == words_of(unknown)


# -- change ------------------------------------------------------------------------------------------


def change(client: Client, **fields: str) -> Any:
    return client.post(CHANGE, {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW, **fields})


def test_a_password_is_changed_and_other_sessions_end(signed_in: Client, person: User, mails: Mails) -> None:
    elsewhere = Client()
    elsewhere.force_login(person)
    answers = []
    [mail] = mails(lambda: answers.append(change(signed_in)))
    assert answers[0]["Location"] == "/settings/"
    assert mail.subject == "Your password has been changed"
    person.refresh_from_db()
    assert person.check_password(NEW)
    assert signed_in.get("/settings/").status_code == 200
    assert elsewhere.get("/settings/").status_code == 302
    assert list(AuditEvent.objects.values_list("action", "actor_id")) == [("password_changed", person.pk)]


@pytest.mark.parametrize(
    ("fields", "at"),
    [
        ({"oldpassword": "wrong"}, "oldpassword"),
        ({"oldpassword": ""}, "oldpassword"),
        ({"password1": "short", "password2": "short"}, "password1"),
        ({"password1": "anna@demo.example", "password2": "anna@demo.example"}, "password1"),
        ({"password1": "x1 " * 400, "password2": "x1 " * 400}, "password1"),
        ({"password2": "another long one"}, "password2"),
    ],
)
def test_a_refused_password_is_said_at_its_field(
    signed_in: Client, person: User, fields: dict[str, str], at: str
) -> None:
    response = change(signed_in, **fields)
    assert at in response.context["form"].errors
    assert NEW not in response.content.decode()
    person.refresh_from_db()
    assert person.check_password(PASSWORD)
    assert not AuditEvent.objects.exists()


def test_a_first_password_is_set_where_there_is_none(client: Client, person: User) -> None:
    assert client.get("/account/password/set/")["Location"].startswith("/account/login/")
    person.set_unusable_password()
    person.save()
    client.force_login(person)
    assert client.get(CHANGE)["Location"] == "/account/password/set/"
    assert client.post("/account/password/set/", {"password1": NEW, "password2": NEW}).status_code == 302
    person.refresh_from_db()
    assert person.check_password(NEW)
