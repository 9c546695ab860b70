"""Choices of the form engine."""

from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class QuestionType(StrEnum):
    """How a question is answered (method 7)."""

    SHORT_TEXT = "short_text"
    LONG_TEXT = "long_text"
    NUMBER = "number"
    MONEY = "money"
    PERCENT = "percent"
    DATE = "date"
    CHOICE = "choice"
    SCALE = "scale"
    TAGS = "tags"
    YES_NO_TEXT = "yes_no_text"
    ROWS = "rows"


class ColumnType(StrEnum):
    """What a cell of a structured row holds."""

    SHORT_TEXT = "short_text"
    LONG_TEXT = "long_text"
    NUMBER = "number"
    PERCENT = "percent"
    MONEY = "money"
    YEAR = "year"
    DATE = "date"
    CHOICE = "choice"
    TAGS = "tags"
    YES_NO = "yes_no"
    URL = "url"
    EMAIL = "email"
    REFERENCE = "reference"
    REFERENCES = "references"


class AnsweredBy(TextChoices):
    """Which side answers a section."""

    CITY = "city", _("City")
    ASSOCIATION = "association", _("Association")


class AnswerState(TextChoices):
    """How a question was answered. "Does not apply" and "We do not know" are answers (convention 10)."""

    ANSWERED = "answered", _("Answered")
    UNKNOWN = "unknown", _("We do not know")
    NOT_APPLICABLE = "not_applicable", _("Does not apply")


class Audience(TextChoices):
    """Who may read an answer once it is shared, from narrow to wide (method 7, D)."""

    AUTHOR = "author", _("Only me")
    OWN_SIDE = "own_side", _("Our city and its association")
    TEAM = "team", _("Both cities, both associations and the facilitator")
    SCHEME = "scheme", _("Everybody in the scheme, the support group and political sponsors too")
    RELEASED = "released", _("All signed-in members of the programme")


class SectionStatus(TextChoices):
    """Few statuses, always the same words (convention 2)."""

    NOT_STARTED = "not_started", _("Not started")
    INCOMPLETE = "incomplete", _("Incomplete")
    COMPLETED = "completed", _("Completed")
    CANNOT_START = "cannot_start", _("Cannot start yet")
