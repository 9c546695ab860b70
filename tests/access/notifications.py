"""What the pages of notifications answer to everybody: each person finds their own, and nobody else's."""

from __future__ import annotations

from typing import Any

from inclucities.notifications.enums import NotificationKind
from inclucities.notifications.services import notify, silently
from tests.access_matrix import ACT_ONLY, Address, answers, everybody

OK, DONE = 200, 302


def of_the_mentee_lead(world: Any) -> list[Any]:
    """Reach what the mentee's lead is asked about the scheme "pair", which others see as well."""
    with silently():
        [told] = notify(
            recipients=[world.person("mentee_lead")],
            kind=NotificationKind.ASKED,
            target=world.pair,
            by=None,
            needs_action=True,
        )
    return [told.pk]


def own_act() -> Address:
    """Describe an act on a notification that only its recipient finds."""
    return Address(get=ACT_ONLY, post=answers(DONE, ["mentee_lead"]), args=of_the_mentee_lead)


MATRIX = {
    "notifications:list": Address(get=everybody(OK)),
    "notifications:all_read": Address(get=ACT_ONLY, post=everybody(DONE)),
    "notifications:read": own_act(),
    "notifications:done": own_act(),
}
