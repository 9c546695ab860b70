"""Kinds of organisations, and of the facts known of a city."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class OrganisationKind(TextChoices):
    """What an organisation is (method 15)."""

    CITY = "city", _("City")
    ASSOCIATION = "association", _("Association of local and regional authorities")
    NETWORK = "network", _("Network")
    CONSULTANCY = "consultancy", _("Consultancy")
    NGO = "ngo", _("Civil society organisation")


class FactKey(TextChoices):
    """What is known of a city, each with year and source."""

    POPULATION = "population", _("Inhabitants")
    MIGRANT_SHARE = "migrant_share", _("Migrant share, in percent")
    BUDGET = "budget", _("Annual budget, in euros")
