"""Who acts for whom."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import Q

from inclucities.prepared.queries import prepared
from schemes.enums import Role, Side
from schemes.models import Invitation, Membership, Participation
from schemes.models.calendar import today
from schemes.queries.schemes import parties_of

if TYPE_CHECKING:
    import datetime as dt

    from django.db.models import QuerySet

    from inclucities.accounts.models import User
    from schemes.models import Programme, Scheme


def memberships_in_force(day: dt.date | None = None) -> QuerySet[Membership]:
    """Return the memberships that hold on a day, today where none is named."""
    day = day or today()
    return Membership.objects.filter(Q(starts_on__lte=day) & (Q(ends_on__isnull=True) | Q(ends_on__gt=day)))


def holds_role_among(person: User, roles: Iterable[str]) -> bool:
    """Tell whether a person holds one of these roles anywhere today. One query."""
    return memberships_in_force().filter(person=person, role__in=list(roles)).exists()


def people_of(scheme: Scheme) -> QuerySet[Membership]:
    """Return who acts in a scheme today, with persons and organisations loaded. One query."""
    return (
        memberships_in_force()
        .filter(participation_scope__scheme=scheme)
        .select_related("person", "organisation", "participation_scope__organisation")
        .order_by("participation_scope__side", "role", "person__name")
    )


def people_acting_for(participation: Participation) -> QuerySet[Membership]:
    """Return who acts today for a city or for the associations behind it. One query."""
    return (
        memberships_in_force()
        .filter(Q(participation_scope=participation) | Q(participation_scope__stands_behind=participation))
        .select_related("person", "organisation")
        .order_by("pk")
    )


def people_running(programme: Programme) -> list[Membership]:
    """Return who holds a role in a whole programme today: coordinators, facilitators, observers. One query."""
    return _people_running(programme.pk, today())


@prepared
def _people_running(programme: int, day: dt.date) -> QuerySet[Membership]:
    return (
        memberships_in_force(day)
        .filter(programme_scope=programme)
        .select_related("person")
        .order_by("role", "person__name")
    )


@dataclass(slots=True)
class Party:
    """One city or association of a scheme, with everybody who acts or acted for it."""

    participation: Participation
    people: list[Membership] = field(default_factory=list)
    former: list[Membership] = field(default_factory=list)
    invitations: list[Invitation] = field(default_factory=list)
    associations: list[Party] = field(default_factory=list)

    @property
    def team(self) -> list[Membership]:
        """Who works for the city or the association: not its support group and its politicians."""
        around = {Role.LSG_MEMBER, Role.POLITICAL_SPONSOR}
        return [membership for membership in self.people if membership.role not in around]

    @property
    def goes_on_with_successor(self) -> bool:
        """Whether an association ended its part here only to go on behind the city that came in place of its own."""
        part = self.participation
        return (
            part.is_association
            and part.replaced_by is not None
            and part.replaced_by.organisation_id == part.organisation_id
        )

    @property
    def has_ended(self) -> bool:
        """Whether the organisation takes part no more."""
        ends_on = self.participation.ends_on
        return ends_on is not None and ends_on <= today()


def parties_with_people(scheme: Scheme, *, with_history: bool) -> list[Party]:
    """Return the cities of a scheme, each with its associations, people and invitations. Three queries.

    ``with_history`` adds parts and roles that have ended, and invitations: for who may invite. An
    association that goes on with its city's successor stands there, with all who ever acted for it.
    One query without it where the parties are loaded.
    """
    parts = _parts_ever_in(scheme.pk) if with_history else parties_of(scheme)
    day = today()
    roles = _roles_ever_in(scheme.pk) if with_history else _roles_in(scheme.pk, day)
    parties = {part.pk: Party(part) for part in parts}
    ranks = list(Role)
    for role in sorted(roles, key=lambda held: ranks.index(Role(held.role))):
        if party := parties.get(role.participation_scope_id or 0):
            is_over = role.ends_on is not None and role.ends_on <= day
            (party.former if is_over else party.people).append(role)
    if with_history:
        for invitation in _invitations_in(scheme.pk):
            if party := parties.get(invitation.participation_scope_id or 0):
                party.invitations.append(invitation)
    cities = []
    for party in parties.values():
        behind = party.participation.stands_behind_id
        if behind is None:
            cities.append(party)
        elif party.goes_on_with_successor:
            _hand_on(party, parties[party.participation.replaced_by_id or 0])
        elif behind in parties:
            parties[behind].associations.append(party)
    return sorted(
        cities,
        key=lambda city: (city.has_ended, city.participation.side == Side.MENTOR, city.participation.pk),
    )


def _hand_on(party: Party, successor: Party) -> None:
    """Show who acted for an association earlier where it stands now, but for those who still do."""
    acting = {membership.person_id for membership in successor.people}
    successor.former.extend(membership for membership in party.former if membership.person_id not in acting)


def _by_name(roles: QuerySet[Membership]) -> QuerySet[Membership]:
    return roles.select_related("person", "organisation").order_by("person__name", "-starts_on")


@prepared
def _roles_in(scheme: int, day: dt.date) -> QuerySet[Membership]:
    return _by_name(memberships_in_force(day).filter(participation_scope__scheme=scheme))


@prepared
def _roles_ever_in(scheme: int) -> QuerySet[Membership]:
    return _by_name(Membership.objects.filter(participation_scope__scheme=scheme))


@prepared
def _parts_ever_in(scheme: int) -> QuerySet[Participation]:
    return (
        Participation.objects.filter(scheme=scheme)
        .select_related("organisation", "replaced_by__organisation")
        .order_by("pk")
    )


@prepared
def _invitations_in(scheme: int) -> QuerySet[Invitation]:
    return (
        Invitation.objects.filter(participation_scope__scheme=scheme, accepted_at__isnull=True)
        .select_related("invited_by")
        .order_by("-sent_at", "-pk")
    )


def membership_for_managing(pk: int) -> Membership | None:
    """Return a role that has not ended, with person and scope, or ``None``. One query."""
    return (
        Membership.objects.filter(pk=pk)
        .filter(Q(ends_on__isnull=True) | Q(ends_on__gt=today()))
        .select_related(
            "person",
            "programme_scope",
            "organisation_scope__programme",
            "participation_scope__scheme__programme",
            "participation_scope__organisation",
        )
        .first()
    )
