"""Choices of a person's settings."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class MailFrequency(TextChoices):
    """How often the product writes to a person."""

    EACH = "each", _("At once, one e-mail for each event")
    DAILY = "daily", _("Once a day, everything in one e-mail")
    NONE = "none", _("No e-mails; I look at the pages")
