"""The pages that speak for an installation."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class InstallationPage(TextChoices):
    """Editable per installation (convention 29); the codes are the names of their addresses."""

    ACCESSIBILITY = "accessibility", _("Accessibility")
    PRIVACY = "privacy", _("Privacy")
    CONTACT = "contact", _("Contact")
