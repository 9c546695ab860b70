"""Who belongs to a city's support group, and is let into the unfinished text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from inclucities.accounts.models import User
from needs_analysis.models import ReadingAlong
from schemes.enums import Role
from schemes.queries.people import memberships_in_force

if TYPE_CHECKING:
    import datetime as dt

    from django.db.models import QuerySet

    from needs_analysis.models import NeedsAnalysis
    from schemes.models import Membership


def invitations_in_force(day: dt.date | None = None) -> QuerySet[ReadingAlong]:
    """Return the invitations to read along that hold on a day, today where none is named.

    They are not taken back, and the role has not ended.
    """
    return ReadingAlong.objects.filter(
        ended_at__isnull=True, membership__in=memberships_in_force(day).filter(role=Role.LSG_MEMBER)
    )


def people_around(analysis: NeedsAnalysis) -> list[User]:
    """Return the members of the city's support group and its political sponsors today, by name. One query."""
    held = memberships_in_force().filter(
        participation_scope=analysis.participation_id, role__in=(Role.LSG_MEMBER, Role.POLITICAL_SPONSOR)
    )
    return list(User.objects.filter(pk__in=held.values("person"), is_active=True).order_by("name", "pk"))


@dataclass(frozen=True, slots=True)
class Companion:
    """A member of the support group, and the invitation to read along if there is one."""

    membership: Membership
    invitation: ReadingAlong | None


def companions_of(analysis: NeedsAnalysis) -> list[Companion]:
    """Return the members of the city's support group today, by name. Two queries."""
    members = (
        memberships_in_force()
        .filter(participation_scope=analysis.participation_id, role=Role.LSG_MEMBER)
        .select_related("person")
        .order_by("person__name", "pk")
    )
    invitations = {
        invitation.membership_id: invitation
        for invitation in invitations_in_force().filter(analysis=analysis).select_related("invited_by")
    }
    return [Companion(member, invitations.get(member.pk)) for member in members]
