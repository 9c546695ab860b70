"""Structured rows: added, saved, moved, taken away and brought back."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest
from pytest_django import DjangoAssertNumQueries

from inclucities.accounts.models import User
from inclucities.audit.models import AuditEvent
from inclucities.questionnaires.domain.progress import progress_of
from inclucities.questionnaires.domain.values import InvalidValueError
from inclucities.questionnaires.enums import Audience
from inclucities.questionnaires.models import Answer, Questionnaire, Response, ResponseRow, Revision
from inclucities.questionnaires.queries.content import given_in
from inclucities.questionnaires.queries.specs import question_ids_of, spec_of
from inclucities.questionnaires.services.answers import (
    Draft,
    MissingVersionError,
    UnknownQuestionError,
    record_answer,
)
from inclucities.questionnaires.services.responses import SectionClosedError, complete_section
from inclucities.questionnaires.services.rows import (
    MAX_ROWS,
    TooManyRowsError,
    add_row,
    move_row,
    record_row,
    restore_row,
    retire_row,
)
from inclucities.questionnaires.services.saving import StaleVersionError
from tests.factories.questionnaires import section_holding, section_state, start

pytestmark = pytest.mark.django_db


def add(
    response: Response, by: User, title: str = "Title", key: str = "challenges", **more: Any
) -> ResponseRow:
    values = more.pop("values", {"title": title})
    section_key = more.pop("section_key", section_holding(response, key))
    return add_row(response=response, question_key=key, section_key=section_key, values=values, by=by, **more)


def record(row: ResponseRow, by: User, base: int | None, **values: Any) -> ResponseRow:
    ids = question_ids_of(row.response.questionnaire)
    return record_row(
        response=row.response,
        uuid=row.uuid,
        question_key=next(key for key, pk in ids.items() if pk == row.question_id),
        section_key="needs",
        values=values,
        base_version=base,
        by=by,
    )


def titles(response: Response) -> list[str]:
    rows = ResponseRow.objects.filter(response=response, question__key="challenges", retired_at=None)
    return [row.value["title"] for row in rows]


def events(action: str) -> int:
    return AuditEvent.objects.filter(action=action).count()


def many(response: Response, by: User, count: int) -> None:
    """Put rows in as they stand after long work, without the work."""
    question = question_ids_of(response.questionnaire)["challenges"]
    ResponseRow.objects.bulk_create(
        ResponseRow(
            response=response,
            question_id=question,
            value={"title": f"{place}"},
            position=place,
            author=by,
            updated_by=by,
            updated_at=response.created_at,
        )
        for place in range(1, count + 1)
    )


# -- Adding ---------------------------------------------------------------------------------------


def test_a_row_comes_to_the_end_with_its_revision_and_event(response: Response, anna: User) -> None:
    add(response, anna, "one")
    row = add(response, anna, values={"title": "two", "kind": "gap", "field": "housing, own"}, language="lv")
    assert titles(response) == ["one", "two"]
    row.refresh_from_db()
    assert row.value == {"title": "two", "kind": "gap", "field": ["housing", "own"]}
    assert (row.version, row.author, row.language, row.audience) == (1, anna, "lv", Audience.TEAM)
    assert row.revisions.get().content["value"] == row.value
    event = AuditEvent.objects.filter(action="row_added").latest("pk")
    assert event.data == {"question": "challenges", "row": str(row.uuid), "version": 1}


def test_the_same_uuid_sent_twice_makes_one_row(response: Response, anna: User, boris: User) -> None:
    uuid = uuid4()
    first = add(response, anna, "one", uuid=uuid)
    again = add(response, anna, "one", uuid=uuid)
    assert (again.pk, again.version) == (first.pk, 1)
    assert (ResponseRow.objects.count(), Revision.objects.count(), events("row_added")) == (1, 1, 1)
    for by, title in ((anna, "other"), (boris, "one")):
        with pytest.raises(StaleVersionError) as caught:
            add(response, by, title, uuid=uuid)
        assert caught.value.theirs == first
    assert titles(response) == ["one"]


def test_the_uuid_of_a_row_elsewhere_is_not_found(
    response: Response, sampler: Questionnaire, anna: User
) -> None:
    uuid = add(response, anna).uuid
    other = start(sampler, anna)
    with pytest.raises(UnknownQuestionError):
        add(other, anna, uuid=uuid)
    with pytest.raises(UnknownQuestionError):
        add(response, anna, key="evidence", values={}, uuid=uuid)
    assert ResponseRow.objects.count() == 1


def test_a_question_keeps_two_hundred_rows(response: Response, anna: User) -> None:
    many(response, anna, MAX_ROWS - 1)
    uuid = uuid4()
    last = add(response, anna, "last", uuid=uuid)
    with pytest.raises(TooManyRowsError):
        add(response, anna, "one more")
    assert add(response, anna, "last", uuid=uuid) == last
    assert len(titles(response)) == MAX_ROWS
    retire_row(response=response, uuid=uuid, section_key="needs", by=anna)
    other = add(response, anna, "instead")
    with pytest.raises(TooManyRowsError):
        restore_row(response=response, uuid=uuid, section_key="needs", by=anna)
    retire_row(response=response, uuid=other.uuid, section_key="needs", by=anna)
    assert restore_row(response=response, uuid=uuid, section_key="needs", by=anna).retired_at is None


def test_with_a_row_we_do_not_know_no_longer_holds_and_its_reason_stays_readable(
    response: Response, anna: User, boris: User
) -> None:
    draft = Draft(value={}, state="unknown", reason="No survey yet")
    record_answer(
        response=response,
        question_key="challenges",
        section_key="needs",
        draft=draft,
        base_version=0,
        by=anna,
    )
    add(response, boris)
    answer = Answer.objects.get()
    assert (answer.state, answer.reason, answer.version, answer.updated_by) == ("answered", "", 2, boris)
    assert [revision.content["reason"] for revision in answer.revisions.all()] == ["", "No survey yet"]
    assert events("answer_recorded") == 2
    add(response, boris)
    assert Answer.objects.get().version == 2


@pytest.mark.parametrize("key", ["gone", "remark", "law"])
def test_only_a_question_with_rows_takes_rows(key: str, response: Response, anna: User) -> None:
    with pytest.raises(UnknownQuestionError):
        add(response, anna, key=key)


def test_a_cell_that_cannot_be_kept_is_refused_at_its_column(response: Response, anna: User) -> None:
    with pytest.raises(InvalidValueError) as caught:
        add(response, anna, values={"title": "one", "kind": "nonsense"})
    assert caught.value.field == "kind"
    row = add(response, anna, "one")
    with pytest.raises(InvalidValueError) as caught:
        record(row, anna, 1, title="\x00")
    assert caught.value.field == "title"
    with pytest.raises(InvalidValueError):
        add(response, anna, values=["x"])
    assert titles(response) == ["one"]
    assert ResponseRow.objects.get().version == 1


# -- Saving ---------------------------------------------------------------------------------------


def test_a_row_is_saved_compared_and_versioned_like_an_answer(
    response: Response, anna: User, boris: User
) -> None:
    row = add(response, anna, "one")
    saved = record(row, boris, 1, title="two")
    assert (saved.version, saved.author, saved.updated_by, saved.value) == (2, anna, boris, {"title": "two"})
    with pytest.raises(StaleVersionError) as caught:
        record(row, anna, 1, title="mine")
    assert caught.value.theirs is not None
    assert (caught.value.theirs.value, caught.value.theirs.updated_by) == ({"title": "two"}, boris)
    assert record(row, boris, 1, title="two").version == 2
    assert record(row, anna, 2, title="two").version == 2
    assert [revision.content["value"]["title"] for revision in row.revisions.all()] == ["two", "one"]
    assert events("row_recorded") == 1
    with pytest.raises(MissingVersionError):
        record(row, anna, None, title="x")
    with pytest.raises(StaleVersionError):
        record(row, anna, 0, title="x")


def test_a_save_that_names_no_audience_or_language_leaves_them(response: Response, anna: User) -> None:
    row = add(response, anna, "one", audience="own_side", language="el")
    saved = record(row, anna, 1, title="two")
    assert (saved.audience, saved.language) == (Audience.OWN_SIDE, "el")


def test_a_row_of_another_response_or_section_is_not_found(
    response: Response, sampler: Questionnaire, anna: User
) -> None:
    row = add(response, anna, "one")
    other = start(sampler, anna)
    acts = [
        lambda **on: record_row(question_key="challenges", values={"title": "x"}, base_version=1, **on),
        lambda **on: move_row(up=True, **on),
        retire_row,
        restore_row,
    ]
    for act in acts:
        for on, section_key in ((other, "needs"), (response, "facts")):
            with pytest.raises(UnknownQuestionError):
                act(response=on, uuid=row.uuid, section_key=section_key, by=anna)
        with pytest.raises(UnknownQuestionError):
            act(response=response, uuid=uuid4(), section_key="needs", by=anna)
    with pytest.raises(UnknownQuestionError):
        add(response, anna, section_key="facts")
    row.refresh_from_db()
    assert (row.version, row.retired_at) == (1, None)


def test_a_completed_section_takes_no_change_of_its_rows(response: Response, anna: User) -> None:
    row, other = add(response, anna, "one"), add(response, anna, "two")
    complete_section(response=response, section_key="needs", by=anna)
    with pytest.raises(SectionClosedError):
        add(response, anna)
    with pytest.raises(SectionClosedError):
        record(row, anna, 1, title="x")
    with pytest.raises(SectionClosedError):
        move_row(response=response, uuid=other.uuid, section_key="needs", up=True, by=anna)
    for act in (retire_row, restore_row):
        with pytest.raises(SectionClosedError):
            act(response=response, uuid=row.uuid, section_key="needs", by=anna)
    assert titles(response) == ["one", "two"]


# -- Moving ---------------------------------------------------------------------------------------


def test_a_row_changes_places_with_its_neighbour(response: Response, anna: User) -> None:
    one, two, three = (add(response, anna, title) for title in ("one", "two", "three"))

    def move(row: ResponseRow, *, up: bool) -> list[str]:
        move_row(response=response, uuid=row.uuid, section_key="needs", up=up, by=anna)
        return titles(response)

    assert move(three, up=True) == ["one", "three", "two"]
    assert move(three, up=True) == ["three", "one", "two"]
    assert events("row_moved") == 2
    assert move(three, up=True) == ["three", "one", "two"]
    assert move(two, up=False) == ["three", "one", "two"]
    assert events("row_moved") == 2
    assert move(three, up=False) == ["one", "three", "two"]
    retire_row(response=response, uuid=three.uuid, section_key="needs", by=anna)
    assert move(two, up=True) == ["two", "one"]
    with pytest.raises(UnknownQuestionError):
        move(three, up=True)
    restore_row(response=response, uuid=three.uuid, section_key="needs", by=anna)
    assert sorted(titles(response)) == ["one", "three", "two"]
    add(response, anna, "four")
    assert titles(response)[-1] == "four"
    assert ResponseRow.objects.get(pk=one.pk).version == 1


# -- Taking away and bringing back ----------------------------------------------------------------


def test_taking_away_and_bringing_back_keep_the_row(response: Response, anna: User) -> None:
    row = add(response, anna, "one")
    for _again in range(2):
        assert (
            retire_row(response=response, uuid=row.uuid, section_key="needs", by=anna).retired_at is not None
        )
    assert (titles(response), events("row_retired")) == ([], 1)
    assert section_state(response, "needs").missing == ["challenges"]
    for _again in range(2):
        assert restore_row(response=response, uuid=row.uuid, section_key="needs", by=anna).retired_at is None
    assert (titles(response), events("row_restored")) == (["one"], 1)
    assert section_state(response, "needs").missing == []


def test_bringing_back_a_row_takes_back_we_do_not_know(response: Response, anna: User) -> None:
    row = add(response, anna, "one")
    retire_row(response=response, uuid=row.uuid, section_key="needs", by=anna)
    draft = Draft(value={}, state="unknown")
    record_answer(
        response=response,
        question_key="challenges",
        section_key="needs",
        draft=draft,
        base_version=0,
        by=anna,
    )
    restore_row(response=response, uuid=row.uuid, section_key="needs", by=anna)
    assert Answer.objects.get().state == "answered"


# -- References -----------------------------------------------------------------------------------


def refer(response: Response, by: User, *needs: ResponseRow | UUID) -> ResponseRow:
    uuids = [str(getattr(need, "uuid", need)) for need in needs]
    return add(response, by, key="evidence", values={"need": uuids[0], "also": uuids})


def test_a_row_refers_to_rows_of_the_question_that_its_column_names(response: Response, anna: User) -> None:
    one, two = add(response, anna, "one"), add(response, anna, "two")
    row = refer(response, anna, one, two)
    assert row.value == {"need": str(one.uuid), "also": [str(one.uuid), str(two.uuid)]}


def test_a_reference_to_anything_else_is_refused(
    response: Response, sampler: Questionnaire, anna: User
) -> None:
    evidence = refer(response, anna, add(response, anna))
    elsewhere = add(start(sampler, anna), anna)
    for wrong in (evidence, elsewhere, uuid4()):
        with pytest.raises(InvalidValueError) as caught:
            refer(response, anna, wrong)
        assert caught.value.field == "need"
    good = add(response, anna)
    with pytest.raises(InvalidValueError) as caught:
        record(evidence, anna, 1, need=str(good.uuid), also=[str(good.uuid), str(uuid4())])
    assert caught.value.field == "also"


def test_a_row_that_is_referred_to_stays_when_it_is_taken_away(response: Response, anna: User) -> None:
    need = add(response, anna, "one")
    evidence = refer(response, anna, need)
    retire_row(response=response, uuid=need.uuid, section_key="needs", by=anna)
    again = record(evidence, anna, 1, need=str(need.uuid), note="Still true")
    assert again.value["need"] == str(need.uuid)
    assert ResponseRow.objects.get(uuid=need.uuid).value == {"title": "one"}


# -- Progress and cost ----------------------------------------------------------------------------


def test_progress_is_stored_with_each_change_and_equals_what_is_counted_anew(
    response: Response, anna: User
) -> None:
    section = spec_of(response.questionnaire).section("needs")
    seen = []

    def look() -> None:
        state = section_state(response, "needs")
        counted = progress_of(section, given_in(response, section))
        assert (state.answered, state.total, tuple(state.missing)) == (
            counted.answered,
            counted.total,
            counted.missing,
        )
        seen.append((state.answered, state.missing))

    row = add(response, anna, values={"kind": "gap"})
    look()
    record(row, anna, 1, title="Now with a title")
    look()
    half = add(response, anna, values={})
    look()
    retire_row(response=response, uuid=half.uuid, section_key="needs", by=anna)
    look()
    refer(response, anna, row)
    look()
    assert seen == [(0, ["challenges"]), (1, []), (0, ["challenges"]), (1, []), (2, [])]


@pytest.mark.parametrize("count", [1, 60])
def test_a_row_takes_the_same_queries_however_many_there_are(
    count: int, response: Response, anna: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    many(response, anna, count)
    row = add(response, anna, "one")
    with django_assert_num_queries(2 + 8):
        record(row, anna, 1, title="two")
    with django_assert_num_queries(2 + 7):
        add(response, anna, "three")
    with django_assert_num_queries(2 + 8):
        add(response, anna, "four", uuid=uuid4())
    evidence = refer(response, anna, row)
    with django_assert_num_queries(2 + 10):
        record(evidence, anna, 1, need=str(row.uuid), also=[str(row.uuid)], note="x")
