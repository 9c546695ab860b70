"""Which person acts in which role, for whom, from when to when."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from schemes.enums import Role
from schemes.models.organisation import Organisation
from schemes.models.participation import Participation
from schemes.models.programme import Programme


class Membership(models.Model):
    """A person's role with exactly one scope: a programme, an organisation or a participation.

    Work belongs to the role and not to the person: a successor takes over with full history.
    ``ends_on`` is the first day on which the role no longer holds.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(_("role"), max_length=20, choices=Role)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="people"
    )
    programme_scope = models.ForeignKey(
        Programme, on_delete=models.PROTECT, null=True, blank=True, related_name="memberships"
    )
    organisation_scope = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="memberships"
    )
    participation_scope = models.ForeignKey(
        Participation, on_delete=models.PROTECT, null=True, blank=True, related_name="memberships"
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"), null=True, blank=True)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        default_permissions = ()
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=(
                    Q(
                        programme_scope__isnull=False,
                        organisation_scope__isnull=True,
                        participation_scope__isnull=True,
                    )
                    | Q(
                        programme_scope__isnull=True,
                        organisation_scope__isnull=False,
                        participation_scope__isnull=True,
                    )
                    | Q(
                        programme_scope__isnull=True,
                        organisation_scope__isnull=True,
                        participation_scope__isnull=False,
                    )
                ),
                name="membership_has_one_scope",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="membership_ends_after_it_starts",
            ),
            *(
                models.UniqueConstraint(
                    fields=["person", "role", scope],
                    condition=Q(ends_on__isnull=True, **{f"{scope}__isnull": False}),
                    name=f"one_open_role_in_{scope}",
                )
                for scope in ("programme_scope", "organisation_scope", "participation_scope")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_role_display()}"

    @property
    def scope(self) -> Programme | Organisation | Participation:
        """What the role is held in."""
        found = self.programme_scope or self.organisation_scope or self.participation_scope
        assert found is not None  # noqa: S101 -- the constraint on the table says so
        return found
