"""Who talks with whom beside a mentor profile: city and association, alone or with the facilitator (method 3.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext as _

from inclucities.discussions.registry import DiscussionPolicy
from inclucities.questionnaires.enums import AnsweredBy
from inclucities.questionnaires.queries.talks import ResponseTalk, not_kept_to_own_side
from needs_analysis.models import MentorProfile
from needs_analysis.permissions import ProfileAccess
from needs_analysis.queries.needs_talk import BOTH_SIDES, OWN_SIDE, WITH_FACILITATOR
from schemes.enums import Right
from schemes.queries.holders import holders_in_library, holders_in_programme
from schemes.queries.places import library_places
from schemes.queries.rights import rights_on_organisations

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from inclucities.accounts.models import User

NOWHERE: frozenset[AnsweredBy] = frozenset()


class ProfileTalk(ResponseTalk):
    """How one person takes part in the talk about a mentor profile."""

    namespace = "profiles"

    def __init__(self, person: User, profile: MentorProfile, access: ProfileAccess) -> None:
        self.own_side = access.talks_on_own_side
        reader = access.reader(person)
        circles = [*([OWN_SIDE] if self.own_side else []), WITH_FACILITATOR]
        super().__init__(
            person,
            profile,
            circles=circles if access.comments else [],
            drafts=reader.reads,
            reads_sides=reader.reads,
            writes_on=BOTH_SIDES if access.comments else NOWHERE,
        )

    def readable(self) -> Q:
        """Return what the circles of the person read; the own side reads all that stands beside its text."""
        if self.own_side:
            return Q()
        return Q(audience=WITH_FACILITATOR.code) & not_kept_to_own_side("mentor_profile")

    def sentence(self, code: str) -> str:
        """Name the city whose profile it is."""
        city = {"city": self.target.organisation.name}
        if code == OWN_SIDE.code:
            return _("Read by %(city)s and its association only.") % city
        if code == WITH_FACILITATOR.code:
            return _("Read by %(city)s, its association and the facilitator.") % city
        return ""

    def people(self, code: str) -> Iterable[int]:
        """Return who writes the profile, and the facilitator where they are addressed."""
        city = self.target.organisation
        people = holders_in_library(city.pk, Right.COMMENT_PROFILE)
        if code == WITH_FACILITATOR.code:
            people |= holders_in_programme(city.programme_id, Right.COMMENT_PROFILE)
        return people


def profile_talks(person: User, profiles: Sequence[MentorProfile]) -> Mapping[int, ProfileTalk]:
    """Return how ``person`` takes part in the talk about each of these, by id. Two queries."""
    loaded = list(
        MentorProfile.objects.filter(pk__in=[profile.pk for profile in profiles]).select_related(
            "organisation", "response__questionnaire"
        )
    )
    rights = rights_on_organisations(person, [profile.organisation for profile in loaded])
    return {
        profile.pk: ProfileTalk(
            person,
            profile,
            ProfileAccess(
                rights=rights[profile.organisation_id], published=profile.response.latest_version > 0
            ),
        )
        for profile in loaded
    }


def profile_threads_readable_by(person: User) -> Q:
    """Return which threads beside profiles ``person`` may read now: what ``ProfileTalk.readable`` says of each.

    One query, and what the condition is used in.
    """
    comments, writes, adds = Right.COMMENT_PROFILE, Right.EDIT_PROFILE, Right.EDIT_PROFILE_CONTEXT
    held = library_places(person, comments, writes, adds)
    own = held.in_library("organisation", comments, writes) | held.in_library("organisation", comments, adds)
    return _at(own) | (
        Q(audience=WITH_FACILITATOR.code)
        & _at(held.in_library("organisation", comments))
        & not_kept_to_own_side("mentor_profile")
    )


def _at(profiles: Q) -> Q:
    return Q(target_id__in=MentorProfile.objects.filter(profiles).order_by().values("pk"))


MENTOR_PROFILES = DiscussionPolicy(
    kind="mentor_profile", talks=profile_talks, readable_by=profile_threads_readable_by
)
