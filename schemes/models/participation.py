"""Which organisation stands on which side of a scheme, from when to when."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from schemes.enums import Side
from schemes.enums.rights import PERMISSIONS
from schemes.models.organisation import Organisation
from schemes.models.scheme import Scheme


class Participation(models.Model):
    """One organisation in one scheme. What belongs to one party hangs on its participation.

    An association's participation ``stands_behind`` that of a city. A participation that ends keeps
    its documents; the organisation that replaces it starts its own (architecture 4).
    ``ends_on`` is the first day on which it no longer holds.
    """

    scheme = models.ForeignKey(Scheme, on_delete=models.PROTECT, related_name="participations")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="participations")
    side = models.CharField(_("side"), max_length=8, choices=Side)
    stands_behind = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="associations"
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"), null=True, blank=True)
    reason_ended = models.TextField(_("reason"), blank=True)
    replaced_by = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaces"
    )

    class Meta:
        verbose_name = _("participation")
        verbose_name_plural = _("participations")
        default_permissions = ()
        permissions = PERMISSIONS
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="participation_ends_after_it_starts",
            ),
            # Rule K-4: a city stands on one side of a scheme only.
            models.UniqueConstraint(
                fields=["scheme", "organisation"],
                condition=Q(ends_on__isnull=True, stands_behind__isnull=True),
                name="one_side_for_a_city",
            ),
            models.UniqueConstraint(
                fields=["scheme", "side"],
                condition=Q(ends_on__isnull=True, stands_behind__isnull=True) & ~Q(side=Side.PEER),
                name="one_mentee_and_one_mentor",
            ),
        ]

    def __str__(self) -> str:
        return self.organisation.name

    @property
    def is_association(self) -> bool:
        """Whether an association stands here behind a city."""
        return self.stands_behind_id is not None
