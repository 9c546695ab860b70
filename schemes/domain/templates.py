"""The three templates that a scheme is opened from (method 4, D)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from schemes.enums.schemes import SchemeFormat, ScopeEnd, Setting


@dataclass(frozen=True, slots=True)
class SchemeTemplate:
    """Parameters that a template sets; every one of them can be changed afterwards (principle P9)."""

    duration_months: int
    planned_meetings: int
    visit_sequence: tuple[str, ...]
    with_benchmark: bool
    scope_end: ScopeEnd
    setting: Setting = field(default=Setting.TRANSNATIONAL)


SCHEME_TEMPLATES: Mapping[SchemeFormat, SchemeTemplate] = {
    SchemeFormat.FULL: SchemeTemplate(
        duration_months=24,
        planned_meetings=3,
        visit_sequence=("mentee", "mentor", "mentee"),
        with_benchmark=True,
        scope_end=ScopeEnd.PLAN,
    ),
    SchemeFormat.LIGHT: SchemeTemplate(
        duration_months=12,
        planned_meetings=2,
        visit_sequence=("mentee", "mentor"),
        with_benchmark=False,
        scope_end=ScopeEnd.PLAN,
        setting=Setting.NATIONAL,
    ),
    SchemeFormat.LONG: SchemeTemplate(
        duration_months=48,
        planned_meetings=10,
        visit_sequence=("mentee", "mentor") * 5,
        with_benchmark=True,
        scope_end=ScopeEnd.IMPLEMENTATION,
    ),
}
