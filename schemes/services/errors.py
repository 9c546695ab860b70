"""Why an act was refused."""

from __future__ import annotations

from collections.abc import Sequence

from schemes.domain.rules import Finding


class RuleBrokenError(ValueError):
    """A technical rule of the method that nobody can set aside. ``rule`` is its id."""

    def __init__(self, rule: str, message: str) -> None:
        super().__init__(message)
        self.rule = rule
        self.message = message


class GateClosedError(Exception):
    """A step that waits for a rule; the coordinator may set the rule aside with a reason.

    ``findings`` are the unmet gates.
    """

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__(", ".join(finding.rule for finding in findings))
        self.findings = tuple(findings)


class RefusedError(ValueError):
    """The act makes no sense in the present state; ``message`` says why, ``field`` where it was asked."""

    def __init__(self, message: str, field: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.field = field
