"""The settings page, the language switcher, and who reads which language on which clock."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from inclucities.accounts.models import User
from inclucities.audit.models import AuditEvent
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db

SETTINGS = "/settings/"
LANGUAGE = "/settings/language/"
GIVEN = {"name": "Anna Kalniņa", "language": "en", "time_zone": "Europe/Riga", "mail_frequency": "daily"}


@pytest.fixture
def anna(client: Client, person: User) -> Client:
    client.force_login(person)
    return client


def test_the_page_shows_what_is_set_and_where_the_rest_is(anna: Client) -> None:
    html = anna.get(SETTINGS).content.decode()
    assert 'value="Anna Bērziņa"' in html
    assert re.search(r'<option value="Europe/Riga" selected>\s*Riga', html)
    assert html.index('<optgroup label="Europe"') < html.index('<optgroup label="Africa"')
    for address in ("/account/email/", "/account/password/change/", "/account/second-factor/"):
        assert f'href="{address}"' in html


def test_settings_are_saved_and_said(anna: Client, person: User) -> None:
    response = anna.post(SETTINGS, GIVEN, follow=True)
    assert response.redirect_chain == [(SETTINGS, 302)]
    assert "Your settings are saved." in response.content.decode()
    person.refresh_from_db()
    assert (person.name, person.mail_frequency) == ("Anna Kalniņa", "daily")
    assert AuditEvent.objects.get().data == {"fields": "name,mail_frequency"}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "Anna\r\nBcc: everybody@demo.example"),
        ("name", "Anna\u2028Kalniņa"),
        ("name", "x" * 151),
        ("language", "xx"),
        ("language", ""),
        ("time_zone", "Moon/Crater"),
        ("time_zone", "../../etc/passwd"),
        ("time_zone", ""),
        ("mail_frequency", "hourly"),
    ],
)
def test_a_refused_value_is_said_at_its_field_and_the_rest_stays_typed(
    anna: Client, person: User, field: str, value: str
) -> None:
    response = anna.post(SETTINGS, {**GIVEN, field: value})
    html = response.content.decode()
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {field}
    assert f'id="id_{field}_error"' in html
    assert "<title>Error:" in html
    if field != "name":
        assert 'value="Anna Kalniņa"' in html
    person.refresh_from_db()
    assert person.name == "Anna Bērziņa"
    assert not AuditEvent.objects.exists()


def test_nul_is_refused_at_the_edge(anna: Client, person: User) -> None:
    assert anna.post(SETTINGS, {**GIVEN, "name": "An\x00na"}).status_code in {400, 422}
    person.refresh_from_db()
    assert person.name == "Anna Bērziņa"


def test_fields_that_the_form_does_not_have_change_nothing(anna: Client, person: User) -> None:
    other = UserFactory()
    before = User.objects.values().get(pk=person.pk)
    extra = {
        "is_superuser": "on",
        "is_staff": "on",
        "is_active": "",
        "email": "evil@demo.example",
        "password": "evil words here",
        "id": str(other.pk),
        "person": str(other.pk),
        "groups": "1",
    }
    anna.post(SETTINGS, {**GIVEN, **extra})
    after = User.objects.values().get(pk=person.pk)
    assert {name for name in after if after[name] != before[name]} == {"name", "mail_frequency"}
    other.refresh_from_db()
    assert other.name != "Anna Kalniņa"


def test_a_name_with_markup_is_shown_as_it_is_written(anna: Client) -> None:
    name = "<b>Anna</b> {{ request }} {% now 'Y' %}"
    html = anna.post(SETTINGS, {**GIVEN, "name": name}, follow=True).content.decode()
    assert "&lt;b&gt;Anna&lt;/b&gt; {{ request }} {% now &#x27;Y&#x27; %}" in html
    assert "<b>Anna</b>" not in html


def test_a_zone_that_is_no_more_in_the_list_is_kept(anna: Client, person: User) -> None:
    User.objects.filter(pk=person.pk).update(time_zone="CET")
    assert anna.post(SETTINGS, {**GIVEN, "time_zone": "CET"}).status_code == 302
    person.refresh_from_db()
    assert person.time_zone == "CET"


def test_strangers_sign_in_first_and_other_methods_are_refused(client: Client, anna: Client) -> None:
    assert Client().get(SETTINGS)["Location"] == f"/account/login/?next={SETTINGS}"
    assert anna.put(SETTINGS).status_code == 405
    assert anna.get(LANGUAGE).status_code == 405
    assert anna.get("/settings/session/extend/").status_code == 405


def test_the_page_costs_two_queries_more_than_its_shell(anna: Client) -> None:
    """They read the address that waits and the second factor; the shell is that of any other page."""
    assert queries_of(anna, SETTINGS) == queries_of(anna, "/account/password/change/") + 2


def queries_of(client: Client, path: str) -> int:
    client.get(path)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return len(queries)


# -- language ----------------------------------------------------------------------------------------


def language_of(client: Client, path: str = SETTINGS) -> str:
    response = client.get(path)
    found = re.search(r'<html lang="(\w+)"', response.content.decode())
    assert found
    assert found[1] == response["Content-Language"]
    return found[1]


def test_a_stranger_switches_and_stays_on_the_page(client: Client) -> None:
    assert language_of(client, "/account/login/?next=/settings/") == "en"
    response = client.post(LANGUAGE, {"language": "lv", "next": "/account/login/?next=/settings/"})
    assert response["Location"] == "/account/login/?next=/settings/"
    cookie = response.cookies["language"]
    assert (cookie.value, cookie["httponly"], cookie["samesite"]) == ("lv", True, "Lax")
    assert language_of(client, "/account/login/") == "lv"


def test_a_person_switches_on_every_computer(anna: Client, person: User) -> None:
    anna.post(LANGUAGE, {"language": "lv", "next": SETTINGS})
    person.refresh_from_db()
    assert person.language == "lv"
    assert AuditEvent.objects.get().action == "language_changed"
    elsewhere = Client()
    elsewhere.force_login(person)
    assert language_of(elsewhere) == "lv"


def test_the_settings_switch_the_pages_too(anna: Client) -> None:
    anna.post(LANGUAGE, {"language": "lv", "next": SETTINGS})
    anna.post(SETTINGS, {**GIVEN, "language": "en"})
    assert language_of(anna) == "en"


def test_on_a_shared_computer_each_reads_their_own_language(anna: Client, person: User) -> None:
    anna.post(LANGUAGE, {"language": "lv", "next": SETTINGS})
    anna.logout()
    anna.force_login(UserFactory(language="en"))
    assert language_of(anna) == "en"


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
        "http:///evil",
        "en",
        "",
    ],
)
def test_switching_never_leads_to_another_site(client: Client, elsewhere: str) -> None:
    assert client.post(LANGUAGE, {"language": "lv", "next": elsewhere})["Location"] == "/"


@pytest.mark.parametrize("language", ["", "xx", "en\r\nSet-Cookie: a=b", "../lv"])
def test_a_language_that_is_not_offered_is_refused(anna: Client, person: User, language: str) -> None:
    response = anna.post(LANGUAGE, {"language": language, "next": SETTINGS})
    assert response.status_code == 400
    assert "language" not in response.cookies
    person.refresh_from_db()
    assert person.language == "en"


def test_the_switcher_needs_the_token_of_its_page() -> None:
    client = Client(enforce_csrf_checks=True)
    assert client.post(LANGUAGE, {"language": "lv", "next": "/"}).status_code == 403


def test_a_stranger_gets_what_the_browser_asks_for(client: Client) -> None:
    response = client.get("/account/login/", headers={"accept-language": "lv,en;q=0.5"})
    assert response["Content-Language"] == "lv"
    assert {"Cookie", "Accept-Language"} <= {name.strip() for name in response["Vary"].split(",")}


def test_a_stored_language_that_is_no_longer_offered_breaks_nothing(anna: Client, person: User) -> None:
    User.objects.filter(pk=person.pk).update(language="xx", time_zone="Europe/Atlantis")
    assert language_of(anna) == "en"


def test_times_are_shown_on_the_readers_clock(person: User, rf: Any) -> None:
    from inclucities.accounts.middleware import PersonalSettingsMiddleware

    seen = []

    def page(_request: Any) -> Any:
        from django.http import HttpResponse

        seen.append(str(timezone.get_current_timezone()))
        return HttpResponse()

    request = rf.get("/")
    request.user = person
    PersonalSettingsMiddleware(page)(request)
    assert seen == ["Europe/Riga"]
    assert str(timezone.get_current_timezone()) == "UTC"
