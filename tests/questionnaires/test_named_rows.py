"""A row that refers to another names it to those only who may read it in its own place."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from inclucities.accounts.models import User
from inclucities.questionnaires.domain.references import title_of
from inclucities.questionnaires.enums import Audience
from inclucities.questionnaires.models import Response, ResponseRow
from inclucities.questionnaires.queries.cells import text_of_row
from inclucities.questionnaires.queries.content import content_of
from inclucities.questionnaires.queries.pages import section_pages
from inclucities.questionnaires.queries.specs import spec_of
from inclucities.questionnaires.reports.extracts import Extract
from inclucities.questionnaires.reports.sections import sections_for
from inclucities.questionnaires.services.answers import Draft, record_answer
from inclucities.questionnaires.services.rows import add_row, retire_row
from inclucities.questionnaires.services.translations import record_translation
from inclucities.reports.domain.document import Row, Table
from tests.factories.people import UserFactory
from tests.factories.questionnaires import (
    ASSOCIATION,
    CITY,
    load_sampler,
    question_in,
    reader_of,
    section_holding,
    start,
    structure_copy,
)

pytestmark = pytest.mark.django_db
BOTH = frozenset({CITY, ASSOCIATION})
TEAM = frozenset({Audience.TEAM})
NOT_SHOWN = "a row that is not shown here"


def structure() -> dict[str, Any]:
    """Return the sampler with rows of every kind that can stay closed, and one question that refers to each."""
    changed = structure_copy()
    facts, needs, context, _reflection = (section["questions"] for section in changed["sections"])
    columns = [{"key": "kind", "type": "choice", "choices": ["gap"]}, {"key": "title", "type": "short_text"}]
    context.append({"key": "laws", "type": "rows", "columns": columns})
    needs.append({"key": "quarrels", "type": "rows", "columns": columns, "sensitive": True})
    facts.append(
        {
            "key": "strategies",
            "type": "rows",
            "columns": columns,
            "show_if": {"question": "strategy", "is": ["in_force"]},
        }
    )
    question_in(changed, "evidence")["columns"] += [
        {"key": key, "type": "reference", "to": key} for key in ("laws", "quarrels", "strategies")
    ]
    return changed


@pytest.fixture
def anna() -> User:
    return UserFactory()


@pytest.fixture
def response(anna: User, tmp_path: Path) -> Response:
    return start(load_sampler(tmp_path, structure()), anna)


def add(response: Response, key: str, by: User, audience: str = "", **values: Any) -> ResponseRow:
    return add_row(
        response=response,
        question_key=key,
        section_key=section_holding(response, key),
        values=values,
        by=by,
        audience=audience,
    )


def refer(response: Response, column: str, row: ResponseRow, by: User) -> ResponseRow:
    cell = [str(row.uuid)] if column == "also" else str(row.uuid)
    return add(response, "evidence", by, note="A survey", **{column: cell})


def printed(response: Response, **changes: Any) -> set[Any]:
    """Return the cells of the row that refers, as a document holds them."""
    extract = Extract(**({"language": "en", "sides": BOTH, "audiences": TEAM} | changes))
    sections = sections_for(spec_of(response.questionnaire), content_of(response), extract, {})
    (table,) = (
        block
        for section in sections
        for block in section.blocks
        if isinstance(block, Table) and block.key == "evidence"
    )
    return {cell for cell in table.rows[0].cells if cell is not None}


def row_printed(response: Response, language: str) -> Row:
    """Return the row that refers, as a document in this language holds it."""
    extract = Extract(language=language, sides=BOTH, audiences=TEAM)
    sections = sections_for(spec_of(response.questionnaire), content_of(response), extract, {})
    tables = [block for section in sections for block in section.blocks if isinstance(block, Table)]
    return next(table.rows[0] for table in tables if table.key == "evidence")


def on_the_page(response: Response, reader: Any) -> str:
    (page,) = section_pages(response, reader, "en", ["needs"])
    item = page.item("evidence")
    return text_of_row(item, item.rows[0].values)


@pytest.mark.parametrize("column", ["need", "also"])
def test_a_row_kept_to_a_smaller_circle_is_not_named(response: Response, anna: User, column: str) -> None:
    refer(response, column, add(response, "challenges", anna, "own_side", title="Secret"), anna)
    assert printed(response) == {NOT_SHOWN, "A survey"}
    page = on_the_page(response, reader_of(UserFactory(), Audience.TEAM))
    assert NOT_SHOWN in page
    assert "Secret" not in page
    assert "Secret" in on_the_page(response, reader_of(UserFactory()))


def test_a_row_of_a_side_that_is_closed_to_the_reader_is_not_named(response: Response, anna: User) -> None:
    refer(response, "laws", add(response, "laws", anna, title="Secret"), anna)
    assert printed(response, sides=frozenset({CITY})) == {NOT_SHOWN, "A survey"}
    reader = reader_of(UserFactory(), Audience.TEAM, reads=frozenset({CITY}), writes=frozenset())
    assert NOT_SHOWN in on_the_page(response, reader)
    assert "Secret" in printed(response, sides=BOTH)


def test_a_row_that_a_document_leaves_out_as_sensitive_is_not_named(response: Response, anna: User) -> None:
    refer(response, "quarrels", add(response, "quarrels", anna, title="Secret"), anna)
    assert printed(response) == {NOT_SHOWN, "A survey"}
    assert "Secret" in printed(response, with_sensitive=True)


def test_a_row_of_a_question_that_is_not_asked_is_not_named(response: Response, anna: User) -> None:
    record_answer(
        response=response,
        question_key="strategy",
        section_key="facts",
        draft=Draft(value={"choice": "none"}),
        base_version=0,
        by=anna,
    )
    refer(response, "strategies", add(response, "strategies", anna, title="Secret"), anna)
    assert printed(response) == {NOT_SHOWN, "A survey"}


def test_a_row_that_was_taken_away_is_told_from_one_that_is_closed(response: Response, anna: User) -> None:
    need = add(response, "challenges", anna, title="Secret")
    refer(response, "need", need, anna)
    retire_row(response=response, uuid=need.uuid, section_key="needs", by=anna)
    assert printed(response) == {"a row that was taken away", "A survey"}


def test_a_closed_row_keeps_its_place_among_the_choices(response: Response, anna: User) -> None:
    """Whoever edits the row that refers must not lose the reference with the next save."""
    hidden = add(response, "challenges", anna, "own_side", title="Secret")
    add(response, "challenges", anna, "own_side", title="Secret too")
    refer(response, "need", hidden, anna)
    (page,) = section_pages(response, reader_of(UserFactory(), Audience.TEAM), "en", ["needs"])
    ((uuid, words),) = page.item("evidence").references["need"]
    assert (uuid, str(words)) == (str(hidden.uuid), NOT_SHOWN)


def test_the_columns_say_which_text_names_a_row(response: Response, anna: User) -> None:
    """PostgreSQL gives the cells of a row in an order of its own."""
    question = spec_of(response.questionnaire).question("laws")
    assert title_of(question, {"kind": "gap", "title": "Act on integration"}, "x") == "Act on integration"
    assert title_of(question, {"kind": "gap"}, "12345678-9") == "12345678"


def test_a_name_keeps_its_language_and_has_its_translation_beside_it(response: Response, anna: User) -> None:
    needs = [
        add_row(
            response=response,
            question_key="challenges",
            section_key="needs",
            values={"title": title},
            by=anna,
            language="lv",
        )
        for title in ("Mājokļi", "Darbs")
    ]
    values = {"need": str(needs[0].uuid), "also": [str(need.uuid) for need in needs], "note": "A survey"}
    add_row(
        response=response,
        question_key="evidence",
        section_key="needs",
        values=values,
        by=anna,
        language="en",
    )
    record_translation(of=needs[0], field="title", language="en", text="Housing", base_version=0, by=anna)
    row = row_printed(response, "en")
    assert row.cells[:3] == ("Mājokļi", "Mājokļi, Darbs", "A survey")
    assert row.languages[:3] == ("lv", "lv", "")
    assert [(found.column, found.text, found.language) for found in row.translations] == [
        (0, "Housing", "en"),
        (1, "Housing, Darbs", "en"),
    ]
    row = row_printed(response, "lv")
    assert row.languages[:3] == ("", "", "en")
    assert row.translations == ()


def test_neutral_words_are_in_the_language_of_the_document(response: Response, anna: User) -> None:
    need = add_row(
        response=response,
        question_key="challenges",
        section_key="needs",
        values={"title": "Noslēpums"},
        by=anna,
        language="lv",
        audience="own_side",
    )
    refer(response, "need", need, anna)
    row = row_printed(response, "en")
    assert (row.cells[0], row.languages[0], row.translations) == (NOT_SHOWN, "", ())
