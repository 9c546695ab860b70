"""What needs analyses add to a scheme: lines of its menu, and who has not answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import prefetch_related_objects
from django.urls import reverse
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from inclucities.questionnaires.enums import AnsweredBy
from inclucities.questionnaires.queries.specs import spec_of
from needs_analysis.queries.needs_analyses import Opened, needs_analyses_in
from schemes.queries.schemes import parties_of
from schemes.registry import MenuItem, Unanswered

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


def open_sections(person: User, scheme: Scheme, rights: frozenset[Right]) -> list[Unanswered]:
    """Return the sections with required answers that a city or association has not given.

    One query more than the menu's. Whose part in the scheme has ended is asked no more.
    """
    opened = [
        found
        for found in needs_analyses_in(person, scheme)
        if found.access.sees_status and not found.access.ended
    ]
    prefetch_related_objects([found.analysis for found in opened], "response__sections")
    associations = {
        party.stands_behind_id: party.organisation.short_name
        for party in parties_of(scheme)
        if party.is_association
    }
    unanswered = []
    for analysis in (found.analysis for found in opened):
        spec, city = spec_of(analysis.response.questionnaire), analysis.participation
        for state in analysis.response.sections.all():
            if not state.is_open or not state.missing:
                continue
            who = city.organisation.name
            if spec.section(state.key).answered_by == AnsweredBy.ASSOCIATION:
                who = associations.get(city.pk, _("the association"))
            unanswered.append(
                Unanswered(
                    who=who,
                    what=spec.texts(get_language() or "en").section(state.key).text,
                    due_on=state.due_on,
                    url=reverse("needs_analysis:tasks", args=[analysis.pk]),
                )
            )
    return unanswered
