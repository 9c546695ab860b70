"""Cities and associations come and go; history stays, rights go at once (architecture 4, rule K-4)."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from inclucities.accounts.models import User
from schemes import registry
from schemes.enums import Right, Role, Side
from schemes.models import Invitation, Membership, Participation, Scheme
from schemes.queries.people import people_acting_for, people_of
from schemes.queries.rights import rights_on_participation, rights_on_scheme
from schemes.registry import register_starter
from schemes.services.errors import RefusedError, RuleBrokenError
from schemes.services.invitations import invite
from schemes.services.matching import record_match
from schemes.services.participations import end_participation, replace_city, take_part
from schemes.services.rules import override_rule
from tests.factories.schemes import (
    make_association,
    make_association_party,
    make_city,
    make_community,
    make_member,
    make_party,
    make_programme,
    make_scheme,
)

pytestmark = pytest.mark.django_db


def test_the_same_city_cannot_stand_on_both_sides(mentee: Participation) -> None:
    with pytest.raises(RuleBrokenError) as refused:
        take_part(scheme=mentee.scheme, organisation=mentee.organisation, side=Side.MENTOR, by=None)
    assert refused.value.rule == "K-4"


def test_the_database_refuses_it_too(mentee: Participation) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Participation.objects.create(
            scheme=mentee.scheme,
            organisation=mentee.organisation,
            side=Side.MENTOR,
            starts_on=mentee.starts_on,
        )


@pytest.mark.parametrize(
    ("side", "field"), [(Side.MENTEE, "organisation"), (Side.PEER, "side")], ids=["twice", "no such side"]
)
def test_what_makes_no_sense_is_refused_at_its_field(mentee: Participation, side: Side, field: str) -> None:
    with pytest.raises(RefusedError) as refused:
        take_part(scheme=mentee.scheme, organisation=mentee.organisation, side=side, by=None)
    assert refused.value.field == field


def test_one_mentee_and_one_mentor(mentee: Participation, mentor: Participation) -> None:
    for side in (Side.MENTEE, Side.MENTOR):
        with pytest.raises(RefusedError):
            make_party(mentee.scheme, side=side)


def test_a_community_has_as_many_peers_as_come(scheme: Scheme) -> None:
    community = make_community(scheme.programme)
    for _ in range(4):
        make_party(community, side=Side.PEER)
    assert Participation.objects.filter(scheme=community).count() == 4


def test_an_organisation_of_another_programme_stays_out(scheme: Scheme) -> None:
    with pytest.raises(RefusedError):
        make_party(scheme, make_city(make_programme("Another")))


def test_an_association_stands_behind_a_city_of_the_same_scheme(mentee: Participation) -> None:
    elsewhere = make_party(make_scheme(mentee.scheme.programme))
    association = make_association(mentee.scheme.programme)
    with pytest.raises(RefusedError):
        take_part(
            scheme=mentee.scheme, organisation=association, side=Side.MENTEE, stands_behind=elsewhere, by=None
        )
    make_association_party(mentee, association)
    with pytest.raises(RefusedError):
        make_association_party(mentee, association)


def test_one_association_serves_two_schemes(scheme: Scheme) -> None:
    association = make_association(scheme.programme, "Brulocalis")
    for each in (scheme, make_scheme(scheme.programme)):
        make_association_party(make_party(each), association)
    assert association.participations.count() == 2


def test_a_city_begins_its_documents_and_an_association_none(scheme: Scheme, coordinator: User) -> None:
    started: list[tuple[Participation, User | None]] = []
    register_starter(7, lambda party, by: started.append((party, by)))
    city = take_part(
        scheme=scheme, organisation=make_city(scheme.programme), side=Side.MENTEE, by=coordinator
    )
    make_association_party(city)
    assert started == [(city, coordinator)]
    with pytest.raises(ValueError, match="taken"):
        register_starter(7, lambda party, by: None)
    assert registry._starters.keys() == {7}


def test_a_city_that_is_replaced_keeps_its_history(mentee: Participation, coordinator: User) -> None:
    old_lead = make_member(mentee, Role.MENTEE_LEAD)
    successor = make_city(mentee.scheme.programme, "Bauska")
    new = replace_city(participation=mentee, successor=successor, reason="New council", by=coordinator)
    mentee.refresh_from_db()
    assert (mentee.reason_ended, mentee.replaced_by, new.organisation) == ("New council", new, successor)
    assert rights_on_participation(old_lead, mentee) == frozenset()
    assert rights_on_scheme(old_lead, mentee.scheme) == frozenset()
    assert not people_of(mentee.scheme).filter(person=old_lead).exists()
    assert Membership.objects.filter(person=old_lead, participation_scope=mentee).exists()


def test_the_successor_reads_nothing_of_the_old(mentee: Participation, coordinator: User) -> None:
    new = replace_city(
        participation=mentee, successor=make_city(mentee.scheme.programme), reason="x", by=coordinator
    )
    person = make_member(new, Role.MENTEE_LEAD)
    assert (
        rights_on_participation(person, mentee) & {Right.VIEW_NEEDS_DRAFT, Right.VIEW_NEEDS_SHARED} == set()
    )
    assert Right.EDIT_NEEDS in rights_on_participation(person, new)


def test_the_association_goes_on_with_its_people(mentee: Participation, coordinator: User) -> None:
    association = make_association_party(mentee)
    person = make_member(association, Role.MENTEE_ASSOCIATION)
    invitation = invite(
        email="next@demo.example", role=Role.MENTEE_ASSOCIATION, scope=association, by=coordinator
    )
    new = replace_city(
        participation=mentee, successor=make_city(mentee.scheme.programme), reason="x", by=coordinator
    )
    moved = Participation.objects.get(stands_behind=new)
    association.refresh_from_db()
    assert association.replaced_by == moved
    assert Right.EDIT_ASSOCIATION_PART in rights_on_participation(person, new)
    assert Right.EDIT_ASSOCIATION_PART not in rights_on_participation(person, mentee)
    assert [held.person for held in people_acting_for(new)] == [person]
    invitation = Invitation.objects.get(pk=invitation.pk)
    assert (invitation.participation_scope, invitation.is_open) == (moved, True)


def test_a_replaced_city_takes_its_match_and_its_invitations_along(
    mentee: Participation, mentor: Participation, coordinator: User
) -> None:
    override_rule(scheme=mentee.scheme, rule_id="N-1", reason="x", by=coordinator)
    match = record_match(
        scheme=mentee.scheme,
        mentor=mentor.organisation,
        decided_on=mentee.starts_on,
        reasons="x",
        by=coordinator,
    )
    invitation = invite(email="a@demo.example", role=Role.MENTEE_MEMBER, scope=mentee, by=coordinator)
    replace_city(
        participation=mentee, successor=make_city(mentee.scheme.programme), reason="x", by=coordinator
    )
    match.refresh_from_db()
    invitation.refresh_from_db()
    assert match.ended_on is not None
    assert not match.is_accepted
    assert not invitation.is_open


@pytest.mark.parametrize("which", ["the mentor", "itself"])
def test_a_successor_cannot_be_the_other_side(
    which: str, mentee: Participation, mentor: Participation, coordinator: User
) -> None:
    successor = mentor.organisation if which == "the mentor" else mentee.organisation
    if which == "itself":
        new = replace_city(participation=mentee, successor=successor, reason="x", by=coordinator)
        assert new.organisation == mentee.organisation
        return
    with pytest.raises(RuleBrokenError):
        replace_city(participation=mentee, successor=successor, reason="x", by=coordinator)
    mentee.refresh_from_db()
    assert mentee.ends_on is None


def test_ending_a_city_ends_its_association_too(mentee: Participation, coordinator: User) -> None:
    association = make_association_party(mentee)
    person = make_member(association, Role.MENTEE_ASSOCIATION)
    end_participation(participation=mentee, reason="No budget", by=coordinator)
    association.refresh_from_db()
    assert association.ends_on is not None
    assert rights_on_scheme(person, mentee.scheme) == frozenset()
    with pytest.raises(RefusedError):
        end_participation(participation=mentee, reason="again", by=coordinator)


def test_an_association_is_never_replaced(mentee: Participation) -> None:
    association = make_association_party(mentee)
    with pytest.raises(RefusedError):
        replace_city(
            participation=association, successor=make_city(mentee.scheme.programme), reason="x", by=None
        )


def test_a_city_may_come_back(mentee: Participation, coordinator: User) -> None:
    end_participation(participation=mentee, reason="x", by=coordinator)
    again = make_party(mentee.scheme, mentee.organisation)
    assert again.pk != mentee.pk
