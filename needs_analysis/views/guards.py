"""Who may open the pages of needs analyses and of mentor profiles."""

from __future__ import annotations

from django.utils.translation import gettext as _

from inclucities.permissions.views import permitted_or_403
from inclucities.questionnaires.enums import AnsweredBy
from inclucities.questionnaires.queries.desk import Desk
from inclucities.questionnaires.queries.items import SectionPage
from inclucities.questionnaires.views.guarding import DeskGuard
from needs_analysis.permissions import NeedsAccess, ProfileAccess
from needs_analysis.queries.contributors import SECTION as CONTRIBUTORS_SECTION
from needs_analysis.queries.desk import needs_desk
from needs_analysis.queries.needs_analyses import Opened, open_needs_analysis
from needs_analysis.queries.profiles import OpenedProfile, open_profile, profile_desk

# -- How each is opened ----------------------------------------------------------------------------


class NeedsGuard(DeskGuard, abstract=True):
    """A page of a needs analysis."""

    right = "needs_analysis"
    opened: Opened

    def open(self, pk: int) -> Opened | None:
        """Return the needs analysis, ``None`` for a stranger."""
        return open_needs_analysis(self.person, pk, for_page=not self.is_script)

    def desk(self) -> Desk:
        """Return its desk."""
        return needs_desk(self.person, self.opened)


class ProfileGuard(DeskGuard, abstract=True):
    """A page of a mentor profile; ``menu`` is the line of the side menu that it belongs to."""

    right = "mentor_profile"
    menu = "profile"
    opened: OpenedProfile

    def open(self, pk: int) -> OpenedProfile | None:
        """Return the profile, ``None`` for a stranger."""
        return open_profile(self.person, pk)

    def desk(self) -> Desk:
        """Return its desk."""
        return profile_desk(self.person, self.opened, self.menu)


# -- What both are open for ------------------------------------------------------------------------


class LeadsToClosing(DeskGuard, abstract=True):
    """A page with the unfinished text. The association completes its own section when it is ready (method 16)."""

    def closing(self, page: SectionPage) -> str:
        """Lead the association to the page on which it completes its part."""
        if page.section.answered_by != AnsweredBy.ASSOCIATION:
            return ""
        return self.object.url("complete", page.section.key)


class ForReadersOfVersions(DeskGuard, abstract=True):
    """A page with numbered versions."""

    def allows(self, access: NeedsAccess | ProfileAccess) -> bool:
        """Whoever reads numbered versions."""
        return access.reads_versions

    def reads_current(self) -> bool:
        """Whether the draft takes part: for those who read it."""
        reads: bool = self.opened.access.reads_draft
        return reads


class ForWriters(DeskGuard, abstract=True):
    """A page on the way to a numbered version; the last step is the lead's."""

    def allows(self, access: NeedsAccess | ProfileAccess) -> bool:
        """Whoever writes the city's part, and the lead."""
        return access.writes_city_part or access.shares


class ForReopening(DeskGuard, abstract=True):
    """The page on which a closed text is opened again."""

    def allows(self, access: NeedsAccess | ProfileAccess) -> bool:
        """Let the lead; a needs analysis is opened by the coordinator too, on request."""
        return access.reopens


class ForAssociation(DeskGuard, abstract=True):
    """A page on which the association declares its section complete."""

    def allows(self, access: NeedsAccess | ProfileAccess) -> bool:
        """Let the association."""
        return access.writes_association_part

    def own_section(self, section_key: str) -> SectionPage:
        """Return a section of the association. Raises ``Http404``, ``PermissionDenied`` for one of the city."""
        page = self.page(section_key)
        permitted_or_403(permitted=page.section.answered_by == AnsweredBy.ASSOCIATION)
        return page


# -- Guards for the engine's pages -----------------------------------------------------------------


class ReadsNeedsDraft(LeadsToClosing, NeedsGuard):
    """A page with the unfinished needs analysis."""

    def offer(self, page: SectionPage) -> tuple[str, str] | None:
        """Offer those as contributors who wrote or commented (method 7.1)."""
        if page.section.key != CONTRIBUTORS_SECTION:
            return None
        return self.object.url("contributors"), _("Who wrote or commented")

    def allows(self, access: NeedsAccess) -> bool:
        """Whoever reads the draft; the writing sides are among them."""
        return access.reads_draft or access.reads_association_part


class ReadsNeedsVersions(ForReadersOfVersions, NeedsGuard):
    """A page with shared versions of a needs analysis."""


class ReadsReleasedNeeds(NeedsGuard, abstract=True):
    """A page that is there for those too who read nothing but the released version."""

    def allows(self, access: NeedsAccess) -> bool:
        """Whoever reads any version."""
        return access.reads_released


class ForNeedsLead(NeedsGuard, abstract=True):
    """A page on which the lead of the city decides who else reads."""

    def allows(self, access: NeedsAccess) -> bool:
        """Let the lead."""
        return access.shares


class ReadsProfileDraft(LeadsToClosing, ProfileGuard):
    """A page with the unfinished profile."""

    def allows(self, access: ProfileAccess) -> bool:
        """Its writers, its association, coordinator and facilitator."""
        return access.reads_draft


class ReadsProfileVersions(ForReadersOfVersions, ProfileGuard):
    """A page with published versions of a profile: for everybody to whom it is offered."""

    menu = "versions"
