"""The rule catalogue of method 6, as far as the product checks it.

A rule is data: id, how much it weighs, its words. What tells whether it is met lives in the app
that has the facts and is registered under the id (``schemes.registry.register_rule``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from schemes.enums.rules import Severity

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. A ``technical`` gate has no override (method, overriding principle)."""

    id: str
    severity: Severity
    text: StrOrPromise
    technical: bool = False

    @property
    def is_gate(self) -> bool:
        """Whether a step cannot be closed while the rule is unmet."""
        return self.severity == Severity.GATE

    @property
    def can_be_overridden(self) -> bool:
        """Whether the coordinator may set the rule aside with a reason (rule X-1)."""
        return self.is_gate and not self.technical

    @property
    def can_be_acknowledged(self) -> bool:
        """Whether a lead may take note of the rule and go on."""
        return self.severity == Severity.WARN


@dataclass(frozen=True, slots=True)
class Finding:
    """Whether a rule is met for one subject; ``note`` says what is missing, ``url`` where to mend it."""

    rule: str
    met: bool
    note: str = ""
    url: str = ""


_CATALOGUE = (
    Rule(
        "N-1",
        Severity.GATE,
        _(
            "A first draft of the needs analysis exists before the search for a mentor begins, so that the "
            "mentor can be sure that it can help."
        ),
    ),
    Rule(
        "N-2",
        Severity.WARN,
        _("The analysis is made with the stakeholders it concerns, migrants’ representatives among them."),
    ),
    Rule("N-3", Severity.GATE, _("After the match the analysis is revised together with the mentor team.")),
    Rule("N-4", Severity.PROMPT, _("Needs are concrete: each has a title, a kind and a description.")),
    Rule(
        "N-5",
        Severity.WARN,
        _("Obstacles to change are stated: resources, co-ordination, political leadership."),
    ),
    Rule(
        "N-6",
        Severity.PROMPT,
        _("People who take part reflect on their own power to act, and on the backing they have."),
    ),
    Rule(
        "N-7",
        Severity.WARN,
        _("The association has described the national and regional context in its part."),
    ),
    Rule(
        "N-8",
        Severity.GATE,
        _(
            "The revised analysis names the goals to focus on and the mentor’s practices that look most useful."
        ),
    ),
    Rule(
        "K-4",
        Severity.GATE,
        _("The same city cannot be mentor and mentee of one scheme."),
        technical=True,
    ),
    Rule(
        "G-1",
        Severity.GATE,
        _(
            "A good practice has worked in one place and can be adapted: its results and its transfer are told."
        ),
    ),
    Rule("G-2", Severity.PROMPT, _("A good practice can be understood by people from elsewhere.")),
)

#: Every rule by its id.
RULES: Mapping[str, Rule] = {rule.id: rule for rule in _CATALOGUE}


def stands_on_both_sides(mentees: Iterable[int], mentors: Iterable[int]) -> bool:
    """Tell whether one city is mentor and mentee of a scheme (rule K-4). Ids of organisations."""
    return bool(set(mentees) & set(mentors))
