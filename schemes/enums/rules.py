"""How strict a rule of the method is."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Severity(TextChoices):
    """What an unmet rule does (method, reading rules)."""

    GATE = "gate", _("The step cannot be taken unless the coordinator sets the rule aside")
    WARN = "warn", _("Shown, and the lead takes note")
    PROMPT = "prompt", _("A reminder")
    INFO = "info", _("For information")
