"""The status of a scheme, computed from stored decisions and from who takes part (method 16)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef

from schemes.domain.status import SchemeFacts, status_from
from schemes.enums import SchemeStatus, Side
from schemes.models import MentorRequest
from schemes.queries.matches import accepted_matches, matches_in_force
from schemes.queries.schemes import parties_of

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from schemes.models import Scheme


def with_decisions(schemes: QuerySet[Scheme]) -> QuerySet[Scheme]:
    """Load with each scheme what its status depends on; no query more."""
    asked = MentorRequest.objects.filter(scheme=OuterRef("pk"), closed_on__isnull=True)
    return schemes.annotate(
        searches=Exists(asked) | Exists(matches_in_force().filter(scheme=OuterRef("pk"))),
        matched=Exists(accepted_matches().filter(scheme=OuterRef("pk"))),
    )


def status_of(scheme: Scheme) -> SchemeStatus:
    """Return the status of a scheme that ``with_decisions`` has loaded; ``scheme.parties`` too, best."""
    cities = [party for party in parties_of(scheme) if not party.is_association]
    return status_from(
        SchemeFacts(
            is_community=scheme.is_community,
            learning_cities=sum(city.side != Side.MENTOR for city in cities),
            # Columns that ``with_decisions`` adds to the query.
            searches=getattr(scheme, "searches"),  # noqa: B009
            matched=getattr(scheme, "matched"),  # noqa: B009
            paused=scheme.paused_on is not None,
            ended_early=scheme.ended_early_on is not None,
            closed=scheme.closed_on is not None,
        )
    )
