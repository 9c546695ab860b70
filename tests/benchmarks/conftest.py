"""A fiche of Schaerbeek, and the demonstration's texts to fill one with."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from benchmarks.models import GoodPractice
from benchmarks.services import release_practice, send_to_review, start_practice
from bin.commands import ROOT
from inclucities.questionnaires.models import Answer
from inclucities.questionnaires.services.answers import Draft, record_answer
from inclucities.questionnaires.services.rows import add_row
from tests.factories.questionnaires import section_holding
from tests.needs_analysis.conftest import answer_anyhow, pair  # noqa: F401 -- the same pair serves here

TEXTS = sorted((ROOT / "inclucities" / "demo" / "texts").glob("*/*/practices/*.yaml"))


def complete(practice: GoodPractice, by: Any) -> None:
    """Answer whatever is needed for release."""
    while missing := {key for state in practice.response.sections.all() for key in state.missing}:
        for key in sorted(missing):
            answer_anyhow(practice.response, key, by)


def release(practice: GoodPractice, by: Any) -> Any:
    """Take a fiche to its release."""
    complete(practice, by)
    send_to_review(practice=practice, by=by)
    return release_practice(practice=practice, by=by)


def write_fiche(practice: GoodPractice, path: Path, by: Any) -> None:
    """Fill a fiche with a text of the demonstration, of the length that cities write."""
    texts = yaml.safe_load(path.read_text(encoding="utf-8"))
    response = practice.response
    standing = dict(Answer.objects.filter(response=response).values_list("question__key", "version"))
    for key, given in texts["answers"].items():
        value = {
            part: given[part] for part in ("text", "tags", "date", "yes", "number", "choice") if part in given
        }
        record_answer(
            response=response,
            question_key=key,
            section_key=section_holding(response, key),
            draft=Draft(value=value, language=texts["language"] if "text" in value else ""),
            base_version=standing.get(key, 0),
            by=by,
        )
    for key, rows in texts["rows"].items():
        for cells in rows:
            add_row(
                response=response,
                question_key=key,
                section_key=section_holding(response, key),
                values=cells,
                by=by,
                language=texts["language"],
            )


@pytest.fixture
def practice(pair: Any) -> GoodPractice:  # noqa: F811
    return start_practice(organisation=pair.mentor_city, title="Language buddies", by=pair.asked)
