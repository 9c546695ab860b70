"""What the next version of a needs analysis can be (method 16)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from needs_analysis.enums import NeedsState, Stage

if TYPE_CHECKING:
    from collections.abc import Mapping

    from needs_analysis.models import NeedsAnalysis


def stages_open_to(analysis: NeedsAnalysis, *, matched: bool) -> list[Stage]:
    """Return the stages that the next version may have, the likeliest first. One query at most.

    Revising with the mentor needs a match; a community of practice knows no mentor.
    """
    if analysis.participation.scheme.is_community:
        return [Stage.SHARED, Stage.FINAL]
    if not matched:
        return [Stage.SHARED]
    if analysis.response.versions.filter(stage__in=[Stage.REVISED, Stage.FINAL]).exists():
        return [Stage.FINAL, Stage.REVISED]
    return [Stage.REVISED, Stage.SHARED]


def waits_of(*, matched: bool, is_community: bool) -> Mapping[str, str]:
    """Say what sections of a needs analysis wait for: the revision with the mentor for the match."""
    if matched:
        return {}
    return {"match": _("A community of practice has no mentor.") if is_community else _("after the match")}


def state_of(analysis: NeedsAnalysis, *, answered: int, latest_stage: str) -> NeedsState:
    """Return where a needs analysis stands, from what is stored.

    ``answered`` counts answers in all sections, ``latest_stage`` is that of the newest version.
    """
    if not analysis.response.is_open and latest_stage:
        return NeedsState(latest_stage)
    return NeedsState.DRAFT if answered or latest_stage else NeedsState.EMPTY
