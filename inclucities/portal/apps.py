"""Registration of the app."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """Pages that combine several apps: home, overview, list of schemes."""

    name = "inclucities.portal"
