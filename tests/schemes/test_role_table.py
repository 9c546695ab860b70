"""The role table: complete, readable, and who may offer which role."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command

from schemes.domain.inviting import Place, is_above, roles_offered, roles_that_fit
from schemes.domain.permissions_page import permissions_page
from schemes.domain.role_table import LEADS, ROLE_TABLE, RoleRights
from schemes.enums import Right, Role

CONTENT = {
    Right.VIEW_SCHEME,
    Right.VIEW_NEEDS_DRAFT,
    Right.VIEW_NEEDS_SHARED,
    Right.VIEW_PROFILE,
    Right.VIEW_PRACTICE,
    Right.VIEW_ASSOCIATION_PART,
}


def every(role: Role) -> set[Right]:
    table = ROLE_TABLE[role]
    return set(table.own | table.other | table.scheme | table.organisation | table.programme)


def test_every_role_has_a_line_and_every_right_is_given_to_somebody() -> None:
    assert set(ROLE_TABLE) == set(Role)
    assert set().union(*(every(role) for role in Role)) == set(Right)


def test_who_keeps_accounts_reads_no_scheme() -> None:
    assert not every(Role.PROGRAMME_ADMIN) & CONTENT


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.LSG_MEMBER, Role.POLITICAL_SPONSOR, Role.OBSERVER])
def test_drafts_stay_with_those_who_write_or_are_named_in_the_matrix(role: Role) -> None:
    assert Right.VIEW_NEEDS_DRAFT not in every(role)


@pytest.mark.parametrize("role", [Role.MENTOR_LEAD, Role.MENTOR_MEMBER, Role.MENTOR_ASSOCIATION])
def test_the_mentor_side_reads_needs_after_the_match_only(role: Role) -> None:
    assert Right.VIEW_NEEDS_AFTER_MATCH in ROLE_TABLE[role].other
    assert not every(role) & {Right.VIEW_NEEDS_DRAFT, Right.VIEW_NEEDS_SHARED}


def test_only_leads_of_a_city_decide_for_it() -> None:
    deciding = {Right.SHARE_NEEDS, Right.ACCEPT_MATCH, Right.PUBLISH_PROFILE, Right.RELEASE_PRACTICE}
    assert {role for role in Role if every(role) & deciding} == set(LEADS)


def test_an_observer_sees_name_but_not_period() -> None:
    assert Right.VIEW_SCHEME in every(Role.OBSERVER)
    assert Right.VIEW_PERIOD not in every(Role.OBSERVER)
    assert Right.VIEW_PERIOD in every(Role.LSG_MEMBER)


def test_a_coordinator_offers_every_part_but_who_keeps_accounts() -> None:
    rights = ROLE_TABLE[Role.COORDINATOR].programme
    assert roles_offered(rights, Place.PROGRAMME) == (Role.COORDINATOR, Role.FACILITATOR, Role.OBSERVER)
    assert roles_offered(rights, Place.PARTY, side="mentee") == roles_that_fit(Place.PARTY, side="mentee")
    assert roles_offered(rights, Place.PARTY, side="mentee", is_association=True) == (
        Role.MENTEE_ASSOCIATION,
    )
    assert roles_offered(rights, Place.ORGANISATION) == (Role.MENTOR_LEAD, Role.MENTOR_MEMBER)
    assert roles_offered(rights, Place.ORGANISATION, is_association=True) == (Role.MENTOR_ASSOCIATION,)


@pytest.mark.parametrize(
    ("role", "side", "offered"),
    [
        (
            Role.MENTEE_LEAD,
            "mentee",
            (Role.MENTEE_LEAD, Role.MENTEE_MEMBER, Role.LSG_MEMBER, Role.POLITICAL_SPONSOR),
        ),
        (Role.MENTOR_LEAD, "mentor", (Role.MENTOR_LEAD, Role.MENTOR_MEMBER)),
        (
            Role.MENTEE_LEAD,
            "peer",
            (Role.MENTEE_LEAD, Role.MENTEE_MEMBER, Role.LSG_MEMBER, Role.POLITICAL_SPONSOR),
        ),
    ],
)
def test_a_lead_offers_the_own_city_and_nothing_above(
    role: Role, side: str, offered: tuple[Role, ...]
) -> None:
    rights = ROLE_TABLE[role].own | ROLE_TABLE[role].scheme | ROLE_TABLE[role].programme
    assert roles_offered(rights, Place.PARTY, side=side) == offered
    assert roles_offered(rights, Place.PROGRAMME) == ()
    assert roles_offered(rights, Place.PARTY, side=side, is_association=True) == ()


def test_who_keeps_accounts_appoints_who_runs_the_programme() -> None:
    rights = ROLE_TABLE[Role.PROGRAMME_ADMIN].programme
    assert Role.COORDINATOR in roles_offered(rights, Place.PROGRAMME)
    assert roles_offered(rights, Place.PARTY, side="mentee") == ()


@pytest.mark.parametrize(
    "role", [role for role in Role if role not in {*LEADS, Role.COORDINATOR, Role.PROGRAMME_ADMIN}]
)
def test_nobody_else_offers_anything(role: Role) -> None:
    for place in Place:
        assert roles_offered(every(role), place, side="mentee") == ()


def test_above_means_giving_anything_more() -> None:
    lesser, greater = RoleRights(own=frozenset({Right.EDIT_NEEDS})), ROLE_TABLE[Role.MENTEE_LEAD]
    assert not is_above(lesser, greater)
    assert is_above(greater, lesser)


def test_the_printed_page_is_current() -> None:
    call_command("print_permissions", "--check")
    page = (Path(settings.BASE_DIR) / "docs" / "PERMISSIONS.md").read_text(encoding="utf-8")
    assert page == permissions_page()
    for role in Role:
        assert str(role.label) in page


def test_a_page_that_is_not_current_is_noticed(settings: Any, tmp_path: Path) -> None:
    settings.BASE_DIR = tmp_path
    with pytest.raises(SystemExit, match="not current"):
        call_command("print_permissions", "--check")
    call_command("print_permissions", verbosity=0)
    call_command("print_permissions", "--check")
