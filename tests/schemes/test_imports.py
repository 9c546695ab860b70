"""Importing cities and associations: every error with its line, all of it or nothing."""

from __future__ import annotations

import threading
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from inclucities.accounts.models import User
from schemes.domain.organisation_table import (
    COLUMNS,
    MAX_BYTES,
    MAX_ERRORS,
    Table,
    read_table,
    template_table,
)
from schemes.models import Organisation, OrganisationFact, OrganisationImport, Programme
from schemes.services.errors import RefusedError
from schemes.services.imports import confirm_import, read_import
from tests.factories.schemes import make_city

GOOD = (
    "kind;name;language;name_lv;abbreviation;country;association;languages;latitude;longitude;"
    "population;population_year;migrant_share;migrant_share_year;migrant_share_definition\n"
    "city;Jelgava;en;Jelgava;;LV;LPS;lv|ru;56,65;23.71;56 000;2021;43;2021;minorities\n"
    "association;Latvian Association;en;Pašvaldību savienība;LPS;lv;;;;;;;;;\n"
)


def read(text: str, name: str = "cities.csv", encoding: str = "utf-8") -> Table:
    return read_table(text.encode(encoding), name)


def where(table: Table) -> list[tuple[int, str]]:
    return [(error.line, error.column) for error in table.errors]


# -- Reading ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("delimiter", [";", ","])
def test_what_spreadsheets_write_is_read(encoding: str, end: str, delimiter: str) -> None:
    text = GOOD.replace("56,65", "56.65").replace(";", delimiter).replace("\n", end)
    table = read(text, encoding=encoding)
    assert not table.errors
    first = table.rows[0]
    assert (first["names"]["en"], first["languages"], first["latitude"]) == ("Jelgava", ["lv", "ru"], "56.65")
    assert first["facts"][0] == {
        "key": "population",
        "value": "56000",
        "year": 2021,
        "definition": "",
        "source": "",
    }
    assert table.rows[1]["names"]["lv"] == "Pašvaldību savienība"


def test_a_cell_may_hold_delimiters_and_lines() -> None:
    table = read('kind,name,aliases\ncity,"Saint-Jean, de la Ruelle",St Jean|S-J\n')
    assert table.rows[0]["names"] == {"en": "Saint-Jean, de la Ruelle"}
    assert table.rows[0]["aliases"] == ["St Jean", "S-J"]


def test_the_template_is_read_without_errors() -> None:
    table = read("\ufeff" + template_table())
    assert not table.errors
    assert len(table.rows) == 2
    assert template_table().splitlines()[0].split(";") == list(COLUMNS)


@pytest.mark.parametrize(
    ("row", "place"),
    [
        ("planet;X;;;;;;;;", "kind"),
        ("city;;;;;;;;;", "name"),
        ("city;X;tlh;;;;;;;", "language"),
        ("city;X;;XX;;;;;;", "country"),
        ("city;X;;;91;1;;;;", "latitude"),
        ("city;X;;;north;1;;;;", "latitude"),
        ("city;X;;;1;;;;;", "longitude"),
        ("city;X;;;;;many;2021;;", "population"),
        ("city;X;;;;;5;;;", "population_year"),
        ("city;X;;;;;5;1492;;", "population_year"),
        ("city;X;;;;;;;20;", "migrant_share_year"),
        (f"city;{'x' * 201};;;;;;;;", "name"),
        ("city;X\x07;;;;;;;;", "name"),
        ("city;X;;;;;Infinity;2021;;", "population"),
    ],
)
def test_each_error_names_line_and_column(row: str, place: str) -> None:
    header = "kind;name;language;country;latitude;longitude;population;population_year;migrant_share;migrant_share_year"
    table = read(f"{header}\ncity;Good;;;;;;;;\n\n{row}\n")
    assert (4, place) in where(table)
    assert all(error.words for error in table.errors)
    assert {error.line for error in table.errors} == {4}


def test_every_error_is_told_up_to_a_bound() -> None:
    table = read("kind;name\n" + "planet;\n" * 5)
    assert len(table.errors) == 10
    assert len(read("kind;name\n" + "planet;\n" * 1500).errors) == MAX_ERRORS


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("kind;name;colour\ncity;X;red\n", (1, "colour")),
        ("kind;name;name\ncity;X;Y\n", (1, "name")),
        ("name\nX\n", (1, "kind")),
        ("kind;name\ncity;X;Y\n", (2, "")),
        ("kind;name\n", (2, "")),
        ('kind;name\ncity;"never closed\n', (2, "")),
        ("kind;name\n" + "city;X\n" * 2001, (2002, "")),
    ],
)
def test_a_table_of_another_shape_is_refused(text: str, place: tuple[int, str]) -> None:
    assert place in where(read(text))


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"PK\x03\x04rest of a spreadsheet", "cities.csv"),
        (b"%PDF-1.7", "cities.csv"),
        (b"\x89PNG\r\n", "cities.csv"),
        (b"<html><script>alert(1)</script></html>", "cities.csv"),
        (b'{"kind": "city"}', "cities.csv"),
        (b"kind;name\ncity;a\0b\n", "cities.csv"),
        ("kind;name\ncity;Jūrmala\n".encode("cp1257"), "cities.csv"),
        ("kind;name\ncity;X\n".encode("utf-16"), "cities.csv"),
        (b"kind;name\ncity;X\n", "cities.exe"),
        (b"kind;name\ncity;X\n", "cities.xlsx"),
        (b"", "cities.csv"),
        (b"x" * (MAX_BYTES + 1), "cities.csv"),
    ],
    ids=[
        "xlsx",
        "pdf",
        "png",
        "html",
        "json",
        "nul",
        "cp1257",
        "utf16",
        "exe",
        "other name",
        "empty",
        "large",
    ],
)
def test_a_file_that_is_not_what_its_name_says_is_refused(content: bytes, name: str) -> None:
    table = read_table(content, name)
    assert len(table.errors) == 1
    assert not table.rows


def test_the_line_that_is_not_utf8_is_named() -> None:
    table = read_table(b"kind;name\ncity;Good\ncity;J\xfbrmala\n", "a.csv")
    assert "3" in table.errors[0].words


# -- Importing ----------------------------------------------------------------------------------------------


@pytest.mark.promise("Uploads are inert")
@pytest.mark.django_db
def test_nothing_is_imported_before_it_is_confirmed(programme: Programme, coordinator: User) -> None:
    found = read_import(programme=programme, content=GOOD.encode(), file_name="a.csv", by=coordinator)
    assert not found.errors
    assert not Organisation.objects.exists()
    assert confirm_import(found=found, by=coordinator) == 2
    city = Organisation.objects.get(kind="city")
    assert city.parent_association == Organisation.objects.get(abbreviation="LPS")
    assert (city.latitude, city.country) == (Decimal("56.65"), "LV")
    assert set(OrganisationFact.objects.values_list("key", "value", "definition")) == {
        ("population", Decimal(56000), ""),
        ("migrant_share", Decimal(43), "minorities"),
    }
    assert confirm_import(found=found, by=coordinator) == 0
    assert Organisation.objects.count() == 2


@pytest.mark.django_db
def test_what_stands_against_the_register_is_an_error(programme: Programme, coordinator: User) -> None:
    make_city(programme, "jelgava")
    text = "kind;name;association\ncity;Jelgava;\ncity;New;Nobody\ncity;Twice;\ncity;TWICE;\n"
    found = read_import(programme=programme, content=text.encode(), file_name="a.csv", by=coordinator)
    assert [(error["line"], error["column"]) for error in found.errors] == [
        (2, "name"),
        (3, "association"),
        (5, "name"),
    ]
    with pytest.raises(RefusedError):
        confirm_import(found=found, by=coordinator)


@pytest.mark.django_db
def test_a_register_that_changed_meanwhile_stops_all_of_it(programme: Programme, coordinator: User) -> None:
    found = read_import(programme=programme, content=GOOD.encode(), file_name="a.csv", by=coordinator)
    make_city(programme, "Jelgava")
    with pytest.raises(RefusedError):
        confirm_import(found=found, by=coordinator)
    found.refresh_from_db()
    assert found.confirmed_at is None
    assert Organisation.objects.count() == 1


@pytest.mark.usefixtures("committed")
def test_ten_confirmations_at_once_import_once(programme: Programme, coordinator: User) -> None:
    found = read_import(programme=programme, content=GOOD.encode(), file_name="a.csv", by=coordinator)
    gate = threading.Barrier(10)
    added: list[Any] = []

    def confirm() -> None:
        try:
            gate.wait(timeout=60)
            added.append(confirm_import(found=OrganisationImport.objects.get(pk=found.pk), by=coordinator))
        except Exception as error:  # noqa: BLE001 -- whatever it is, the test says so
            added.append(repr(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=confirm) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(added, key=str) == [0] * 9 + [2]
    assert Organisation.objects.count() == 2


# -- Pages --------------------------------------------------------------------------------------------------


def upload(client: Client, programme: Programme, content: bytes, name: str = "cities.csv") -> Any:
    return client.post(f"/programmes/{programme.pk}/import/", {"table": SimpleUploadedFile(name, content)})


@pytest.mark.django_db
def test_upload_look_confirm(as_coordinator: Client, programme: Programme) -> None:
    answer = upload(as_coordinator, programme, GOOD.encode())
    assert answer.status_code == 302
    page = as_coordinator.get(answer.url).content.decode()
    assert "2 rows, ready to import" in page
    assert "Latvian Association" in page
    for words in ("2 organisations are added", "imported already"):
        assert words in as_coordinator.post(answer.url, follow=True).content.decode()
    assert Organisation.objects.count() == 2
    assert "Import all of it" not in as_coordinator.get(answer.url).content.decode()


@pytest.mark.django_db
def test_errors_are_listed_and_nothing_can_be_confirmed(as_coordinator: Client, programme: Programme) -> None:
    answer = upload(as_coordinator, programme, b"kind;name\nplanet;<script>alert(1)</script>\n")
    page = as_coordinator.get(answer.url).content.decode()
    assert "One error, nothing is imported" in page
    assert "Write city or association." in page
    assert "<script>alert" not in page
    assert as_coordinator.post(answer.url).status_code == 422
    assert not Organisation.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("content", [None, b"x" * (MAX_BYTES + 1)], ids=["nothing", "too large"])
def test_no_file_or_too_large_a_file(
    content: bytes | None, as_coordinator: Client, programme: Programme
) -> None:
    path = f"/programmes/{programme.pk}/import/"
    answer = as_coordinator.post(path) if content is None else upload(as_coordinator, programme, content)
    assert answer.status_code == 422
    assert 'id="id_table_error"' in answer.content.decode()
    assert not OrganisationImport.objects.exists()


@pytest.mark.django_db
def test_the_template_comes_as_a_file(as_coordinator: Client, programme: Programme) -> None:
    answer = as_coordinator.get(f"/programmes/{programme.pk}/import/organisations.csv")
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer.content.startswith(b"\xef\xbb\xbfkind;name")
    uploaded = upload(as_coordinator, programme, answer.content)
    assert "2 rows, ready to import" in as_coordinator.get(uploaded.url).content.decode()
