"""The rules N-1 to N-8 of method 6, asked of what was given."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from inclucities.questionnaires.domain.progress import NOTHING, Given, is_answered
from inclucities.questionnaires.domain.specs import QuestionnaireSpec, SectionSpec
from inclucities.questionnaires.enums import AnsweredBy
from schemes.domain.rules import RULES, Finding, Rule

#: A description shorter than this is rarely concrete (rule N-4).
CONCRETE_CHARACTERS = 80

GivenByKey = Mapping[str, Given]


def draft_exists(missing_in_city_part: int) -> Finding:
    """Rule N-1: every required answer of the city is there."""
    return Finding(
        "N-1",
        met=missing_in_city_part == 0,
        note=ngettext(
            "%(count)d required answer of the city is missing.",
            "%(count)d required answers of the city are missing.",
            missing_in_city_part,
        )
        % {"count": missing_in_city_part},
    )


def made_with_stakeholders(contributors: Iterable[Mapping[str, Any]]) -> Finding:
    """Rule N-2: at least one stakeholder, and at least one who speaks for migrants."""
    rows = list(contributors)
    stakeholder = any(row.get("kind") == "stakeholder" for row in rows)
    for_migrants = any(row.get("speaks_for_migrants") is True for row in rows)
    return Finding(
        "N-2",
        met=stakeholder and for_migrants,
        note=_("No stakeholder is named among the contributors.")
        if not stakeholder
        else _("Nobody among the contributors speaks for migrants."),
    )


def revised_with_mentor(stages: Iterable[str], contributors: Iterable[Mapping[str, Any]]) -> Finding:
    """Rule N-3: a version revised with the mentor, and somebody of the mentor team among the contributors."""
    revised = any(stage in ("revised_with_mentor", "final") for stage in stages)
    mentor = any(row.get("kind") == "mentor_team" for row in contributors)
    return Finding(
        "N-3",
        met=revised and mentor,
        note=_("No version was revised with the mentor.")
        if not revised
        else _("Nobody of the mentor team is named among the contributors."),
    )


def needs_are_concrete(needs: Iterable[Mapping[str, Any]]) -> Finding:
    """Rule N-4: each need has a title, a kind and a description of at least 80 characters."""
    vague = [
        need
        for need in needs
        if not need.get("title")
        or not need.get("kind")
        or len(str(need.get("description", "")).strip()) < CONCRETE_CHARACTERS
    ]
    return Finding(
        "N-4",
        met=not vague,
        note=ngettext(
            "%(count)d need could be more concrete.",
            "%(count)d needs could be more concrete.",
            len(vague),
        )
        % {"count": len(vague)},
    )


def obstacles_are_named(spec: QuestionnaireSpec, given: GivenByKey) -> Finding:
    """Rule N-5: the question on obstacles is answered."""
    return Finding(
        "N-5",
        met=is_answered(spec.question("na_obstacles"), given.get("na_obstacles", NOTHING)),
        note=_("The question on obstacles is not answered."),
    )


def reflected(people_who_reflected: int) -> Finding:
    """Rule N-6: at least one person of the mentee city has filled in the self-reflection."""
    return Finding(
        "N-6",
        met=people_who_reflected > 0,
        note=_("Nobody has filled in the self-reflection yet. It stays private."),
    )


def context_is_given(association_sections_complete: Iterable[bool]) -> Finding:
    """Rule N-7: the association has completed its part."""
    return Finding(
        "N-7",
        met=all(association_sections_complete),
        note=_(
            "The association has not completed its part. It can do so after sharing; that makes the next version."
        ),
    )


def focus_is_named(spec: QuestionnaireSpec, given: GivenByKey) -> Finding:
    """Rule N-8: focus goals and useful practices of the mentor are named."""
    met = all(
        is_answered(spec.question(key), given.get(key, NOTHING))
        for key in ("na_focus_goals", "na_useful_mentor_practices")
    )
    return Finding(
        "N-8",
        met=met,
        note=_("Name the goals to focus on and the mentor's practices that look useful."),
    )


def city_sections(spec: QuestionnaireSpec) -> list[str]:
    """Return the keys of the sections that the city answers."""
    return [section.key for section in spec.sections if section.answered_by == AnsweredBy.CITY]


def is_waited_for(section: SectionSpec, *, missing: Collection[str], waits: Collection[str]) -> bool:
    """Whether an open section is waited for.

    A city's while a required answer is ``missing``, an association's until it declares its part complete;
    neither for what everybody answers for themselves, nor before what the section ``waits`` for has happened.
    """
    if section.per_person or section.waits_for in waits:
        return False
    if section.answered_by == AnsweredBy.ASSOCIATION:
        return any(question.required for question in section.questions)
    return bool(missing)


def association_sections(spec: QuestionnaireSpec) -> list[str]:
    """Return the keys of the sections that the association answers."""
    return [section.key for section in spec.sections if section.answered_by == AnsweredBy.ASSOCIATION]


@dataclass(frozen=True, slots=True)
class Checked:
    """A finding with what people have decided about it: set aside, or taken note of."""

    finding: Finding
    overridden: bool = False
    acknowledged: bool = False

    @property
    def rule(self) -> Rule:
        """The rule of the catalogue."""
        return RULES[self.finding.rule]

    @property
    def met(self) -> bool:
        """Whether the rule is met."""
        return self.finding.met

    @property
    def blocks(self) -> bool:
        """Whether the step cannot be taken: an unmet gate that nobody has set aside."""
        return not self.met and self.rule.is_gate and not self.overridden

    @property
    def asks(self) -> bool:
        """Whether the lead must take note before going on: an unmet warning."""
        return not self.met and self.rule.can_be_acknowledged and not self.acknowledged
