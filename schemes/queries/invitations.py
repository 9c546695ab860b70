"""Reading invitations, and who may send which."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils import timezone

from schemes.domain.inviting import Place, roles_offered
from schemes.enums import OrganisationKind, Right, Role
from schemes.models import Invitation, Organisation, Participation, Programme
from schemes.models.calendar import today
from schemes.queries.rights import rights_on_participation, rights_on_programme
from schemes.queries.schemes import parties_of

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from inclucities.accounts.models import User
    from schemes.models import Scheme

Scope = Programme | Organisation | Participation


def hash_of(secret: str) -> str:
    """Return what is stored of a secret. 128 random bits need no salt."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _with_scope(invitations: QuerySet[Invitation]) -> QuerySet[Invitation]:
    return invitations.select_related(
        "programme",
        "organisation",
        "organisation_scope",
        "participation_scope__scheme__programme",
        "participation_scope__organisation",
        "participation_scope__stands_behind__organisation",
        "invited_by",
    )


def invitation_for(secret: str) -> Invitation | None:
    """Return the invitation that a secret opens, in whatever state, or ``None``. One query."""
    return _with_scope(Invitation.objects.filter(token_hash=hash_of(secret))).first()


def invitations_to(person: User) -> QuerySet[Invitation]:
    """Return the open invitations to a person's own address."""
    if not person.is_active:
        return Invitation.objects.none()
    return _with_scope(Invitation.objects.filter(_open(), email=person.email))


def _open() -> Q:
    return Q(accepted_at__isnull=True, revoked_at__isnull=True, expires_at__gt=timezone.now())


def programme_invitations(programme: Programme) -> QuerySet[Invitation]:
    """Return the invitations to a programme as a whole and to its organisations that nobody has accepted."""
    return (
        Invitation.objects.filter(
            programme=programme, participation_scope__isnull=True, accepted_at__isnull=True
        )
        .select_related("organisation", "invited_by")
        .order_by("-sent_at", "-pk")
    )


def rights_in(person: User, scope: Scope) -> frozenset[Right]:
    """Return a person's rights where a role is offered. One query; a party's scheme must be loaded."""
    if isinstance(scope, Participation):
        return rights_on_participation(person, scope)
    programme = scope if isinstance(scope, Programme) else scope.programme
    return rights_on_programme(person, programme)


def offers_of(person: User, scope: Scope) -> tuple[Role, ...]:
    """Return the roles that a person may offer in a place today: none where its time is over."""
    rights = rights_in(person, scope)
    if isinstance(scope, Programme):
        return roles_offered(rights, Place.PROGRAMME)
    if isinstance(scope, Organisation):
        is_association = scope.kind == OrganisationKind.ASSOCIATION
        return roles_offered(rights, Place.ORGANISATION, is_association=is_association)
    if scope.ends_on is not None and scope.ends_on <= today():
        return ()
    return roles_offered(rights, Place.PARTY, side=scope.side, is_association=scope.is_association)


def may_invite_into(person: User, scheme: Scheme, rights: frozenset[Right]) -> frozenset[int]:
    """Return the ids of the parties of a scheme that a person may invite into. One query at most."""
    parties = parties_of(scheme)
    if Right.INVITE_TO_SCHEME in rights:
        return frozenset(party.pk for party in parties)
    own = Participation.objects.filter(
        grants__user=person,
        grants__permission__codename=Right.INVITE_TO_PARTY,
        scheme=scheme,
        pk__in=[party.pk for party in parties],
    )
    return frozenset(own.values_list("pk", flat=True))


def invitation_for_managing(pk: int) -> Invitation | None:
    """Return an invitation with its scope, or ``None``. One query."""
    return _with_scope(Invitation.objects.filter(pk=pk)).first()


def scope_for_inviting(model: type[Programme | Organisation | Participation], pk: int) -> Scope | None:
    """Return a programme, an organisation or a party with what belongs to it, or ``None``. One query."""
    if model is Participation:
        return (
            Participation.objects.select_related("scheme__programme", "organisation", "stands_behind")
            .filter(pk=pk)
            .first()
        )
    if model is Organisation:
        return Organisation.objects.select_related("programme").filter(pk=pk).first()
    return Programme.objects.filter(pk=pk).first()
