"""What a city keeps to its own side is found by nobody else: in no page, no comparison and no document."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any

import pypdf
import pytest
from django.test import Client
from django.urls import reverse

from inclucities.questionnaires.models import FrozenVersion, ResponseRow
from inclucities.questionnaires.services.rows import add_row, record_row
from inclucities.reports.domain.payload import to_json
from inclucities.reports.enums import Format
from inclucities.reports.registry import kind_named
from inclucities.reports.rendering.build import build_file
from needs_analysis.queries.needs_analyses import open_needs_analysis
from needs_analysis.reports import needs_analysis as documents
from needs_analysis.services.needs_analyses import reopen_needs_analysis, share_needs_analysis
from tests.factories.questionnaires import section_holding
from tests.needs_analysis.conftest import Pair

ClientFor = Callable[..., Client]
SECRET, EVIDENCE, GOAL = "The mayor blocks housing", "A survey of tenants", "Open the waiting list"
NOT_SHOWN = "a row that is not shown here"


def add(pair: Pair, key: str, audience: str = "", **values: Any) -> ResponseRow:
    return add_row(
        response=pair.analysis.response,
        question_key=key,
        section_key=section_holding(pair.analysis.response, key),
        values=values,
        by=pair.lead,
        audience=audience,
    )


@pytest.fixture
def versions(pair: Pair) -> tuple[FrozenVersion, FrozenVersion]:
    """Share twice: the evidence and the focus goals refer to a need that the city keeps to its own side."""
    kinds = {"kind": "policy_gap", "description": "It takes years to be given a flat, and nobody says why."}
    secret = add(pair, "na_challenges", "own_side", title=SECRET, **kinds)
    add(pair, "na_challenges", title="Language courses", **kinds)
    evidence = add(pair, "na_rationale", need=str(secret.uuid), source="public", evidence=EVIDENCE)
    add(pair, "na_focus_goals", goal=GOAL, needs=[str(secret.uuid)])
    pair.match()
    pair.answer_required()
    first = share(pair)
    reopen_needs_analysis(analysis=pair.analysis, by=pair.lead, reason="One word more")
    record_row(
        response=pair.analysis.response,
        uuid=evidence.uuid,
        question_key="na_rationale",
        section_key="needs",
        values={"need": str(secret.uuid), "source": "public", "evidence": f"{EVIDENCE}, 2026"},
        base_version=evidence.version,
        by=pair.lead,
    )
    return first, share(pair)


def share(pair: Pair) -> FrozenVersion:
    found: FrozenVersion = share_needs_analysis(
        analysis=pair.analysis, by=pair.lead, acknowledged={"N-2", "N-5", "N-7"}
    )
    return found


@pytest.mark.parametrize("name", ["facilitator", "mentor_lead"])
def test_no_page_names_a_need_that_is_kept_to_the_own_side(
    pair: Pair, client_for: ClientFor, versions: tuple[FrozenVersion, FrozenVersion], name: str
) -> None:
    client, own = client_for(pair.people[name]), client_for(pair.association)
    pages = {"section": ("needs",), "whole": (), "version": (versions[1].number,)}
    for page, arguments in pages.items():
        address = reverse(f"needs_analysis:{page}", args=[pair.analysis.pk, *arguments])
        html = client.get(address).content.decode()
        assert EVIDENCE in html
        assert NOT_SHOWN in html
        assert SECRET not in html
        assert SECRET in own.get(address).content.decode()
    address = f"{reverse('needs_analysis:compare', args=[pair.analysis.pk])}?old=1&new=2"
    html = client.get(address).content.decode()
    assert "2026" in html
    assert SECRET not in html


@pytest.mark.parametrize("form", Format)
def test_no_format_names_it(pair: Pair, versions: tuple[FrozenVersion, FrozenVersion], form: Format) -> None:
    found = {}
    for name in ("facilitator", "lead"):
        opened = open_needs_analysis(pair.people[name], pair.analysis.pk)
        assert opened is not None
        document = documents.build(
            opened.analysis, access=opened.access, language="en", version=versions[1], with_sensitive=True
        )
        content = build_file(kind_named(documents.KIND), form, to_json(document), "en", lambda _done: None)
        found[name] = " ".join(text_of(form, content).split())
    assert NOT_SHOWN in found["facilitator"]
    assert SECRET not in found["facilitator"]
    assert SECRET in found["lead"]
    assert NOT_SHOWN not in found["lead"]


def text_of(form: Format, content: bytes) -> str:
    """Return all that a file says."""
    if form == Format.PDF:
        return " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)
    if form in (Format.DOCX, Format.XLSX):
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            return " ".join(package.read(name).decode(errors="replace") for name in package.namelist())
    return content.decode()
