"""Where an invitation stands."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class InvitationState(TextChoices):
    """Computed from the moments that an invitation keeps."""

    OPEN = "open", _("Open")
    ACCEPTED = "accepted", _("Accepted")
    EXPIRED = "expired", _("Expired")
    REVOKED = "revoked", _("Taken back")
