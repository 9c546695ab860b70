"""Every text says which language it is written in, and no word of the interface does so for it (convention 16)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from lxml import html as markup

from inclucities.questionnaires.models import ResponseRow
from inclucities.questionnaires.services.answers import Draft, record_answer
from inclucities.questionnaires.services.rows import add_row, record_row, retire_row
from inclucities.questionnaires.services.translations import record_translation
from needs_analysis.services.needs_analyses import share_needs_analysis
from tests.needs_analysis.conftest import Pair

ClientFor = Callable[..., Client]
TITLE, TEXT, REASON = "Mājokļi", "Dzīvokli gaida gadiem, un neviens nesaka, kāpēc.", "Neviens neskaita"
OUTDATED = "the original has changed since"


def page(pair: Pair, client: Client, name: str, *args: object) -> Any:
    response = client.get(reverse(f"needs_analysis:{name}", args=[pair.analysis.pk, *args]))
    assert response.status_code == 200
    return markup.fromstring(response.content.decode())


def language_of(tree: Any, words: str) -> set[str]:
    """Return in which languages a page says some words stand."""
    return {
        next(iter(element.xpath("ancestor-or-self::*[@lang][1]/@lang")))
        for element in tree.iter()
        if isinstance(element.tag, str) and words in (element.text or "")
    }


@pytest.fixture
def need(pair: Pair) -> ResponseRow:
    """Write a need in Latvian, and evidence in English that refers to it."""
    row = add_row(
        response=pair.analysis.response,
        question_key="na_challenges",
        section_key="needs",
        values={"title": TITLE, "kind": "policy_gap", "description": TEXT},
        by=pair.lead,
        language="lv",
    )
    add_row(
        response=pair.analysis.response,
        question_key="na_rationale",
        section_key="needs",
        values={"need": str(row.uuid), "source": "public", "evidence": "A survey of tenants"},
        by=pair.lead,
        language="en",
    )
    return row


def share(pair: Pair) -> int:
    pair.answer_required()
    acknowledged = {"N-2", "N-5", "N-7"}
    version = share_needs_analysis(analysis=pair.analysis, by=pair.lead, acknowledged=acknowledged)
    return int(version.number)


@pytest.mark.parametrize("name", ["whole", "check", "version"])
def test_cells_are_in_their_language_and_labels_in_that_of_the_page(
    pair: Pair, client_for: ClientFor, need: ResponseRow, name: str
) -> None:
    arguments = [share(pair)] if name == "version" else []
    tree = page(pair, client_for(pair.lead), name, *arguments)
    for words in (TITLE, TEXT):
        assert language_of(tree, words) == {"lv"}
    for words in ("A survey of tenants", "Need", "Description", "Where it comes from"):
        assert language_of(tree, words) == {"en"}, words


def test_rows_that_were_taken_away_keep_their_language(
    pair: Pair, client_for: ClientFor, need: ResponseRow
) -> None:
    retire_row(response=pair.analysis.response, uuid=need.uuid, section_key="needs", by=pair.lead)
    tree = page(pair, client_for(pair.lead), "retired", "na_challenges")
    assert language_of(tree, TEXT) == {"lv"}
    assert language_of(tree, "Description") == {"en"}


@pytest.mark.parametrize("name", ["whole", "version"])
def test_a_reason_is_in_the_language_of_its_answer(pair: Pair, client_for: ClientFor, name: str) -> None:
    record_answer(
        response=pair.analysis.response,
        question_key="na_other_benefits",
        section_key="needs",
        draft=Draft(value={}, state="unknown", reason=REASON, language="lv"),
        base_version=0,
        by=pair.lead,
    )
    arguments = [share(pair)] if name == "version" else []
    tree = page(pair, client_for(pair.lead), name, *arguments)
    assert language_of(tree, REASON) == {"lv"}
    assert language_of(tree, "We do not know") == {"en"}


def test_the_translation_of_a_cell_says_that_its_original_has_changed(
    pair: Pair, client_for: ClientFor, need: ResponseRow
) -> None:
    for field, words in (("title", "Housing"), ("description", "They wait for years.")):
        record_translation(of=need, field=field, language="en", text=words, base_version=0, by=pair.lead)
    client = client_for(pair.facilitator)
    tree = page(pair, client, "whole")
    assert language_of(tree, "Housing") == language_of(tree, "They wait for years.") == {"en"}
    assert OUTDATED not in tree.text_content()
    record_row(
        response=pair.analysis.response,
        uuid=need.uuid,
        question_key="na_challenges",
        section_key="needs",
        values={"title": TITLE, "kind": "policy_gap", "description": f"{TEXT} Vēl."},
        base_version=1,
        by=pair.lead,
    )
    # In a version the evidence names the need with the translation of its title.
    for name, arguments, count in (("whole", [], 2), ("version", [share(pair)], 3)):
        tree = page(pair, client, name, *arguments)
        assert tree.text_content().count(OUTDATED) == count, name
