"""Two people at the same moment, on real connections: no silent overwrite, nothing acknowledged is lost."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar
from uuid import uuid4

import pytest
from django.db import connection, transaction

from inclucities.accounts.models import User
from inclucities.audit.models import AuditEvent
from inclucities.questionnaires.domain.progress import progress_of
from inclucities.questionnaires.models import Answer, FrozenVersion, Response, ResponseRow, Revision
from inclucities.questionnaires.queries.content import given_in
from inclucities.questionnaires.queries.specs import spec_of
from inclucities.questionnaires.services.answers import Draft, record_answer
from inclucities.questionnaires.services.responses import (
    SectionClosedError,
    close_for_writing,
    complete_section,
    freeze_version,
    open_for_writing,
)
from inclucities.questionnaires.services.rows import add_row, record_row
from inclucities.questionnaires.services.saving import StaleVersionError
from tests.factories.questionnaires import say, section_holding, section_state

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("committed")]

Result = TypeVar("Result")
Saved = tuple[int, str]


def at_once(*acts: Callable[[], Result]) -> list[Result]:
    """Run the acts in threads with connections of their own, all starting together."""
    ready = threading.Barrier(len(acts))

    def run(act: Callable[[], Result]) -> Result:
        try:
            connection.ensure_connection()
            ready.wait(timeout=30)
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as threads:
        return [future.result(timeout=120) for future in [threads.submit(run, act) for act in acts]]


def fresh(response: Response) -> Response:
    """Return the response as the request of another process gets it."""
    return Response.objects.select_related("questionnaire").get(pk=response.pk)


def standing(stale: StaleVersionError) -> Answer:
    """Return what somebody else saved first."""
    if not isinstance(stale.theirs, Answer):
        pytest.fail("A conflict must show what stands.")
    return stale.theirs


def saving(response: Response, by: User, key: str, count: int) -> Callable[[], list[Saved]]:
    """Return an act that saves again and again, each time from the version it saw last."""

    def act() -> list[Saved]:
        mine, base, acknowledged = fresh(response), 0, []
        for number in range(count):
            words = f"{by.name} {number}"
            while True:
                try:
                    answer = say(mine, key, words, by, base=base)
                except StaleVersionError as stale:
                    base = standing(stale).version
                else:
                    break
            base = answer.version
            acknowledged.append((answer.version, answer.value["text"]))
        return acknowledged

    return act


@pytest.mark.promise("No silent overwrite")
def test_two_people_saving_the_same_answer_lose_nothing(
    response: Response,
    anna: User,
    boris: User,
    amount: Callable[[int, int], int],
    found: Callable[[str], None],
) -> None:
    saves = amount(100, 400)
    saved = at_once(saving(response, anna, "story", saves // 2), saving(response, boris, "story", saves // 2))
    acknowledged = [pair for pairs in saved for pair in pairs]
    assert len(acknowledged) == saves
    assert [version for version, times in Counter(v for v, _text in acknowledged).items() if times > 1] == []
    answer = Answer.objects.get()
    kept = {revision.version: revision.content["value"]["text"] for revision in answer.revisions.all()}
    assert kept == dict(acknowledged)
    assert sorted(kept) == list(range(1, saves + 1))
    assert (answer.version, answer.value["text"]) == (saves, kept[saves])
    assert AuditEvent.objects.filter(action="answer_recorded").count() == saves
    found(f"{saves} of {saves} saves in one process, each with a version of its own, are kept")


def test_two_people_saving_other_questions_of_a_section_leave_its_count_right(
    response: Response, anna: User, boris: User
) -> None:
    saved = at_once(
        saving(response, anna, "name", count=30),
        saving(response, boris, "story", count=30),
        lambda: [
            (
                record_answer(
                    response=fresh(response),
                    question_key=key,
                    section_key=section_holding(fresh(response), key),
                    draft=Draft(value=value),
                    base_version=0,
                    by=anna,
                ).version,
                "",
            )
            for key, value in (
                ("share", {"number": "5"}),
                ("strategy", {"choice": "in_force"}),
                ("support", {"level": 3}),
            )
        ],
    )
    # Nobody was in anybody's way.
    assert (
        [version for version, _text in saved[0]]
        == [version for version, _text in saved[1]]
        == list(range(1, 31))
    )
    state = section_state(response, "facts")
    counted = progress_of(
        spec_of(response.questionnaire).section("facts"), given_in(response, _facts(response))
    )
    assert (state.answered, state.total, tuple(state.missing)) == (5, 11, ("strategy_text",))
    assert (counted.answered, counted.total, counted.missing) == (5, 11, ("strategy_text",))


def _facts(response: Response) -> Any:
    return spec_of(response.questionnaire).section("facts")


@pytest.mark.promise("No silent overwrite")
@pytest.mark.parametrize("_round", range(3))
def test_of_many_first_saves_one_wins_and_the_others_see_it(
    _round: int, response: Response, anna: User, boris: User
) -> None:
    def first(by: User, words: str) -> Callable[[], tuple[bool, str]]:
        def act() -> tuple[bool, str]:
            try:
                return True, say(fresh(response), "name", words, by).value["text"]
            except StaleVersionError as stale:
                return False, standing(stale).value["text"]

        return act

    acts = [first(by, f"{by.name} {number}") for number in range(4) for by in (anna, boris)]
    found = at_once(*acts)
    assert sum(won for won, _text in found) == 1
    assert {text for _won, text in found} == {Answer.objects.get().value["text"]}
    assert Revision.objects.count() == 1


@pytest.mark.promise("A retry acts once")
def test_a_row_sent_many_times_at_once_is_one_row(response: Response, anna: User) -> None:
    uuid = uuid4()

    def add() -> int:
        return add_row(
            response=fresh(response),
            question_key="challenges",
            section_key="needs",
            values={"title": "One"},
            by=anna,
            uuid=uuid,
        ).version

    assert at_once(*[add] * 10) == [1] * 10
    assert (ResponseRow.objects.count(), Revision.objects.count()) == (1, 1)
    assert AuditEvent.objects.filter(action="row_added").count() == 1


def test_rows_added_and_saved_at_once_get_places_and_versions_of_their_own(
    response: Response, anna: User, boris: User
) -> None:
    def adding(by: User) -> Callable[[], None]:
        def act() -> None:
            mine = fresh(response)
            for number in range(15):
                values = {"title": f"{by.name} {number}"}
                row = add_row(
                    response=mine, question_key="challenges", section_key="needs", values=values, by=by
                )
                record_row(
                    response=mine,
                    uuid=row.uuid,
                    question_key="challenges",
                    section_key="needs",
                    values={"title": "x"},
                    base_version=1,
                    by=by,
                )

        return act

    at_once(adding(anna), adding(boris))
    assert sorted(ResponseRow.objects.values_list("position", flat=True)) == list(range(1, 31))
    assert set(ResponseRow.objects.values_list("version", flat=True)) == {2}
    assert section_state(response, "needs").answered == 1


# -- Sharing against saving -----------------------------------------------------------------------


def until_closed(
    response: Response, by: User, key: str, started: threading.Event
) -> Callable[[], list[Saved]]:
    """Return an act that saves until the section is closed, and says what was acknowledged."""

    between_two_saves = threading.Event()

    def act() -> list[Saved]:
        mine, acknowledged = fresh(response), []
        for number in range(2_000):
            try:
                answer = say(mine, key, f"{by.name} {number}", by, base=number)
            except SectionClosedError:
                return acknowledged
            acknowledged.append((answer.version, answer.value["text"]))
            if number == 20:
                started.set()
            # SQLite's lock has no queue: who never lets go of it keeps everybody else out.
            between_two_saves.wait(0.003)
        pytest.fail("The section was never closed.")

    return act


@pytest.fixture
def started() -> Iterator[threading.Event]:
    """Give an event that is set when saving is well under way; nobody waits for it for ever."""
    event = threading.Event()
    yield event
    event.set()


@pytest.mark.promise("Acknowledged is stored")
def test_no_save_is_acknowledged_after_sharing_and_none_before_it_is_missing(
    response: Response, anna: User, boris: User, started: threading.Event
) -> None:
    def share() -> list[Saved]:
        assert started.wait(timeout=60)
        mine = fresh(response)
        with transaction.atomic():
            close_for_writing(response=mine, by=boris)
            frozen = freeze_version(response=mine, stage="shared", by=boris)
        answer = frozen.content["answers"]["story"][0]
        return [(answer["version"], answer["value"]["text"])]

    acknowledged, shared = at_once(until_closed(response, anna, "story", started), share)
    assert len(acknowledged) > 20
    assert acknowledged[-1:] == shared
    answer = Answer.objects.get()
    assert (answer.version, answer.value["text"]) == acknowledged[-1]
    assert answer.revisions.count() == len(acknowledged)


@pytest.mark.promise("Acknowledged is stored")
def test_no_save_is_acknowledged_after_the_section_was_completed(
    response: Response, anna: User, boris: User, started: threading.Event
) -> None:
    def complete() -> list[Saved]:
        assert started.wait(timeout=60)
        complete_section(response=fresh(response), section_key="facts", by=boris)
        answer = Answer.objects.get()
        return [(answer.version, answer.value["text"])]

    acknowledged, at_completion = at_once(until_closed(response, anna, "story", started), complete)
    assert acknowledged[-1:] == at_completion


def test_versions_frozen_at_once_get_numbers_of_their_own(response: Response, anna: User) -> None:
    def freeze() -> list[int]:
        mine = fresh(response)
        return [freeze_version(response=mine, stage="shared", by=anna).number for _again in range(10)]

    numbers = [number for found in at_once(freeze, freeze, freeze) for number in found]
    assert sorted(numbers) == list(range(1, 31))
    assert FrozenVersion.objects.count() == 30
    response.refresh_from_db()
    assert response.latest_version == 30


@pytest.mark.promise("A retry acts once")
def test_of_many_who_share_or_reopen_at_once_one_does(response: Response, anna: User) -> None:
    def attempt(act: Callable[..., None], **more: str) -> Callable[[], bool]:
        def run() -> bool:
            try:
                act(response=fresh(response), by=anna, **more)
            except SectionClosedError:
                return False
            return True

        return run

    assert sum(at_once(*[attempt(close_for_writing)] * 6)) == 1
    assert sum(at_once(*[attempt(open_for_writing, reason="x")] * 6)) == 1
    assert AuditEvent.objects.filter(action="response_reopened").count() == 1
