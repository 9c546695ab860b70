"""The role table as a page to read."""

from __future__ import annotations

from schemes.domain.role_table import (
    RIGHTS_OF_AN_ASKED_MENTOR,
    ROLE_TABLE,
    SCHEME_RIGHTS_OF_AN_ASKED_MENTOR,
)
from schemes.enums.rights import Right
from schemes.enums.roles import Role

SHORT = {"own": "own", "other": "other", "scheme": "scheme", "organisation": "library", "programme": "all"}

_HEAD = """\
# Who may do what

Printed by `manage.py print_permissions` from `schemes/domain/role_table.py`; a test keeps it current.

A role is held in a party of a scheme, in an organisation or in a programme. Each cell says from where
the right reaches:

* **own**: the party that the person acts for; for an association the city it stands behind,
* **other**: every other city in the same scheme,
* **scheme**: the scheme itself,
* **library**: mentor profile and good practices of the city that the person acts for,
* **all**: the programme with all its schemes.

An empty cell means no. The table says what somebody may do at all. Whether anybody may do it now (before
or after the match, shared or not) is asked on top of it. Neither a superuser nor a programme
administrator reads the content of a scheme without a role in it. Strangers get "not found", members
without the right "not allowed".
"""


def permissions_page() -> str:
    """Return the page in Markdown, in the active language."""
    roles = list(Role)
    tables = [_table(roles[start : start + 6]) for start in range(0, len(roles), 6)]
    return "\n".join([_HEAD, *tables, _asked()])


def _table(roles: list[Role]) -> str:
    head = "| Right | " + " | ".join(str(role.label) for role in roles) + " |"
    rule = "| --- | " + " | ".join("---" for _ in roles) + " |"
    lines = [head, rule]
    for right in Right:
        cells = [_cell(role, right) for role in roles]
        if any(cells):
            lines.append(f"| {right.label} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def _cell(role: Role, right: Right) -> str:
    table = ROLE_TABLE[role]
    return ", ".join(word for place, word in SHORT.items() if right in getattr(table, place))


def _asked() -> str:
    rights = [
        str(right.label)
        for right in Right
        if right in RIGHTS_OF_AN_ASKED_MENTOR | SCHEME_RIGHTS_OF_AN_ASKED_MENTOR
    ]
    return (
        "## A city that was asked to be the mentor\n\n"
        "From being asked until the question is closed, the people of its mentor roles may: "
        + "; ".join(right[0].lower() + right[1:] for right in rights)
        + ".\n"
    )
