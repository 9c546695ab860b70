"""Reading needs analyses, with the rights of the reader."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Exists, F, OuterRef, Q, Sum
from django.utils import timezone
from django.utils.translation import get_language

from inclucities.questionnaires.enums import AnsweredBy
from inclucities.questionnaires.models import Questionnaire, SectionState
from inclucities.questionnaires.queries.specs import spec_of
from inclucities.texts.domain import Localised
from needs_analysis.models import NeedsAnalysis
from needs_analysis.permissions import RIGHTS_ON_NEEDS, NeedsAccess
from schemes.enums import Right
from schemes.queries.matches import accepted_matches
from schemes.queries.rights import participations_with, rights_on_participation, rights_on_parties
from schemes.queries.schemes import in_force

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from inclucities.accounts.models import User
    from schemes.models import Participation, Scheme

QUESTIONNAIRE = "needs_analysis"
ASKED_AT_MOST = 20


@dataclass(frozen=True, slots=True)
class Opened:
    """A needs analysis and what the person who opened it may do with it now."""

    analysis: NeedsAnalysis
    access: NeedsAccess


def needs_analyses_visible_to(person: User) -> QuerySet[NeedsAnalysis]:
    """Return the needs analyses that ``person`` may open now, even if only to see how far they are."""
    mentors = participations_with(person, Right.VIEW_NEEDS_AFTER_MATCH)
    matched = accepted_matches().filter(mentee=OuterRef("participation"))
    return NeedsAnalysis.objects.filter(
        Q(participation__in=participations_with(person, Right.VIEW_NEEDS_STATUS))
        | (
            Q(participation__in=participations_with(person, Right.VIEW_NEEDS_SHARED))
            & Q(response__latest_version__gt=0)
        )
        | (
            Q(participation__in=participations_with(person, Right.VIEW_NEEDS_RELEASED))
            & Q(released_version__isnull=False)
        )
        | (Q(participation__in=mentors) & Q(Exists(matched)))
    )


def needs_analyses_in(person: User, scheme: Scheme) -> list[NeedsAnalysis]:
    """Return those of one scheme that ``person`` may open, with their ``answered`` and ``total``.

    The same as ``needs_analyses_visible_to``, at a fraction of its cost: every page of a scheme asks.
    Two queries, one for who holds no right that opens any.
    """
    rights = rights_on_parties(person, scheme)
    if not any(held & RIGHTS_ON_NEEDS for held in rights.values()):
        return []
    analyses = (
        NeedsAnalysis.objects.filter(participation__scheme=scheme)
        .select_related("participation__organisation", "response")
        .annotate(
            matched=Exists(accepted_matches().filter(mentee=OuterRef("participation"))),
            answered=Sum("response__sections__answered"),
            total=Sum("response__sections__total"),
        )
        .order_by("pk")
    )
    return [
        analysis
        for analysis in analyses
        if _opens(analysis, rights.get(analysis.participation_id, rights[0]), matched=analysis.matched)
    ]


def _opens(analysis: NeedsAnalysis, rights: frozenset[Right], *, matched: bool) -> bool:
    return (
        Right.VIEW_NEEDS_STATUS in rights
        or (Right.VIEW_NEEDS_SHARED in rights and analysis.response.latest_version > 0)
        or (Right.VIEW_NEEDS_RELEASED in rights and analysis.released_version is not None)
        or (Right.VIEW_NEEDS_AFTER_MATCH in rights and matched)
    )


def open_needs_analysis(person: User, pk: int) -> Opened | None:
    """Return a needs analysis with the person's access, or ``None`` for a stranger. Two queries."""
    analysis = (
        NeedsAnalysis.objects.filter(pk=pk)
        .select_related(
            "response__questionnaire",
            "participation__organisation",
            "participation__scheme__programme",
        )
        .annotate(matched=Exists(accepted_matches().filter(mentee=OuterRef("participation"))))
        .first()
    )
    if analysis is None:
        return None
    rights = rights_on_participation(person, analysis.participation)
    if not rights & RIGHTS_ON_NEEDS:
        return None
    return Opened(
        analysis,
        NeedsAccess(rights=rights, matched=analysis.matched, ended=_has_ended(analysis.participation)),
    )


def _has_ended(participation: Participation) -> bool:
    return participation.ends_on is not None and participation.ends_on <= timezone.localdate()


@dataclass(frozen=True, slots=True)
class Asked:
    """A section that waits for this person's side."""

    analysis: NeedsAnalysis
    state: SectionState

    @property
    def title(self) -> Localised:
        """The section's title in the reader's language."""
        texts = spec_of(self.analysis.response.questionnaire).texts(get_language() or "en")
        return texts.section(self.state.key)

    @property
    def is_late(self) -> bool:
        """Whether the day it is due has passed."""
        return self.state.due_on is not None and self.state.due_on < timezone.localdate()


def asked_of(person: User) -> list[Asked]:
    """Return the open sections that the sides of ``person`` answer, the most urgent first. One query.

    Private sections are asked of nobody.
    """
    writes = {
        AnsweredBy.CITY: participations_with(person, Right.EDIT_NEEDS).filter(in_force()),
        AnsweredBy.ASSOCIATION: participations_with(person, Right.EDIT_ASSOCIATION_PART).filter(in_force()),
    }
    asked = Q(pk__in=[])
    for side, participations in writes.items():
        asked |= Q(key__in=_section_keys(side), response__needs_analysis__participation__in=participations)
    states = (
        SectionState.objects.filter(asked, is_open=True)
        .select_related("response__questionnaire", "response__needs_analysis__participation__organisation")
        .order_by(F("due_on").asc(nulls_last=True), "pk")
    )
    return [Asked(state.response.needs_analysis, state) for state in states[:ASKED_AT_MOST]]


def _section_keys(side: AnsweredBy) -> list[str]:
    questionnaire = Questionnaire.objects.filter(key=QUESTIONNAIRE).first()
    if questionnaire is None:
        return []
    return [
        section.key
        for section in spec_of(questionnaire).sections
        if section.answered_by == side
        and not section.per_person
        and any(q.required for q in section.questions)
    ]
