"""Which city and which association takes part in a scheme, from when to when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from inclucities.audit.services import record_event
from schemes.enums import Role, Side
from schemes.models import Invitation, Match, Membership, Organisation, Participation, Scheme
from schemes.models.calendar import today
from schemes.registry import start_documents
from schemes.services.errors import RefusedError, RuleBrokenError
from schemes.services.rights import people_of_scheme, settle_rights
from schemes.services.roles import end_role, give_role

if TYPE_CHECKING:
    import datetime as dt

    from django.db.models import QuerySet

    from inclucities.accounts.models import User


@transaction.atomic
def take_part(
    *,
    scheme: Scheme,
    organisation: Organisation,
    side: Side,
    by: User | None,
    stands_behind: Participation | None = None,
    starts_on: dt.date | None = None,
) -> Participation:
    """Let an organisation take part in a scheme; an association ``stands_behind`` a city.

    A city's own documents begin with it. Raises ``RuleBrokenError`` for the same city on both
    sides (rule K-4) and ``RefusedError`` where the place is taken or makes no sense.
    """
    Scheme.objects.select_for_update().get(pk=scheme.pk)
    _check(scheme, organisation, side, stands_behind)
    participation = _start(scheme, organisation, side, stands_behind, starts_on, by)
    settle_rights(people_of_scheme(scheme.pk))
    return participation


def _check(
    scheme: Scheme, organisation: Organisation, side: Side, stands_behind: Participation | None
) -> None:
    if organisation.programme_id != scheme.programme_id:
        raise RefusedError(_("This organisation belongs to another programme."), "organisation")
    present = Participation.objects.filter(scheme=scheme, ends_on__isnull=True)
    if stands_behind is not None:
        if stands_behind.scheme_id != scheme.pk or stands_behind.side != side or stands_behind.is_association:
            raise RefusedError(_("Choose a city of this scheme."), "stands_behind")
        if present.filter(organisation=organisation, stands_behind=stands_behind).exists():
            raise RefusedError(_("This association stands behind the city already."), "organisation")
        return
    if (side == Side.PEER) != scheme.is_community:
        raise RefusedError(_("This kind of scheme has no such side."), "side")
    cities = present.filter(stands_behind__isnull=True)
    for city in cities.filter(organisation=organisation):
        if city.side == side:
            raise RefusedError(_("This city takes part already."), "organisation")
        raise RuleBrokenError("K-4", _("The same city cannot be mentor and mentee of one scheme."))
    if side != Side.PEER and cities.filter(side=side).exists():
        raise RefusedError(
            _("Another city stands on this side. End its part first, or replace it by this one."), "side"
        )


def _start(
    scheme: Scheme,
    organisation: Organisation,
    side: Side,
    stands_behind: Participation | None,
    starts_on: dt.date | None,
    by: User | None,
) -> Participation:
    participation = Participation.objects.create(
        scheme=scheme,
        organisation=organisation,
        side=side,
        stands_behind=stands_behind,
        starts_on=starts_on or today(),
    )
    _tell("participation_started", participation, by)
    if stands_behind is None:
        start_documents(participation, by)
    return participation


@transaction.atomic
def end_participation(*, participation: Participation, reason: str, by: User | None) -> None:
    """End the part of a city, with its associations, or of one association, today.

    Its documents stay; the roles in it, its open invitations and a match of it end with it.
    Raises ``RefusedError`` when it has ended already.
    """
    ended = [participation, *_associations_of(participation)]
    for party in ended:
        _end(party, reason, None, by)
    settle_rights(people_of_scheme(participation.scheme_id))


@transaction.atomic
def replace_city(
    *, participation: Participation, successor: Organisation, reason: str, by: User | None
) -> Participation:
    """Let another city take the place of one, today; returns the successor's participation.

    History is kept. The successor starts its own documents and reads nothing of the old ones; the
    old city's people lose their rights at once. The associations go on with a participation of
    their own behind the successor, and their people with them. Raises ``RuleBrokenError`` (K-4)
    and ``RefusedError`` as ``take_part`` does.
    """
    scheme = Scheme.objects.select_for_update().get(pk=participation.scheme_id)
    if participation.is_association:
        raise RefusedError(_("Only a city can be replaced."))
    associations = _associations_of(participation)
    side = Side(participation.side)
    _end(participation, reason, None, by)
    _check(scheme, successor, side, None)
    new = _start(scheme, successor, side, None, None, by)
    Participation.objects.filter(pk=participation.pk).update(replaced_by=new)
    for old in associations:
        _move_association(old, new, reason, by)
    record_event(
        "city_replaced",
        target=scheme,
        by=by,
        scheme_id=scheme.pk,
        programme_id=scheme.programme_id,
        data={"participation": participation.pk, "successor": new.pk, "organisation": successor.pk},
    )
    settle_rights(people_of_scheme(scheme.pk))
    return new


def _associations_of(participation: Participation) -> list[Participation]:
    return list(
        Participation.objects.filter(stands_behind=participation, ends_on__isnull=True).select_related(
            "scheme", "organisation"
        )
    )


def _move_association(old: Participation, city: Participation, reason: str, by: User | None) -> None:
    people = list(_open_memberships(old))
    invitations = list(_open_invitations(old).values_list("pk", flat=True))
    new = _start(city.scheme, old.organisation, Side(old.side), city, None, by)
    # An invitation that is on its way leads to where its role is now.
    Invitation.objects.filter(pk__in=invitations).update(participation_scope=new)
    _end(old, reason, new, by)
    for membership in people:
        give_role(person=membership.person, role=Role(membership.role), scope=new, by=by)


def _open_memberships(participation: Participation) -> list[Membership]:
    return list(
        Membership.objects.filter(participation_scope=participation)
        .filter(Q(ends_on__isnull=True) | Q(ends_on__gt=today()))
        .select_related("person", "participation_scope__scheme")
    )


def _open_invitations(participation: Participation) -> QuerySet[Invitation]:
    return Invitation.objects.filter(
        participation_scope=participation, accepted_at__isnull=True, revoked_at__isnull=True
    )


def _end(
    participation: Participation, reason: str, replaced_by: Participation | None, by: User | None
) -> None:
    day = max(today(), participation.starts_on)
    ended = Participation.objects.filter(pk=participation.pk, ends_on__isnull=True).update(
        ends_on=day, reason_ended=reason, replaced_by=replaced_by
    )
    if not ended:
        raise RefusedError(_("This part has ended already."))
    participation.ends_on = day
    _tell("participation_ended", participation, by)
    _open_invitations(participation).update(revoked_at=timezone.now())
    matches = Match.objects.filter(ended_on__isnull=True)
    matches.filter(Q(mentee=participation) | Q(mentor=participation)).update(ended_on=today())
    for membership in _open_memberships(participation):
        end_role(membership=membership, by=by)


def _tell(action: str, participation: Participation, by: User | None) -> None:
    record_event(
        action,
        target=participation.scheme,
        by=by,
        scheme_id=participation.scheme_id,
        programme_id=participation.scheme.programme_id,
        data={
            "participation": participation.pk,
            "side": participation.side,
            "organisation": participation.organisation_id,
        },
    )
