"""Giving and ending roles; the rights arrive and go in the same transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q

from inclucities.audit.services import record_event
from inclucities.notifications.services import settle_unreachable
from schemes.enums import Role
from schemes.models import Membership, Organisation, Participation, Programme
from schemes.models.calendar import today
from schemes.services.rights import settle_rights

if TYPE_CHECKING:
    import datetime as dt

    from inclucities.accounts.models import User

SCOPE_COLUMNS = {
    Programme: "programme_scope",
    Organisation: "organisation_scope",
    Participation: "participation_scope",
}


@transaction.atomic
def give_role(
    *,
    person: User,
    role: Role,
    scope: Programme | Organisation | Participation,
    by: User | None,
    starts_on: dt.date | None = None,
) -> Membership:
    """Give a person a role in a programme, an organisation or a party; its rights arrive with it.

    Giving the same role twice changes nothing.
    """
    organisation = (
        scope
        if isinstance(scope, Organisation)
        else scope.organisation
        if isinstance(scope, Participation)
        else None
    )
    membership, made = Membership.objects.get_or_create(
        person=person,
        role=role,
        **{SCOPE_COLUMNS[type(scope)]: scope},
        ends_on=None,
        defaults={"organisation": organisation, "starts_on": starts_on or today()},
    )
    if made:
        _tell("role_given", membership, by)
        settle_rights([person.pk])
    return membership


@transaction.atomic
def end_role(*, membership: Membership, by: User | None, ends_on: dt.date | None = None) -> None:
    """End a role, today unless a later day is given; its rights go with it. The work stays with the role.

    ``ends_on`` is the first day without the role; ``tasks.settle_rights_daily`` takes the rights back
    on it. A role that has ended by then stays as it is.
    """
    day = max(ends_on or today(), membership.starts_on)
    still_open = Q(ends_on__isnull=True) | Q(ends_on__gt=day)
    if not Membership.objects.filter(still_open, pk=membership.pk).update(ends_on=day):
        return
    membership.ends_on = day
    _tell("role_ended", membership, by)
    settle_rights([membership.person_id])
    settle_unreachable(person=membership.person)


def _tell(action: str, membership: Membership, by: User | None) -> None:
    participation = membership.participation_scope
    organisation = membership.organisation_scope
    scheme = participation.scheme if participation else None
    target = scheme or organisation or membership.programme_scope
    assert target is not None  # noqa: S101 -- the constraint on the table says so
    programme_id = (
        scheme.programme_id
        if scheme
        else organisation.programme_id
        if organisation
        else membership.programme_scope_id
    )
    record_event(
        action,
        target=target,
        by=by,
        scheme_id=scheme.pk if scheme else None,
        programme_id=programme_id,
        data={
            "membership": membership.pk,
            "person": membership.person_id,
            "role": membership.role,
            "organisation": membership.organisation_id,
        },
    )
