"""The second step of signing in: set up, asked for, recovered from, turned off."""

from __future__ import annotations

import time
from typing import Any
from urllib.parse import quote

import pytest
import time_machine
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client

from inclucities.accounts.models import User
from inclucities.accounts.queries import has_second_factor
from inclucities.audit.models import AuditEvent
from tests.accounts.conftest import Mails, SignIn
from tests.factories.people import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db

ENROL = "/account/second-factor/app/"
REMOVE = "/account/second-factor/app/remove/"
ASKED = "/account/second-factor/authenticate/"
CODES = "/account/second-factor/codes/"


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def enrol(client: Client) -> str:
    """Set the app up and return its secret."""
    secret = str(client.get(ENROL).context["form"].secret)
    assert client.post(ENROL, {"code": code_of(secret)})["Location"] == CODES
    return secret


def later(client: Client, secret: str, path: str = ASKED) -> Any:
    """Type a code that has not been used yet."""
    with time_machine.travel(time.time() + 60, tick=True):
        return client.post(path, {"code": code_of(secret)})


def actions() -> list[str]:
    return list(AuditEvent.objects.order_by("pk").values_list("action", flat=True))


def test_the_app_is_set_up_by_its_picture_or_its_key(signed_in: Client, person: User, mails: Mails) -> None:
    page = signed_in.get(ENROL)
    secret = page.context["form"].secret
    html = page.content.decode()
    assert 'src="data:image/svg+xml;base64,' in html
    assert secret in html.replace(" ", "")
    assert "style=" not in html
    assert "<script>" not in html

    wrong = signed_in.post(ENROL, {"code": "000000"})
    assert "code" in wrong.context["form"].errors
    assert wrong.context["form"].secret == secret
    assert not has_second_factor(person)

    [mail] = mails(lambda: signed_in.post(ENROL, {"code": code_of(secret)}))
    assert mail.subject == "The second step of signing in is set up"
    assert has_second_factor(person)
    assert actions() == ["second_factor_enrolled"]
    assert signed_in.get(ENROL)["Location"] == REMOVE


def test_setting_up_can_be_done_while_a_new_address_waits(signed_in: Client, person: User) -> None:
    signed_in.post("/account/email/", {"email": "new@demo.example", "action_add": ""})
    enrol(signed_in)
    response = signed_in.post("/account/email/", {"email": "newer@demo.example", "action_add": ""})
    assert response.status_code == 302


def test_signing_in_then_asks_for_a_code(signed_in: Client, person: User, sign_in: SignIn) -> None:
    secret = enrol(signed_in)
    signed_in.post("/account/logout/")
    first = sign_in(person.email, path="/account/login/?next=/settings/")
    assert first["Location"] == ASKED
    assert signed_in.get("/settings/").status_code == 302
    assert "authenticator app" in signed_in.get(ASKED).content.decode()
    wrong = signed_in.post(ASKED, {"code": "000000"})
    assert "code" in wrong.context["form"].errors
    assert later(signed_in, secret)["Location"] == "/settings/"
    assert signed_in.get("/settings/").status_code == 200


@pytest.mark.promise("Accounts")
def test_a_code_opens_once(signed_in: Client, person: User, sign_in: SignIn) -> None:
    secret = enrol(signed_in)
    with time_machine.travel(time.time() + 60, tick=False):
        for expected in (302, 200):
            client = Client()
            client.post("/account/login/", {"login": person.email, "password": PASSWORD})
            assert client.post(ASKED, {"code": code_of(secret)}).status_code == expected


@pytest.mark.promise("Accounts")
def test_codes_cannot_be_guessed(signed_in: Client, person: User, sign_in: SignIn) -> None:
    secret = enrol(signed_in)
    signed_in.post("/account/logout/")
    sign_in(person.email)
    for number in range(6):
        page = signed_in.post(ASKED, {"code": f"00000{number}"}).content.decode()
    assert "Too many attempts" in page
    assert signed_in.post(ASKED, {"code": code_of(secret)}).status_code == 200


def test_the_second_step_can_be_left(signed_in: Client, person: User, sign_in: SignIn) -> None:
    enrol(signed_in)
    signed_in.post("/account/logout/")
    sign_in(person.email)
    assert signed_in.get("/account/login/")["Location"] == ASKED
    assert signed_in.post("/account/logout/", {"next": "/account/login/"})["Location"] == "/account/login/"
    assert signed_in.get("/account/login/").status_code == 200
    assert signed_in.get(ASKED)["Location"] == "/account/login/"


def test_a_recovery_code_opens_once(signed_in: Client, person: User, sign_in: SignIn) -> None:
    enrol(signed_in)
    page = signed_in.get(CODES)
    codes = page.context["unused_codes"]
    assert len(codes) == 10
    assert codes[0] in page.content.decode()
    for expected in (302, 200):
        client = Client()
        client.post("/account/login/", {"login": person.email, "password": PASSWORD})
        assert client.post(ASKED, {"code": codes[0]}).status_code == expected
    assert codes[0] not in signed_in.get(CODES).content.decode()


def test_the_codes_are_downloaded_as_text(signed_in: Client) -> None:
    enrol(signed_in)
    codes = signed_in.get(CODES).context["unused_codes"]
    file = signed_in.get(f"{CODES}download/")
    assert file["Content-Disposition"] == 'attachment; filename="recovery-codes.txt"'
    assert file["Content-Type"].startswith("text/plain")
    assert set(codes) <= set(file.content.decode().split())
    assert "no-store" in file["Cache-Control"]


def test_new_codes_end_the_old_ones(signed_in: Client, person: User, mails: Mails) -> None:
    enrol(signed_in)
    old = set(signed_in.get(CODES).context["unused_codes"])
    assert "stop working" in signed_in.get(f"{CODES}new/").content.decode()
    [mail] = mails(lambda: signed_in.post(f"{CODES}new/"))
    assert mail.subject == "You have new recovery codes"
    assert not old & set(signed_in.get(CODES).context["unused_codes"])
    assert actions() == ["second_factor_enrolled", "recovery_codes_made"]


def test_without_an_app_there_are_no_codes(signed_in: Client) -> None:
    assert signed_in.get(CODES).status_code == 404
    assert signed_in.get(f"{CODES}download/").status_code == 404
    assert signed_in.get(REMOVE).status_code == 404
    refused = signed_in.post(f"{CODES}new/")
    assert "Set up the authenticator app first." in refused.content.decode()
    assert actions() == []


def test_the_app_is_turned_off_after_one_question(signed_in: Client, person: User, mails: Mails) -> None:
    enrol(signed_in)
    assert "Turn off the second step?" in signed_in.get(REMOVE).content.decode()
    assert has_second_factor(person)
    [mail] = mails(lambda: signed_in.post(REMOVE))
    assert mail.subject == "The second step of signing in is turned off"
    assert not has_second_factor(person)
    assert actions() == ["second_factor_enrolled", "second_factor_removed"]


def test_delicate_pages_ask_for_password_or_code_again(signed_in: Client, person: User) -> None:
    secret = enrol(signed_in)
    session = signed_in.session
    session["account_authentication_methods"] = []
    session.save()
    for path in (REMOVE, CODES, f"{CODES}new/", f"{CODES}download/"):
        assert signed_in.get(path)["Location"] == f"/account/reauthenticate/?next={quote(path, safe='')}"
    page = signed_in.get(f"/account/reauthenticate/?next={CODES}").content.decode()
    assert "Use a code from my authenticator app instead" in page
    again = f"/account/second-factor/reauthenticate/?next={CODES}"
    assert "A code, please" in signed_in.get(again).content.decode()
    assert signed_in.post(again, {"code": "000000"}).status_code == 200
    assert later(signed_in, secret, again)["Location"] == CODES


def test_the_factor_of_somebody_else_stays_closed(signed_in: Client) -> None:
    enrol(signed_in)
    other = Client()
    other.force_login(UserFactory())
    assert other.get(CODES).status_code == 404
    assert other.get(REMOVE).status_code == 404


def test_the_overview_says_what_is_set_up(signed_in: Client) -> None:
    assert "Not set up yet" in signed_in.get("/account/second-factor/").content.decode()
    enrol(signed_in)
    page = signed_in.get("/account/second-factor/").content.decode()
    assert "10 codes are left" in page
    assert "Code from an app" in signed_in.get("/settings/").content.decode()
