"""What needs analyses add to a scheme: lines of its menu, and who has not answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from inclucities.questionnaires.enums import AnsweredBy
from inclucities.questionnaires.models import SectionState
from inclucities.questionnaires.queries.specs import spec_of
from needs_analysis.queries.needs_analyses import needs_analyses_in, needs_analyses_visible_to
from schemes.models import Participation
from schemes.queries.schemes import in_force, parties_of
from schemes.registry import MenuItem, Unanswered

if TYPE_CHECKING:
    from inclucities.accounts.models import User
    from schemes.enums import Right
    from schemes.models import Scheme


def menu_lines(person: User, scheme: Scheme, rights: frozenset[Right]) -> list[MenuItem]:
    """Return one line for each needs analysis that the person may open. Two queries.

    Where there are several, in a community of practice or after a city was replaced, each names its city.
    """
    lines = []
    analyses = list(needs_analyses_in(person, scheme))
    several = len(analyses) > 1
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
                % {"answered": analysis.answered or 0, "total": analysis.total or 0},  # type: ignore[attr-defined]  # annotated
            )
        )
    return lines


def open_sections(person: User, scheme: Scheme, rights: frozenset[Right]) -> list[Unanswered]:
    """Return the sections with required answers that a city or association has not given. Two queries."""
    analyses = needs_analyses_visible_to(person).filter(
        participation__in=Participation.objects.filter(in_force(), scheme=scheme)
    )
    states = (
        SectionState.objects.filter(response__needs_analysis__in=analyses, is_open=True)
        .exclude(missing=[])
        .select_related("response__questionnaire", "response__needs_analysis__participation__organisation")
        .order_by("pk")
    )
    associations = {
        party.stands_behind_id: party.organisation.short_name
        for party in parties_of(scheme)
        if party.is_association
    }
    found = []
    for state in states:
        spec = spec_of(state.response.questionnaire)
        participation = state.response.needs_analysis.participation
        who = participation.organisation.name
        if spec.section(state.key).answered_by == AnsweredBy.ASSOCIATION:
            who = associations.get(participation.pk, who)
        found.append(
            Unanswered(
                who=who,
                what=spec.texts(get_language() or "en").section(state.key).text,
                due_on=state.due_on,
                url=reverse("needs_analysis:tasks", args=[state.response.needs_analysis.pk]),
            )
        )
    return found
