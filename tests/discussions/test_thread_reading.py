"""Who reads what: beside a place, in the list of all, and how much that costs."""

from __future__ import annotations

import uuid

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext

from inclucities.accounts.models import User
from inclucities.discussions import registry, services
from inclucities.discussions.domain import OPENINGS, begins_with_telling
from inclucities.discussions.permissions import may_read, talk_about
from inclucities.discussions.queries import (
    ThreadCount,
    counts_beside,
    panel_at,
    readable_comments,
    readable_threads,
    thread_list,
)
from tests.discussions.conftest import CircleTalk, Open, member
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db


def test_an_audience_is_asked_at_each_reading(
    opened: Open, circle: Group, mentee: User, mentor: User, guest: User
) -> None:
    team, own = opened(mentor), opened(mentee, audience="own_side")
    assert set(readable_threads(mentee)) == {team, own}
    assert set(readable_threads(mentor)) == set(readable_threads(guest)) == {team}
    assert set(readable_threads(UserFactory())) == set()
    assert (may_read(mentee, own), may_read(mentor, own)) == (True, False)
    assert {comment.thread for comment in readable_comments(mentor)} == {team}
    mentee.groups.remove(circle)
    assert not readable_threads(mentee).exists()


def test_who_is_not_active_reads_nothing(opened: Open, mentor: User) -> None:
    thread = opened(mentor)
    mentor.is_active = False
    assert not may_read(mentor, thread)


def test_without_a_policy_nobody_reads(
    opened: Open, circle: Group, mentor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    thread = opened(mentor)
    monkeypatch.delitem(registry._policies, "circle")
    assert not may_read(mentor, thread)
    with pytest.raises(registry.NotDiscussedError):
        talk_about(mentor, circle)


def test_a_panel_holds_what_stands_at_its_place(
    opened: Open, circle: Group, mentee: User, mentor: User
) -> None:
    first = opened(mentor)
    done = services.resolve(thread=opened(mentor), by=mentee)
    opened(mentor, anchor="b2")
    opened(mentee, audience="own_side")
    panel = panel_at(talk_about(mentor, circle), "a1")
    assert panel is not None
    assert [item.pk for item in panel.open_threads] == [first.pk]
    assert [(item.pk, item.resolved_by) for item in panel.resolved_threads] == [(done.pk, "Ilze Ozola")]
    assert panel.open_threads[0].sentence == "Read by both cities and the facilitator"
    comment = panel.open_threads[0].comments[0]
    assert (comment.who, comment.side, comment.editable) == ("Sofie Declercq", "mentor", True)
    assert [audience.code for audience in panel.audiences] == ["team"]
    assert (panel.may_comment, list(panel.openings)) == (True, list(OPENINGS))
    theirs = panel_at(talk_about(mentee, circle), "a1")
    assert theirs is not None
    assert len(theirs.open_threads) == 2
    assert list(theirs.openings) == []
    assert not theirs.open_threads[0].comments[0].editable
    assert panel_at(talk_about(mentee, circle), "z9") is None


def test_an_audience_that_the_owner_does_not_know_any_more_has_general_words(
    opened: Open, circle: Group, mentee: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(mentee, audience="own_side")
    monkeypatch.setattr(CircleTalk, "audience", lambda *_given: None)
    panel = panel_at(talk_about(mentee, circle), "a1")
    assert panel is not None
    assert panel.open_threads[0].sentence == "Read by those for whom it was opened."
    assert thread_list(mentee, resolved=False)[0].sentence == "Read by those for whom it was opened."


def test_who_has_no_part_in_the_talk_reads_and_counts_nothing(
    opened: Open, circle: Group, mentor: User
) -> None:
    opened(mentor)
    outsider = talk_about(member(circle, "outsider.olga@demo.example", "Olga Outsider"), circle)
    with CaptureQueriesContext(connection) as queries:
        assert counts_beside(outsider) == {}
    assert len(queries) == 0
    panel = panel_at(outsider, "a1")
    assert panel is not None
    assert not panel.open_threads


def test_counts_by_place_cost_one_query(opened: Open, circle: Group, mentee: User, mentor: User) -> None:
    opened(mentor)
    opened(mentee, audience="own_side")
    services.resolve(thread=opened(mentor), by=mentor)
    opened(mentor, anchor="b2")
    with CaptureQueriesContext(connection) as queries:
        counts = counts_beside(talk_about(mentee, circle))
    assert len(queries) == 1
    assert counts == {"a1": ThreadCount(2, 1), "b2": ThreadCount(1, 0)}
    assert counts_beside(talk_about(mentor, circle))["a1"] == ThreadCount(1, 1)


def test_a_panel_costs_two_queries_at_one_thread_and_at_three(
    opened: Open, circle: Group, mentor: User, mentee: User
) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            panel_at(talk_about(mentor, circle), "a1")
        return len(queries)

    thread = opened(mentor)
    assert cost() == 2
    services.reply(thread=thread, text="x", language="en", token=uuid.uuid4(), by=mentee)
    opened(mentor)
    opened(mentee)
    assert cost() == 2


def test_the_list_shows_all_that_one_may_read_in_the_same_queries_at_one_and_three(
    opened: Open, circle: Group, mentor: User
) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            thread_list(mentor, resolved=False)
        return len(queries)

    first = opened(mentor)
    once = cost()
    # The circles of the mentor are one of them.
    assert once == 4
    opened(member(circle, "mentee.a@demo.example", "Asja"), anchor="b2")
    another = Group.objects.create(name="Another")
    mentor.groups.add(another)
    opened(member(another, "mentor.b@demo.example", "Bram"), target=another)
    assert cost() == once
    services.reply(thread=first, text="Again", language="en", token=uuid.uuid4(), by=mentor)
    page = thread_list(mentor, resolved=False)
    assert [row.title for row in page] == [
        "A1 What could you learn?",
        "A1 What could you learn?",
        "B2 Who lives here?",
    ]
    assert [(row.about, row.comments) for row in page] == [
        (first.target_label, 2),
        ("Another", 1),
        (first.target_label, 1),
    ]
    assert [row.about for row in thread_list(mentor, resolved=False, about=another)] == ["Another"]
    services.resolve(thread=first, by=mentor)
    assert [row.pk for row in thread_list(mentor, resolved=True)] == [first.pk]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("You should ask them", True),
        ("  you MUST not", True),
        ("Jums vajadzētu pajautāt", True),
        ("Πρέπει να ρωτήσετε", True),
        ("How else could you do it?", False),
        ("Should you ask them?", False),
        ("", False),
    ],
)
def test_telling_is_recognised_at_the_beginning(text: str, expected: bool) -> None:
    assert begins_with_telling(text) is expected
