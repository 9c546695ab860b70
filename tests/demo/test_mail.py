"""The mail reader of the demonstration."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.mail import EmailMultiAlternatives, get_connection
from django.test import Client

pytestmark = pytest.mark.django_db

LIST = "/demo/mail/"
Send = Callable[..., None]


@pytest.fixture
def folder(tmp_path: Path, settings: Any) -> Path:
    settings.EMAIL_FILE_PATH = tmp_path / "mail"
    settings.EMAIL_FILE_PATH.mkdir()
    return Path(settings.EMAIL_FILE_PATH)


@pytest.fixture
def send(folder: Path) -> Send:
    """Put mails into one file of the folder, as the backend of the demonstration does."""
    moment = 1_700_000_000

    def put(*subjects: str, text: str = "Hello", html: str = "") -> None:
        nonlocal moment
        with get_connection("django.core.mail.backends.filebased.EmailBackend", file_path=folder) as backend:
            for subject in subjects:
                mail = EmailMultiAlternatives(subject, text, to=["anna@demo.example"], connection=backend)
                if html:
                    mail.attach_alternative(html, "text/html")
                mail.send()
        moment += 60
        newest = max(folder.iterdir(), key=lambda path: path.stat().st_mtime_ns)
        os.utime(newest, (moment, moment))

    return put


def subjects_of(client: Client, *subjects: str) -> list[str]:
    page = client.get(LIST).content.decode()
    return sorted((subject for subject in subjects if subject in page), key=page.index)


def test_the_newest_comes_first_without_signing_in(client: Client, send: Send) -> None:
    send("First mail", "Second mail")
    send("Third mail – Bērziņa")
    found = subjects_of(client, "First mail", "Second mail", "Third mail – Bērziņa")
    assert found == ["Third mail – Bērziņa", "Second mail", "First mail"]
    assert "to anna@demo.example" in client.get(LIST).content.decode()


def test_links_work_wherever_the_demonstration_is_opened(client: Client, send: Send, settings: Any) -> None:
    settings.SITE_URL = "http://127.0.0.1:8000"
    send(
        "Invitation",
        text="Open http://127.0.0.1:8000/threads/7/ or https://example.org/x\n" + "-" * 79 + "\nEnd",
    )
    page = client.get(_only(client)).content.decode()
    assert '<a href="/threads/7/"' in page
    assert '<a href="https://example.org/x"' in page
    assert "End" in page


def test_nothing_of_a_mail_runs(client: Client, send: Send) -> None:
    send(
        "<b>Bold</b>",
        text='<script>alert(1)</script> javascript:alert(2) http://x.example/"onclick="alert(3)',
        html="<script>alert(4)</script><img src=x onerror=alert(5)>",
    )
    response = client.get(_only(client))
    page = response.content.decode()
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert '"onclick="' not in page
    assert "&lt;img src=x onerror=alert(5)&gt;" in page
    assert "<b>Bold</b>" not in page
    assert "script-src 'self'" in response["Content-Security-Policy"]
    assert "default-src 'none'" in response["Content-Security-Policy"]


def test_there_is_a_page_before_the_first_mail(client: Client, folder: Path) -> None:
    assert "No e-mails yet" in client.get(LIST).content.decode()
    folder.rmdir()
    assert client.get(LIST).status_code == 200


@pytest.mark.parametrize("path", ["nothing/0/", "..%2f..%2fetc/0/", "x/99999999999999999999/"])
def test_what_is_not_there_is_404(client: Client, send: Send, path: str) -> None:
    send("Mail")
    assert client.get(f"{LIST}{path}").status_code == 404


def test_outside_the_demonstration_there_is_no_reader(client: Client, send: Send, settings: Any) -> None:
    send("Mail")
    address = _only(client)
    settings.DEMO = False
    assert client.get(LIST).status_code == client.get(address).status_code == 404
    settings.DEMO = True
    settings.EMAIL_FILE_PATH = None
    assert client.get(LIST).status_code == 404


def test_a_file_that_is_no_mail_breaks_nothing(client: Client, send: Send, folder: Path) -> None:
    send("Mail")
    (folder / "broken.log").write_bytes(b"\xff\xfe\x00 no mail at all\nSubject\n")
    (folder / "empty.log").write_bytes(b"")
    assert client.get(LIST).status_code == 200
    assert client.get(f"{LIST}broken/0/").status_code == 200
    assert client.get(f"{LIST}empty/0/").status_code == 404


def test_only_reading_is_possible(client: Client, send: Send) -> None:
    send("Mail")
    assert client.post(LIST).status_code == 405


def _only(client: Client) -> str:
    page = client.get(LIST).content.decode()
    return LIST + page.split(f'href="{LIST}')[1].split('"')[0]
