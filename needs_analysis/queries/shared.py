"""What others have shared with a person: versions of needs analyses that they read and do not write."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, F, OuterRef, Q

from inclucities.accounts.models import User
from inclucities.notifications.enums import NotificationKind
from inclucities.notifications.models import Notification
from inclucities.prepared.queries import prepared
from inclucities.questionnaires.models import FrozenVersion
from schemes.enums import Right
from schemes.models import Participation
from schemes.queries.matches import accepted_matches
from schemes.queries.rights import participations_granted_to, programmes_with_right

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from needs_analysis.models import NeedsAnalysis

SHARED_AT_MOST = 6


def shared_with(person: User) -> list[FrozenVersion]:
    """Return the newest versions that a person reads by a role in their scheme, or by a release.

    What their own side writes is not among them, nor what a role in the whole programme opens: that
    stands in the list of schemes. One query.
    """
    return _shared_with(person.pk) if person.is_active else []


@prepared
def _shared_with(person: int) -> QuerySet[FrozenVersion]:
    matched = accepted_matches().filter(mentee=OuterRef("pk"))
    read = Participation.objects.filter(
        Q(pk__in=participations_granted_to(person, Right.VIEW_NEEDS_SHARED))
        | (Q(pk__in=participations_granted_to(person, Right.VIEW_NEEDS_AFTER_MATCH)) & Q(Exists(matched)))
    )
    newest = FrozenVersion.objects.filter(
        number=F("response__latest_version"),
        response__needs_analysis__participation__in=_not_own(person, read),
    )
    # Whoever reads all versions of an analysis finds the newest, and not the released one besides.
    released = _released_to(person).exclude(response__needs_analysis__participation__in=read)
    found = _versions().filter(Q(pk__in=newest.values("pk")) | Q(pk__in=released.order_by().values("pk")))
    return found[:SHARED_AT_MOST]


def released_to(person: User) -> QuerySet[FrozenVersion]:
    """Return the versions that are released to programmes of a person, the newest first, but for their own city's."""
    return _released_to(person.pk) if person.is_active else FrozenVersion.objects.none()


def _released_to(person: int) -> QuerySet[FrozenVersion]:
    parties = Participation.objects.filter(
        scheme__programme__in=programmes_with_right(person, Right.VIEW_NEEDS_RELEASED)
    )
    return _versions().filter(
        released_at__isnull=False, response__needs_analysis__participation__in=_not_own(person, parties)
    )


def people_told(analysis: NeedsAnalysis, version: FrozenVersion) -> list[User]:
    """Return who was told that a version was shared, by name. One query."""
    told = Notification.at(analysis).filter(
        kind=NotificationKind.SHARED, dedupe_key__startswith=f"{NotificationKind.SHARED}:{version.pk}:"
    )
    return list(User.objects.filter(pk__in=told.values("recipient")).order_by("name", "pk"))


def _not_own(person: int, parties: QuerySet[Participation]) -> QuerySet[Participation]:
    for right in (Right.EDIT_NEEDS, Right.EDIT_ASSOCIATION_PART):
        parties = parties.exclude(pk__in=participations_granted_to(person, right))
    return parties


def _versions() -> QuerySet[FrozenVersion]:
    return (
        FrozenVersion.objects.select_related(
            "response__needs_analysis__participation__organisation",
            "response__needs_analysis__participation__scheme",
        )
        .defer("content")
        .order_by("-frozen_at", "-pk")
    )
