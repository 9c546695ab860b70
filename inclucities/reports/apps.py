"""Registration of the app."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """Report jobs, rendering, charts and office exports."""

    name = "inclucities.reports"
