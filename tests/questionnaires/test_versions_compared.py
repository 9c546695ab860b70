"""What two versions differ in: answers, rows with what they refer to, figures and working translations."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from inclucities.accounts.models import User
from inclucities.questionnaires.enums import Audience
from inclucities.questionnaires.models import FrozenVersion, Response, ResponseRow
from inclucities.questionnaires.queries.versions import compared
from inclucities.questionnaires.services.responses import freeze_version
from inclucities.questionnaires.services.rows import add_row, record_row
from inclucities.questionnaires.services.translations import record_translation
from tests.factories.questionnaires import (
    ASSOCIATION,
    CITY,
    load_sampler,
    question_in,
    say,
    section_holding,
    start,
    structure_copy,
)

pytestmark = pytest.mark.django_db
BOTH = frozenset({CITY, ASSOCIATION})
ALL = frozenset({Audience.OWN_SIDE, Audience.TEAM, Audience.SCHEME, Audience.RELEASED})
NOT_SHOWN = "a row that is not shown here"


@pytest.fixture
def response(anna: User, tmp_path: Path) -> Response:
    structure = structure_copy()
    question_in(structure, "evidence")["columns"] += [
        {"key": "people", "type": "number"},
        {"key": "cost", "type": "money"},
        {"key": "share", "type": "percent"},
        {"key": "since", "type": "year"},
    ]
    return start(load_sampler(tmp_path, structure), anna)


def add(response: Response, key: str, by: User, audience: str = "", **values: Any) -> ResponseRow:
    return add_row(
        response=response,
        question_key=key,
        section_key=section_holding(response, key),
        values=values,
        by=by,
        audience=audience,
        language="lv",
    )


def change(response: Response, row: ResponseRow, by: User, **values: Any) -> None:
    record_row(
        response=response,
        uuid=row.uuid,
        question_key=row.question.key,
        section_key="needs",
        values=values,
        base_version=row.version,
        by=by,
    )


def freeze(response: Response, by: User) -> FrozenVersion:
    return freeze_version(response=response, stage="shared", by=by)


def differences(
    response: Response, old: FrozenVersion, audiences: frozenset[Audience] = ALL
) -> dict[str, tuple[str, str]]:
    """Return for each question that differs what was taken out and what was put in, up to now."""
    changes = compared(response, old, None, language="en", audiences=audiences, sides=BOTH)
    return {
        found.key: (
            "".join(piece.text for piece in found.pieces if piece.operation == "delete"),
            "".join(piece.text for piece in found.pieces if piece.operation == "insert"),
        )
        for found in changes
    }


@pytest.mark.parametrize("column", ["need", "also"])
def test_evidence_that_moves_to_another_need_differs(response: Response, anna: User, column: str) -> None:
    one, other = (add(response, "challenges", anna, title=title) for title in ("Housing", "Work"))

    def cell(need: ResponseRow) -> Any:
        return [str(need.uuid)] if column == "also" else str(need.uuid)

    row = add(response, "evidence", anna, note="A survey", **{column: cell(one)})
    old = freeze(response, anna)
    change(response, row, anna, note="A survey", **{column: cell(other)})
    assert differences(response, old) == {"evidence": ("Housing", "Work")}


def test_a_new_title_is_a_difference_of_its_own_row_alone(response: Response, anna: User) -> None:
    need = add(response, "challenges", anna, title="Housing")
    add(response, "evidence", anna, need=str(need.uuid), note="A survey")
    old = freeze(response, anna)
    change(response, need, anna, title="Flats")
    assert differences(response, old) == {"challenges": ("Housing", "Flats")}


def test_a_comparison_names_no_row_that_is_closed_to_the_reader(response: Response, anna: User) -> None:
    hidden = add(response, "challenges", anna, "own_side", title="Secret")
    other = add(response, "challenges", anna, "own_side", title="Secret too")
    shown = add(response, "challenges", anna, title="Work")
    row = add(response, "evidence", anna, need=str(hidden.uuid), note="A survey")
    old = freeze(response, anna)
    change(response, row, anna, need=str(other.uuid), note="A survey")
    team = frozenset({Audience.TEAM})
    assert differences(response, old, team) == {}
    row.refresh_from_db()
    change(response, row, anna, need=str(shown.uuid), note="A survey")
    ((out, put_in),) = differences(response, old, team).values()
    assert "Secret" not in out + put_in
    assert put_in == "Work"


def test_figures_are_written_as_the_reader_writes_them(response: Response, anna: User) -> None:
    row = add(response, "evidence", anna, people="14000", cost="1250000.5", share="12.5", since="2021")
    old = freeze(response, anna)
    change(response, row, anna)
    with translation.override("lv"):
        ((out, _put_in),) = differences(response, old).values()
    assert [line.rsplit(": ", 1)[1] for line in out.splitlines()] == [
        "14\u00a0000",
        "1\u00a0250\u00a0000,5\u00a0EUR",
        "12,5\u00a0%",
        "2021",
    ]


def test_working_translations_are_compared(response: Response, anna: User) -> None:
    answer = say(response, "story", "Stāsts", anna)
    row = add(response, "evidence", anna, note="Aptauja")
    old = freeze(response, anna)
    for of, field, words in ((answer, "text", "A story"), (row, "note", "A survey")):
        record_translation(of=of, field=field, language="en", text=words, base_version=0, by=anna)
    assert differences(response, old) == {
        "story": ("", "\n\nWorking translation (English): A story"),
        "evidence": ("", "\nWorking translation (English): A survey"),
    }
