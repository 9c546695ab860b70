"""Rows of a question to which somebody says that there is no answer: kept, hidden, left out (conventions 10, 11)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from inclucities.accounts.models import User
from inclucities.questionnaires.domain.references import not_shown
from inclucities.questionnaires.enums import AnsweredBy, AnswerState, Audience
from inclucities.questionnaires.models import Response, ResponseRow
from inclucities.questionnaires.queries.content import content_of, given_in
from inclucities.questionnaires.queries.desk import Desk
from inclucities.questionnaires.queries.items import QuestionItem
from inclucities.questionnaires.queries.pages import section_pages
from inclucities.questionnaires.queries.specs import spec_of
from inclucities.questionnaires.queries.versions import compared
from inclucities.questionnaires.reports.extracts import Extract
from inclucities.questionnaires.reports.sections import sections_for
from inclucities.questionnaires.services.answers import Draft, record_answer
from inclucities.questionnaires.services.responses import freeze_version
from inclucities.questionnaires.services.rows import add_row, record_row
from inclucities.questionnaires.templatetags.markup import question_html
from inclucities.questionnaires.templatetags.pieces import clock_now
from inclucities.questionnaires.templatetags.reading import answer_html
from inclucities.reports.domain.document import Table
from tests.factories.questionnaires import reader_of, section_state

pytestmark = pytest.mark.django_db

KEPT = "The rows are kept."
SAID = "We do not know"


def add(response: Response, by: User, key: str = "challenges", **values: Any) -> ResponseRow:
    return add_row(response=response, question_key=key, section_key="needs", values=values, by=by)


def say(response: Response, by: User, state: str, base: int, key: str = "challenges") -> int:
    """Say how a question with rows is answered, and return the new version."""
    draft = Draft(value={}, state=state, reason="Nobody has counted them." if state != "answered" else "")
    return record_answer(
        response=response, question_key=key, section_key="needs", draft=draft, base_version=base, by=by
    ).version


@pytest.fixture
def need(response: Response, anna: User) -> ResponseRow:
    """Give a response with one need, and evidence that refers to it."""
    row = add(response, anna, title="No place to practise")
    add(response, anna, "evidence", need=str(row.uuid), note="Asked after courses")
    return row


@pytest.fixture
def unknown(response: Response, anna: User, need: ResponseRow) -> ResponseRow:
    """Give the same after somebody has said that they do not know."""
    say(response, anna, AnswerState.UNKNOWN, 0)
    return need


def item_of(response: Response, by: User, key: str = "challenges") -> QuestionItem:
    return section_pages(response, reader_of(by), "en", ["needs"])[0].item(key)


def desk_of(response: Response, by: User) -> Desk:
    return Desk(
        response=response,
        reader=reader_of(by),
        namespace="needs_analysis",
        pk=1,
        base="base.html",
        title="Needs",
        city="Jelgava",
        association="LALRG",
        version_sides=frozenset(AnsweredBy),
        stages={},
        context={},
    )


def tables(response: Response, content: Mapping[str, Any] | None = None) -> dict[str, Table]:
    """Return the tables of a document over the response."""
    extract = Extract(language="en", sides=frozenset(AnsweredBy), audiences=frozenset(Audience))
    given = content_of(response) if content is None else content
    sections = sections_for(spec_of(response.questionnaire), given, extract, {})
    return {block.key: block for one in sections for block in one.blocks if isinstance(block, Table)}


def test_they_are_kept_and_come_back_with_the_answer(
    response: Response, anna: User, unknown: ResponseRow
) -> None:
    item = item_of(response, anna)
    assert (item.state, item.shown_rows, len(item.rows)) == (AnswerState.UNKNOWN, [], 1)
    say(response, anna, AnswerState.ANSWERED, 1)
    item = item_of(response, anna)
    assert [row.values["title"] for row in item.shown_rows] == ["No place to practise"]


def test_a_row_more_takes_the_word_back(response: Response, anna: User, unknown: ResponseRow) -> None:
    add(response, anna, title="Another")
    assert len(item_of(response, anna).shown_rows) == 2


def test_a_text_that_comes_late_is_kept_and_stays_hidden(
    response: Response, anna: User, boris: User, unknown: ResponseRow
) -> None:
    """Somebody was still typing in the row while another said that nobody knows."""
    record_row(
        response=response,
        uuid=unknown.uuid,
        question_key="challenges",
        section_key="needs",
        values={"title": "No place at all"},
        base_version=1,
        by=boris,
    )
    item = item_of(response, anna)
    assert (item.state, item.shown_rows) == (AnswerState.UNKNOWN, [])
    assert item.rows[0].values["title"] == "No place at all"


def test_the_word_is_the_answer_and_the_rows_count_for_nothing(
    response: Response, anna: User, unknown: ResponseRow
) -> None:
    section = spec_of(response.questionnaire).section("needs")
    assert given_in(response, section)["challenges"].rows == ()
    assert "challenges" not in section_state(response, "needs").missing
    answered = section_state(response, "needs").answered
    say(response, anna, AnswerState.ANSWERED, 1)
    assert section_state(response, "needs").answered == answered


def test_a_page_to_read_shows_the_word_and_says_that_they_are_kept(
    response: Response, anna: User, unknown: ResponseRow
) -> None:
    html = answer_html(item_of(response, anna), desk_of(response, anna), clock_now())
    assert SAID in html
    assert "Nobody has counted them." in html
    assert KEPT in html
    assert "No place to practise" not in html


def test_a_page_to_fill_in_says_it_too_and_loses_no_field(
    response: Response, anna: User, unknown: ResponseRow
) -> None:
    html = question_html(item_of(response, anna), desk_of(response, anna), clock_now())
    assert KEPT in html
    # The stylesheet hides them while the word is chosen; choosing otherwise shows them without a request.
    assert f'name="challenges-{unknown.uuid}-title"' in html


def test_a_document_says_the_word_and_leaves_them_out(
    response: Response, anna: User, unknown: ResponseRow
) -> None:
    table = tables(response)["challenges"]
    assert table.rows == ()
    assert table.status == f"{SAID}: Nobody has counted them."
    version = freeze_version(response=response, stage="shared", by=anna)
    assert version.content["rows"]["challenges"], "a version keeps what was kept"
    assert tables(response, version.content)["challenges"].rows == ()


def test_a_row_that_is_kept_back_is_not_named_where_others_refer_to_it(
    response: Response, anna: User, unknown: ResponseRow
) -> None:
    (row,) = tables(response)["evidence"].rows
    assert not_shown() in row.cells
    assert "No place to practise" not in row.cells
    ((uuid, words),) = item_of(response, anna, "evidence").references["need"]
    assert (uuid, words.text) == (str(unknown.uuid), not_shown())
    say(response, anna, AnswerState.ANSWERED, 1)
    (row,) = tables(response)["evidence"].rows
    assert "No place to practise" in row.cells


def test_two_versions_differ_by_the_word_and_by_what_it_hid(
    response: Response, anna: User, need: ResponseRow
) -> None:
    before = freeze_version(response=response, stage="shared", by=anna)
    say(response, anna, AnswerState.UNKNOWN, 0)
    after = freeze_version(response=response, stage="shared", by=anna)
    changes = compared(
        response,
        before,
        after,
        language="en",
        audiences=frozenset(Audience),
        sides=frozenset(AnsweredBy),
    )
    (changed,) = [change for change in changes if change.key == "challenges"]
    put_in = "".join(piece.text for piece in changed.pieces if piece.operation == "insert")
    taken_out = "".join(piece.text for piece in changed.pieces if piece.operation == "delete")
    assert SAID in put_in
    assert "No place to practise" in taken_out
