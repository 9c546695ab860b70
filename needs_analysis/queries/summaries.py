"""What an association reads of its member cities."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from inclucities.prepared.queries import prepared
from inclucities.questionnaires.models import FrozenVersion
from needs_analysis.models import NeedsAnalysis
from needs_analysis.permissions import NeedsAccess
from needs_analysis.queries.needs_analyses import needs_analyses_visible_to, open_needs_analysis
from schemes.enums import OrganisationKind, Role
from schemes.models import Organisation
from schemes.models.calendar import today
from schemes.queries.people import memberships_in_force

if TYPE_CHECKING:
    import datetime as dt

    from django.db.models import QuerySet

    from inclucities.accounts.models import User


@dataclass(frozen=True, slots=True)
class Summarised:
    """The newest shared version of one member city, and what the reader may read of it."""

    analysis: NeedsAnalysis
    version: FrozenVersion
    access: NeedsAccess

    @property
    def city(self) -> str:
        """The city's name."""
        return self.analysis.participation.organisation.name


def associations_of(person: User) -> list[Organisation]:
    """Return the associations that ``person`` acts for today. One query."""
    return _associations_of(person.pk, today())


@prepared
def _associations_of(person: int, day: dt.date) -> QuerySet[Organisation]:
    acting = memberships_in_force(day).filter(
        person=person,
        person__is_active=True,
        role__in=(Role.MENTEE_ASSOCIATION, Role.MENTOR_ASSOCIATION),
        organisation__kind=OrganisationKind.ASSOCIATION,
    )
    return Organisation.objects.filter(pk__in=acting.values("organisation")).order_by("pk")


def summarised_for(person: User, association: Organisation) -> list[Summarised]:
    """Return the shared needs analyses of an association's member cities that ``person`` may read.

    The newest version of each, in the order of the cities; three queries for each analysis.
    """
    analyses = needs_analyses_visible_to(person).filter(
        participation__organisation__parent_association=association, response__latest_version__gt=0
    )
    found = []
    for pk in analyses.order_by("participation__organisation_id", "pk").values_list("pk", flat=True):
        opened = open_needs_analysis(person, pk)
        if opened is None or not opened.access.reads_versions:
            continue
        version = opened.analysis.response.versions.select_related("edition").first()
        if version is not None:
            found.append(Summarised(opened.analysis, version, opened.access))
    return found
