"""Opening a scheme, changing its parameters, and deciding where it stands (method 4 and 16)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from inclucities.audit.services import record_event
from schemes.domain.templates import SCHEME_TEMPLATES
from schemes.enums import Decision, SchemeFormat
from schemes.models import Programme, Scheme
from schemes.models.calendar import today
from schemes.services.editing import compare_and_swap, differing
from schemes.services.errors import RefusedError

if TYPE_CHECKING:
    import datetime as dt

    from inclucities.accounts.models import User


@transaction.atomic
def open_scheme(
    *,
    programme: Programme,
    themes: Mapping[str, str],
    starts_on: dt.date,
    by: User | None,
    template: SchemeFormat = SchemeFormat.FULL,
    **parameters: Any,
) -> Scheme:
    """Open a scheme from one of the three templates of method 4; ``parameters`` change single values."""
    preset = SCHEME_TEMPLATES[template]
    columns: dict[str, Any] = {
        "duration_months": preset.duration_months,
        "planned_meetings": preset.planned_meetings,
        "visit_sequence": list(preset.visit_sequence),
        "with_benchmark": preset.with_benchmark,
        "scope_end": preset.scope_end,
        "setting": preset.setting,
    }
    # Two coordinators who open a scheme at once get two numbers: the programme's row is the lock.
    Programme.objects.select_for_update().get(pk=programme.pk)
    last = Scheme.objects.filter(programme=programme).order_by("-number").values_list("number", flat=True)
    scheme = Scheme.objects.create(
        programme=programme,
        number=(last.first() or 0) + 1,
        format=template,
        themes=dict(themes),
        starts_on=starts_on,
        **(columns | parameters),
    )
    _tell("scheme_opened", scheme, by)
    return scheme


@transaction.atomic
def change_settings(*, scheme: Scheme, base_version: int, by: User, **parameters: Any) -> Scheme:
    """Save parameters of a scheme. Raises ``StaleError`` when somebody has saved others meanwhile."""
    changed = differing(scheme, parameters)
    if changed and compare_and_swap(scheme, base_version=base_version, changes=parameters):
        _tell("settings_changed", scheme, by, fields=",".join(sorted(changed)))
    return scheme


_DAYS = ("paused_on", "ended_early_on", "closed_on")
_OPEN = dict.fromkeys(_DAYS)


def _columns_of(decision: Decision, today: dt.date, note: str) -> dict[str, Any]:
    days: dict[Decision, dict[str, Any]] = {
        Decision.PAUSE: {"paused_on": today},
        Decision.RESUME: {"paused_on": None},
        Decision.END_EARLY: {"ended_early_on": today, "paused_on": None},
        Decision.CLOSE: {"closed_on": today, "paused_on": None},
        Decision.REOPEN: _OPEN,
    }
    return {**days[decision], "decision_note": note}


def _is_over(scheme: Scheme) -> bool:
    return scheme.ended_early_on is not None or scheme.closed_on is not None


#: When a decision makes sense.
_POSSIBLE: Mapping[Decision, Callable[[Scheme], bool]] = {
    Decision.PAUSE: lambda scheme: not _is_over(scheme) and scheme.paused_on is None,
    Decision.RESUME: lambda scheme: not _is_over(scheme) and scheme.paused_on is not None,
    Decision.END_EARLY: lambda scheme: not _is_over(scheme),
    Decision.CLOSE: lambda scheme: not _is_over(scheme),
    Decision.REOPEN: _is_over,
}


def possible_decisions(scheme: Scheme) -> list[Decision]:
    """Return the decisions that can be taken on a scheme as it stands."""
    return [decision for decision, possible in _POSSIBLE.items() if possible(scheme)]


@transaction.atomic
def decide(*, scheme: Scheme, decision: Decision, note: str, by: User) -> Scheme:
    """Pause, resume, end early, close or reopen a scheme today; ``note`` says why.

    Raises ``RefusedError`` when the scheme does not stand there (any more).
    """
    locked = Scheme.objects.select_for_update().select_related("programme").get(pk=scheme.pk)
    if not _POSSIBLE[decision](locked):
        raise RefusedError(_("The scheme does not stand there any more. Look at its overview first."))
    Scheme.objects.filter(pk=scheme.pk).update(**_columns_of(decision, today(), note))
    _tell(f"scheme_{decision.value}", locked, by)
    scheme.refresh_from_db()
    return scheme


def _tell(action: str, scheme: Scheme, by: User | None, **data: str) -> None:
    record_event(
        action, target=scheme, by=by, scheme_id=scheme.pk, programme_id=scheme.programme_id, data=data
    )
