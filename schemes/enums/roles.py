"""Roles (method 3.2) and the sides of a scheme."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    """What a person does in a programme, an organisation or a party of a scheme (method 3.2)."""

    PROGRAMME_ADMIN = "programme_admin", _("Programme administrator")
    COORDINATOR = "coordinator", _("Coordinator")
    FACILITATOR = "facilitator", _("Facilitator")
    MENTEE_LEAD = "mentee_lead", _("Mentee city, lead")
    MENTEE_MEMBER = "mentee_member", _("Mentee city, member")
    MENTOR_LEAD = "mentor_lead", _("Mentor city, lead")
    MENTOR_MEMBER = "mentor_member", _("Mentor city, member")
    MENTEE_ASSOCIATION = "mentee_association", _("Association of the mentee city")
    MENTOR_ASSOCIATION = "mentor_association", _("Association of the mentor city")
    LSG_MEMBER = "lsg_member", _("Member of the local support group")
    POLITICAL_SPONSOR = "political_sponsor", _("Political sponsor")
    OBSERVER = "observer", _("Observer")


class Side(TextChoices):
    """On which side of a scheme a participation stands. In a community of practice all are peers."""

    MENTEE = "mentee", _("Mentee")
    MENTOR = "mentor", _("Mentor")
    PEER = "peer", _("Peer")
