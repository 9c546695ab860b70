"""How the rules of the method stand for a party: what is unmet, set aside, taken note of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from schemes.domain.rules import RULES, Finding, Rule
from schemes.models import Acknowledgement, Override
from schemes.registry import findings_of

if TYPE_CHECKING:
    from schemes.models import Participation, Scheme


@dataclass(frozen=True, slots=True)
class RuleState:
    """One rule as it stands: the finding, and what people have decided about it."""

    rule: Rule
    finding: Finding
    override: Override | None = None
    acknowledgement: Acknowledgement | None = None

    @property
    def blocks(self) -> bool:
        """Whether a step waits for it."""
        return self.rule.is_gate and not self.finding.met and self.override is None

    @property
    def is_open(self) -> bool:
        """Whether somebody should look at it."""
        return not self.finding.met and self.override is None and self.acknowledgement is None


def rule_states(scheme: Scheme, participation: Participation, rule_ids: Sequence[str]) -> list[RuleState]:
    """Return how these rules stand for a party. Two queries, and what the predicates ask."""
    findings = findings_of(rule_ids, participation)
    overrides = {
        override.rule: override
        for override in Override.objects.filter(scheme=scheme, rule__in=rule_ids)
        .filter(Q(participation__isnull=True) | Q(participation=participation))
        .select_related("by")
    }
    noted = {
        acknowledgement.rule: acknowledgement
        for acknowledgement in Acknowledgement.objects.filter(
            participation=participation, rule__in=rule_ids
        ).select_related("by")
    }
    return [
        RuleState(RULES[finding.rule], finding, overrides.get(finding.rule), noted.get(finding.rule))
        for finding in findings
    ]


def closed_gates(scheme: Scheme, participation: Participation, rule_ids: Sequence[str]) -> list[Finding]:
    """Return the gates among these rules that are unmet and that nobody has set aside."""
    return [state.finding for state in rule_states(scheme, participation, rule_ids) if state.blocks]
