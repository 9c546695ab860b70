"""Choices of a comment."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Side(TextChoices):
    """For which party its author spoke."""

    NEITHER = "", _("neither party")
    MENTEE = "mentee", _("mentee")
    MENTOR = "mentor", _("mentor")
