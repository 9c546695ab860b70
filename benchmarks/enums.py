"""How far a good practice is (method 16)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class PracticeState(TextChoices):
    """The states of a fiche."""

    DRAFT = "draft", _("Draft")
    REVIEW = "internal_review", _("In internal review")
    RELEASED = "released", _("Released")
    WITHDRAWN = "withdrawn", _("Withdrawn")
