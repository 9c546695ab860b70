"""What needs analyses add to a scheme: lines of its menu."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from needs_analysis.queries.needs_analyses import Opened, needs_analyses_in
from schemes.registry import MenuItem

if TYPE_CHECKING:
    from inclucities.accounts.models import User
    from schemes.enums import Right
    from schemes.models import Scheme


def menu_lines(person: User, scheme: Scheme, rights: frozenset[Right]) -> list[MenuItem]:
    """Return one line for each needs analysis that the person may open, with how far it is for who sees that.

    Two queries.

    Where there are several, in a community of practice or after a city was replaced, each names its city;
    that of a city whose part has ended comes last and says so.
    """
    lines = []
    opened = sorted(needs_analyses_in(person, scheme), key=lambda found: found.access.ended)
    several = len(opened) > 1
    for found in opened:
        analysis = found.analysis
        label = _("Needs analysis")
        if several:
            label = _("Needs of %(city)s") % {"city": analysis.participation.organisation.name}
        lines.append(
            MenuItem(
                "needs_analysis",
                label,
                reverse("needs_analysis:tasks", args=[analysis.pk]),
                _note(found),
            )
        )
    return lines


def _note(found: Opened) -> str:
    if found.access.ended:
        return pgettext("the part of a city or association", "ended")
    if not found.access.sees_status:
        return ""
    analysis: Any = found.analysis
    return _("%(answered)s of %(total)s") % {"answered": analysis.answered or 0, "total": analysis.total or 0}
