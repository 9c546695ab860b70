"""Reading fields out of a POST."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.http import QueryDict

from inclucities.questionnaires.domain.specs import QuestionnaireSpec
from inclucities.questionnaires.forms.parsing import draft_in, is_posted, rows_in, version_in
from inclucities.questionnaires.models import Questionnaire
from inclucities.questionnaires.queries.specs import spec_of


@pytest.fixture
def spec(sampler: Questionnaire) -> QuestionnaireSpec:
    return spec_of(sampler)


def posted(**fields: object) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, value in fields.items():
        data.setlist(name, value if isinstance(value, list) else [str(value)])
    return data


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("7", 7),
        ("0", 0),
        ("", None),
        ("-1", None),
        ("1.0", None),
        ("9" * 10, None),
        ("٧", None),
        ("7\n", None),
    ],
)
def test_a_version_is_a_plain_number(text: str, version: int | None) -> None:
    assert version_in(posted(**{"story-version": text}), "story") == version


def test_a_draft_takes_the_fields_of_its_question_alone(spec: QuestionnaireSpec) -> None:
    data = posted(
        **{"story-text": "Mine", "story-state": "unknown", "name-text": "Not mine", "story-author": "7"}
    )
    draft = draft_in(spec.question("story"), data, spec.texts("en"))
    assert (draft.value, draft.state) == ({"text": "Mine"}, "unknown")
    assert not is_posted(spec.question("story"), data)


def test_rows_are_found_by_their_version(spec: QuestionnaireSpec) -> None:
    first, second = uuid4(), uuid4()
    data = posted(
        **{
            f"evidence-{first}-version": "1",
            f"evidence-{first}-also": [str(second), str(first)],
            f"evidence-{second}-note": "without a version",
            f"challenges-{second}-version": "1",
            f"evidence-{'x' * 36}-version": "1",
            f"evidence-{'-' * 36}-version": "1",
        }
    )
    rows = rows_in(spec.question("evidence"), data, spec.texts("en"))
    assert rows == {first: {"need": "", "also": [str(second), str(first)], "note": ""}}
    assert rows_in(spec.question("story"), data, spec.texts("en")) == {}


def test_a_suggested_tag_becomes_its_key_again(spec: QuestionnaireSpec) -> None:
    texts = spec.texts("en")
    shown = texts.option("fields", "housing").text
    draft = draft_in(spec.question("fields"), posted(**{"fields-tags": f" {shown.upper()} ;Own word"}), texts)
    assert draft.value == {"tags": "housing,Own word"}
