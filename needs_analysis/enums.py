"""What a version of a needs analysis is (method 16)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Stage(TextChoices):
    """The stage of a shared version."""

    SHARED = "shared", _("Shared")
    REVISED = "revised_with_mentor", _("Revised with the mentor")
    FINAL = "final", _("Final")


class NeedsState(TextChoices):
    """Where a needs analysis stands. Computed, never stored."""

    EMPTY = "empty", _("Not started")
    DRAFT = "draft", _("Draft")
    SHARED = "shared", _("Shared")
    REVISED = "revised_with_mentor", _("Revised with the mentor")
    FINAL = "final", _("Final")


class ProfileStage(TextChoices):
    """The stage of a published version of a mentor profile (method 16)."""

    PUBLISHED = "published_for_matching", _("Published for matching")
    FINAL = "final", _("Final")
