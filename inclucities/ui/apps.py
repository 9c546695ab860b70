"""Registration of the app."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """The shell, component tags and everything else that every page shares."""

    name = "inclucities.ui"
