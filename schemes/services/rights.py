"""Keeping the rows of django-guardian equal to what memberships and requests give."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import Permission
from django.db import transaction
from django.db.models import Q

from inclucities.accounts.models import User
from schemes.domain.role_table import (
    RIGHTS_OF_AN_ASKED_MENTOR,
    ROLE_TABLE,
    SCHEME_RIGHTS_OF_AN_ASKED_MENTOR,
)
from schemes.enums import Right, Role
from schemes.models import (
    Membership,
    MentorRequest,
    OrganisationGrant,
    Participation,
    ParticipationGrant,
    ProgrammeGrant,
    SchemeGrant,
)
from schemes.models.calendar import today

if TYPE_CHECKING:
    import datetime as dt

#: Tables of django-guardian, whose columns its base class does not declare.
GRANT_TABLES: tuple[type[Any], ...] = (
    ProgrammeGrant,
    OrganisationGrant,
    SchemeGrant,
    ParticipationGrant,
)

#: One right of one person on one row: (table of grants, person, object, right).
Grant = tuple[type, int, int, Right]

MENTOR_ROLES = (Role.MENTOR_LEAD, Role.MENTOR_MEMBER)
#: So many people are settled in one transaction.
SETTLED_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Drift:
    """Rows that are missing, and rows that nothing justifies."""

    missing: frozenset[Grant]
    surplus: frozenset[Grant]

    def __bool__(self) -> bool:
        return bool(self.missing or self.surplus)


def expected_grants(people: Iterable[int], on: dt.date | None = None) -> frozenset[Grant]:
    """Return every right that the memberships of these people give on a day, today by default.

    ``people`` are ids. A deactivated person holds nothing.
    """
    day = on or today()
    memberships = (
        Membership.objects.filter(person__in=list(people), person__is_active=True, starts_on__lte=day)
        .filter(Q(ends_on__isnull=True) | Q(ends_on__gt=day))
        .select_related("participation_scope__scheme", "organisation_scope", "programme_scope")
    )
    grants: set[Grant] = set()
    for membership in memberships:
        grants |= _given_by(membership, day)
    return frozenset(grants)


def _given_by(membership: Membership, day: dt.date) -> set[Grant]:
    table = ROLE_TABLE[Role(membership.role)]
    person = membership.person_id
    grants: set[Grant] = set()

    def give(grant_table: type, pk: int, rights: Iterable[Right]) -> None:
        grants.update((grant_table, person, pk, right) for right in rights)

    if (programme_id := membership.programme_scope_id) is not None:
        give(ProgrammeGrant, programme_id, table.programme)
    elif (organisation := membership.organisation_scope) is not None:
        give(ProgrammeGrant, organisation.programme_id, table.programme)
        give(OrganisationGrant, organisation.pk, table.organisation)
        if membership.role in MENTOR_ROLES:
            # "V for a city asked to be mentor" (method 3.3): a shared version and nothing else.
            for mentee in _mentees_that_ask(organisation.pk, day):
                give(ParticipationGrant, mentee.pk, RIGHTS_OF_AN_ASKED_MENTOR)
                give(SchemeGrant, mentee.scheme_id, SCHEME_RIGHTS_OF_AN_ASKED_MENTOR)
    elif (participation := membership.participation_scope) is not None:
        if participation.ends_on is not None and participation.ends_on <= day:
            return grants
        give(ProgrammeGrant, participation.scheme.programme_id, table.programme)
        give(SchemeGrant, participation.scheme_id, table.scheme)
        party = participation.stands_behind or participation
        give(ParticipationGrant, party.pk, table.own)
        give(OrganisationGrant, party.organisation_id, table.organisation)
        for other in _other_cities(party, day):
            give(ParticipationGrant, other.pk, table.other)
    return grants


def _active(day: dt.date) -> Q:
    return Q(starts_on__lte=day) & (Q(ends_on__isnull=True) | Q(ends_on__gt=day))


def _other_cities(party: Participation, day: dt.date) -> Iterable[Participation]:
    return (
        Participation.objects.filter(scheme=party.scheme_id, stands_behind__isnull=True)
        .filter(_active(day))
        .exclude(pk=party.pk)
    )


def _mentees_that_ask(organisation_id: int, day: dt.date) -> Iterable[Participation]:
    asked = MentorRequest.objects.filter(organisation=organisation_id, closed_on__isnull=True)
    return Participation.objects.filter(
        scheme__in=asked.values("scheme"), side="mentee", stands_behind__isnull=True
    ).filter(_active(day))


def stored_grants(people: Iterable[int]) -> frozenset[Grant]:
    """Return the rows that are stored for these people."""
    ids = list(people)
    return frozenset(
        (table, user, pk, Right(code))
        for table in GRANT_TABLES
        for user, pk, code in table._default_manager.filter(user__in=ids).values_list(
            "user", "content_object", "permission__codename"
        )
    )


def drift_of(people: Iterable[int]) -> Drift:
    """Compare what is stored with what the memberships give."""
    ids = list(people)
    expected, stored = expected_grants(ids), stored_grants(ids)
    return Drift(missing=expected - stored, surplus=stored - expected)


def settle_rights(people: Iterable[int]) -> Drift:
    """Make the stored rows of these people equal to what their memberships give; return what was mended.

    Runs in the transaction of the change that called for it, so that a role and its rights arrive
    and go together.
    """
    drift = drift_of(people)
    if not drift:
        return drift
    permissions = {
        (permission.content_type.model, permission.codename): permission
        for permission in Permission.objects.filter(content_type__app_label="schemes").select_related(
            "content_type"
        )
    }
    for table in GRANT_TABLES:
        model_name = table._meta.get_field("content_object").related_model._meta.model_name
        table._default_manager.bulk_create(
            [
                table(user_id=user, content_object_id=pk, permission=permissions[model_name, right.value])
                for grant_table, user, pk, right in drift.missing
                if grant_table is table
            ],
            ignore_conflicts=True,
        )
        surplus: dict[tuple[int, int], list[str]] = defaultdict(list)
        for grant_table, user, pk, right in drift.surplus:
            if grant_table is table:
                surplus[user, pk].append(right.value)
        for (user, pk), codes in surplus.items():
            table._default_manager.filter(
                user=user, content_object=pk, permission__codename__in=codes
            ).delete()
    return drift


def people_of_scheme(scheme_id: int) -> list[int]:
    """Return the ids of everybody whose rights can depend on who takes part in this scheme.

    People of its parties, ended ones included, and of the cities that were asked to be mentor.
    """
    asked = MentorRequest.objects.filter(scheme=scheme_id).values("organisation")
    return list(
        User.objects.filter(
            Q(memberships__participation_scope__scheme=scheme_id)
            | Q(memberships__organisation_scope__in=asked)
        )
        .values_list("pk", flat=True)
        .distinct()
    )


def everybody_with_rights() -> list[int]:
    """Return the ids of everybody who holds a role, or a row that no role may justify any more."""
    ids = set(Membership.objects.values_list("person", flat=True).distinct())
    for table in GRANT_TABLES:
        ids |= set(table._default_manager.values_list("user", flat=True).distinct())
    return sorted(ids)


def settle_all_rights() -> int:
    """Settle everybody, a few at a time; return how many people something was mended for.

    Mending on the day on which a role begins or ends is what the calendar asks for, and no error.
    """
    people = everybody_with_rights()
    mended: set[int] = set()
    for start in range(0, len(people), SETTLED_AT_ONCE):
        with transaction.atomic():
            drift = settle_rights(people[start : start + SETTLED_AT_ONCE])
        mended |= {person for _table, person, _pk, _right in drift.missing | drift.surplus}
    return len(mended)
