"""Pages that say what went wrong; the plainest of them need nothing that could be broken."""

from __future__ import annotations

import pytest
from django.template import loader
from django.test import RequestFactory
from django.utils import translation

from inclucities.ui.views import csrf_failure


@pytest.mark.parametrize("template", ["400.html", "500.html"])
def test_the_plainest_pages_need_no_request_no_address_and_no_database(template, settings):
    settings.ROOT_URLCONF = "tests.ui.no_addresses"
    html = loader.get_template(template).render()
    assert '<html lang="en">' in html
    assert "IncluCities" in html


@pytest.mark.parametrize("template", ["403.html", "404.html"])
def test_the_other_error_pages_lead_home(template):
    html = loader.get_template(template).render({}, RequestFactory().get("/lost/"))
    assert "Go to your home page" in html


def refused(data: dict[str, object], **headers: str):
    request = RequestFactory().post("/plan/?tab=2", data, headers=headers)
    with translation.override("en"):
        return csrf_failure(request, reason="CSRF token missing.")


def test_a_form_of_our_own_page_is_given_back_to_be_sent_again():
    response = refused({"text": "<Jānis>", "csrfmiddlewaretoken": "old"}, **{"Sec-Fetch-Site": "same-origin"})
    html = response.content.decode()
    assert response.status_code == 403
    assert "Nothing you typed is lost" in html
    assert '<input type="hidden" name="text" value="&lt;Jānis&gt;">' in html
    assert 'action="/plan/?tab=2"' in html
    assert 'value="old"' not in html


def test_a_form_without_a_text_can_be_sent_again_as_well():
    response = refused({"csrfmiddlewaretoken": "old"}, **{"Sec-Fetch-Site": "same-origin"})
    assert b"Send again" in response.content


@pytest.mark.parametrize("site", ["cross-site", "same-site", "none", ""])
def test_a_form_of_another_site_is_never_offered_again(site):
    html = refused({"text": "theirs"}, **{"Sec-Fetch-Site": site}).content.decode()
    assert "theirs" not in html
    assert "Send again" not in html
    assert "Nothing that was saved is lost" in html


@pytest.mark.parametrize("secret", ["password", "new_password1", "oldpassword", "code"])
def test_secrets_are_not_given_back(secret):
    response = refused(
        {"email": "ilze@x.example", secret: "s3cret-words"}, **{"Sec-Fetch-Site": "same-origin"}
    )
    assert b"s3cret-words" not in response.content
    assert b"ilze@x.example" not in response.content


def test_an_autosave_hears_that_its_text_is_kept():
    response = refused({"text": "x"}, **{"X-Autosave": "1"})
    assert response.status_code == 403
    assert response["Content-Type"] == "application/json"
    assert b"kept here" in response.content
