"""A section that everybody answers for themselves: private until its author opens it, and to whom."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from inclucities.accounts.models import User
from inclucities.questionnaires.enums import Audience
from inclucities.questionnaires.models import Answer, Response
from inclucities.questionnaires.queries.content import content_of
from inclucities.questionnaires.queries.items import Reader, SectionPage
from inclucities.questionnaires.queries.pages import section_pages
from inclucities.questionnaires.queries.specs import spec_of
from inclucities.questionnaires.queries.versions import compared
from inclucities.questionnaires.reports.extracts import Extract
from inclucities.questionnaires.reports.sections import sections_for
from inclucities.questionnaires.services.answers import Draft, record_answer
from inclucities.questionnaires.services.responses import freeze_version
from inclucities.questionnaires.services.translations import record_translation
from tests.factories.people import UserFactory
from tests.factories.questionnaires import CITY, load_sampler, reader_of, section_state, start, structure_copy

pytestmark = pytest.mark.django_db
READS, WRITES_NOTHING = frozenset({CITY}), frozenset[Any]()
TEAM = frozenset({Audience.TEAM})


@pytest.fixture
def response(anna: User, tmp_path: Path) -> Response:
    """Give a response in which everybody answers two questions for themselves."""
    structure = structure_copy()
    note = {"key": "note", "type": "long_text", "audience": "author", "widest_audience": "team"}
    structure["sections"][-1]["questions"].append(note)
    return start(load_sampler(tmp_path, structure), anna)


def think(response: Response, by: User, words: str, audience: str = "", base: int = 0) -> Answer:
    return record_answer(
        response=response,
        question_key="note",
        section_key="reflection",
        draft=Draft(value={"text": words}, audience=audience, language="lv"),
        base_version=base,
        by=by,
    )


def onlooker(*audiences: Audience) -> Reader:
    """Return somebody who reads the city's sections and writes none."""
    return reader_of(UserFactory.create(), *audiences, reads=READS, writes=WRITES_NOTHING)


def page_of(response: Response, reader: Reader) -> SectionPage | None:
    pages = section_pages(response, reader, "en", ["reflection"])
    return pages[0] if pages else None


def opened_to(response: Response, reader: Reader) -> list[tuple[str, list[Any]]]:
    """Return what a reader finds of others: who, and what they say."""
    page = page_of(response, reader)
    opened = page.opened if page else []
    return [(found.by.name, [item.value["text"] for item in found.items]) for found in opened]


def in_a_document(
    response: Response, audiences: frozenset[Audience], **content: Any
) -> list[tuple[str, str]]:
    extract = Extract(language="en", sides=READS, audiences=audiences)
    found = content.get("of") or content_of(response)
    sections = sections_for(spec_of(response.questionnaire), found, extract, {CITY: "Jelgava"})
    return [
        (section.answered_by, block.text)  # type: ignore[union-attr]  # these are answers
        for section in sections
        if section.title.startswith("en: reflection")
        for block in section.blocks
    ]


# -- On pages -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kept", "reader", "finds"),
    [
        ("author", (Audience.OWN_SIDE, Audience.TEAM), False),
        ("own_side", (Audience.TEAM,), False),
        ("own_side", (Audience.OWN_SIDE, Audience.TEAM), True),
        ("team", (Audience.TEAM,), True),
        ("team", (Audience.SCHEME, Audience.RELEASED), False),
    ],
)
def test_what_its_author_opens_is_found_under_their_name_by_whom_they_open_it_to(
    response: Response, anna: User, kept: str, reader: tuple[Audience, ...], finds: bool
) -> None:
    think(response, anna, "I decide little", kept)
    assert opened_to(response, onlooker(*reader)) == (
        [("Anna Bērziņa", ["I decide little"])] if finds else []
    )
    assert (page_of(response, onlooker(*reader)) is not None) is finds


def test_of_several_people_each_has_their_own_place(response: Response, anna: User, boris: User) -> None:
    think(response, boris, "Of Boris", "team")
    think(response, anna, "Of Anna", "team")
    think(response, UserFactory.create(name="Cilda"), "Of Cilda")
    reader = onlooker(Audience.TEAM)
    assert opened_to(response, reader) == [("Anna Bērziņa", ["Of Anna"]), ("Boris Ozols", ["Of Boris"])]
    page = page_of(response, reader)
    assert page is not None
    assert (page.items, page.progress, page.may_write) == ([], None, False)
    writes = page_of(response, reader_of(anna))
    assert writes is not None
    assert [item.value.get("text") for item in writes.items] == [None, "Of Anna"]
    assert [found.by for found in writes.opened] == [boris]


def test_closing_it_again_hides_it_at_once(response: Response, anna: User) -> None:
    think(response, anna, "I decide little", "team")
    version = freeze_version(response=response, stage="shared", by=anna)
    think(response, anna, "I decide little", "author", base=1)
    assert page_of(response, onlooker(Audience.TEAM)) is None
    assert in_a_document(response, TEAM) == []
    assert in_a_document(response, TEAM, of=version.content) == [("Anna Bērziņa", "I decide little")]


def test_emptied_words_are_not_opened(response: Response, anna: User) -> None:
    think(response, anna, "I decide little", "team")
    think(response, anna, "", "team", base=1)
    assert page_of(response, onlooker(Audience.TEAM)) is None
    assert in_a_document(response, TEAM) == []


def test_its_author_reads_it_when_they_write_no_more(response: Response, anna: User) -> None:
    think(response, anna, "I decide little")
    reader = reader_of(anna, Audience.TEAM, reads=READS, writes=WRITES_NOTHING)
    page = page_of(response, reader)
    assert page is not None
    assert [item.value.get("text") for item in page.items] == [None, "I decide little"]
    assert not page.may_write


def test_opened_words_carry_their_working_translation(response: Response, anna: User) -> None:
    answer = think(response, anna, "Es maz ko lemju", "team")
    record_translation(of=answer, field="text", language="en", text="Little", base_version=0, by=anna)
    page = page_of(response, onlooker(Audience.TEAM))
    assert page is not None
    (item,) = page.opened[0].items
    assert (item.language, [found.text for found in item.translations]) == ("lv", ["Little"])


@pytest.mark.parametrize("people", [1, 3])
def test_a_page_takes_as_many_queries_however_many_people_opened_something(
    response: Response, anna: User, people: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(people):
        think(response, UserFactory.create(), f"Words {number}", "team")
    spec_of(response.questionnaire)
    section_pages(response, reader_of(anna), "en", ["reflection"])
    with django_assert_num_queries(3):
        page = page_of(response, reader_of(anna))
    assert page is not None
    assert len(page.opened) == people


# -- How far each is ------------------------------------------------------------------------------


def test_nobody_sees_how_far_others_are(response: Response, anna: User, boris: User) -> None:
    think(response, anna, "I decide little")
    section, state = (
        spec_of(response.questionnaire).section("reflection"),
        section_state(response, "reflection"),
    )
    seen = [state.progress_in(section, person.pk) for person in (anna, boris)]
    assert [(progress.answered, progress.total) for progress in seen] == [(1, 2), (0, 2)]
    assert [state.status_in(section, person_id=person.pk) for person in (anna, boris)] == [
        "incomplete",
        "not_started",
    ]
    assert (state.answered, state.total) == (0, 0)


# -- In versions and documents --------------------------------------------------------------------


def test_a_version_freezes_what_was_opened_and_nothing_private(
    response: Response, anna: User, boris: User
) -> None:
    think(response, anna, "Opened to the team", "team")
    think(response, boris, "Only mine")
    version = freeze_version(response=response, stage="shared", by=anna)
    assert "Only mine" not in str(version.content)
    assert in_a_document(response, TEAM, of=version.content) == [("Anna Bērziņa", "Opened to the team")]
    assert in_a_document(response, frozenset({Audience.SCHEME}), of=version.content) == []


def test_a_document_gives_each_author_a_part_in_which_no_place_is_named_twice(
    response: Response, anna: User, boris: User
) -> None:
    think(response, boris, "Of Boris", "team")
    think(response, anna, "Of Anna", "own_side")
    both = frozenset({Audience.TEAM, Audience.OWN_SIDE})
    assert in_a_document(response, both) == [("Anna Bērziņa", "Of Anna"), ("Boris Ozols", "Of Boris")]
    assert in_a_document(response, TEAM) == [("Boris Ozols", "Of Boris")]
    extract = Extract(language="en", sides=READS, audiences=both)
    sections = sections_for(spec_of(response.questionnaire), content_of(response), extract, {})
    titles = [section.title for section in sections if not section.key]
    assert titles == ["en: reflection: Anna Bērziņa", "en: reflection: Boris Ozols"]


def test_versions_are_compared_person_by_person(response: Response, anna: User, boris: User) -> None:
    think(response, anna, "Of Anna", "team")
    think(response, boris, "Of Boris", "team")
    old = freeze_version(response=response, stage="shared", by=anna)
    think(response, anna, "Of Anna now", "team", base=1)
    think(response, boris, "Of Boris", "author", base=1)
    new = freeze_version(response=response, stage="shared", by=anna)
    changes = compared(response, old, new, language="en", audiences=TEAM, sides=READS)
    assert [(change.by, [piece.text for piece in change.pieces]) for change in changes] == [
        ("Anna Bērziņa", ["Of Anna", " now"]),
        ("Boris Ozols", ["Of Boris"]),
    ]
