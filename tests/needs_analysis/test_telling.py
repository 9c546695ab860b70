"""Who is told what, once, and never of something they may not open."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest
from django.db import transaction
from django.utils import translation

from inclucities.accounts.models import User
from inclucities.notifications.models import Notification
from inclucities.notifications.queries import reachable, waiting_for
from inclucities.questionnaires.enums import Audience
from inclucities.questionnaires.models import SectionState
from needs_analysis.queries.needs_analyses import accesses_of
from needs_analysis.services.needs_analyses import (
    complete_association_part,
    reopen_needs_analysis,
    share_needs_analysis,
)
from needs_analysis.services.telling import remind_of_due_sections, tell_reopened
from schemes.enums import Role
from schemes.models import Membership
from schemes.services.frame import end_role, give_role
from tests.factories.people import UserFactory

DUE = dt.date(2026, 7, 1)
#: The people around, the three above, mails queued and read, notifications written and read.
TOLD_IN = 8


def told(pair, kind):
    people = {person.pk: name for name, person in pair.people.items()}
    return {people[pk] for pk in Notification.objects.filter(kind=kind).values_list("recipient", flat=True)}


def share(pair, **changes):
    return share_needs_analysis(
        analysis=pair.analysis, by=pair.lead, acknowledged={"N-2", "N-5", "N-7"}, **changes
    )


TEAM_BEFORE_THE_MATCH = {"coordinator", "facilitator", "member", "association"}


@pytest.mark.parametrize(
    ("opened_to", "also"), [(Audience.TEAM, set()), (Audience.SCHEME, {"support", "sponsor"})]
)
def test_everybody_who_finds_something_in_it_is_told_of_a_shared_version(pair, opened_to, also):
    pair.match(accepted=False)
    pair.answer_required()
    share(pair, opened_to=opened_to)
    assert told(pair, "shared") == TEAM_BEFORE_THE_MATCH | also


@pytest.mark.parametrize("readers", [1, 3])
def test_who_may_open_it_is_asked_in_three_queries_and_told_in_as_many(
    pair, readers, django_assert_num_queries
):
    for membership in Membership.objects.exclude(person=pair.member):
        end_role(membership=membership, by=None)
    for _number in range(readers - 1):
        give_role(person=UserFactory(), role=Role.MENTEE_MEMBER, scope=pair.mentee, by=None)
    people = [*User.objects.filter(memberships__participation_scope=pair.mentee).distinct(), pair.stranger]
    with django_assert_num_queries(3):
        assert len(accesses_of(people, pair.analysis)) == readers
    with transaction.atomic(), django_assert_num_queries(TOLD_IN):
        tell_reopened(analysis=pair.analysis, by=pair.lead)
    assert Notification.objects.filter(kind="reopened").count() == readers


def test_the_mentor_is_told_after_the_match_and_a_city_when_it_was_asked(pair):
    pair.ask_mentor()
    pair.match()
    pair.answer_required()
    share(pair)
    assert {"asked", "mentor_lead", "mentor_association"} <= told(pair, "shared")


def test_readers_learn_that_it_is_open_again(pair):
    pair.answer_required()
    share(pair)
    reopen_needs_analysis(analysis=pair.analysis, by=pair.coordinator, reason="Asked by phone")
    assert "lead" in told(pair, "reopened")
    assert "coordinator" not in told(pair, "reopened")


def test_the_city_and_the_coordinator_learn_that_the_association_is_done(pair):
    complete_association_part(analysis=pair.analysis, section_key="national_context", by=pair.association)
    assert told(pair, "section_completed") == {"lead", "member", "coordinator", "facilitator"}


def test_a_version_that_the_association_completes_is_told_of_once_to_each_reader(pair):
    pair.match()
    pair.answer_required()
    share(pair, opened_to=Audience.SCHEME)
    Notification.objects.all().delete()
    complete_association_part(analysis=pair.analysis, section_key="national_context", by=pair.association)
    assert told(pair, "section_completed") == {"lead", "member", "coordinator", "facilitator"}
    assert told(pair, "shared") == {"mentor_lead", "mentor_association", "support", "sponsor"}
    assert {row.data["number"] for row in Notification.objects.filter(kind="shared")} == {2}


def test_completing_settles_the_associations_reminders_alone(pair):
    SectionState.objects.filter(key__in=("national_context", "needs")).update(due_on=DUE)
    remind_of_due_sections(dt.date(2026, 6, 30))
    complete_association_part(analysis=pair.analysis, section_key="national_context", by=pair.association)
    people = {person.pk: name for name, person in pair.people.items()}
    waiting = Notification.objects.filter(kind="reminded", done_at__isnull=True)
    assert {people[pk] for pk in waiting.values_list("recipient", flat=True)} == {"lead", "member"}


@pytest.mark.parametrize(
    ("mornings", "times"),
    [
        ([-8], 0),
        ([-7], 1),
        ([-7, -7, -6, -2], 1),
        ([-4], 1),
        ([-7, -1, 0], 2),
        ([-7, 0], 2),
        ([0], 1),
        ([-7, -1, 0, 1], 3),
        ([1, 1, 2, 7], 1),
        ([1, 8], 2),
        ([-7, 9], 2),
        ([1, 8, 14, 15], 3),
        ([40], 1),
    ],
)
def test_a_side_is_reminded_once_for_each_occasion_even_when_mornings_are_lost(pair, mornings, times):
    SectionState.objects.filter(key="national_context").update(due_on=DUE)
    stood = [0]
    for morning in mornings:
        remind_of_due_sections(DUE + dt.timedelta(days=morning))
        stood.append(Notification.objects.filter(kind="reminded").count())
    assert all(after - before <= 1 for before, after in itertools.pairwise(stood))
    assert stood[-1] == times
    assert told(pair, "reminded") <= {"association"}
    assert Notification.objects.filter(kind="reminded", needs_action=True).count() == times


def test_nobody_is_reminded_of_what_is_completed_or_has_no_gap(pair):
    SectionState.objects.filter(key="national_context").update(due_on=DUE, is_open=False)
    SectionState.objects.filter(key="needs").update(due_on=DUE, missing=[])
    assert remind_of_due_sections(dt.date(2026, 6, 30)) == 0


def test_an_association_is_reminded_until_it_declares_its_part_complete(pair):
    SectionState.objects.filter(key="national_context").update(due_on=DUE, missing=[])
    assert remind_of_due_sections(dt.date(2026, 6, 30)) == 1
    assert told(pair, "reminded") == {"association"}


def test_nobody_is_reminded_of_what_cannot_be_started_yet(pair):
    SectionState.objects.filter(key="revision").update(due_on=DUE, missing=["na_focus_goals"])
    assert remind_of_due_sections(dt.date(2026, 6, 30)) == 0
    pair.match(accepted=True)
    assert remind_of_due_sections(dt.date(2026, 6, 30)) == 2


def test_sharing_settles_the_citys_reminders(pair):
    SectionState.objects.filter(key="needs").update(due_on=DUE)
    assert remind_of_due_sections(dt.date(2026, 6, 30)) == 2
    pair.answer_required()
    share(pair)
    assert not Notification.objects.filter(kind="reminded", done_at__isnull=True).exists()


def sentences_of(person, language):
    with translation.override(language):
        return [item.sentence for item in waiting_for(person)]


def test_each_reads_in_their_own_language_what_was_completed(pair, django_assert_num_queries):
    pair.answer_required()
    complete_association_part(analysis=pair.analysis, section_key="national_context", by=pair.association)
    title = "Valsts un reģiona konteksts"
    latvian, english = sentences_of(pair.lead, "lv"), sentences_of(pair.lead, "en")
    assert any(title in sentence and "Needs analysis" not in sentence for sentence in latvian)
    assert any("National and regional context" in sentence for sentence in english)
    told = list(Notification.objects.filter(kind="section_completed", recipient=pair.lead))
    reached = reachable(pair.lead, told)
    with django_assert_num_queries(0):
        assert [found.part("nowhere") for found in reached.values()] == [""]
