"""What the rules say of one needs analysis now."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from inclucities.questionnaires.domain.progress import Given
from inclucities.questionnaires.models import Answer, SectionState
from inclucities.questionnaires.queries.content import given_in
from inclucities.questionnaires.queries.specs import spec_of
from needs_analysis.domain import rules
from needs_analysis.domain.rules import Checked
from needs_analysis.enums import Stage
from needs_analysis.models import NeedsAnalysis
from schemes.domain.rules import Finding
from schemes.models import Acknowledgement, Override

if TYPE_CHECKING:
    from schemes.models import Participation

RULES_HERE = ("N-1", "N-2", "N-3", "N-4", "N-5", "N-6", "N-7", "N-8")
#: What the lead sees before sharing; a revised or final version answers to two rules more.
RULES_OF_A_REVISION = ("N-3", "N-8")


def findings_for_sharing(analysis: NeedsAnalysis, stage: Stage) -> list[Checked]:
    """Return what the lead sees before sharing, in the order of the catalogue.

    Sharing tests N-1; a revised or final version N-3 and N-8 as well (method 16).
    """
    found = _findings(analysis, {stage})
    wanted = [rule for rule in RULES_HERE if stage != Stage.SHARED or rule not in RULES_OF_A_REVISION]
    if analysis.participation.scheme.is_community:
        # A circle of equals knows no mentor to revise with.
        wanted = [rule for rule in wanted if rule not in RULES_OF_A_REVISION]
    participation = analysis.participation
    overrides = Override.objects.filter(scheme=participation.scheme_id).filter(
        Q(participation__isnull=True) | Q(participation=participation)
    )
    overridden = set(overrides.values_list("rule", flat=True))
    acknowledged = set(
        Acknowledgement.objects.filter(participation=participation).values_list("rule", flat=True)
    )
    return [
        Checked(found[rule], overridden=rule in overridden, acknowledged=rule in acknowledged)
        for rule in wanted
    ]


def predicate_of(rule_id: str) -> Callable[[Participation], Finding]:
    """Return the predicate that the registry of rules asks about a city's participation."""

    def ask(participation: Participation) -> Finding:
        analysis = (
            NeedsAnalysis.objects.filter(participation=participation)
            .select_related("response__questionnaire", "participation")
            .first()
        )
        if analysis is None:
            return Finding(rule_id, met=False)
        return _findings(analysis, set(analysis.response.versions.values_list("stage", flat=True)))[rule_id]

    return ask


def _findings(analysis: NeedsAnalysis, stages: set[str]) -> Mapping[str, Finding]:
    response = analysis.response
    spec = spec_of(response.questionnaire)
    states = {state.key: state for state in SectionState.objects.filter(response=response)}
    given: dict[str, Given] = {}
    for section in spec.sections:
        if section.key in ("needs", "contributors", "revision"):
            given |= given_in(response, section)
    contributors = _rows(given, "na_contributors")
    found = (
        rules.draft_exists(sum(len(states[key].missing) for key in rules.city_sections(spec))),
        rules.made_with_stakeholders(contributors),
        rules.revised_with_mentor(stages, contributors),
        rules.needs_are_concrete(_rows(given, "na_challenges")),
        rules.obstacles_are_named(spec, given),
        rules.reflected(_people_who_reflected(analysis)),
        rules.context_is_given(
            states[key].completed_at is not None for key in rules.association_sections(spec)
        ),
        rules.focus_is_named(spec, given),
    )
    return {finding.rule: finding for finding in found}


def _rows(given: Mapping[str, Given], key: str) -> tuple[Mapping[str, Any], ...]:
    return given[key].rows if key in given else ()


def _people_who_reflected(analysis: NeedsAnalysis) -> int:
    return (
        Answer.objects.filter(response=analysis.response, person__isnull=False)
        .exclude(value={})
        .values("person")
        .distinct()
        .count()
    )
