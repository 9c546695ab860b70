"""The one thing that can be uploaded is a table; whatever else comes is refused in words, and nothing of it is kept."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from inclucities.accounts.models import User
from schemes.domain.organisation_table import MAX_BYTES
from schemes.models import Organisation, OrganisationImport, Programme
from tests.factories.schemes import make_person, make_programme
from tests.promises.markup import running_in

pytestmark = [pytest.mark.promise("Uploads are inert"), pytest.mark.django_db]

HEAD = b"kind;name;country;latitude;longitude\n"
SCRIPT = b"<script>zqrun(1)</script>"


def zipped(name: str, content: bytes) -> bytes:
    """Return an archive with one file."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return written.getvalue()


HOSTILE: dict[str, tuple[str, bytes, str]] = {
    "a spreadsheet called a table": ("a.csv", zipped("xl/workbook.xml", b"<x/>"), "text/csv"),
    "a bomb of zeros": ("a.csv", zipped("bomb", b"\0" * 9_000_000), "text/csv"),
    "a PDF": ("a.csv", b"%PDF-1.7\n1 0 obj<</OpenAction<</S/JavaScript/JS(zqrun(1))>>>>endobj", "text/csv"),
    "an old Office file": ("a.csv", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512, "text/csv"),
    "a picture": ("a.csv", b"\x89PNG\r\n\x1a\n" + b"\0" * 64, "image/png"),
    "a picture that is a page": ("a.csv", b"GIF89a/*" + SCRIPT + b"*/", "image/gif"),
    "a page": ("a.csv", b"<!doctype html><html><body>" + SCRIPT, "text/html"),
    "a drawing with a script": (
        "a.csv",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='zqrun(1)'/>",
        "image/svg+xml",
    ),
    "an entity that grows": (
        "a.csv",
        b"<!DOCTYPE x [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'>]><x>&b;</x>",
        "text/xml",
    ),
    "a program": ("a.csv", b"MZ\x90\0" + b"\0" * 100, "application/octet-stream"),
    "another program": ("a.csv", b"\x7fELF\x02\x01\x01" + b"\0" * 100, "text/csv"),
    "a shell script": ("a.csv", b"#!/bin/sh\nrm -rf /\n", "text/x-sh"),
    "a compressed file": ("a.csv", b"\x1f\x8b\x08\0\0\0\0\0", "application/gzip"),
    "another ending": ("a.html", HEAD + b"city;X;;;\n", "text/csv"),
    "two endings": ("a.csv.exe", HEAD + b"city;X;;;\n", "text/csv"),
    "no ending": ("csv", HEAD + b"city;X;;;\n", "text/csv"),
    "a path": ("../../../etc/cron.d/a.exe", HEAD + b"city;X;;;\n", "text/csv"),
    "a path on Windows": ("..\\..\\a.exe", HEAD + b"city;X;;;\n", "text/csv"),
    "NUL in the content": ("a.csv", HEAD + b"city;a\0b;;;\n", "text/csv"),
    "another encoding": ("a.csv", "kind;name\ncity;X\n".encode("utf-16"), "text/csv"),
    "broken UTF-8": ("a.csv", HEAD + b"city;\xc3\x28;;;\n", "text/csv"),
    "a lone surrogate": ("a.csv", HEAD + b"city;\xed\xa0\x80;;;\n", "text/csv"),
    "nothing": ("a.csv", b"", "text/csv"),
    "blanks": ("a.csv", b" \n \n", "text/csv"),
    "too large": ("a.csv", HEAD + b"x" * MAX_BYTES, "text/csv"),
    "one endless line": ("a.csv", b"a," * 200_000, "text/csv"),
    "an endless cell": ("a.csv", HEAD + b"city;" + b"x" * 200_000 + b";;;\n", "text/csv"),
    "a quotation that never ends": ("a.csv", HEAD + b'city;"X;;;\n' + b"x\n" * 1000, "text/csv"),
    "too many rows": ("a.csv", HEAD + b"city;X;;;\n" * 3000, "text/csv"),
    "columns of another table": ("a.csv", b"is_superuser;password\n1;x\n", "text/csv"),
    "a script as a kind": ("a.csv", HEAD + SCRIPT + b";X;;;\n", "text/csv"),
    "a figure that is none": ("a.csv", HEAD + b"city;X;;NaN;1e999\n", "text/csv"),
}


@pytest.fixture
def coordinator(db: None) -> User:
    return make_person("Clara Vogel", email="coordinator@demo.example")


@pytest.fixture
def programme(coordinator: User) -> Programme:
    return make_programme("IncluCities", coordinator=coordinator)


@pytest.fixture
def upload(
    programme: Programme, coordinator: User, client_for: Callable[[User], Client]
) -> Callable[..., Any]:
    """Give an upload as the coordinator's browser sends it; the answer is the page that it leads to."""
    client = client_for(coordinator)

    def send(name: str, content: bytes, content_type: str = "text/csv") -> Any:
        file = SimpleUploadedFile(name, content, content_type)
        file.name = name
        return client.post(f"/programmes/{programme.pk}/import/", {"table": file}, follow=True)

    return send


def kept_files() -> set[str]:
    """Return every file below the folder of what is stored, and below what is served to anybody."""
    folders = (settings.STORAGES["default"]["OPTIONS"]["location"], settings.STATIC_ROOT)
    return {str(path) for folder in folders for path in Path(folder).rglob("*") if path.is_file()}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_file_is_refused_in_words(what: str, upload: Callable[..., Any]) -> None:
    before = kept_files()
    name, content, content_type = HOSTILE[what]

    answer = upload(name, content, content_type)

    page = answer.content.decode()
    assert answer.status_code in {200, 400, 422}
    assert "nothing is imported" in page or 'id="id_table_error"' in page or "could not be read" in page
    assert "Import all of it" not in page
    assert not list(running_in(page))
    assert kept_files() == before
    assert not Organisation.objects.exists()
    assert not OrganisationImport.objects.filter(errors=[]).exists()


def test_how_many_were_tried(found: Callable[[str], None]) -> None:
    assert len(HOSTILE) >= 30
    found(f"{len(HOSTILE)} hostile files refused, 0 kept")


def test_a_good_table_is_kept_as_rows_and_not_as_a_file(upload: Callable[..., Any]) -> None:
    before = kept_files()

    page = upload("a.csv", HEAD + b"city;" + SCRIPT + b";LV;56.65;23.71\n").content.decode()

    assert "Import all of it" in page
    assert "&lt;script&gt;zqrun(1)&lt;/script&gt;" in page
    assert not list(running_in(page))
    assert kept_files() == before


@pytest.mark.parametrize("path", ["/", "/account/login/", "/settings/"])
def test_files_that_nobody_asked_for_are_left_unread(path: str, client: Client) -> None:
    before = kept_files()
    answer = client.post(path, {"login": "a@demo.example", "photo": SimpleUploadedFile("a.html", SCRIPT)})
    assert answer.status_code in {200, 302, 405}
    assert kept_files() == before


def test_an_endless_file_is_refused_before_it_is_read(client: Client) -> None:
    before = kept_files()
    answer = client.post("/account/login/", {"photo": SimpleUploadedFile("a.csv", b"x" * 6_000_000)})
    assert answer.status_code == 400
    assert kept_files() == before


def test_nothing_stored_has_an_address(client: Client) -> None:
    assert settings.STORAGES["default"]["OPTIONS"]["base_url"] is None
    for path in (
        "/media/",
        "/files/",
        "/media/reports/a.pdf",
        "/files/reports/a.pdf",
        "/static/../files/reports/a.pdf",
    ):
        assert client.get(path).status_code == 404
