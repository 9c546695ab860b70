"""What needs analyses add to the overview of a scheme: how far they are, and what comes next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import prefetch_related_objects
from django.urls import reverse
from django.utils import formats
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from inclucities.questionnaires.enums import AnsweredBy, SectionStatus
from inclucities.questionnaires.queries.specs import spec_of
from needs_analysis.domain.rules import association_sections, city_sections
from needs_analysis.queries.needs_analyses import Opened, needs_analyses_in
from needs_analysis.queries.stages import waits_of
from needs_analysis.queries.wording import association_behind
from schemes.registry import NextStep, OverviewPart

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from inclucities.accounts.models import User
    from inclucities.questionnaires.models import SectionState
    from inclucities.texts.domain import Localised
    from schemes.enums import Right
    from schemes.models import Scheme


@dataclass(frozen=True, slots=True)
class SectionLine:
    """One section as the overview shows it. ``url`` is empty where the reader may not open it."""

    number: str
    title: Localised
    who: str
    state: SectionState
    status: SectionStatus
    waits: str
    url: str

    @property
    def is_late(self) -> bool:
        """Whether the day it was due has passed without it."""
        return self.state.is_late


@dataclass(frozen=True, slots=True)
class NeedsPart:
    """One needs analysis on the overview.

    ``sections`` is empty for who reads shared versions alone, and where the city takes part no more.
    """

    city: str
    url: str
    several: bool
    latest_version: int
    ended_on: dt.date | None
    sections: list[SectionLine]

    @property
    def has_deadlines(self) -> bool:
        """Whether a day stands in it until which something is due."""
        return any(line.state.due_on and not line.state.completed_at for line in self.sections)


def overview_parts(person: User, scheme: Scheme, rights: frozenset[Right]) -> list[OverviewPart]:
    """Return how far each needs analysis is that the person may open. One query more than the menu's."""
    opened = _with_sections(needs_analyses_in(person, scheme))
    return [
        OverviewPart(
            template="needs_analysis/overview.html",
            data={"needs": _part(found, scheme, several=len(opened) > 1)},
        )
        for found in sorted(opened, key=lambda found: found.access.ended)
    ]


def next_step(person: User, scheme: Scheme, rights: frozenset[Right]) -> NextStep | None:
    """Return what a writer of a needs analysis in this scheme does next. One query more than the menu's."""
    for found in _with_sections(needs_analyses_in(person, scheme)):
        if found.access.writes_city_part and (step := _step_of_the_city(found)):
            return step
        if found.access.writes_association_part and (step := _step_of_the_association(found)):
            return step
    return None


def _with_sections(opened: list[Opened]) -> list[Opened]:
    prefetch_related_objects([found.analysis for found in opened], "response__sections")
    return opened


def _states(found: Opened) -> dict[str, SectionState]:
    return {state.key: state for state in found.analysis.response.sections.all()}


def _part(found: Opened, scheme: Scheme, *, several: bool) -> NeedsPart:
    analysis, access = found.analysis, found.access
    spec, states = spec_of(analysis.response.questionnaire), _states(found)
    texts = spec.texts(get_language() or "en")
    city = analysis.participation.organisation.name
    association = association_behind(scheme, analysis.participation)
    waits = waits_of(matched=access.matched, is_community=scheme.is_community)
    lines = [
        SectionLine(
            number=section.number,
            title=texts.section(section.key),
            who=association if section.answered_by == AnsweredBy.ASSOCIATION else city,
            state=states[section.key],
            status=states[section.key].status_in(section, waits=section.waits_for in waits),
            waits=waits.get(section.waits_for, ""),
            url=reverse("needs_analysis:section", args=[analysis.pk, section.key])
            if (
                access.reads_association_part
                if section.answered_by == AnsweredBy.ASSOCIATION
                else access.reads_draft
            )
            else "",
        )
        for section in spec.sections
        if access.sees_status and not access.ended and not section.per_person
    ]
    return NeedsPart(
        city=city,
        url=reverse("needs_analysis:tasks", args=[analysis.pk]),
        several=several,
        latest_version=analysis.response.latest_version if access.reads_versions else access.released or 0,
        ended_on=analysis.participation.ends_on if access.ended else None,
        sections=lines,
    )


def _step_of_the_city(found: Opened) -> NextStep | None:
    """Return the section that needs the most attention, or the check; nothing once it is shared."""
    response = found.analysis.response
    if not response.is_open:
        return None
    spec, states = spec_of(response.questionnaire), _states(found)
    wanted = [states[key] for key in city_sections(spec) if states[key].missing]
    if wanted:
        return _fill_in(found, wanted, begun=any(state.answered for state in states.values()))
    if not found.access.shares:
        return None
    return NextStep(
        title=_("Check your answers and share"),
        text=_("Every required answer of the city is there."),
        url=reverse("needs_analysis:check", args=[found.analysis.pk]),
        action=_("Check your answers"),
    )


def _step_of_the_association(found: Opened) -> NextStep | None:
    """Return the association's own section until it is completed."""
    spec, states = spec_of(found.analysis.response.questionnaire), _states(found)
    own = [states[key] for key in association_sections(spec) if states[key].is_open]
    wanted = [state for state in own if state.missing]
    if wanted:
        return _fill_in(found, wanted, begun=any(state.answered for state in own))
    if not own:
        return None
    return NextStep(
        title=_("Complete your part"),
        text=_("Every required answer of the association is there."),
        url=reverse("needs_analysis:complete", args=[found.analysis.pk, own[0].key]),
        action=_("Check and complete"),
    )


def _fill_in(found: Opened, wanted: Iterable[SectionState], *, begun: bool) -> NextStep:
    states = list(wanted)
    first = min(states, key=lambda state: (state.due_on is None, state.due_on or 0, state.pk))
    texts = spec_of(found.analysis.response.questionnaire).texts(get_language() or "en")
    missing = len(first.missing)
    title = ngettext(
        "%(count)d required answer is missing in “%(section)s”",
        "%(count)d required answers are missing in “%(section)s”",
        missing,
    ) % {"count": missing, "section": texts.section(first.key).text}
    due = first.due_on
    return NextStep(
        title=title,
        text=_("Due on %(day)s.") % {"day": formats.date_format(due, "DATE_FORMAT")} if due else "",
        url=reverse("needs_analysis:section", args=[found.analysis.pk, first.key]),
        action=_("Continue") if begun else _("Begin"),
    )
