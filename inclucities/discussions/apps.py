"""Registration of the app."""

from django.apps import AppConfig


class DiscussionsConfig(AppConfig):
    """Comment threads with an audience."""

    name = "inclucities.discussions"
