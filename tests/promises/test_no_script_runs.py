"""What people write is shown as they wrote it, in pages, mails and files, and never run."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

import pypdf
import pytest
from django.apps import apps
from django.core import mail
from django.db import transaction
from django.test import Client
from django.utils import translation

from inclucities.accounts.models import User
from inclucities.notifications.models import OutboxMail
from inclucities.notifications.services.outbox import send_due_mails
from inclucities.questionnaires.models import Edition
from inclucities.reports.domain.payload import to_json
from inclucities.reports.enums import Format
from inclucities.reports.registry import kind_named
from inclucities.reports.rendering.build import build_file
from needs_analysis.queries.needs_analyses import open_needs_analysis
from needs_analysis.reports import needs_analysis as documents
from schemes.enums import Role
from schemes.services.invitations import invite
from tests.journeys.desks import Jelgava
from tests.promises.markup import running_in
from tests.promises.payloads import PAYLOADS
from tests.promises.planted import Planted, plant
from tests.promises.test_no_reading_across_schemes import pages_open_to

pytestmark = [pytest.mark.promise("No script of a user's runs"), pytest.mark.django_db]


def plant_payloads(offset: int) -> list[Planted]:
    """Put one of the payloads into every text there is, names of people included; each time another one."""
    numbers = count(offset)
    rows = {
        (model, key)
        for model in apps.get_models()
        if model not in {OutboxMail, Edition}
        for key in model._base_manager.values_list("pk", flat=True)
    }

    def make(_row: Any, _column: str, _old: str, room: int) -> str:
        fitting = [payload for payload in PAYLOADS if len(payload) <= room]
        return fitting[next(numbers) % len(fitting)]

    return plant(rows, make)


def test_nothing_of_eighty_payloads_becomes_markup_in_a_page(
    written: Jelgava,
    client_for: Callable[[User], Client],
    amount: Callable[[int, int], int],
    found: Callable[[str], None],
) -> None:
    faults: set[str] = set()
    pages = shown = 0
    for offset in range(amount(1, len(PAYLOADS))):
        with transaction.atomic():
            planted = plant_payloads(offset)
            for person in (written.lead, written.coordinator):
                for path, body in pages_open_to(client_for(person), 1, amount(2, 3)):
                    pages += 1
                    shown += body.count("zqrun")
                    if "<html" in body:
                        faults |= {f"{path}: {what}" for what in running_in(body)}
            transaction.set_rollback(True)
    assert not faults
    assert shown > pages
    places = {one.place for one in planted}
    assert {"User.name", "Answer.value", "Comment.text", "Scheme.themes", "Organisation.names"} <= places
    found(
        f"0 of {len(PAYLOADS)} payloads ran in {len(places)} columns on {pages:,} pages, as a parser reads them"
    )


def test_nothing_of_them_becomes_markup_in_a_mail(written: Jelgava, found: Callable[[str], None]) -> None:
    plant_payloads(0)
    invite(
        email="eva@demo.example",
        role=Role.MENTEE_MEMBER,
        scope=written.analysis.participation,
        message="\n".join(PAYLOADS),
        by=written.lead,
    )
    send_due_mails()
    parts = [
        str(content)
        for message in mail.outbox
        for content, kind in message.alternatives
        if kind == "text/html"
    ]
    assert parts
    assert any("zqrun" in part for part in parts)
    assert not [what for part in parts for what in running_in(part)]
    found(f"0 in {len(parts)} mails")


def test_nothing_of_them_becomes_active_in_a_file(written: Jelgava, found: Callable[[str], None]) -> None:
    plant_payloads(0)
    files = dict(_files(written))
    pdf = pypdf.PdfReader(io.BytesIO(files[Format.PDF]))
    names = {str(name) for number in range(1, len(pdf.xref[0]) + 1) for name in _names_of(pdf, number)}
    assert not names & {
        "/JavaScript",
        "/JS",
        "/AA",
        "/OpenAction",
        "/Launch",
        "/EmbeddedFile",
        "/RichMedia",
        "/GoToR",
    }
    assert "zqrun" in "".join(page.extract_text() for page in pdf.pages)
    with zipfile.ZipFile(io.BytesIO(files[Format.DOCX])) as word:
        for name in word.namelist():
            content = word.read(name).decode("utf-8", "replace")
            assert not re.search(
                r'TargetMode="External"[^>]*javascript|w:instrText|vbaProject|activeX', content
            ), name
        assert "zqrun" in word.read("word/document.xml").decode()
    found(f"0 in {len(files)} kinds of file")


def _files(written: Jelgava) -> Iterator[tuple[Format, bytes]]:
    opened = open_needs_analysis(written.lead, written.analysis.pk)
    assert opened is not None
    document = documents.build(opened.analysis, access=opened.access, language="en")
    for form in (Format.PDF, Format.DOCX):
        with translation.override("en"):
            yield (
                form,
                build_file(kind_named(documents.KIND), form, to_json(document), "en", lambda _done: None),
            )


def _names_of(pdf: pypdf.PdfReader, number: int) -> Iterator[str]:
    found = pdf.get_object(pypdf.generic.IndirectObject(number, 0, pdf))
    if isinstance(found, dict):
        yield from found
