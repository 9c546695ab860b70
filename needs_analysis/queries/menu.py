"""The lines that needs analyses add to the side menu of a scheme."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Sum
from django.urls import reverse
from django.utils.translation import gettext as _

from needs_analysis.queries.needs_analyses import needs_analyses_visible_to
from schemes.registry import MenuItem

if TYPE_CHECKING:
    from inclucities.accounts.models import User
    from schemes.enums import Right
    from schemes.models import Scheme


def menu_lines(person: User, scheme: Scheme, rights: frozenset[Right]) -> list[MenuItem]:
    """Return one line for each needs analysis that the person may open. One query.

    In a community of practice each line names its city.
    """
    analyses = (
        needs_analyses_visible_to(person)
        .filter(participation__scheme=scheme)
        .select_related("participation__organisation")
        .annotate(answered=Sum("response__sections__answered"), total=Sum("response__sections__total"))
        .order_by("pk")
    )
    lines = []
    several = scheme.is_community
    for analysis in analyses:
        label = _("Needs analysis")
        if several:
            label = _("Needs of %(city)s") % {"city": analysis.participation.organisation.name}
        lines.append(
            MenuItem(
                "needs_analysis",
                label,
                reverse("needs_analysis:tasks", args=[analysis.pk]),
                _("%(answered)s of %(total)s")
                % {"answered": analysis.answered or 0, "total": analysis.total or 0},
            )
        )
    return lines
