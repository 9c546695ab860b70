"""Registration of the app."""

from django.apps import AppConfig


class TargetsConfig(AppConfig):
    """The one pointer to anything: kind, id and the label at the time."""

    name = "inclucities.targets"
