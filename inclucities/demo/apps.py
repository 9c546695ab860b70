"""Registration of the app."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """The demonstration programme and its texts."""

    name = "inclucities.demo"
