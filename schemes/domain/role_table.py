"""Which role gives which right: the matrix of method 3.3 as one table.

A role is held in a party (a participation), an organisation or a programme. From there it reaches

* ``own``: the party that the person acts for; for an association the city it stands behind,
* ``other``: every other city in the same scheme,
* ``scheme``: the scheme itself,
* ``organisation``: the library (mentor profile, good practices) of the city it acts for,
* ``programme``: the programme; a right held there holds in all its schemes.

*May this person ever?* is answered here. *May anyone now?* (before or after the match, shared or
not) is asked by the ``permissions`` module of the app that owns the thing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from schemes.enums.rights import Right
from schemes.enums.roles import Role

R = Right


@dataclass(frozen=True, slots=True)
class RoleRights:
    """What one role may do, by where the right is held."""

    own: frozenset[Right] = frozenset()
    other: frozenset[Right] = frozenset()
    scheme: frozenset[Right] = frozenset()
    organisation: frozenset[Right] = frozenset()
    programme: frozenset[Right] = frozenset()


def _rights(*rights: Right) -> frozenset[Right]:
    return frozenset(rights)


_NAME_AND_PERIOD = _rights(R.VIEW_SCHEME, R.VIEW_PERIOD)
_TAKES_PART = _NAME_AND_PERIOD | _rights(R.VIEW_SETTINGS, R.VIEW_PEOPLE)
#: "All signed-in members of the programme": everybody with a role in it but who only keeps accounts.
_READS_RELEASED = _rights(R.VIEW_RELEASED_PRACTICE, R.VIEW_NEEDS_RELEASED)
_READS_LIBRARY = _rights(R.VIEW_PROGRAMME, R.VIEW_OFFERED_PROFILE) | _READS_RELEASED

_NEEDS_OF_THE_CITY = _rights(
    R.VIEW_NEEDS_STATUS,
    R.VIEW_NEEDS_DRAFT,
    R.EDIT_NEEDS,
    R.VIEW_NEEDS_SHARED,
    R.COMMENT_NEEDS_DRAFT,
    R.COMMENT_NEEDS_SHARED,
    R.VIEW_ASSOCIATION_PART,
    R.COMMENT_ASSOCIATION_PART,
    R.READ_AS_TEAM,
    R.VIEW_OWN_SIDE,
)
# Nothing before the match; a city that was asked to be mentor reads the shared version.
_NEEDS_FOR_THE_MENTOR = _rights(R.VIEW_NEEDS_AFTER_MATCH, R.COMMENT_NEEDS_AFTER_MATCH, R.READ_AS_TEAM)
_NEEDS_FOR_A_PEER = _rights(R.VIEW_NEEDS_STATUS, R.VIEW_NEEDS_SHARED, R.COMMENT_NEEDS_SHARED, R.READ_AS_TEAM)
#: What a mentor city reads from being asked until it answers (method 3.3).
RIGHTS_OF_AN_ASKED_MENTOR = _rights(R.VIEW_NEEDS_SHARED, R.READ_AS_TEAM)
#: … and of the scheme: which cities, from when to when.
SCHEME_RIGHTS_OF_AN_ASKED_MENTOR = _NAME_AND_PERIOD
_WRITES_LIBRARY = _rights(R.VIEW_PRACTICE, R.COMMENT_PRACTICE, R.EDIT_PRACTICE)
_WRITES_PROFILE = _rights(R.VIEW_PROFILE, R.COMMENT_PROFILE, R.EDIT_PROFILE)

ROLE_TABLE: Mapping[Role, RoleRights] = {
    Role.PROGRAMME_ADMIN: RoleRights(programme=_rights(R.VIEW_PROGRAMME, R.MANAGE_ACCOUNTS)),
    Role.COORDINATOR: RoleRights(
        programme=_rights(
            R.VIEW_PROGRAMME,
            R.MANAGE_PROGRAMME,
            R.VIEW_SCHEME,
            R.VIEW_PERIOD,
            R.VIEW_SETTINGS,
            R.EDIT_SETTINGS,
            R.VIEW_PEOPLE,
            R.INVITE_TO_SCHEME,
            R.VIEW_EVENTS,
            R.OVERRIDE_RULES,
            R.DECIDE_MATCH,
            R.VIEW_NEEDS_STATUS,
            R.VIEW_NEEDS_SHARED,
            R.REOPEN_NEEDS,
            R.READ_AS_TEAM,
            R.VIEW_ASSOCIATION_PART,
            R.VIEW_PROFILE,
            R.VIEW_PRACTICE,
            R.VIEW_OFFERED_PROFILE,
        )
        | _READS_RELEASED
    ),
    Role.FACILITATOR: RoleRights(
        programme=_rights(
            R.VIEW_PROGRAMME,
            R.VIEW_SCHEME,
            R.VIEW_PERIOD,
            R.VIEW_SETTINGS,
            R.VIEW_PEOPLE,
            R.VIEW_NEEDS_STATUS,
            R.VIEW_NEEDS_DRAFT,
            R.COMMENT_NEEDS_DRAFT,
            R.VIEW_NEEDS_SHARED,
            R.COMMENT_NEEDS_SHARED,
            R.READ_AS_TEAM,
            R.VIEW_ASSOCIATION_PART,
            R.COMMENT_ASSOCIATION_PART,
            R.VIEW_PROFILE,
            R.COMMENT_PROFILE,
            R.VIEW_PRACTICE,
            R.COMMENT_PRACTICE,
            R.VIEW_OFFERED_PROFILE,
        )
        | _READS_RELEASED
    ),
    Role.MENTEE_LEAD: RoleRights(
        own=_NEEDS_OF_THE_CITY | _rights(R.SHARE_NEEDS, R.INVITE_TO_PARTY, R.ACCEPT_MATCH),
        other=_NEEDS_FOR_A_PEER,
        scheme=_TAKES_PART,
        organisation=_WRITES_LIBRARY | _rights(R.RELEASE_PRACTICE),
        programme=_READS_LIBRARY,
    ),
    Role.MENTEE_MEMBER: RoleRights(
        own=_NEEDS_OF_THE_CITY,
        other=_NEEDS_FOR_A_PEER,
        scheme=_TAKES_PART,
        organisation=_WRITES_LIBRARY,
        programme=_READS_LIBRARY,
    ),
    Role.MENTOR_LEAD: RoleRights(
        own=_rights(R.INVITE_TO_PARTY, R.ACCEPT_MATCH),
        other=_NEEDS_FOR_THE_MENTOR,
        scheme=_TAKES_PART,
        organisation=_WRITES_LIBRARY | _WRITES_PROFILE | _rights(R.RELEASE_PRACTICE, R.PUBLISH_PROFILE),
        programme=_READS_LIBRARY,
    ),
    Role.MENTOR_MEMBER: RoleRights(
        other=_NEEDS_FOR_THE_MENTOR,
        scheme=_TAKES_PART,
        organisation=_WRITES_LIBRARY | _WRITES_PROFILE,
        programme=_READS_LIBRARY,
    ),
    Role.MENTEE_ASSOCIATION: RoleRights(
        own=_rights(
            R.VIEW_NEEDS_STATUS,
            R.VIEW_NEEDS_DRAFT,
            R.COMMENT_NEEDS_DRAFT,
            R.VIEW_NEEDS_SHARED,
            R.COMMENT_NEEDS_SHARED,
            R.VIEW_ASSOCIATION_PART,
            R.COMMENT_ASSOCIATION_PART,
            R.EDIT_ASSOCIATION_PART,
            R.READ_AS_TEAM,
            R.VIEW_OWN_SIDE,
        ),
        other=_NEEDS_FOR_A_PEER,
        scheme=_TAKES_PART,
        programme=_READS_LIBRARY,
    ),
    Role.MENTOR_ASSOCIATION: RoleRights(
        other=_rights(R.VIEW_NEEDS_AFTER_MATCH, R.READ_AS_TEAM),
        scheme=_TAKES_PART,
        organisation=_rights(
            R.VIEW_PROFILE, R.COMMENT_PROFILE, R.EDIT_PROFILE_CONTEXT, R.VIEW_PRACTICE, R.COMMENT_PRACTICE
        ),
        programme=_READS_LIBRARY,
    ),
    Role.LSG_MEMBER: RoleRights(
        own=_rights(R.VIEW_NEEDS_SHARED),
        scheme=_NAME_AND_PERIOD,
        programme=_READS_RELEASED,
    ),
    Role.POLITICAL_SPONSOR: RoleRights(
        own=_rights(R.VIEW_NEEDS_SHARED),
        scheme=_NAME_AND_PERIOD | _rights(R.VIEW_SETTINGS),
        programme=_READS_RELEASED,
    ),
    Role.OBSERVER: RoleRights(
        programme=_rights(R.VIEW_PROGRAMME, R.VIEW_SCHEME) | _READS_RELEASED,
    ),
}

#: Where a role can be held. A mentor city's people belong to the city before any scheme does.
ROLES_OF_A_PROGRAMME = (Role.PROGRAMME_ADMIN, Role.COORDINATOR, Role.FACILITATOR, Role.OBSERVER)
ROLES_OF_AN_ORGANISATION = (Role.MENTOR_LEAD, Role.MENTOR_MEMBER, Role.MENTOR_ASSOCIATION)
ROLES_OF_A_CITY_IN_A_SCHEME = {
    "mentee": (Role.MENTEE_LEAD, Role.MENTEE_MEMBER, Role.LSG_MEMBER, Role.POLITICAL_SPONSOR),
    "mentor": (Role.MENTOR_LEAD, Role.MENTOR_MEMBER),
    "peer": (Role.MENTEE_LEAD, Role.MENTEE_MEMBER, Role.LSG_MEMBER, Role.POLITICAL_SPONSOR),
}
ROLES_OF_AN_ASSOCIATION_IN_A_SCHEME = {
    "mentee": (Role.MENTEE_ASSOCIATION,),
    "mentor": (Role.MENTOR_ASSOCIATION,),
    "peer": (Role.MENTEE_ASSOCIATION,),
}
#: Leads may invite to their own side, never another lead of the other side (method 3.2).
LEADS = (Role.MENTEE_LEAD, Role.MENTOR_LEAD)
