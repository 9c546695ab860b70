"""Registration of the app."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Append-only events, written in the same transaction as the change."""

    name = "inclucities.audit"
