"""Registration of the app."""

from django.apps import AppConfig


class PermissionsConfig(AppConfig):
    """Guarded views, and rights granted and revoked with django-guardian."""

    name = "inclucities.permissions"
