"""Figures to read: whole ones without decimals, in the reader's format, with their unit."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.utils import translation

from inclucities.accounts.models import User
from inclucities.questionnaires.enums import Audience
from inclucities.questionnaires.queries.content import content_of
from inclucities.questionnaires.queries.specs import spec_of
from inclucities.questionnaires.reports.extracts import Extract
from inclucities.questionnaires.reports.sections import sections_for
from inclucities.questionnaires.services.rows import add_row
from inclucities.questionnaires.templatetags.questionnaires import cells_with
from inclucities.reports.domain.document import Table
from inclucities.reports.rendering.words import cell_text
from tests.factories.questionnaires import CITY, load_sampler, question_in, start, structure_copy

SPACE = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ["14,000", f"1,250,000.5{SPACE}EUR", f"12.5{SPACE}%", "2021"]),
        ("lv", [f"14{SPACE}000", f"1{SPACE}250{SPACE}000,5{SPACE}EUR", f"12,5{SPACE}%", "2021"]),
    ],
)
def test_documents_and_versions_write_figures_alike(
    db: None, anna: User, tmp_path: Path, language: str, said: list[str]
) -> None:
    structure = structure_copy()
    columns = {"people": "number", "cost": "money", "share": "percent", "since": "year"}
    question_in(structure, "challenges")["columns"] += [
        {"key": key, "type": kind} for key, kind in columns.items()
    ]
    response = start(load_sampler(tmp_path, structure), anna)
    figures = {"people": "14000", "cost": "1250000.50", "share": "12.5", "since": "2021"}
    add_row(
        response=response,
        question_key="challenges",
        section_key="needs",
        values={"title": "Housing", **figures},
        by=anna,
    )
    extract = Extract(language=language, sides=frozenset({CITY}), audiences=frozenset({Audience.TEAM}))
    sections = sections_for(spec_of(response.questionnaire), content_of(response), extract, {})
    tables = [block for section in sections for block in section.blocks if isinstance(block, Table)]
    table = next(found for found in tables if found.key == "challenges")
    row, figures_of = table.rows[0], table.columns[-4:]
    assert row.cells[-4:] == (14000, 1250000.5, 12.5, 2021)
    assert isinstance(row.cells[-4], int)
    with translation.override(language):
        assert [
            cell_text(cell, column) for cell, column in zip(row.cells[-4:], figures_of, strict=True)
        ] == said
        assert [words for _label, words, *_more in cells_with(row, table.columns)[-4:]] == said
