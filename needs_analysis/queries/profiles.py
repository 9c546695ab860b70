"""Reading mentor profiles, with the rights of the reader."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from inclucities.questionnaires.queries.desk import Desk
from needs_analysis.enums import ProfileStage
from needs_analysis.models import MentorProfile
from needs_analysis.permissions import ProfileAccess
from schemes.enums import Right
from schemes.queries.rights import organisations_with, programmes_with, rights_on_organisation

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from inclucities.accounts.models import User

PROFILE_QUESTIONNAIRE = "mentor_profile"


@dataclass(frozen=True, slots=True)
class OpenedProfile:
    """A mentor profile and what the person who opened it may do with it now."""

    profile: MentorProfile
    access: ProfileAccess


def profiles_visible_to(person: User) -> QuerySet[MentorProfile]:
    """Return the profiles that ``person`` may open now: their own library's, and those published."""
    return MentorProfile.objects.filter(
        Q(organisation__in=organisations_with(person, Right.VIEW_PROFILE))
        | (
            Q(organisation__programme__in=programmes_with(person, Right.VIEW_OFFERED_PROFILE))
            & Q(response__latest_version__gt=0)
        )
    )


def profiles_in_words(profiles: QuerySet[MentorProfile], words: str, country: str) -> QuerySet[MentorProfile]:
    """Narrow a list of profiles by a part of the city's name and by country; empty filters nothing."""
    if words:
        profiles = profiles.filter(organisation__names__icontains=words)
    if country:
        profiles = profiles.filter(organisation__country=country)
    return profiles.select_related("organisation__programme", "response__questionnaire").order_by("pk")


def open_profile(person: User, pk: int) -> OpenedProfile | None:
    """Return a profile with the person's access, or ``None`` for a stranger. Two queries."""
    profile = (
        MentorProfile.objects.filter(pk=pk)
        .select_related(
            "organisation__programme", "organisation__parent_association", "response__questionnaire"
        )
        .first()
    )
    if profile is None:
        return None
    access = ProfileAccess(
        rights=rights_on_organisation(person, profile.organisation),
        published=profile.response is not None and profile.response.latest_version > 0,
    )
    return OpenedProfile(profile, access) if access.reads_versions else None


def profile_desk(person: User, opened: OpenedProfile) -> Desk:
    """Return the desk at which ``person`` meets a profile that they have opened."""
    profile = opened.profile
    association = profile.organisation.parent_association
    return Desk(
        response=profile.response,
        reader=opened.access.reader(person),
        namespace="profiles",
        pk=profile.pk,
        base="needs_analysis/base_profile.html",
        title=str(profile),
        city=profile.organisation.name,
        association=association.short_name if association else "",
        version_sides=opened.access.version_sides,
        stages={stage.value: str(stage.label) for stage in ProfileStage},
        context={"profile": profile, "access": opened.access},
    )
