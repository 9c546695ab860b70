"""Offering a role by mail: inviting, sending again, taking back, accepting.

Only the hash of an invitation's secret is kept. The mail that carries the secret waits in the outbox,
which erases its words once it is sent.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from inclucities.accounts.models import User
from inclucities.accounts.services import create_account
from inclucities.audit.services import record_event
from inclucities.notifications.enums import NotificationKind
from inclucities.notifications.services import (
    forget_target,
    notify,
    send_to_address,
    settle,
    silently,
)
from schemes.enums import InvitationState, Role
from schemes.models import Invitation, Organisation, Participation, Programme
from schemes.queries.invitations import Scope, hash_of, offers_of
from schemes.services.errors import RefusedError
from schemes.services.roles import give_role

if TYPE_CHECKING:
    from schemes.models import Membership

VALID_FOR = timedelta(days=30)
SECRET_BYTES = 16
TEMPLATE = "schemes/invitation"


class InvitationGoneError(Exception):
    """The invitation was accepted by somebody else, taken back, or its time is over."""

    def __init__(self, state: InvitationState) -> None:
        super().__init__(state.value)
        self.state = state


@dataclass(frozen=True, slots=True)
class NewAccount:
    """What a person without an account types when they accept."""

    name: str
    password: str
    language: str
    time_zone: str


def invite(
    *,
    email: str,
    role: Role,
    scope: Scope,
    by: User,
    message: str = "",
    language: str = "en",
    valid_for: timedelta = VALID_FOR,
) -> Invitation:
    """Offer a role in a programme, an organisation or a party to an address, by mail.

    An open invitation to the same role is returned as it is, so that a retry acts once; one whose time
    is over is sent again. Raises ``PermissionDenied`` when ``by`` may not offer the role there, and
    ``RefusedError`` when the person holds it already.
    """
    address = email.strip().lower()
    try:
        with transaction.atomic():
            if role not in offers_of(by, scope):
                raise PermissionDenied
            if present := _unanswered(address, role, scope):
                if present.state == InvitationState.EXPIRED:
                    resend_invitation(invitation=present, by=by, valid_for=valid_for)
                return present
            _check_is_new(address, role, scope)
            return _create(address, role, scope, by, message, language, valid_for)
    except IntegrityError:
        # Somebody, or the same click twice, has sent the same invitation at this moment.
        present = _unanswered(address, role, scope)
        if present is None:
            raise
        return present


def _create(
    address: str, role: Role, scope: Scope, by: User, message: str, language: str, valid_for: timedelta
) -> Invitation:
    secret = secrets.token_urlsafe(SECRET_BYTES)
    now = timezone.now()
    invitation = Invitation.objects.create(
        email=address,
        role=role,
        **_columns_of(scope),
        organisation=_organisation_of(scope),
        message=message.strip(),
        language=language,
        token_hash=hash_of(secret),
        invited_by=by,
        sent_at=now,
        expires_at=now + valid_for,
    )
    _tell("invitation_sent", invitation, by)
    _send(invitation, secret, by)
    return invitation


@transaction.atomic
def resend_invitation(*, invitation: Invitation, by: User, valid_for: timedelta = VALID_FOR) -> Invitation:
    """Send an unanswered invitation again with a new secret; the old link opens nothing any more.

    Raises ``PermissionDenied`` like ``invite`` and ``InvitationGoneError`` when there is nothing to send.
    """
    if Role(invitation.role) not in offers_of(by, invitation.scope):
        raise PermissionDenied
    secret = secrets.token_urlsafe(SECRET_BYTES)
    now = timezone.now()
    sent = Invitation.objects.filter(
        pk=invitation.pk, accepted_at__isnull=True, revoked_at__isnull=True
    ).update(token_hash=hash_of(secret), sent_at=now, expires_at=now + valid_for)
    invitation.refresh_from_db(fields=["token_hash", "sent_at", "expires_at", "accepted_at", "revoked_at"])
    if not sent:
        raise InvitationGoneError(invitation.state)
    _tell("invitation_resent", invitation, by)
    _send(invitation, secret, by)
    return invitation


@transaction.atomic
def revoke_invitation(*, invitation: Invitation, by: User) -> None:
    """Take an unanswered invitation back. Raises ``PermissionDenied`` like ``invite``.

    Taking it back twice changes nothing; raises ``InvitationGoneError`` when it was accepted.
    """
    if Role(invitation.role) not in offers_of(by, invitation.scope):
        raise PermissionDenied
    if Invitation.objects.filter(pk=invitation.pk, accepted_at__isnull=True, revoked_at__isnull=True).update(
        revoked_at=timezone.now()
    ):
        _tell("invitation_revoked", invitation, by)
        forget_target(target=invitation)
        return
    invitation.refresh_from_db(fields=["accepted_at", "revoked_at"])
    if invitation.state == InvitationState.ACCEPTED:
        raise InvitationGoneError(invitation.state)


@transaction.atomic
def accept_invitation(*, invitation: Invitation, by: User) -> Membership:
    """Take the offered role, with the account that the invitation's address belongs to.

    Accepting twice changes nothing. Raises ``PermissionDenied`` for another person's invitation and
    ``InvitationGoneError`` when it cannot be accepted any more.
    """
    if by.email != invitation.email or not by.is_active:
        raise PermissionDenied
    if not _claim(invitation, by):
        invitation.refresh_from_db(fields=["accepted_at", "accepted_by", "revoked_at", "expires_at"])
        if invitation.accepted_by_id != by.pk:
            raise InvitationGoneError(invitation.state)
    else:
        _tell("invitation_accepted", invitation, by)
        settle(target=invitation)
    return give_role(person=by, role=Role(invitation.role), scope=invitation.scope, by=by)


@transaction.atomic
def accept_with_new_account(*, invitation: Invitation, account: NewAccount) -> User:
    """Open an account for the invitation's address and take the offered role with it.

    Raises ``ValidationError`` with the field's name for a refused value, and ``InvitationGoneError``.
    """
    if not _claim(invitation, None):
        invitation.refresh_from_db(fields=["accepted_at", "revoked_at", "expires_at"])
        raise InvitationGoneError(invitation.state)
    person = create_account(
        email=invitation.email,
        name=account.name,
        password=account.password,
        language=account.language,
        time_zone=account.time_zone,
    )
    Invitation.objects.filter(pk=invitation.pk).update(accepted_by=person)
    _tell("invitation_accepted", invitation, person)
    give_role(person=person, role=Role(invitation.role), scope=invitation.scope, by=person)
    return person


def _claim(invitation: Invitation, by: User | None) -> bool:
    """Consume the invitation; of any number of attempts at once one succeeds."""
    now = timezone.now()
    return bool(
        Invitation.objects.filter(
            pk=invitation.pk,
            token_hash=invitation.token_hash,
            accepted_at__isnull=True,
            revoked_at__isnull=True,
            expires_at__gt=now,
        ).update(accepted_at=now, accepted_by=by)
    )


def _unanswered(address: str, role: Role, scope: Scope) -> Invitation | None:
    return Invitation.objects.filter(
        email=address, role=role, accepted_at__isnull=True, revoked_at__isnull=True, **_columns_of(scope)
    ).first()


def _check_is_new(address: str, role: Role, scope: Scope) -> None:
    person = User.objects.filter(email=address).first()
    if person is None:
        return
    held = person.memberships.filter(role=role, ends_on__isnull=True)
    columns = {Programme: "programme_scope", Organisation: "organisation_scope"}
    if held.filter(**{columns.get(type(scope), "participation_scope"): scope}).exists():
        raise RefusedError(_("This person holds the role already."), "email")


def _columns_of(scope: Scope) -> dict[str, Any]:
    if isinstance(scope, Participation):
        return {
            "programme": scope.scheme.programme,
            "organisation_scope": None,
            "participation_scope": scope,
        }
    if isinstance(scope, Organisation):
        return {"programme": scope.programme, "organisation_scope": scope, "participation_scope": None}
    return {"programme": scope, "organisation_scope": None, "participation_scope": None}


def _organisation_of(scope: Scope) -> Organisation | None:
    if isinstance(scope, Participation):
        return scope.organisation
    return scope if isinstance(scope, Organisation) else None


def _send(invitation: Invitation, secret: str, by: User) -> None:
    """Queue the mail; who has an account sees it among what waits for them as well."""
    scope = invitation.scope
    send_to_address(
        email=invitation.email,
        language=invitation.language,
        template=TEMPLATE,
        context={
            "invitation": invitation,
            "role": Role(invitation.role).label,
            "organisation": invitation.organisation,
            "programme": invitation.programme,
            "scheme": scope.scheme if isinstance(scope, Participation) else None,
            "inviter": by,
            "path": reverse("schemes:invitation", args=[secret]),
        },
        dedupe_key=f"invitation:{invitation.pk}:{invitation.token_hash[:16]}",
    )
    # One mail is enough: the one with the link.
    with silently():
        notify(
            recipients=User.objects.filter(email=invitation.email),
            kind=NotificationKind.INVITED,
            target=invitation,
            by=by,
            needs_action=True,
            dedupe_key=f"invitation:{invitation.pk}",
        )


def _tell(action: str, invitation: Invitation, by: User) -> None:
    scheme = invitation.participation_scope.scheme if invitation.participation_scope else None
    record_event(
        action,
        target=scheme or invitation.organisation_scope or invitation.programme,
        by=by,
        scheme_id=invitation.scheme_id,
        programme_id=invitation.programme_id,
        data={
            "invitation": invitation.pk,
            "role": invitation.role,
            "organisation": invitation.organisation_id,
        },
    )
