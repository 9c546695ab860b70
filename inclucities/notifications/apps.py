"""Registration of the app."""

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    """The outbox: what waits for a person, and the mails that say so."""

    name = "inclucities.notifications"
