"""What the rules say of one needs analysis now."""

from __future__ import annotations

from collections.abc import Mapping

from inclucities.questionnaires.domain.progress import Given
from inclucities.questionnaires.models import Answer, SectionState
from inclucities.questionnaires.queries.content import given_in
from inclucities.questionnaires.queries.specs import spec_of
from needs_analysis.domain import rules
from needs_analysis.enums import Stage
from needs_analysis.models import NeedsAnalysis
from schemes.domain.rules import Finding
from schemes.models import Acknowledgement, Override


def findings_for_sharing(analysis: NeedsAnalysis, stage: Stage) -> list[Finding]:
    """Return the findings that the lead sees before sharing, in the order of the catalogue.

    Sharing tests N-1; a revised version N-8 as well (method 16). Findings that were set aside or
    taken note of say so.
    """
    response = analysis.response
    spec = spec_of(response.questionnaire)
    states = {state.key: state for state in SectionState.objects.filter(response=response)}
    given: dict[str, Given] = {}
    for section in spec.sections:
        if section.key in ("needs", "contributors", "revision"):
            given |= given_in(response, section)
    contributors = _rows(given, "na_contributors")
    found = [
        rules.draft_exists(sum(len(states[key].missing) for key in rules.city_sections(spec))),
        rules.made_with_stakeholders(contributors),
    ]
    if stage != Stage.SHARED:
        found.append(rules.revised_with_mentor([stage], contributors))
    found += [
        rules.needs_are_concrete(_rows(given, "na_challenges")),
        rules.obstacles_are_named(spec, given),
        rules.reflected(_people_who_reflected(analysis)),
        rules.context_is_given(
            states[key].completed_at is not None for key in rules.association_sections(spec)
        ),
    ]
    if stage != Stage.SHARED:
        found.append(rules.focus_is_named(spec, given))
    return _with_decisions(analysis, found)


def _rows(given: Mapping[str, Given], key: str) -> tuple[Mapping[str, object], ...]:
    return given[key].rows if key in given else ()


def _people_who_reflected(analysis: NeedsAnalysis) -> int:
    return (
        Answer.objects.filter(response=analysis.response, person__isnull=False)
        .exclude(value={})
        .values("person")
        .distinct()
        .count()
    )


def _with_decisions(analysis: NeedsAnalysis, found: list[Finding]) -> list[Finding]:
    participation = analysis.participation
    overridden = set(Override.objects.filter(scheme=participation.scheme_id).values_list("rule", flat=True))
    acknowledged = set(
        Acknowledgement.objects.filter(participation=participation).values_list("rule", flat=True)
    )
    return [
        Finding(
            finding.rule,
            finding.met,
            finding.detail,
            overridden=finding.rule.id in overridden,
            acknowledged=finding.rule.id in acknowledged,
        )
        for finding in found
    ]
