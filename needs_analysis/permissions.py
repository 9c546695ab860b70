"""May anyone do this now? State and the match, on top of what the role table gives (architecture 4)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from inclucities.questionnaires.enums import AnsweredBy, Audience
from inclucities.questionnaires.queries.pages import Reader
from schemes.enums import Right

if TYPE_CHECKING:
    from inclucities.accounts.models import User

R = Right
CITY, ASSOCIATION = AnsweredBy.CITY, AnsweredBy.ASSOCIATION

#: Whoever holds none of these is a stranger to a needs analysis, whatever else they do in the programme,
#: until a version of it is released.
RIGHTS_ON_NEEDS = frozenset(
    {
        R.VIEW_NEEDS_STATUS,
        R.VIEW_NEEDS_DRAFT,
        R.VIEW_NEEDS_SHARED,
        R.VIEW_NEEDS_AFTER_MATCH,
        R.VIEW_ASSOCIATION_PART,
    }
)
#: What everybody reads to whom a mentor profile is offered: all but what is kept to the own side.
OFFERED = frozenset({Audience.TEAM, Audience.SCHEME, Audience.RELEASED})


@dataclass(frozen=True, slots=True)
class NeedsAccess:
    """What one person may do with one needs analysis at this moment.

    ``rights`` are what the role table gives on the city's participation; ``matched`` whether both
    sides have accepted the match; ``ended`` whether the city's participation has ended; ``released``
    the number of the version that is open to the programme; ``invited`` whether the lead lets this
    member of the support group read along; ``opened`` the numbers of the versions that are open as a
    whole to the support group and the political sponsor.
    """

    rights: frozenset[Right]
    matched: bool
    ended: bool
    released: int | None
    invited: bool
    opened: frozenset[int] = frozenset()

    def _has(self, *rights: Right) -> bool:
        return any(right in self.rights for right in rights)

    @property
    def sees_status(self) -> bool:
        """How far it is, and who is asked until when; texts only where another property says so."""
        return self._has(R.VIEW_NEEDS_STATUS) or self.reads_draft

    @property
    def reads_along(self) -> bool:
        """The unfinished text by the lead's invitation: a member of the support group (method 3.3, "C if invited")."""
        return self.invited and self._has(R.VIEW_NEEDS_SHARED)

    @property
    def reads_draft(self) -> bool:
        """The unfinished text: for the mentor's side only after the match (method 3.3)."""
        return (
            self._has(R.VIEW_NEEDS_DRAFT)
            or (self.matched and self._has(R.VIEW_NEEDS_AFTER_MATCH))
            or self.reads_along
        )

    @property
    def reads_versions(self) -> bool:
        """Shared versions."""
        return self._has(R.VIEW_NEEDS_SHARED) or self.reads_draft

    @property
    def reads_released(self) -> bool:
        """Shared versions, or at least the one that was released to the programme."""
        return self.reads_versions or (self.released is not None and self._has(R.VIEW_NEEDS_RELEASED))

    def reads_version(self, number: int) -> bool:
        """One shared version: without a right on all of them, the released one alone."""
        return self.reads_versions or (self.reads_released and number == self.released)

    def reads_whole(self, number: int) -> bool:
        """Tell whether one shared version is open to the person as a whole: as team, by the lead, by a release."""
        if Audience.TEAM in self.audiences or (self.reads_released and number == self.released):
            return True
        return Audience.SCHEME in self.audiences and (self.reads_along or number in self.opened)

    @property
    def reads_association_part(self) -> bool:
        """The section that the association answers."""
        return self._has(R.VIEW_ASSOCIATION_PART) or (self.matched and self._has(R.VIEW_NEEDS_AFTER_MATCH))

    @property
    def comments(self) -> bool:
        """Threads on the draft or on shared versions."""
        return (
            self._has(R.COMMENT_NEEDS_DRAFT, R.COMMENT_NEEDS_SHARED)
            or (self.matched and self._has(R.COMMENT_NEEDS_AFTER_MATCH))
            or self.reads_along
        )

    @property
    def comments_on_association_part(self) -> bool:
        """Threads beside the section that the association answers."""
        return self._has(R.COMMENT_ASSOCIATION_PART)

    @property
    def talks_on_own_side(self) -> bool:
        """What the city and its association say among themselves."""
        return self._has(R.VIEW_OWN_SIDE)

    @property
    def talks_with_facilitator(self) -> bool:
        """What the own side says with the facilitator, who comments before any match."""
        return self._has(R.COMMENT_NEEDS_DRAFT) and self._has(R.READ_AS_TEAM)

    @property
    def talks_with_mentor(self) -> bool:
        """What is said with the mentor's side: its city and its association read it while the match holds."""
        return self.matched and (self.talks_with_facilitator or self._has(R.VIEW_NEEDS_AFTER_MATCH))

    @property
    def talks_with_peers(self) -> bool:
        """What the cities of a community say about versions that were shared among them."""
        return self._has(R.COMMENT_NEEDS_SHARED) and self._has(R.READ_AS_TEAM)

    @property
    def writes_city_part(self) -> bool:
        """Sections A and B, self-reflection, contributors, revision."""
        return self._has(R.EDIT_NEEDS) and not self.ended

    @property
    def writes_association_part(self) -> bool:
        """Section C."""
        return self._has(R.EDIT_ASSOCIATION_PART) and not self.ended

    @property
    def shares(self) -> bool:
        """Share is the one act of the lead (method 16)."""
        return self._has(R.SHARE_NEEDS) and not self.ended

    @property
    def reopens(self) -> bool:
        """The lead, or the coordinator on request."""
        return self._has(R.SHARE_NEEDS, R.REOPEN_NEEDS) and not self.ended

    @property
    def asks_to_reopen(self) -> bool:
        """Whoever comments and cannot reopen it: a shared text is opened again by request (convention 13)."""
        return self.comments and not self.reopens and not self.ended

    @property
    def sets_due_dates(self) -> bool:
        """Until when each section is due: the coordinator, who runs the scheme."""
        return self._has(R.EDIT_SETTINGS) and not self.ended

    @property
    def overrides_rules(self) -> bool:
        """Setting a gate aside with a reason (rule X-1): the coordinator."""
        return self._has(R.OVERRIDE_RULES) and not self.ended

    @property
    def audiences(self) -> frozenset[Audience]:
        """Whose answers are open to the person (method 7)."""
        if self._has(R.VIEW_OWN_SIDE):
            return frozenset({Audience.OWN_SIDE, Audience.TEAM, Audience.SCHEME, Audience.RELEASED})
        # Who is to be a mentor once the match holds reads no more of a released version than others do.
        if self._has(R.READ_AS_TEAM) and self.reads_versions:
            return frozenset({Audience.TEAM, Audience.SCHEME, Audience.RELEASED})
        if self._has(R.VIEW_NEEDS_SHARED):
            return frozenset({Audience.SCHEME, Audience.RELEASED})
        return frozenset({Audience.RELEASED})

    @property
    def reach(self) -> Audience:
        """How far the whole text is open to this person, whatever a version is opened to.

        An invitation to read along opens what sharing with the support group opens, and no more.
        """
        return Audience.SCHEME if self.reads_along else Audience.TEAM

    @property
    def version_sides(self) -> frozenset[AnsweredBy]:
        """Whose sections the person finds in shared versions."""
        if not self.reads_released:
            return frozenset()
        return frozenset({CITY, ASSOCIATION} if self.reads_association_part else {CITY})

    def reader(self, person: User) -> Reader:
        """Return how ``person`` meets the draft in the form engine."""
        reads = set()
        if self.reads_draft:
            reads.add(CITY)
        if self.reads_association_part:
            reads.add(ASSOCIATION)
        writes = set()
        if self.writes_city_part:
            writes.add(CITY)
        if self.writes_association_part:
            writes.add(ASSOCIATION)
        return Reader(
            person=person,
            reads=frozenset(reads),
            writes=frozenset(writes),
            audiences=self.audiences,
            reach=self.reach,
        )


@dataclass(frozen=True, slots=True)
class ProfileAccess:
    """What one person may do with one mentor profile at this moment.

    ``rights`` are what the role table gives on the city's library and on the programme;
    ``published`` whether a version has been published for matching.
    """

    rights: frozenset[Right]
    published: bool

    def _has(self, *rights: Right) -> bool:
        return any(right in self.rights for right in rights)

    @property
    def reads_draft(self) -> bool:
        """The unfinished profile: its writers, its association, coordinator and facilitator."""
        return self._has(R.VIEW_PROFILE)

    @property
    def reads_versions(self) -> bool:
        """Published versions: everybody to whom the profile is offered for matching."""
        return self.reads_draft or (self.published and self._has(R.VIEW_OFFERED_PROFILE))

    @property
    def reads_association_part(self) -> bool:
        """The association's part belongs to the profile wherever it is read."""
        return self.reads_versions

    @property
    def comments(self) -> bool:
        """Threads on the profile."""
        return self._has(R.COMMENT_PROFILE)

    @property
    def talks_on_own_side(self) -> bool:
        """What the city and its association say among themselves."""
        return self.comments and self._has(R.EDIT_PROFILE, R.EDIT_PROFILE_CONTEXT)

    @property
    def writes_city_part(self) -> bool:
        """The city's sections."""
        return self._has(R.EDIT_PROFILE)

    @property
    def writes_association_part(self) -> bool:
        """The association's section."""
        return self._has(R.EDIT_PROFILE_CONTEXT)

    @property
    def shares(self) -> bool:
        """Publishing is the lead's."""
        return self._has(R.PUBLISH_PROFILE)

    @property
    def reopens(self) -> bool:
        """The lead opens it again."""
        return self.shares

    @property
    def audiences(self) -> frozenset[Audience]:
        """Whose answers are open to the person: what is kept to the own side stays there."""
        own_side = self.writes_city_part or self.writes_association_part
        return OFFERED | {Audience.OWN_SIDE} if own_side else OFFERED

    @property
    def version_sides(self) -> frozenset[AnsweredBy]:
        """Whose sections the person finds in published versions."""
        return frozenset({CITY, ASSOCIATION}) if self.reads_versions else frozenset()

    def reader(self, person: User) -> Reader:
        """Return how ``person`` meets the profile in the form engine."""
        writes = {
            side
            for side, may in (
                (CITY, self.writes_city_part),
                (ASSOCIATION, self.writes_association_part),
            )
            if may
        }
        return Reader(
            person=person,
            reads=frozenset({CITY, ASSOCIATION}) if self.reads_draft else frozenset(),
            writes=frozenset(writes),
            audiences=self.audiences,
        )
