"""Who has worked on a needs analysis and is not named among its contributors yet (method 7.1)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Max, Q
from django.utils import timezone

from inclucities.accounts.models import User
from inclucities.discussions.queries import readable_comments
from inclucities.questionnaires.models import ResponseRow, Revision
from inclucities.targets.registry import kind_of
from schemes.enums import Role, Side
from schemes.models import Membership

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from django.db.models import QuerySet

    from needs_analysis.models import NeedsAnalysis

CONTRIBUTORS = "na_contributors"
SECTION = "contributors"
STAKEHOLDERS = frozenset({Role.LSG_MEMBER, Role.POLITICAL_SPONSOR})


@dataclass(frozen=True, slots=True)
class Proposal:
    """Somebody who wrote or commented, as the row of the contributors that would name them."""

    person: User
    organisation: str
    kind: str
    how: str
    on: dt.date

    @property
    def cells(self) -> dict[str, str]:
        """The cells of the row."""
        return {
            "person": self.person.name,
            "organisation": self.organisation,
            "kind": self.kind,
            "how": self.how,
            "date": self.on.isoformat(),
        }


def proposed_contributors(person: User, analysis: NeedsAnalysis) -> list[Proposal]:
    """Return who wrote in the analysis or commented on it and is not named yet, by name. Five queries.

    What everybody answers for themselves tells nobody who did, and naming others is no contribution;
    comments count where ``person`` reads them.
    """
    written = Revision.objects.filter(
        Q(answer__response=analysis.response, answer__person__isnull=True)
        | Q(row__response=analysis.response)
    ).exclude(row__question__key=CONTRIBUTORS)
    said = readable_comments(person).filter(
        thread__target_kind=kind_of(analysis).name, thread__target_id=analysis.pk, withdrawn_at=None
    )
    wrote = _last_by_person(written)
    commented = _last_by_person(said)
    named = _names_given(analysis)
    parts = _parts_of(analysis, {*wrote, *commented})
    proposals = [
        Proposal(
            person=part.person,
            organisation=part.organisation.name if part.organisation else "",
            kind=_kind_of(part),
            how="wrote" if pk in wrote else "commented",
            on=timezone.localdate(wrote.get(pk) or commented[pk]),
        )
        for pk, part in parts.items()
        if not any(part.person.name.casefold() in given for given in named)
    ]
    return sorted(proposals, key=lambda proposal: proposal.person.name)


def _last_by_person(acts: QuerySet[Any]) -> dict[int, dt.datetime]:
    return dict(acts.order_by().values_list("by").annotate(last=Max("at")))


def _names_given(analysis: NeedsAnalysis) -> list[str]:
    rows = ResponseRow.objects.filter(
        response=analysis.response, question__key=CONTRIBUTORS, retired_at__isnull=True
    )
    return [str(values.get("person", "")).casefold() for values in rows.values_list("value", flat=True)]


def _parts_of(analysis: NeedsAnalysis, people: Collection[int]) -> Mapping[int, Membership]:
    """Return for each of these people the latest part they held in the scheme.

    Coordinator and facilitator hold none: they help, and stand for no city.
    """
    held = (
        Membership.objects.filter(
            participation_scope__scheme=analysis.participation.scheme_id, person__in=people
        )
        .select_related("person", "organisation", "participation_scope")
        .order_by("starts_on", "pk")
    )
    return {membership.person_id: membership for membership in held}


def _kind_of(part: Membership) -> str:
    if part.role in STAKEHOLDERS:
        return "stakeholder"
    scope = part.participation_scope
    if scope is not None and scope.side == Side.MENTOR:
        return "mentor_team"
    return "association" if part.role == Role.MENTEE_ASSOCIATION else "city"
