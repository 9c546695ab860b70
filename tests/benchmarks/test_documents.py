"""The card: what is in it, for whom, and how it looks on paper."""

from __future__ import annotations

import io
from typing import Any

import pytest
from pypdf import PdfReader

from benchmarks.queries import open_practice
from benchmarks.reports import good_practice as documents
from benchmarks.services import release_practice, send_to_review, take_up_again, withdraw_practice
from inclucities.questionnaires.models import ResponseRow
from inclucities.questionnaires.services.answers import Draft, record_answer
from inclucities.questionnaires.services.rows import add_row
from inclucities.reports.domain.document import Blank, Points
from inclucities.reports.domain.payload import document_from_json, to_json
from inclucities.reports.enums import Format
from inclucities.reports.registry import kind_named
from inclucities.reports.rendering.build import build_file
from inclucities.reports.rendering.child import render_in_child
from inclucities.reports.services.requesting import request_report
from tests.benchmarks.conftest import TEXTS, complete, release, write_fiche

NAME, EMAIL = "Karima Bensaïd", "karima@demo.example"


def built(pair: Any, name: str, practice: Any, number: int | None = None, language: str = "en") -> Any:
    opened = open_practice(pair.people[name], practice.pk)
    version = None if number is None else opened.practice.response.versions.get(number=number)
    return documents.build(opened.practice, access=opened.access, language=language, version=version)


def rendered(kind: str, form: Format, document: Any) -> bytes:
    found, payload = kind_named(kind), to_json(document)
    return render_in_child(
        lambda report: build_file(found, form, payload, document.language, report), keep_going=lambda _: True
    ).content


def contact(practice: Any, by: Any, *, consent: bool) -> None:
    add_row(
        response=practice.response,
        question_key="gp_contact",
        section_key="contact",
        values={
            "name": NAME,
            "post": "Volunteering desk",
            "email": EMAIL,
            "consent": "yes" if consent else "no",
        },
        by=by,
    )


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_a_normal_fiche_is_a_tagged_card_of_two_pages(pair, practice, path):
    write_fiche(practice, path, pair.asked)
    send_to_review(practice=practice, by=pair.asked)
    release_practice(practice=practice, by=pair.asked)
    document = built(pair, "observer", practice, 1)
    assert document_from_json(to_json(document)) == document
    reader = PdfReader(io.BytesIO(rendered(documents.KIND, Format.PDF, document)))
    assert len(reader.pages) == 2
    catalog = reader.trailer["/Root"]
    assert catalog["/MarkInfo"]["/Marked"] in (True, "true")
    assert catalog["/Lang"] == "en"
    assert reader.metadata.title == document.title
    text = "\n".join(page.extract_text() for page in reader.pages)
    for words in (
        "What it takes",
        "Already there, in Schaerbeek",
        "Had to be done first",
        "Needed in another",
    ):
        assert words in text, words


def test_the_eight_practices_of_the_demonstration_are_there():
    assert len(TEXTS) == 8


def test_the_card_speaks_every_language_of_the_interface(pair, practice):
    write_fiche(practice, TEXTS[0], pair.asked)
    document = built(pair, "asked", practice, language="lv")
    assert document.language == "lv"
    assert document.draft
    assert document.cover.eyebrow == "Laba prakse"
    assert {block.language for part in document.sections for block in part.blocks} >= {"en"}
    reader = PdfReader(io.BytesIO(rendered(documents.KIND, Format.PDF, document)))
    assert reader.trailer["/Root"]["/Lang"] == "lv"


def test_word_and_data_say_the_same(pair, practice):
    release(practice, pair.asked)
    document = built(pair, "observer", practice, 1)
    assert rendered(documents.KIND, Format.DOCX, document).startswith(b"PK")
    assert b'"layout": "card"' in rendered(documents.KIND, Format.JSON, document)


def test_the_blank_form_asks_every_question(pair, practice):
    document = documents.blank(practice, language="lv")
    asked = [block for part in document.sections for block in part.blocks if isinstance(block, Blank)]
    assert {block.number for block in asked} >= {"1", "5b", "8a", "10a", "12"}
    reader = PdfReader(io.BytesIO(rendered(documents.BLANK_KIND, Format.PDF, document)))
    assert len(reader.pages) > 2
    assert rendered(documents.BLANK_KIND, Format.DOCX, document).startswith(b"PK")


def test_do_and_do_not_stand_apart(pair, practice):
    release(practice, pair.asked)
    points = [b for part in built(pair, "lead", practice, 1).sections for b in part.blocks]
    tones = [block.tone for block in points if isinstance(block, Points)]
    assert tones.count("do") == tones.count("dont") == 1


@pytest.mark.parametrize("name", ["asked", "coordinator", "observer"])
def test_a_contact_is_named_only_with_consent_whoever_asks(pair, practice, name):
    contact(practice, pair.asked, consent=False)
    release(practice, pair.asked)
    silent = str(to_json(built(pair, name, practice, 1)))
    assert "Volunteering desk" in silent
    assert NAME not in silent
    assert EMAIL not in silent
    take_up_again(practice=practice, by=pair.asked, reason="She agrees now")
    ResponseRow.objects.filter(question__key="gp_contact").update(
        value={"name": NAME, "post": "Volunteering desk", "email": EMAIL, "consent": True}
    )
    send_to_review(practice=practice, by=pair.asked)
    release_practice(practice=practice, by=pair.asked)
    named = str(to_json(built(pair, name, practice, 2)))
    assert NAME in named
    assert EMAIL in named


def job_of(pair: Any, practice: Any, document: Any, kind: str = documents.KIND) -> Any:
    return request_report(
        kind=kind, format="pdf", payload=document, target=practice, title="Card", language="en", by=pair.asked
    )


def test_a_document_is_read_by_those_who_may_read_what_it_holds_now(pair, practice):
    draft = job_of(pair, practice, built(pair, "asked", practice))
    release(practice, pair.asked)
    card = job_of(pair, practice, built(pair, "observer", practice, 1))
    assert documents.readable_by(pair.asked, draft)
    assert not documents.readable_by(pair.observer, draft)
    assert documents.readable_by(pair.observer, card)
    assert not documents.readable_by(pair.stranger, card)
    withdraw_practice(practice=practice, by=pair.asked, reason="Ended")
    assert not documents.readable_by(pair.observer, card)
    assert documents.readable_by(pair.coordinator, card)


def test_a_version_that_was_replaced_is_closed_to_outsiders(pair, practice):
    release(practice, pair.asked)
    first = job_of(pair, practice, built(pair, "observer", practice, 1))
    take_up_again(practice=practice, by=pair.asked, reason="New figures")
    record_answer(
        response=practice.response,
        question_key="gp_best_aspects",
        section_key="success_factors",
        draft=Draft(value={"text": "Calls"}),
        base_version=0,
        by=pair.asked,
    )
    send_to_review(practice=practice, by=pair.asked)
    release_practice(practice=practice, by=pair.asked)
    assert not documents.readable_by(pair.observer, first)
    assert documents.readable_by(pair.asked, first)
    assert documents.readable_by(pair.observer, job_of(pair, practice, built(pair, "observer", practice, 2)))


def test_a_document_that_says_nothing_of_its_scope_is_read_by_nobody(pair, practice):
    opened = open_practice(pair.asked, practice.pk)
    assert not documents.holds_scope(opened.access, 1, [])
    assert not documents.holds_scope(opened.access, 1, ["unknown"])


def test_the_blank_form_is_for_whoever_opens_the_practice(pair, practice):
    job = job_of(pair, practice, documents.blank(practice, language="en"), documents.BLANK_KIND)
    assert documents.blank_readable_by(pair.asked, job)
    assert not documents.blank_readable_by(pair.observer, job)
    complete(practice, pair.asked)
