"""Who may do what with a needs analysis, row by row of the matrix in method 3.3."""

from __future__ import annotations

import datetime as dt

import pytest

from inclucities.questionnaires.enums import Audience
from needs_analysis.queries.needs_analyses import needs_analyses_visible_to, open_needs_analysis
from needs_analysis.services.needs_analyses import share_needs_analysis
from schemes.enums import OrganisationKind, Role, Side
from schemes.models import Match, Membership
from schemes.services.frame import add_organisation, end_role, give_role, open_scheme, take_part

PROPERTIES = (
    "sees_status",
    "reads_draft",
    "reads_versions",
    "reads_association_part",
    "comments",
    "writes_city_part",
    "writes_association_part",
    "shares",
    "reopens",
    "asks_to_reopen",
)

BEFORE = {
    "coordinator": {"sees_status", "reads_versions", "reads_association_part", "reopens"},
    "facilitator": {
        "sees_status",
        "reads_draft",
        "reads_versions",
        "reads_association_part",
        "comments",
        "asks_to_reopen",
    },
    "lead": set(PROPERTIES) - {"writes_association_part", "asks_to_reopen"},
    "member": set(PROPERTIES) - {"writes_association_part", "shares", "reopens"},
    "association": set(PROPERTIES) - {"writes_city_part", "shares", "reopens"},
    "support": {"reads_versions"},
    "sponsor": {"reads_versions"},
    "observer": set(),
    "admin": set(),
    "asked": set(),
}
AFTER = {
    "mentor_lead": {
        "sees_status",
        "reads_draft",
        "reads_versions",
        "reads_association_part",
        "comments",
        "asks_to_reopen",
    },
    "mentor_association": {"sees_status", "reads_draft", "reads_versions", "reads_association_part"},
}


def held(pair, name):
    opened = open_needs_analysis(pair.people[name], pair.analysis.pk)
    if opened is None:
        return set()
    return {found for found in PROPERTIES if getattr(opened.access, found)}


@pytest.mark.parametrize("name", sorted(BEFORE))
def test_each_role_before_the_match(pair, name):
    assert held(pair, name) == BEFORE[name]


@pytest.mark.parametrize("name", sorted(AFTER))
def test_the_mentors_side_reads_nothing_until_both_have_accepted(pair, name):
    pair.match(accepted=False)
    assert held(pair, name) == set()
    assert not needs_analyses_visible_to(pair.people[name]).exists()
    pair.match(accepted=True)
    assert held(pair, name) == AFTER[name]
    assert needs_analyses_visible_to(pair.people[name]).get() == pair.analysis


def test_a_city_that_was_asked_reads_the_shared_version_and_never_the_draft(pair):
    pair.ask_mentor()
    assert held(pair, "asked") == {"reads_versions"}
    assert not needs_analyses_visible_to(pair.asked).exists()
    pair.answer_required()
    share_needs_analysis(analysis=pair.analysis, by=pair.lead, acknowledged={"N-2", "N-5", "N-7"})
    assert needs_analyses_visible_to(pair.asked).get() == pair.analysis
    opened = open_needs_analysis(pair.asked, pair.analysis.pk)
    assert Audience.TEAM in opened.access.audiences
    assert Audience.OWN_SIDE not in opened.access.audiences


def test_the_support_group_sees_the_analysis_only_once_it_is_shared(pair):
    assert not needs_analyses_visible_to(pair.support).exists()
    pair.answer_required()
    share_needs_analysis(analysis=pair.analysis, by=pair.lead, acknowledged={"N-2", "N-5", "N-7"})
    assert needs_analyses_visible_to(pair.support).get() == pair.analysis
    assert open_needs_analysis(pair.support, pair.analysis.pk).access.audiences == {
        Audience.SCHEME,
        Audience.RELEASED,
    }


def test_a_role_that_ends_takes_its_rights_at_once(pair):
    assert held(pair, "member")
    end_role(membership=Membership.objects.get(person=pair.member), by=pair.coordinator)
    assert held(pair, "member") == set()
    assert open_needs_analysis(pair.member, pair.analysis.pk) is None


def test_neither_strangers_nor_superusers_nor_deactivated_people_open_it(pair):
    superuser = pair.stranger
    assert open_needs_analysis(superuser, pair.analysis.pk) is None
    superuser.is_superuser = superuser.is_staff = True
    superuser.save()
    assert open_needs_analysis(superuser, pair.analysis.pk) is None
    assert not needs_analyses_visible_to(superuser).exists()
    pair.lead.is_active = False
    pair.lead.save()
    assert open_needs_analysis(pair.lead, pair.analysis.pk) is None
    assert not needs_analyses_visible_to(pair.lead).exists()


def test_opening_costs_two_queries(pair, django_assert_num_queries):
    with django_assert_num_queries(2):
        open_needs_analysis(pair.lead, pair.analysis.pk)


def test_a_city_of_another_scheme_is_a_stranger(pair):
    other = open_scheme(
        programme=pair.programme,
        themes={"en": "Housing"},
        starts_on=dt.date(2026, 1, 1),
        by=pair.coordinator,
    )
    city = add_organisation(
        programme=pair.programme, kind=OrganisationKind.CITY, names={"en": "Elsewhere"}, by=pair.coordinator
    )
    party = take_part(scheme=other, organisation=city, side=Side.MENTEE, by=pair.coordinator)
    give_role(person=pair.stranger, role=Role.MENTEE_LEAD, scope=party, by=pair.coordinator)
    assert open_needs_analysis(pair.stranger, pair.analysis.pk) is None
    assert open_needs_analysis(pair.stranger, party.needs_analysis.pk).access.writes_city_part


def test_a_match_that_has_ended_opens_nothing(pair):
    pair.match()
    Match.objects.update(ended_on=dt.date(2026, 3, 1))
    assert held(pair, "mentor_lead") == set()
    assert not needs_analyses_visible_to(pair.mentor_lead).exists()
