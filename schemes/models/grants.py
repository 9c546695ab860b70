"""Rights as rows of django-guardian, with direct foreign keys so that none outlives its object."""

from __future__ import annotations

from django.db import models
from guardian.models import UserObjectPermissionBase

from schemes.models.organisation import Organisation
from schemes.models.participation import Participation
from schemes.models.programme import Programme
from schemes.models.scheme import Scheme


class ProgrammeGrant(UserObjectPermissionBase):
    """A right on a programme and on every scheme in it."""

    content_object = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="grants")


class OrganisationGrant(UserObjectPermissionBase):
    """A right on the library of an organisation."""

    content_object = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="grants")


class SchemeGrant(UserObjectPermissionBase):
    """A right on a scheme and on every party in it."""

    content_object = models.ForeignKey(Scheme, on_delete=models.CASCADE, related_name="grants")


class ParticipationGrant(UserObjectPermissionBase):
    """A right on one party of a scheme."""

    content_object = models.ForeignKey(Participation, on_delete=models.CASCADE, related_name="grants")
