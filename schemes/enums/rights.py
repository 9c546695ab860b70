"""Every right that a role can give. The table that gives them is ``schemes.domain.role_table``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class Right(TextChoices):
    """One thing that a person may do with a programme, scheme, party or organisation.

    A right held on a programme holds for all its schemes, one held on a scheme for all its parties.
    """

    # The frame
    MANAGE_PROGRAMME = "manage_programme", _("Run the programme: cities, schemes, people")
    MANAGE_ACCOUNTS = "manage_accounts", _("Keep accounts, organisations and the installation's texts")
    VIEW_PROGRAMME = "view_programme", _("See the programme and its cities")
    VIEW_SCHEME = "view_scheme", _("See the scheme's name and cities")
    VIEW_PERIOD = "view_period", _("See the scheme's period")
    VIEW_SETTINGS = "view_settings", _("See the scheme's settings")
    EDIT_SETTINGS = "edit_settings", _("Change the scheme's settings")
    VIEW_PEOPLE = "view_people", _("See who takes part")
    INVITE_TO_SCHEME = "invite_to_scheme", _("Invite people to every part of the scheme")
    INVITE_TO_PARTY = "invite_to_party", _("Invite people to the own side")
    VIEW_EVENTS = "view_events", _("See what happened in the scheme")
    OVERRIDE_RULES = "override_rules", _("Set a rule of the method aside, with a reason")
    DECIDE_MATCH = "decide_match", _("Ask mentor cities and record the match")
    ACCEPT_MATCH = "accept_match", _("Accept the match for the own side")
    # The needs analysis of a party
    VIEW_NEEDS_STATUS = "view_needs_status", _("See how far the needs analysis is")
    VIEW_NEEDS_DRAFT = "view_needs_draft", _("Read the unfinished needs analysis")
    COMMENT_NEEDS_DRAFT = "comment_needs_draft", _("Comment on the unfinished needs analysis")
    EDIT_NEEDS = "edit_needs", _("Write the needs analysis")
    SHARE_NEEDS = "share_needs", _("Share and reopen the needs analysis")
    REOPEN_NEEDS = "reopen_needs", _("Reopen the needs analysis on request")
    VIEW_NEEDS_SHARED = "view_needs_shared", _("Read shared versions of the needs analysis")
    COMMENT_NEEDS_SHARED = "comment_needs_shared", _("Comment on shared versions of the needs analysis")
    VIEW_NEEDS_RELEASED = "view_needs_released", _("Read released versions of the needs analysis")
    VIEW_ASSOCIATION_PART = "view_association_part", _("Read the association's part")
    COMMENT_ASSOCIATION_PART = "comment_association_part", _("Comment on the association's part")
    EDIT_ASSOCIATION_PART = "edit_association_part", _("Write and complete the association's part")
    VIEW_NEEDS_AFTER_MATCH = (
        "view_needs_after_match",
        _("Read the needs analysis, unfinished too, after the match"),
    )
    COMMENT_NEEDS_AFTER_MATCH = (
        "comment_needs_after_match",
        _("Comment on the needs analysis after the match"),
    )
    READ_AS_TEAM = "read_as_team", _("Read what is meant for the team")
    VIEW_OWN_SIDE = "view_own_side", _("Read what is kept to the city and its association")
    # The library of an organisation
    VIEW_PROFILE = "view_profile", _("Read the mentor profile at any time")
    COMMENT_PROFILE = "comment_profile", _("Comment on the mentor profile")
    EDIT_PROFILE = "edit_profile", _("Write the mentor profile")
    EDIT_PROFILE_CONTEXT = "edit_profile_context", _("Write the association's part of the mentor profile")
    PUBLISH_PROFILE = "publish_profile", _("Publish the mentor profile for matching")
    VIEW_OFFERED_PROFILE = "view_offered_profile", _("Read mentor profiles offered for matching")
    VIEW_PRACTICE = "view_practice", _("Read good practices at any time")
    COMMENT_PRACTICE = "comment_practice", _("Comment on good practices")
    EDIT_PRACTICE = "edit_practice", _("Write good practices")
    RELEASE_PRACTICE = "release_practice", _("Release and withdraw good practices")
    VIEW_RELEASED_PRACTICE = "view_released_practice", _("Read released good practices")


#: The same codes for every object that rights are granted on; django-guardian looks them up by model.
PERMISSIONS: list[tuple[str, StrOrPromise]] = [(right.value, right.value) for right in Right]
