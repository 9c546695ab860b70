"""Which figures of a needs analysis or mentor profile are drawn, and which are not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from inclucities.questionnaires.domain.definitions import definition_in
from inclucities.questionnaires.domain.specs import QuestionnaireSpec, questionnaire_from
from inclucities.questionnaires.enums import AnsweredBy, AnswerState, Audience
from inclucities.questionnaires.registry import registered_suggesters
from inclucities.questionnaires.reports.extracts import Extract
from inclucities.questionnaires.reports.sections import sections_for
from inclucities.reports.domain.document import Chart, Tone
from needs_analysis.reports.charts import SUPPORT, with_charts

pytestmark = pytest.mark.once

FOLDERS = Path(__file__).resolve().parents[2] / "needs_analysis" / "questionnaires"
OPEN = frozenset({Audience.TEAM, Audience.SCHEME, Audience.RELEASED})


@pytest.fixture(scope="module")
def spec() -> QuestionnaireSpec:
    return questionnaire_from(definition_in(FOLDERS / "needs_analysis", registered_suggesters()))


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def answered(state: str = AnswerState.ANSWERED, audience: str = Audience.TEAM, **value: Any) -> Any:
    """Give the answer to a question as a version keeps it."""
    given = {"state": state, "value": value, "reason": "", "language": "", "audience": audience}
    return [{**given, "translations": []}]


def rows(*values: dict[str, Any], language: str = "en", audience: str = Audience.TEAM) -> Any:
    """Give the rows of a question as a version keeps them."""
    return [
        {
            "uuid": str(place),
            "value": value,
            "language": language,
            "audience": audience,
            "translations": [],
        }
        for place, value in enumerate(values)
    ]


def blocks(
    spec: QuestionnaireSpec, prefix: str = "na_", tone: Tone = "mentee", **given: Any
) -> list[tuple[str, Any]]:
    """Return the document's blocks with their keys, of answers and rows without their prefix."""
    content: dict[str, Any] = {"answers": {}, "rows": {}, "sections": {}}
    for key, value in given.items():
        kind = "rows" if value and "uuid" in value[0] else "answers"
        content[kind][f"{prefix}{key}"] = value
    extract = Extract(language="en", sides=frozenset(AnsweredBy), audiences=OPEN)
    sections = sections_for(spec, content, extract, {})
    drawn = with_charts(sections, prefix=prefix, spec=spec, content=content, extract=extract, tone=tone)
    return [(getattr(block, "key", ""), block) for section in drawn for block in section.blocks]


def charts(spec: QuestionnaireSpec, **given: Any) -> list[Chart]:
    return [block for _key, block in blocks(spec, **given) if isinstance(block, Chart)]


def bars(chart: Chart) -> dict[str, float | None]:
    return dict(zip(chart.categories, chart.series[0].values, strict=True))


MIGRANT, GROUPS = "ctx_migrant_population", "ctx_nationalities_status_groups"


# -- Where there is nothing to show ---------------------------------------------------------------


def test_without_figures_nothing_is_drawn(spec: QuestionnaireSpec) -> None:
    assert charts(spec) == []


@pytest.mark.parametrize("state", [AnswerState.UNKNOWN, AnswerState.NOT_APPLICABLE])
def test_what_is_not_known_or_does_not_apply_has_no_bar(spec: QuestionnaireSpec, state: str) -> None:
    given: dict[str, Any] = {key: answered(state, level=3) for key in SUPPORT[1:]}
    given |= {SUPPORT[0]: answered(level=4)}
    given |= {key: answered(state, number="5") for key in ("ctx_budget_total", "ctx_budget_integration")}
    (support,) = charts(spec, **given)
    assert bars(support) == {"Consultation": 4.0}
    assert charts(spec, **{key: answered(state, level=3) for key in SUPPORT}) == []


def test_what_is_closed_to_the_readers_has_no_bar(spec: QuestionnaireSpec) -> None:
    given: dict[str, Any] = {
        MIGRANT: rows({"definition": "foreign_born", "percent": "12"}, audience=Audience.OWN_SIDE),
        "ctx_budget_total": answered(number="1000"),
        "ctx_budget_integration": answered(number="10", audience=Audience.OWN_SIDE),
        SUPPORT[0]: answered(level=4, audience=Audience.OWN_SIDE),
    }
    assert charts(spec, **given) == []


# -- Migrant population ---------------------------------------------------------------------------


def test_one_share_is_drawn_against_all_inhabitants(spec: QuestionnaireSpec) -> None:
    share = {"definition": "foreign_born", "percent": "43", "year": 2021}
    found = blocks(spec, **{MIGRANT: rows(share)})
    place = [key for key, _block in found].index("na_ctx_migrant_population")
    chart = found[place + 1][1]
    assert isinstance(chart, Chart)
    assert (bars(chart), chart.unit, chart.maximum) == ({"Born abroad, 2021": 43.0}, "%", 100.0)
    assert chart.description == "Born abroad, 2021: 43\N{NO-BREAK SPACE}%."
    assert chart.note == ""


def test_a_number_becomes_a_share_where_the_inhabitants_of_that_year_are_known(
    spec: QuestionnaireSpec,
) -> None:
    given = rows(
        {"definition": "foreign_born", "number": "900", "year": 2021},
        {"definition": "without_citizenship", "number": "6200", "percent": "11", "year": 2021},
        {"definition": "migration_background", "number": "20000", "year": 1999},
        {"definition": "migration_background", "number": "56001", "year": 2021},
    )
    (chart,) = charts(spec, ctx_population=answered(number="56000", year=2021), **{MIGRANT: given})
    assert bars(chart) == {"Born abroad, 2021 *": 1.6, "Without the country's citizenship, 2021": 11.0}
    assert "Calculated" in chart.note


def test_numbers_alone_are_compared_with_each_other_and_one_is_not(spec: QuestionnaireSpec) -> None:
    one = {"definition": "foreign_born", "number": "900"}
    other = {"definition": "without_citizenship", "number": "6200"}
    assert charts(spec, **{MIGRANT: rows(one)}) == []
    (chart,) = charts(spec, **{MIGRANT: rows(one, other)})
    assert (list(bars(chart).values()), chart.unit, chart.maximum) == ([900.0, 6200.0], "", None)


def test_another_definition_is_what_its_note_says_in_the_language_of_the_note(
    spec: QuestionnaireSpec,
) -> None:
    row = {"definition": "other", "definition_note": "Mazākumtautības", "percent": "43"}
    (chart,) = charts(spec, **{MIGRANT: rows(row, language="lv")})
    assert (chart.categories, chart.languages) == (("Mazākumtautības",), ("lv",))


# -- Nationalities and status groups --------------------------------------------------------------


def group(name: str, number: str = "", kind: str = "nationality") -> dict[str, Any]:
    return {"group": name, "kind": kind, **({"number": number} if number else {})}


def test_nationalities_and_status_groups_are_drawn_apart_beside_their_table(spec: QuestionnaireSpec) -> None:
    given = rows(
        group("A", "20"), group("B", "30"), group("C"), group("D", "7", "status"), group("E", "5", "status")
    )
    nationalities, status = charts(spec, **{GROUPS: given})
    assert bars(nationalities) == {"B": 30.0, "A": 20.0}
    assert bars(status) == {"D": 7.0, "E": 5.0}
    assert not nationalities.own_table
    table = next(block for key, block in blocks(spec, **{GROUPS: given}) if key == f"na_{GROUPS}")
    assert {row.cells[0] for row in table.rows} >= {*nationalities.categories, *status.categories}


def test_one_group_says_nothing_and_of_many_the_largest_are_drawn(spec: QuestionnaireSpec) -> None:
    assert charts(spec, **{GROUPS: rows(group("A", "20"))}) == []
    many = [group(f"G{number}", str(number)) for number in range(1, 21)]
    assert len(charts(spec, **{GROUPS: rows(*many[:10])})[0].categories) == 10
    (chart,) = charts(spec, **{GROUPS: rows(*many)})
    assert len(chart.categories) == 12
    assert chart.categories[0] == "G20"
    assert "12 largest" in chart.note


# -- Budget ---------------------------------------------------------------------------------------


def test_the_budget_is_drawn_in_money_where_both_amounts_are_known(spec: QuestionnaireSpec) -> None:
    given: dict[str, Any] = {
        "ctx_budget_total": answered(number="110000000", year=2021),
        "ctx_budget_integration": answered(number="140000", year=2020),
        "ctx_budget_integration_share": answered(number="0.13"),
    }
    found = blocks(spec, **given)
    place = [key for key, _block in found].index("na_ctx_budget_integration_share")
    chart = found[place + 1][1]
    assert bars(chart) == {
        "Whole budget, 2021": 110_000_000.0,
        "For integration work and services, 2020": 140_000.0,
    }
    assert chart.own_table


def test_a_share_of_the_budget_alone_is_drawn_against_the_whole(spec: QuestionnaireSpec) -> None:
    share = answered(number="2.5")
    (chart,) = charts(spec, ctx_budget_total=answered(number="1000"), ctx_budget_integration_share=share)
    assert (list(bars(chart).values()), chart.unit, chart.maximum) == ([2.5], "%", 100.0)
    assert charts(spec, ctx_budget_total=answered(number="1000")) == []


# -- Support --------------------------------------------------------------------------------------


def test_support_is_drawn_item_by_item_in_words(spec: QuestionnaireSpec) -> None:
    given = {key: answered(level=level) for level, key in enumerate(SUPPORT, start=1)}
    (chart,) = charts(spec, **given)
    assert list(bars(chart).values()) == [1.0, 2.0, 3.0, 4.0, 5.0]
    assert chart.levels[0] == "Not at all"
    assert chart.description.startswith("Consultation: Not at all; Co-ordination: To a small extent;")
    assert chart.series[0].tone == "neutral"


def test_a_mentor_profile_is_drawn_alike_in_the_mentors_colour() -> None:
    profile = questionnaire_from(definition_in(FOLDERS / "mentor_profile", registered_suggesters()))
    share = rows({"definition": "foreign_born", "percent": "43"})
    drawn = [
        block
        for _key, block in blocks(profile, prefix="mp_", tone="mentor", **{MIGRANT: share})
        if isinstance(block, Chart)
    ]
    assert [(chart.title, chart.series[0].tone) for chart in drawn] == [
        ("Share of all inhabitants", "mentor")
    ]
