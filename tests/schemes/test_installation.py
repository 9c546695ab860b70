"""Accessibility, privacy, contact: open to everybody, written by who keeps accounts."""

from __future__ import annotations

from collections.abc import Callable
from html.parser import HTMLParser

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from inclucities.accounts.models import User
from schemes.domain.installation_texts import DEFAULT_TEXTS
from schemes.enums import InstallationPage
from schemes.models import InstallationText
from schemes.services.installation import write_installation_page

pytestmark = pytest.mark.django_db
PAGES = [page.value for page in InstallationPage]


@pytest.fixture
def as_admin(admin: User, client_for: Callable[..., Client]) -> Client:
    return client_for(admin)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("language", ["en", "lv", "fr"])
def test_everybody_reads_them_in_their_language(page: str, language: str, client: Client) -> None:
    client.cookies["language"] = language
    answer = client.get(f"/{page}/")
    assert answer.status_code == 200
    assert ("Rakstiet" in answer.content.decode() or "Ar jautājumiem" in answer.content.decode()) is (
        language == "lv"
    )
    assert client.post(f"/{page}/").status_code == 405


def test_every_page_has_a_text_in_both_languages() -> None:
    for page in InstallationPage:
        assert set(DEFAULT_TEXTS[page]) == {"en", "lv"}
        assert all(len(text) > 200 for text in DEFAULT_TEXTS[page].values())


def test_who_keeps_accounts_writes_them(as_admin: Client, client: Client) -> None:
    form = as_admin.get("/installation/contact/edit/").context["form"].initial
    sent = form | {"text_en": "## Write to us\n\n[Mail](mailto:help@demo.example)"}
    assert as_admin.post("/installation/contact/edit/", sent).url == "/contact/"
    page = client.get("/contact/").content.decode()
    assert "<h2>Write to us</h2>" in page
    assert 'href="mailto:help@demo.example"' in page
    assert set(InstallationText.objects.get().texts) == {"en"}, "What is still ours is not kept."
    again = as_admin.post("/installation/contact/edit/", sent | {"text_en": "Something else"})
    assert again.status_code == 409
    assert "Write to us" in again.content.decode()
    assert "Something else" in again.content.decode()


@pytest.mark.parametrize("page", PAGES)
def test_who_keeps_accounts_is_warned_until_readers_know_whom_to_write_to(
    page: str, as_admin: Client, client: Client
) -> None:
    warning = "Nobody has written yet whom readers can turn to"
    assert f"{warning} (English, Latvian)" in as_admin.get(f"/{page}/").content.decode()
    assert warning not in client.get(f"/{page}/").content.decode()
    as_admin.post("/installation/contact/edit/", {"version": 1, "text_en": "help@demo.example"})
    assert f"{warning} (Latvian)" in as_admin.get(f"/{page}/").content.decode()
    both = {"version": 2, "text_en": "help@demo.example", "text_lv": "help@demo.example"}
    as_admin.post("/installation/contact/edit/", both)
    assert warning not in as_admin.get(f"/{page}/").content.decode()


def test_an_emptied_page_shows_ours_again(as_admin: Client, client: Client) -> None:
    as_admin.post("/installation/contact/edit/", {"version": 1, "text_en": "Ours"})
    as_admin.post("/installation/contact/edit/", {"version": 2, "text_en": "", "text_lv": ""})
    assert "coordinator" in client.get("/contact/").content.decode()


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        "<img src=x onerror=alert(1)>",
        "![x](https://elsewhere.example/pixel.png)",
        '<a href="x" onclick="alert(1)">x</a>',
        "<style>body{display:none}</style>",
    ],
)
def test_nothing_but_structure_gets_through(text: str, as_admin: Client, client: Client) -> None:
    as_admin.post("/installation/contact/edit/", {"version": 1, "text_en": f"Before\n\n{text}\n\nAfter"})
    page = client.get("/contact/").content.decode()
    found = Elements()
    found.feed(page[page.index('<div class="prose"') : page.index("<aside")])
    assert {name for name, _attributes in found.elements} <= {"div", "p", "a"}
    assert {key for _name, attributes in found.elements for key in attributes} <= {"class", "href", "rel"}
    links = [attributes["href"] for name, attributes in found.elements if name == "a"]
    assert not [link for link in links if link.startswith("javascript")]
    assert "After" in page


class Elements(HTMLParser):
    """Gathers the elements of a page with their attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {key: value or "" for key, value in attrs}))


def test_others_cannot_write(coordinator: User, programme: object, client_for: Callable[..., Client]) -> None:
    client = client_for(coordinator)
    assert client.get("/installation/contact/edit/").status_code == 403
    assert client.post("/installation/contact/edit/", {"version": 1, "text_en": "x"}).status_code == 403
    assert "/installation/contact/edit/" not in client.get("/contact/").content.decode()
    with pytest.raises(PermissionDenied):
        write_installation_page(
            page=InstallationPage.CONTACT, base_version=1, texts={"en": "x"}, by=coordinator
        )
    assert not InstallationText.objects.exists()


def test_an_unknown_page_is_not_found(as_admin: Client) -> None:
    assert as_admin.get("/installation/imprint/edit/").status_code == 404


def test_a_text_that_is_too_long_is_refused(as_admin: Client) -> None:
    answer = as_admin.post(
        "/installation/contact/edit/", {"version": 1, "text_en": "x" * 100_000, "text_lv": "Kept"}
    )
    assert answer.status_code == 422
    assert 'id="id_text_en_error"' in answer.content.decode()
    assert "Kept" in answer.content.decode()
