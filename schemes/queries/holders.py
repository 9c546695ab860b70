"""Whom a right makes part of something: the people who hold it on a party, a library or a programme."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schemes.models import OrganisationGrant, ParticipationGrant, ProgrammeGrant

if TYPE_CHECKING:
    from django.db.models import Model

    from schemes.enums import Right


def holders_on_party(participation_id: int, right: Right) -> set[int]:
    """Return the ids of those who hold a right on one party itself, not by its programme. One query."""
    return _holders(ParticipationGrant, participation_id, right)


def holders_in_library(organisation_id: int, right: Right) -> set[int]:
    """Return the ids of those who hold a right on the library of one organisation itself. One query."""
    return _holders(OrganisationGrant, organisation_id, right)


def holders_in_programme(programme_id: int, right: Right) -> set[int]:
    """Return the ids of those who hold a right on a whole programme. One query."""
    return _holders(ProgrammeGrant, programme_id, right)


def _holders(grants: type[Model], pk: int, right: Right) -> set[int]:
    held = grants._default_manager.filter(content_object=pk, permission__codename=right.value)
    return set(held.values_list("user", flat=True))
