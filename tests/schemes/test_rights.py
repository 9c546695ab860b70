"""Rights arrive and go with roles, in the same transaction; a command proves that nothing drifts."""

from __future__ import annotations

import datetime as dt
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import Permission
from django.core.management import call_command
from django.utils import timezone

from inclucities.accounts.models import User
from inclucities.audit.models import AuditEvent
from schemes.enums import Right, Role
from schemes.models import Membership, Participation, Programme, Scheme, SchemeGrant
from schemes.models.calendar import today
from schemes.queries.rights import (
    organisations_with,
    participations_with,
    programmes_with,
    rights_on_organisation,
    rights_on_participation,
    rights_on_programme,
    rights_on_scheme,
    schemes_with,
)
from schemes.queries.schemes import schemes_visible_to
from schemes.services.rights import drift_of, everybody_with_rights, settle_all_rights
from schemes.services.roles import end_role, give_role
from schemes.tasks import settle_rights_daily
from tests.factories.schemes import (
    make_association_party,
    make_community,
    make_member,
    make_party,
    make_person,
)

pytestmark = pytest.mark.django_db


def test_a_role_brings_its_rights_and_takes_them_along(mentee: Participation, coordinator: User) -> None:
    person = make_person()
    membership = give_role(person=person, role=Role.MENTEE_MEMBER, scope=mentee, by=coordinator)
    assert Right.EDIT_NEEDS in rights_on_participation(person, mentee)
    assert Right.VIEW_PEOPLE in rights_on_scheme(person, mentee.scheme)
    end_role(membership=membership, by=coordinator)
    assert rights_on_participation(person, mentee) == frozenset()
    assert not schemes_visible_to(person).exists()
    actions = AuditEvent.objects.filter(scheme_id=mentee.scheme_id, data__person=person.pk)
    assert list(actions.order_by("pk").values_list("action", flat=True)) == ["role_given", "role_ended"]


def test_giving_and_ending_twice_changes_nothing(mentee: Participation, coordinator: User) -> None:
    person = make_person()
    first = give_role(person=person, role=Role.MENTEE_LEAD, scope=mentee, by=coordinator)
    assert give_role(person=person, role=Role.MENTEE_LEAD, scope=mentee, by=coordinator).pk == first.pk
    end_role(membership=first, by=coordinator)
    end_role(membership=first, by=coordinator)
    assert AuditEvent.objects.filter(action="role_ended").count() == 1


def test_a_role_that_ends_later_holds_until_then(
    mentee: Participation, lead: User, coordinator: User
) -> None:
    membership = lead.memberships.get()
    end_role(membership=membership, by=coordinator, ends_on=today() + dt.timedelta(days=10))
    assert Right.EDIT_NEEDS in rights_on_participation(lead, mentee)
    with time_machine.travel(timezone.now() + dt.timedelta(days=9)):
        assert settle_rights_daily() == 0
    with time_machine.travel(timezone.now() + dt.timedelta(days=10)):
        assert settle_rights_daily() == 1
        assert rights_on_participation(lead, mentee) == frozenset()


def test_a_role_that_begins_later_brings_nothing_before(mentee: Participation) -> None:
    person = make_person()
    give_role(
        person=person, role=Role.MENTEE_LEAD, scope=mentee, by=None, starts_on=today() + dt.timedelta(days=3)
    )
    assert rights_on_participation(person, mentee) == frozenset()
    with time_machine.travel(timezone.now() + dt.timedelta(days=3)):
        settle_rights_daily()
        assert Right.SHARE_NEEDS in rights_on_participation(person, mentee)


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Niue", "Europe/Riga"])
def test_no_readers_clock_opens_or_closes_a_right(zone: str, mentee: Participation, lead: User) -> None:
    """Ended at half past midnight in Riga means ended, also for the task that runs on UTC."""
    with time_machine.travel(dt.datetime(2027, 5, 1, 22, 30, tzinfo=dt.UTC)):
        with timezone.override(zone):
            end_role(membership=lead.memberships.get(), by=None)
        settle_all_rights()
        assert rights_on_participation(lead, mentee) == frozenset()


def test_a_closed_account_holds_nothing(mentee: Participation, lead: User) -> None:
    lead.is_active = False
    lead.save()
    assert rights_on_scheme(lead, mentee.scheme) == frozenset()
    assert not schemes_with(lead, Right.VIEW_SCHEME).exists()
    assert not programmes_with(lead, Right.VIEW_PROGRAMME).exists()
    assert not participations_with(lead, Right.EDIT_NEEDS).exists()
    assert not organisations_with(lead, Right.VIEW_PROGRAMME).exists()
    settle_all_rights()
    assert not SchemeGrant.objects.filter(user=lead).exists()


def test_superusers_and_programme_admins_read_no_scheme(scheme: Scheme, admin: User) -> None:
    superuser = make_person(is_superuser=True, is_staff=True)
    for person in (superuser, admin):
        assert not schemes_visible_to(person).exists()
        assert Right.VIEW_SCHEME not in rights_on_scheme(person, scheme)
    assert not rights_on_programme(superuser, scheme.programme)


def test_a_coordinator_holds_one_row_and_reaches_every_scheme(
    programme: Programme, scheme: Scheme, mentee: Participation, coordinator: User
) -> None:
    assert Membership.objects.filter(person=coordinator).count() == 1
    assert scheme in schemes_visible_to(coordinator)
    assert mentee in participations_with(coordinator, Right.VIEW_NEEDS_SHARED)
    assert Right.VIEW_PROFILE in rights_on_organisation(coordinator, mentee.organisation)


def test_an_association_reaches_the_city_that_it_stands_behind(mentee: Participation) -> None:
    association = make_association_party(mentee)
    person = make_member(association, Role.MENTEE_ASSOCIATION)
    assert Right.EDIT_ASSOCIATION_PART in rights_on_participation(person, mentee)
    assert Right.EDIT_NEEDS not in rights_on_participation(person, mentee)


def test_peers_read_each_others_shared_needs(programme: Programme) -> None:
    community = make_community(programme)
    one, other = (make_party(community, side="peer") for _ in range(2))
    person = make_member(one, Role.MENTEE_LEAD)
    assert Right.EDIT_NEEDS in rights_on_participation(person, one)
    assert Right.VIEW_NEEDS_SHARED in rights_on_participation(person, other)
    assert Right.EDIT_NEEDS not in rights_on_participation(person, other)
    third = make_party(community, side="peer")
    assert Right.VIEW_NEEDS_SHARED in rights_on_participation(person, third)


def test_no_drift_is_said_and_drift_is_named(mentee: Participation, lead: User, scheme: Scheme) -> None:
    out = StringIO()
    call_command("check_rights", stdout=out)
    assert "No drift" in out.getvalue()
    stranger = make_person()
    permission = Permission.objects.get(content_type__model="scheme", codename=Right.EDIT_SETTINGS)
    SchemeGrant.objects.create(user=stranger, content_object=scheme, permission=permission)
    SchemeGrant.objects.filter(user=lead).first().delete()  # type: ignore[union-attr]
    out = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("check_rights", stdout=out)
    assert ended.value.code == 1
    assert f"surplus: person {stranger.pk}, SchemeGrant on {scheme.pk}, edit_settings" in out.getvalue()
    assert f"missing: person {lead.pk}" in out.getvalue()
    call_command("check_rights", "--settle", stdout=StringIO())
    assert not drift_of(everybody_with_rights())


def test_asking_for_rights_costs_one_query(
    lead: User, mentee: Participation, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(1):
        rights_on_participation(lead, mentee)
    with django_assert_num_queries(1):
        rights_on_scheme(lead, mentee.scheme)
