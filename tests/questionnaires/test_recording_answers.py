"""Saving an answer: who was first, and what is kept."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from inclucities.accounts.models import User
from inclucities.audit.models import AuditEvent
from inclucities.questionnaires.domain.progress import progress_of
from inclucities.questionnaires.domain.values import InvalidValueError
from inclucities.questionnaires.enums import AnswerState, Audience
from inclucities.questionnaires.models import Answer, Response, Revision, SectionState
from inclucities.questionnaires.queries.content import given_in
from inclucities.questionnaires.queries.specs import spec_of
from inclucities.questionnaires.services.answers import (
    Draft,
    MissingVersionError,
    UnknownQuestionError,
    clean_draft,
    record_answer,
)
from inclucities.questionnaires.services.responses import SectionClosedError, complete_section
from inclucities.questionnaires.services.saving import StaleVersionError
from tests.factories.questionnaires import say, section_holding, section_state, text

pytestmark = pytest.mark.django_db


def record(response: Response, key: str, draft: Draft, by: User, base: int | None = 0) -> Answer:
    return record_answer(
        response=response,
        question_key=key,
        section_key=section_holding(response, key),
        draft=draft,
        base_version=base,
        by=by,
    )


def counts() -> tuple[int, int, int]:
    """Return how many answers, revisions and events of saves there are."""
    return (
        Answer.objects.count(),
        Revision.objects.count(),
        AuditEvent.objects.filter(action="answer_recorded").count(),
    )


# -- The version ----------------------------------------------------------------------------------


def test_the_first_save_makes_the_answer_its_revision_and_its_event(response: Response, anna: User) -> None:
    answer = record(response, "name", text("Jelgava", language="lv"), anna)
    answer.refresh_from_db()
    assert (answer.version, answer.value, answer.language) == (1, {"text": "Jelgava"}, "lv")
    assert (answer.author, answer.updated_by, answer.person) == (anna, anna, None)
    revision = answer.revisions.get()
    assert (revision.version, revision.by, revision.at) == (1, anna, answer.updated_at)
    assert revision.content["value"] == {"text": "Jelgava"}
    event = AuditEvent.objects.get(action="answer_recorded")
    assert event.data == {"question": "name", "version": 1}
    assert (event.actor, event.target_kind, event.target_id) == (anna, "programme", response.target_id)
    assert (event.scheme_id, event.programme_id) == (response.scheme_id, response.programme_id)


def test_each_save_starts_from_the_one_before(response: Response, anna: User, boris: User) -> None:
    say(response, "name", "one", anna)
    say(response, "name", "two", boris, base=1)
    answer = say(response, "name", "three", anna, base=2)
    answer.refresh_from_db()
    assert (answer.version, answer.value["text"], answer.author, answer.updated_by) == (
        3,
        "three",
        anna,
        anna,
    )
    assert [(r.version, r.content["value"]["text"], r.by) for r in answer.revisions.all()] == [
        (3, "three", anna),
        (2, "two", boris),
        (1, "one", anna),
    ]
    assert counts() == (1, 3, 3)


@pytest.mark.parametrize("base", [0, 1, 3, 99])
def test_a_save_from_another_version_is_refused_with_what_stands(
    base: int, response: Response, anna: User, boris: User
) -> None:
    say(response, "name", "one", anna)
    say(response, "name", "two", anna, base=1)
    before = counts()
    with pytest.raises(StaleVersionError) as caught:
        say(response, "name", "mine", boris, base=base)
    theirs = caught.value.theirs
    assert theirs is not None
    assert (theirs.version, theirs.value, theirs.updated_by) == (2, {"text": "two"}, anna)
    assert Answer.objects.get().value == {"text": "two"}
    assert counts() == before


def test_a_save_from_a_version_of_something_that_is_not_there_is_refused(
    response: Response, anna: User
) -> None:
    with pytest.raises(StaleVersionError) as caught:
        say(response, "name", "mine", anna, base=4)
    assert caught.value.theirs is None
    assert counts() == (0, 0, 0)


def test_both_first_saves_of_two_people_cannot_win(response: Response, anna: User, boris: User) -> None:
    say(response, "name", "hers", anna)
    with pytest.raises(StaleVersionError):
        say(response, "name", "his", boris)
    assert Answer.objects.get().value == {"text": "hers"}


@pytest.mark.parametrize("base", [0, 1, 2])
def test_a_save_sent_again_by_the_same_person_changes_nothing(
    base: int, response: Response, anna: User
) -> None:
    say(response, "name", "one", anna)
    say(response, "name", "two", anna, base=1)
    before = counts()
    assert say(response, "name", "two", anna, base=base).version == 2
    assert counts() == before


def test_the_same_text_by_another_person_from_an_old_version_is_a_conflict(
    response: Response, anna: User, boris: User
) -> None:
    say(response, "name", "one", anna)
    say(response, "name", "two", anna, base=1)
    with pytest.raises(StaleVersionError):
        say(response, "name", "two", boris, base=1)


def test_an_untouched_text_makes_no_new_version_whoever_sends_it(
    response: Response, anna: User, boris: User
) -> None:
    say(response, "name", "one", anna)
    before = counts()
    answer = say(response, "name", " one ", boris, base=1)
    assert (answer.version, answer.updated_by) == (1, anna)
    assert counts() == before


def test_a_save_must_say_what_it_started_from(response: Response, anna: User) -> None:
    with pytest.raises(MissingVersionError):
        record(response, "name", text("x"), anna, base=None)
    assert counts() == (0, 0, 0)


def test_an_answer_can_be_emptied_and_stays_in_its_history(response: Response, anna: User) -> None:
    say(response, "name", "one", anna)
    answer = say(response, "name", "  ", anna, base=1)
    assert (answer.version, answer.value) == (2, {})
    assert [revision.content["value"] for revision in answer.revisions.all()] == [{}, {"text": "one"}]
    assert section_state(response, "facts").answered == 0


# -- What cannot be saved -------------------------------------------------------------------------


def test_a_question_that_is_not_in_the_questionnaire_is_unknown(response: Response, anna: User) -> None:
    with pytest.raises(UnknownQuestionError):
        say(response, "gone", "x", anna)


def test_a_question_of_another_section_than_the_writer_was_let_into_is_unknown(
    response: Response, anna: User
) -> None:
    def save(section_key: str) -> Answer:
        return record_answer(
            response=response,
            question_key="law",
            draft=text("x"),
            base_version=0,
            by=anna,
            section_key=section_key,
        )

    with pytest.raises(UnknownQuestionError):
        save("facts")
    assert counts() == (0, 0, 0)
    assert save("context").version == 1


def test_a_section_that_is_completed_cannot_be_written(response: Response, anna: User) -> None:
    say(response, "name", "one", anna)
    complete_section(response=response, section_key="facts", by=anna)
    before = counts()
    for base in (0, 1):
        with pytest.raises(SectionClosedError):
            say(response, "name", "two", anna, base=base)
    with pytest.raises(SectionClosedError):
        say(response, "story", "first", anna)
    assert counts() == before
    assert say(response, "remark", "elsewhere", anna).version == 1


@pytest.mark.parametrize(
    ("key", "draft", "field"),
    [
        ("name", text("x\x00"), "text"),
        ("story", text("\ud800"), "text"),
        ("story", text("x" * 20_001), "text"),
        ("budget", Draft(value={"number": "much"}), "number"),
        ("inhabitants", Draft(value={"number": "5", "year": "x"}), "year"),
        ("name", Draft(value={}, state="unknown", reason="\x00"), "reason"),
        ("name", Draft(value={}, reason=["x"]), "reason"),  # type: ignore[arg-type]  # what a client may send
        ("name", Draft(value=["x"]), ""),  # type: ignore[arg-type]  # as above
    ],
)
def test_what_cannot_be_kept_is_refused_at_its_field_and_nothing_is_saved(
    key: str, draft: Draft, field: str, response: Response, anna: User
) -> None:
    with pytest.raises(InvalidValueError) as caught:
        record(response, key, draft, anna)
    assert caught.value.field == field
    assert counts() == (0, 0, 0)
    assert section_state(response, "facts").touched_by is None


def test_a_save_that_is_taken_back_leaves_no_revision_and_no_event(response: Response, anna: User) -> None:
    say(response, "name", "one", anna)
    before = counts()
    with transaction.atomic():
        say(response, "name", "two", anna, base=1)
        say(response, "story", "first", anna)
        transaction.set_rollback(True)
    assert counts() == before
    assert Answer.objects.get().version == 1
    assert section_state(response, "facts").answered == 1
    assert say(response, "name", "two", anna, base=1).version == 2


def test_a_save_whose_event_cannot_be_written_is_no_save(response: Response, anna: User) -> None:
    say(response, "name", "one", anna)
    before = counts()
    response.scheme_id = "no number"  # type: ignore[assignment]  # so that the log refuses the event
    for key, base in (("name", 1), ("story", 0)):
        with pytest.raises(ValueError, match="no number"):
            say(response, key, "two", anna, base=base)
    assert counts() == before
    assert Answer.objects.get().value == {"text": "one"}
    assert section_state(response, "facts").answered == 1


# -- "We do not know" and "Does not apply" --------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "asked", "state"),
    [
        ("name", "unknown", AnswerState.UNKNOWN),
        ("name", "not_applicable", AnswerState.NOT_APPLICABLE),
        ("budget", "unknown", AnswerState.ANSWERED),
        ("budget", "not_applicable", AnswerState.NOT_APPLICABLE),
        ("founded", "not_applicable", AnswerState.ANSWERED),
        ("founded", "unknown", AnswerState.UNKNOWN),
        ("name", "nonsense", AnswerState.ANSWERED),
        ("name", "", AnswerState.ANSWERED),
        ("challenges", "unknown", AnswerState.UNKNOWN),
    ],
)
def test_not_knowing_is_kept_where_the_question_allows_it(
    key: str, asked: str, state: AnswerState, response: Response, anna: User
) -> None:
    answer = record(response, key, Draft(value={}, state=asked, reason="No census"), anna)
    assert (answer.state, answer.reason) == (state, "No census")


def test_what_was_typed_is_kept_behind_not_knowing(response: Response, anna: User) -> None:
    say(response, "name", "one", anna)
    record(response, "name", Draft(value={"text": "one"}, state="unknown"), anna, base=1)
    assert Answer.objects.get().value == {"text": "one"}


def test_a_question_with_rows_keeps_no_value_of_its_own(response: Response, anna: User) -> None:
    assert record(response, "challenges", Draft(value={"text": "x"}, state="unknown"), anna).value == {}


# -- Audience and language ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "asked", "audience"),
    [
        ("name", "released", Audience.RELEASED),
        ("name", "own_side", Audience.OWN_SIDE),
        ("name", "author", Audience.TEAM),
        ("name", "nonsense", Audience.TEAM),
        ("name", "", Audience.TEAM),
        ("story", "scheme", Audience.SCHEME),
        ("story", "released", Audience.TEAM),
        ("remark", "", Audience.OWN_SIDE),
        ("position", "", Audience.AUTHOR),
        ("position", "team", Audience.TEAM),
        ("position", "released", Audience.AUTHOR),
    ],
)
def test_the_audience_is_never_wider_than_the_question_allows(
    key: str, asked: str, audience: Audience, response: Response, anna: User
) -> None:
    assert record(response, key, Draft(value={}, audience=asked), anna).audience == audience


@pytest.mark.parametrize("said", ["", "nonsense", "author", ["released"], {"a": 1}])
def test_a_save_that_names_no_audience_leaves_it_as_it_is(said: Any, response: Response, anna: User) -> None:
    record(response, "name", text("one", audience="own_side", language="lv"), anna)
    answer = record(
        response, "name", Draft(value={"text": "two"}, audience=said, language=said), anna, base=1
    )
    assert (answer.version, answer.audience, answer.language) == (2, Audience.OWN_SIDE, "lv")


def test_changing_only_the_audience_or_language_is_a_new_version(response: Response, anna: User) -> None:
    record(response, "name", text("one"), anna)
    assert record(response, "name", text("one", audience="released"), anna, base=1).version == 2
    assert record(response, "name", text("one", language="el"), anna, base=2).version == 3


@pytest.mark.parametrize(("said", "language"), [("el", "el"), ("de", ""), ("", ""), ("EN", "")])
def test_only_the_languages_of_the_network_are_kept(
    said: str, language: str, response: Response, anna: User
) -> None:
    assert record(response, "name", text("x", language=said), anna).language == language


def test_a_draft_can_be_cleaned_on_top_of_what_stands(response: Response, anna: User) -> None:
    question = spec_of(response.questionnaire).question("name")
    answer = record(response, "name", text("one", audience="own_side"), anna)
    assert clean_draft(question, text("one"), answer)["audience"] == "own_side"
    assert clean_draft(question, text("one"))["audience"] == "team"


# -- Everybody for themselves ---------------------------------------------------------------------


def test_where_everybody_answers_for_themselves_nobody_is_in_the_way(
    response: Response, anna: User, boris: User
) -> None:
    for person, level in ((anna, "1"), (boris, "3")):
        answer = record(response, "position", Draft(value={"level": level}), person)
        assert (answer.version, answer.person, answer.audience) == (1, person, Audience.AUTHOR)
    changed = record(response, "position", Draft(value={"level": "2"}), anna, base=1)
    assert (changed.version, changed.value) == (2, {"level": 2})
    assert Answer.objects.get(person=boris).value == {"level": 3}


def test_everybody_is_counted_for_themselves_and_nobody_in_what_is_done_together(
    response: Response, anna: User, boris: User
) -> None:
    section = spec_of(response.questionnaire).section("reflection")

    def counts() -> list[tuple[int, int]]:
        state = section_state(response, "reflection")
        assert (state.answered, state.total, state.missing) == (0, 0, [])
        progress = [state.progress_in(section, person.pk) for person in (anna, boris)]
        return [(found.answered, found.total) for found in progress]

    assert counts() == [(0, 1), (0, 1)]
    record(response, "position", Draft(value={}, state="unknown"), anna)
    record(response, "position", Draft(value={}), boris)
    assert counts() == [(1, 1), (0, 1)]
    record(response, "position", Draft(value={}, state="answered"), anna, base=1)
    assert counts() == [(0, 1), (0, 1)]


# -- Progress -------------------------------------------------------------------------------------


def test_progress_is_stored_with_the_save_and_equals_what_is_counted_anew(
    response: Response, anna: User, boris: User
) -> None:
    spec = spec_of(response.questionnaire)
    section = spec.section("facts")
    saves: list[tuple[str, Draft]] = [
        ("name", text("Jelgava")),
        ("strategy", Draft(value={"choice": "in_force"})),
        ("strategy_text", text("Our strategy")),
        ("strategy", Draft(value={"choice": "none"})),
        ("strategy", Draft(value={"choice": "in_force"}, state="unknown")),
        ("inhabitants", Draft(value={"year": "2021"})),
        ("inhabitants", Draft(value={"year": "2021", "number": "0"})),
        ("evaluated", Draft(value={"yes": "yes"})),
        ("story", Draft(value={}, state="not_applicable")),
        ("name", text("")),
    ]
    seen = []
    for key, draft in saves:
        standing = Answer.objects.filter(response=response, question__key=key).first()
        record(response, key, draft, anna, base=standing.version if standing else 0)
        state = section_state(response, "facts")
        counted = progress_of(section, given_in(response, section))
        assert (state.answered, state.total, tuple(state.missing)) == (
            counted.answered,
            counted.total,
            counted.missing,
        )
        seen.append((state.answered, state.total, state.missing))
    assert seen == [
        (1, 10, ["story", "strategy"]),
        (2, 11, ["story", "strategy_text"]),
        (3, 11, ["story"]),
        (2, 10, ["story"]),
        (2, 10, ["story"]),
        (2, 10, ["story"]),
        (3, 10, ["story"]),
        (4, 11, ["story"]),
        (5, 11, []),
        (4, 11, ["name"]),
    ]


def test_a_save_says_who_was_here_last(response: Response, anna: User, boris: User) -> None:
    say(response, "name", "one", anna)
    say(response, "story", "two", boris)
    state = section_state(response, "facts")
    assert state.touched_by == boris
    assert state.touched_at is not None
    assert section_state(response, "needs").touched_by is None


def test_who_goes_on_writing_is_not_written_down_with_every_save(
    response: Response, anna: User, boris: User
) -> None:
    def touched() -> tuple[Any, Any]:
        state = section_state(response, "facts")
        return state.touched_by, state.touched_at

    say(response, "name", "one", anna)
    first = touched()
    say(response, "name", "two", anna, base=1)
    assert touched() == first
    say(response, "name", "three", boris, base=2)
    assert touched()[0] == boris
    say(response, "name", "four", anna, base=3)
    long_ago = timezone.now() - dt.timedelta(minutes=2)
    SectionState.objects.filter(response=response, key="facts").update(touched_at=long_ago)
    say(response, "name", "five", anna, base=4)
    assert touched()[0] == anna
    assert touched()[1] > long_ago
