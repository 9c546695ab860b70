"""Invitations: a role offered by mail."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from schemes.enums import InvitationState, Role
from schemes.models.organisation import Organisation
from schemes.models.participation import Participation
from schemes.models.programme import Programme


class Invitation(models.Model):
    """A role offered to an e-mail address. Only the hash of its secret is kept.

    ``programme`` is where it belongs; the scope is the same one of three as a membership's.
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="invitations")
    email = models.EmailField(_("e-mail address"))
    role = models.CharField(_("role"), max_length=20, choices=Role)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="invitations"
    )
    organisation_scope = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    participation_scope = models.ForeignKey(
        Participation, on_delete=models.PROTECT, null=True, blank=True, related_name="invitations"
    )
    message = models.TextField(_("message"), blank=True)
    language = models.CharField(_("language of the invitation"), max_length=8, default="en")
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        default_permissions = ()
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(organisation_scope__isnull=True) | Q(participation_scope__isnull=True),
                name="invitation_has_one_scope",
            ),
            # A retry acts once: the same role is offered to the same address once at a time.
            *(
                models.UniqueConstraint(
                    fields=["email", "role", scope],
                    condition=Q(accepted_at__isnull=True, revoked_at__isnull=True) & holds,
                    name=f"one_open_invitation_to_{scope}",
                )
                for scope, holds in (
                    ("programme", Q(organisation_scope__isnull=True, participation_scope__isnull=True)),
                    ("organisation_scope", Q(organisation_scope__isnull=False)),
                    ("participation_scope", Q(participation_scope__isnull=False)),
                )
            ),
        ]

    def __str__(self) -> str:
        if self.participation_scope is not None:
            return f"{self.participation_scope}: {self.participation_scope.scheme}"
        return str(self.scope)

    @property
    def scope(self) -> Programme | Organisation | Participation:
        """What the role is offered in."""
        return self.participation_scope or self.organisation_scope or self.programme

    @property
    def scheme_id(self) -> int | None:
        """The scheme that the invitation leads into, if any."""
        return self.participation_scope.scheme_id if self.participation_scope else None

    @property
    def state(self) -> InvitationState:
        """Where the invitation stands at this moment."""
        if self.accepted_at is not None:
            return InvitationState.ACCEPTED
        if self.revoked_at is not None:
            return InvitationState.REVOKED
        return InvitationState.OPEN if self.expires_at > timezone.now() else InvitationState.EXPIRED

    @property
    def is_open(self) -> bool:
        """Whether it can still be accepted."""
        return self.state == InvitationState.OPEN
