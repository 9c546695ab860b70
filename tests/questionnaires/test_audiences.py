"""How far an answer is open: what its writer chose, and how far a version was opened as a whole."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from inclucities.accounts.models import User
from inclucities.audit.models import AuditEvent
from inclucities.questionnaires.domain.audiences import opened_audience, opened_content
from inclucities.questionnaires.domain.specs import QuestionSpec
from inclucities.questionnaires.enums import Audience, QuestionType
from inclucities.questionnaires.models import FrozenVersion, Response
from inclucities.questionnaires.queries.content import content_of
from inclucities.questionnaires.queries.pages import RowItem, section_pages
from inclucities.questionnaires.queries.specs import spec_of
from inclucities.questionnaires.queries.versions import compared
from inclucities.questionnaires.reports.extracts import Extract
from inclucities.questionnaires.reports.sections import sections_for
from inclucities.questionnaires.services.answers import record_answer
from inclucities.questionnaires.services.responses import (
    freeze_version,
    release_version,
    take_back_release,
)
from inclucities.questionnaires.services.rows import add_row
from tests.factories.people import UserFactory
from tests.factories.questionnaires import CITY, load_sampler, reader_of, section_holding, start, text

pytestmark = pytest.mark.django_db
A = Audience
ORDINARY = QuestionSpec(key="q", type=QuestionType.LONG_TEXT)
CAPPED = QuestionSpec(key="q", type=QuestionType.LONG_TEXT, widest_audience=A.SCHEME)
SENSITIVE = QuestionSpec(
    key="q",
    type=QuestionType.LONG_TEXT,
    audience=A.OWN_SIDE,
    widest_audience=A.SCHEME,
    sensitive=True,
)
PRIVATE = QuestionSpec(
    key="q", type=QuestionType.SCALE, audience=A.AUTHOR, widest_audience=A.TEAM, per_person=True
)


@pytest.fixture
def anna() -> User:
    return UserFactory()


@pytest.fixture
def response(anna: User, tmp_path: Path) -> Response:
    return start(load_sampler(tmp_path), anna)


@pytest.mark.parametrize(
    ("question", "kept", "reach", "read_by"),
    [
        (ORDINARY, A.TEAM, A.TEAM, A.TEAM),
        (ORDINARY, A.TEAM, A.SCHEME, A.SCHEME),
        (ORDINARY, A.TEAM, A.RELEASED, A.RELEASED),
        (ORDINARY, A.SCHEME, A.RELEASED, A.RELEASED),
        (ORDINARY, A.RELEASED, A.SCHEME, A.RELEASED),
        (ORDINARY, A.OWN_SIDE, A.RELEASED, A.OWN_SIDE),
        (CAPPED, A.TEAM, A.RELEASED, A.SCHEME),
        (SENSITIVE, A.OWN_SIDE, A.RELEASED, A.OWN_SIDE),
        (SENSITIVE, A.TEAM, A.SCHEME, A.TEAM),
        (SENSITIVE, A.SCHEME, A.RELEASED, A.SCHEME),
        (PRIVATE, A.TEAM, A.RELEASED, A.TEAM),
        (PRIVATE, A.AUTHOR, A.SCHEME, A.AUTHOR),
    ],
)
def test_an_answer_goes_along_unless_it_is_sensitive_private_or_kept_narrow(
    question: QuestionSpec, kept: Audience, reach: Audience, read_by: Audience
) -> None:
    assert opened_audience(question, kept, reach) == read_by


def said(response: Response, by: User, **audiences: str) -> None:
    for key, audience in audiences.items():
        record_answer(
            response=response,
            question_key=key,
            section_key=section_holding(response, key),
            draft=text(f"about {key}", audience=audience),
            base_version=0,
            by=by,
        )


def test_what_the_association_answers_never_goes_along(response: Response, anna: User) -> None:
    said(response, anna, name="", law="")
    opened = opened_content(spec_of(response.questionnaire), content_of(response), A.RELEASED)
    assert opened["answers"]["name"][0]["audience"] == A.RELEASED
    assert opened["answers"]["law"][0]["audience"] == A.TEAM


def test_page_comparison_and_document_of_one_reader_hold_the_same(response: Response, anna: User) -> None:
    said(response, anna, name="", strategy_text="own_side", remark="scheme")
    for title, audience in (("Ours", ""), ("Hidden", "own_side")):
        add_row(
            response=response,
            question_key="challenges",
            section_key="needs",
            values={"title": title},
            by=anna,
            audience=audience,
        )
    words = ("about name", "about strategy_text", "about remark", "Ours", "Hidden")
    spec, sides = spec_of(response.questionnaire), frozenset({CITY})
    audiences = frozenset({A.SCHEME, A.RELEASED})
    empty = freeze_version(response=start(response.questionnaire, anna), stage="shared", by=anna)
    for opened_to, expected in (
        (A.TEAM, {"about remark"}),
        (A.SCHEME, {"about name", "about remark", "Ours"}),
    ):
        version = freeze_version(response=response, stage="shared", by=anna, opened_to=opened_to)
        content = opened_content(spec, version.content, version.reach)
        document = sections_for(
            spec, content, Extract(language="en", sides=sides, audiences=audiences), {CITY: "Jelgava"}
        )
        changes = compared(response, empty, version, language="en", audiences=audiences, sides=sides)
        reader = replace(reader_of(UserFactory(), *audiences, reads=sides), reach=opened_to)
        page = [
            written.values if isinstance(written, RowItem) else written.value
            for one in section_pages(response, reader, "en")
            for item in one.items
            for written in (item, *item.rows)
        ]
        for where in (document, changes, page):
            assert {word for word in words if word in str(where)} == expected


def test_a_row_that_is_closed_is_not_named_by_the_row_that_refers_to_it(
    response: Response, anna: User
) -> None:
    need = add_row(
        response=response,
        question_key="challenges",
        section_key="needs",
        values={"title": "Hidden"},
        by=anna,
        audience="own_side",
    )
    values = {"need": str(need.uuid), "note": "A survey"}
    add_row(response=response, question_key="evidence", section_key="needs", values=values, by=anna)
    spec = spec_of(response.questionnaire)
    for audiences, named in (({A.TEAM}, False), ({A.TEAM, A.OWN_SIDE}, True)):
        extract = Extract(language="en", sides=frozenset({CITY}), audiences=frozenset(audiences))
        document = str(sections_for(spec, content_of(response), extract, {}))
        assert "A survey" in document
        assert ("Hidden" in document) == named


def test_one_version_is_released_at_a_time_and_taken_back(response: Response, anna: User) -> None:
    first, second = (freeze_version(response=response, stage="shared", by=anna) for _number in range(2))
    before = dict(first.content)
    assert release_version(version=first, by=anna)
    assert not release_version(version=first, by=anna)
    assert first.reach == A.RELEASED
    assert release_version(version=second, by=anna)
    assert list(FrozenVersion.objects.filter(released_at__isnull=False)) == [second]
    assert take_back_release(version=second, by=anna)
    assert not take_back_release(version=second, by=anna)
    second.refresh_from_db()
    assert (second.reach, second.released_by) == (A.TEAM, None)
    assert FrozenVersion.objects.get(pk=first.pk).content == before
    actions = AuditEvent.objects.filter(action__contains="release").order_by("pk")
    assert [(event.action, event.data["number"]) for event in actions] == [
        ("version_released", 1),
        ("version_released", 2),
        ("release_taken_back", 2),
    ]


def test_two_released_versions_are_refused_by_the_table(response: Response, anna: User) -> None:
    version = freeze_version(response=response, stage="shared", by=anna)
    release_version(version=version, by=anna)
    freeze_version(response=response, stage="shared", by=anna)
    with pytest.raises(IntegrityError), transaction.atomic():
        FrozenVersion.objects.update(released_at=version.released_at)
