"""Who may offer which role (method 3.2): a coordinator every part, a lead the own side, nobody above oneself."""

from __future__ import annotations

from collections.abc import Collection
from enum import Enum

from schemes.domain.role_table import (
    LEADS,
    ROLE_TABLE,
    ROLES_OF_A_CITY_IN_A_SCHEME,
    ROLES_OF_A_PROGRAMME,
    ROLES_OF_AN_ASSOCIATION_IN_A_SCHEME,
    ROLES_OF_AN_ORGANISATION,
    RoleRights,
)
from schemes.enums.rights import Right
from schemes.enums.roles import Role


class Place(Enum):
    """What kind of thing a role is offered in."""

    PROGRAMME = "programme"
    ORGANISATION = "organisation"
    PARTY = "party"


#: Who keeps accounts appoints who runs a programme, and reads no scheme by it.
OFFERED_BY_ADMINS = ROLES_OF_A_PROGRAMME
#: Who runs a programme appoints everybody but who keeps its accounts.
NOT_OFFERED_BY_COORDINATORS = (Role.PROGRAMME_ADMIN,)


def roles_that_fit(place: Place, *, side: str = "", is_association: bool = False) -> tuple[Role, ...]:
    """Return the roles that can be held in such a place at all."""
    if place is Place.PROGRAMME:
        return ROLES_OF_A_PROGRAMME
    if place is Place.ORGANISATION:
        return tuple(
            role for role in ROLES_OF_AN_ORGANISATION if (role == Role.MENTOR_ASSOCIATION) == is_association
        )
    table = ROLES_OF_AN_ASSOCIATION_IN_A_SCHEME if is_association else ROLES_OF_A_CITY_IN_A_SCHEME
    return tuple(table[side])


def roles_offered(
    rights: Collection[Right], place: Place, *, side: str = "", is_association: bool = False
) -> tuple[Role, ...]:
    """Return the roles that somebody who holds ``rights`` in the place may offer there."""
    fitting = roles_that_fit(place, side=side, is_association=is_association)
    if Right.INVITE_TO_SCHEME in rights:
        return tuple(role for role in fitting if role not in NOT_OFFERED_BY_COORDINATORS)
    if place is Place.PROGRAMME and Right.MANAGE_ACCOUNTS in rights:
        return tuple(role for role in fitting if role in OFFERED_BY_ADMINS)
    if place is Place.PARTY and Right.INVITE_TO_PARTY in rights:
        lead = next(role for role in LEADS if role in ROLES_OF_A_CITY_IN_A_SCHEME[side])
        return tuple(role for role in fitting if not is_above(ROLE_TABLE[role], ROLE_TABLE[lead]))
    return ()


def is_above(role: RoleRights, other: RoleRights) -> bool:
    """Tell whether a role gives anything that the other does not."""
    return any(
        getattr(role, place) - getattr(other, place)
        for place in ("own", "other", "scheme", "organisation", "programme")
    )
