"""Starting a response, completing and opening sections, freezing versions."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from inclucities.accounts.models import User
from inclucities.audit.models import AuditEvent
from inclucities.questionnaires.enums import SectionStatus
from inclucities.questionnaires.models import (
    Answer,
    FrozenVersion,
    Questionnaire,
    Response,
    ResponseRow,
    SectionState,
    Translation,
)
from inclucities.questionnaires.queries.specs import spec_of
from inclucities.questionnaires.services.answers import Draft, record_answer
from inclucities.questionnaires.services.responses import (
    SectionClosedError,
    close_for_writing,
    complete_section,
    freeze_version,
    open_for_writing,
    reopen_section,
    set_due_date,
    start_response,
)
from inclucities.questionnaires.services.rows import add_row, retire_row
from schemes.models import Programme
from tests.factories.questionnaires import load_sampler, say, section_state, structure_copy, text

pytestmark = pytest.mark.django_db

OPEN, SHUT = True, False
CITY_SECTIONS = ("facts", "needs", "reflection")


def openness(response: Response) -> dict[str, bool]:
    return dict(SectionState.objects.filter(response=response).values_list("key", "is_open"))


def actions() -> list[str]:
    return list(AuditEvent.objects.order_by("pk").values_list("action", flat=True))


# -- Starting -------------------------------------------------------------------------------------


def test_a_response_starts_with_all_sections_open_and_everything_missing(
    sampler: Questionnaire, anna: User
) -> None:
    owner = Programme.objects.create(names={"en": "Owner"})
    due = dt.date(2026, 3, 1)
    response = start_response(
        questionnaire_key="sampler",
        make_owner=lambda _made: owner,
        by=anna,
        scheme_id=7,
        programme_id=owner.pk,
        due_on=due,
    )
    states = {state.key: state for state in response.sections.all()}
    assert list(states) == ["facts", "needs", "context", "reflection"]
    assert {state.due_on for state in states.values()} == {due}
    sections = {section.key: section for section in spec_of(response.questionnaire).sections}
    assert {state.status_in(sections[key]) for key, state in states.items()} == {SectionStatus.NOT_STARTED}
    assert (states["facts"].answered, states["facts"].total) == (0, 10)
    assert states["facts"].missing == ["name", "story", "strategy"]
    event = AuditEvent.objects.get()
    assert (event.action, event.actor, event.scheme_id, event.target_id) == (
        "response_started",
        anna,
        7,
        owner.pk,
    )


def test_an_owner_has_one_response_to_a_questionnaire(response: Response, anna: User, tmp_path: Path) -> None:
    owner = Programme.objects.get(pk=response.target_id)
    with pytest.raises(IntegrityError):
        start_response(questionnaire_key="sampler", make_owner=lambda _made: owner, by=anna)
    assert (Response.objects.count(), SectionState.objects.count()) == (1, 4)
    other = {**structure_copy(), "key": "other"}
    load_sampler(tmp_path / "other", other)
    assert (
        start_response(questionnaire_key="other", make_owner=lambda _made: owner, by=None).pk != response.pk
    )


def test_a_questionnaire_that_was_not_loaded_cannot_be_started(db: None) -> None:
    with pytest.raises(Questionnaire.DoesNotExist):
        start_response(questionnaire_key="gone", make_owner=lambda _made: Programme.objects.create(), by=None)
    assert not Response.objects.exists()


# -- Sections -------------------------------------------------------------------------------------


def test_a_section_is_declared_complete_however_much_is_missing(response: Response, anna: User) -> None:
    say(response, "name", "Jelgava", anna)
    facts = spec_of(response.questionnaire).section("facts")
    assert section_state(response, "facts").status_in(facts) == SectionStatus.INCOMPLETE
    state = complete_section(response=response, section_key="facts", by=anna)
    assert state.status_in(facts) == SectionStatus.COMPLETED
    assert (state.is_open, state.completed_by) == (False, anna)
    assert state.missing == ["story", "strategy"]
    assert openness(response) == {"facts": SHUT, "needs": OPEN, "context": OPEN, "reflection": OPEN}
    with pytest.raises(SectionClosedError):
        complete_section(response=response, section_key="facts", by=anna)
    assert actions()[-1] == "section_completed"


def test_a_completed_section_can_be_opened_again(response: Response, anna: User) -> None:
    complete_section(response=response, section_key="facts", by=anna)
    for _again in range(2):
        reopen_section(response=response, section_key="facts", by=anna)
    state = section_state(response, "facts")
    assert (state.is_open, state.completed_at, state.completed_by) == (True, None, None)
    assert actions().count("section_reopened") == 1
    assert say(response, "name", "x", anna).version == 1


def test_a_section_of_the_city_is_not_opened_alone_while_the_response_is_shared(
    response: Response, anna: User
) -> None:
    complete_section(response=response, section_key="context", by=anna)
    close_for_writing(response=response, by=anna)
    with pytest.raises(SectionClosedError):
        reopen_section(response=response, section_key="facts", by=anna)
    assert not section_state(response, "facts").is_open
    reopen_section(response=response, section_key="context", by=anna)
    assert section_state(response, "context").is_open


def test_a_due_date_is_set_and_taken_away(response: Response, anna: User) -> None:
    for _twice in range(2):
        set_due_date(response=response, section_key="facts", due_on=dt.date(2026, 5, 9), by=anna)
        assert section_state(response, "facts").due_on == dt.date(2026, 5, 9)
        assert section_state(response, "needs").due_on is None
    for _twice in range(2):
        set_due_date(response=response, section_key="facts", due_on=None, by=anna)
        assert section_state(response, "facts").due_on is None
    assert AuditEvent.objects.filter(action="section_due_date_set").count() == 2
    set_due_date(response=response, section_key="gone", due_on=None, by=anna)
    assert actions().count("section_due_date_set") == 2


# -- Closing and opening --------------------------------------------------------------------------


def test_closing_leaves_open_what_the_association_and_what_everybody_answers_for_themselves(
    response: Response, anna: User, boris: User
) -> None:
    complete_section(response=response, section_key="facts", by=boris)
    close_for_writing(response=response, by=anna)
    response.refresh_from_db()
    assert not response.is_open
    assert openness(response) == {"facts": SHUT, "needs": SHUT, "context": OPEN, "reflection": OPEN}
    assert section_state(response, "facts").completed_by == boris
    assert section_state(response, "needs").completed_by == anna
    assert section_state(response, "context").completed_at is None
    for key in ("name", "remark"):
        with pytest.raises(SectionClosedError):
            say(response, key, "x", anna)
    assert say(response, "law", "x", anna).version == 1
    with pytest.raises(SectionClosedError):
        close_for_writing(response=response, by=anna)


def test_opening_again_opens_the_city_s_sections_and_keeps_the_reason(response: Response, anna: User) -> None:
    complete_section(response=response, section_key="context", by=anna)
    with pytest.raises(SectionClosedError):
        open_for_writing(response=response, by=anna, reason="Too early")
    close_for_writing(response=response, by=anna)
    open_for_writing(response=response, by=anna, reason="The council asked")
    response.refresh_from_db()
    assert (response.is_open, response.reopened_because) == (True, "The council asked")
    assert openness(response) == {"facts": OPEN, "needs": OPEN, "context": SHUT, "reflection": OPEN}
    assert section_state(response, "facts").completed_at is None
    assert section_state(response, "context").completed_at is not None
    assert actions()[-1] == "response_reopened"
    assert say(response, "name", "x", anna).version == 1


# -- Versions -------------------------------------------------------------------------------------


def test_a_version_keeps_everything_but_what_only_its_author_may_read(
    response: Response, anna: User, boris: User
) -> None:
    said = say(response, "name", "Jelgava", anna)
    for person, audience in ((anna, ""), (boris, "team")):
        draft = Draft(value={"level": "2"}, audience=audience)
        record_answer(
            response=response,
            question_key="position",
            section_key="reflection",
            draft=draft,
            base_version=0,
            by=person,
        )
    draft = Draft(value={"number": "5"}, state="not_applicable", reason="None")
    record_answer(
        response=response, question_key="budget", section_key="facts", draft=draft, base_version=0, by=boris
    )
    kept = add_row(
        response=response, question_key="challenges", section_key="needs", values={"title": "Kept"}, by=anna
    )
    gone = add_row(
        response=response, question_key="challenges", section_key="needs", values={"title": "Gone"}, by=anna
    )
    retire_row(response=response, uuid=gone.uuid, section_key="needs", by=anna)
    for written, version in (({"answer": said}, 1), ({"row": kept}, 9)):
        Translation.objects.create(
            **written,
            field="text",
            language="en",
            text="In English",
            of_version=version,
            updated_by=anna,
            updated_at=said.updated_at,
        )
    complete_section(response=response, section_key="facts", by=anna)

    version = freeze_version(response=response, stage="shared", by=anna, note="First")
    version.refresh_from_db()
    content = version.content
    assert set(content["answers"]) == {"name", "position", "budget"}
    assert [answer["person"] for answer in content["answers"]["position"]] == [boris.pk]
    name = content["answers"]["name"][0]
    assert (name["value"], name["by"], name["version"]) == ({"text": "Jelgava"}, anna.pk, 1)
    assert name["translations"] == [
        {"field": "text", "language": "en", "text": "In English", "outdated": False}
    ]
    budget = content["answers"]["budget"][0]
    assert (budget["state"], budget["reason"]) == ("not_applicable", "None")
    assert [row["uuid"] for row in content["rows"]["challenges"]] == [str(kept.uuid)]
    assert content["rows"]["challenges"][0]["translations"][0]["outdated"] is True
    assert content["sections"]["facts"]["completed_at"] is not None
    assert content["sections"]["needs"] == {"completed_at": None, "answered": 1, "total": 3}
    assert (version.number, version.stage, version.note, version.frozen_by) == (1, "shared", "First", anna)
    event = AuditEvent.objects.get(action="version_frozen")
    assert event.data == {"number": 1, "stage": "shared", "opened_to": "team"}
    assert "Jelgava" not in str(event.data)


def test_a_row_that_only_its_author_may_read_stays_out_as_well(response: Response, anna: User) -> None:
    add_row(
        response=response,
        question_key="challenges",
        section_key="needs",
        values={"title": "Private"},
        by=anna,
    )
    ResponseRow.objects.update(audience="author")
    assert freeze_version(response=response, stage="shared", by=anna).content["rows"] == {}


def test_a_version_does_not_change_when_the_answers_do(response: Response, anna: User) -> None:
    say(response, "name", "one", anna)
    first = freeze_version(response=response, stage="shared", by=anna)
    say(response, "name", "two", anna, base=1)
    second = freeze_version(response=response, stage="final", by=anna)
    first.refresh_from_db()
    names = [version.content["answers"]["name"][0]["value"]["text"] for version in (first, second)]
    assert names == ["one", "two"]
    assert [version.number for version in response.versions.all()] == [2, 1]
    response.refresh_from_db()
    assert response.latest_version == 2


def test_a_version_that_is_taken_back_gives_its_number_to_the_next(response: Response, anna: User) -> None:
    with transaction.atomic():
        freeze_version(response=response, stage="shared", by=anna)
        transaction.set_rollback(True)
    assert freeze_version(response=response, stage="shared", by=anna).number == 1


def test_answers_and_versions_cannot_be_doubled_even_past_the_services(
    response: Response, anna: User
) -> None:
    answer = say(response, "name", "one", anna)
    version = freeze_version(response=response, stage="shared", by=anna)
    own = record_answer(
        response=response,
        question_key="position",
        section_key="reflection",
        draft=text(""),
        base_version=0,
        by=anna,
    )
    doubles = [
        Answer(
            response=response,
            question=one.question,
            person=one.person,
            author=anna,
            updated_by=anna,
            updated_at=one.updated_at,
        )
        for one in (answer, own)
    ]
    doubles.append(
        FrozenVersion(
            response=response, number=version.number, edition=version.edition, content={}, frozen_by=anna
        )
    )
    for double in doubles:
        with pytest.raises(IntegrityError), transaction.atomic():
            double.save()
