"""Registration of the app."""

from django.apps import AppConfig


class SchemesConfig(AppConfig):
    """Programmes, organisations, schemes, who takes part, in which role, and the rules of the method."""

    name = "schemes"
