"""Rows, figures and charts of a needs analysis as a document and as a page show them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from inclucities.questionnaires.models import ResponseRow
from inclucities.questionnaires.services.answers import Draft, record_answer
from inclucities.questionnaires.services.rows import add_row, record_row
from inclucities.questionnaires.services.translations import record_translation
from inclucities.reports.domain.document import CellTranslation, Chart, Table
from needs_analysis.queries.needs_analyses import open_needs_analysis
from needs_analysis.reports import needs_analysis as documents
from needs_analysis.services.needs_analyses import share_needs_analysis
from tests.needs_analysis.conftest import Pair

ClientFor = Callable[..., Client]
NEED = {"title": "Nav kur runāt", "kind": "policy_gap", "description": "Kursi beidzas, un sarunu nav."}


@pytest.fixture
def need(pair: Pair) -> ResponseRow:
    """Give a need that is written in Latvian, with its description in English beside it."""
    row = add_row(
        response=pair.analysis.response,
        question_key="na_challenges",
        section_key="needs",
        values=NEED,
        language="lv",
        by=pair.lead,
    )
    record_translation(
        of=row,
        field="description",
        language="en",
        text="Courses end, and nobody talks.",
        base_version=0,
        by=pair.lead,
    )
    return row


def blocks_of(pair: Pair, language: str = "en", **changes: Any) -> list[Any]:
    opened = open_needs_analysis(pair.lead, pair.analysis.pk)
    assert opened is not None
    document = documents.build(opened.analysis, access=opened.access, language=language, **changes)
    return [block for section in document.sections for block in section.blocks]


def table_of(pair: Pair, language: str = "en") -> Table:
    return next(block for block in blocks_of(pair, language) if getattr(block, "key", "") == "na_challenges")


def test_the_translation_of_a_cell_stands_in_its_cell(pair: Pair, need: ResponseRow) -> None:
    (row,) = table_of(pair).rows
    place = row.cells.index(NEED["description"])
    assert row.language == "lv"
    assert row.translations == (CellTranslation(place, "Courses end, and nobody talks.", "en"),)


def test_a_translation_is_left_out_where_the_document_speaks_the_language_of_the_original(
    pair: Pair, need: ResponseRow
) -> None:
    (row,) = table_of(pair, "lv").rows
    assert (row.language, row.translations) == ("", ())


def test_a_translation_older_than_its_original_says_so(pair: Pair, need: ResponseRow) -> None:
    record_row(
        response=pair.analysis.response,
        uuid=need.uuid,
        question_key="na_challenges",
        section_key="needs",
        values=NEED | {"description": "Kursi beidzas maijā."},
        base_version=1,
        by=pair.lead,
        language="lv",
    )
    (row,) = table_of(pair).rows
    assert row.translations[0].outdated


def figure(pair: Pair, values: dict[str, Any]) -> None:
    add_row(
        response=pair.analysis.response,
        question_key="na_ctx_migrant_population",
        section_key="local_context",
        values=values,
        by=pair.lead,
    )


def test_numbers_are_printed_as_they_were_typed(pair: Pair) -> None:
    figure(pair, {"definition": "foreign_born", "number": "6200", "percent": "11.5", "year": "2021"})
    table = next(
        block for block in blocks_of(pair) if getattr(block, "key", "") == "na_ctx_migrant_population"
    )
    assert [cell for cell in table.rows[0].cells if isinstance(cell, (int, float))] == [6200, 11.5, 2021]
    assert all(type(cell) is not float or cell == 11.5 for cell in table.rows[0].cells)


def test_an_amount_says_its_year_and_source(pair: Pair) -> None:
    record_answer(
        response=pair.analysis.response,
        question_key="na_ctx_population",
        section_key="local_context",
        draft=Draft(value={"number": "56000", "year": "2021", "source": "register"}),
        base_version=0,
        by=pair.lead,
    )
    block = next(block for block in blocks_of(pair) if getattr(block, "key", "") == "na_ctx_population")
    assert block.text == "56,000 (2021), register"


def test_a_shared_version_shows_the_chart_with_its_table_and_translations(
    pair: Pair, need: ResponseRow, client_for: ClientFor
) -> None:
    figure(pair, {"definition": "foreign_born", "percent": "11.5"})
    pair.answer_required()
    version = share_needs_analysis(analysis=pair.analysis, by=pair.lead, acknowledged={"N-2", "N-5", "N-7"})
    assert [block.title for block in blocks_of(pair, version=version) if isinstance(block, Chart)] == [
        "Share of all inhabitants"
    ]
    page = client_for(pair.lead).get(reverse("needs_analysis:version", args=[pair.analysis.pk, 1]))
    html = page.content.decode()
    assert '<svg xmlns="http://www.w3.org/2000/svg" class="chart" role="img"' in html
    assert '<th scope="row">Born abroad</th><td class="number">11.5\N{NO-BREAK SPACE}%</td>' in html
    assert "style=" not in html.partition('class="chart"')[2].partition("</svg>")[0]
    assert "Courses end, and nobody talks." in html
    assert '<h3 lang="lv">Nav kur runāt</h3>' in html
