"""Registration of the app."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """Report jobs, rendering, charts and office exports."""

    name = "inclucities.reports"

    def ready(self) -> None:
        """Make reports known as something that events and messages can point at."""
        from django.urls import reverse

        from inclucities.reports.models import ReportJob
        from inclucities.reports.queries import reports_of
        from inclucities.targets.registry import Kind, register

        register(
            Kind(
                name="report",
                model=ReportJob,
                address=lambda job: reverse("documents:detail", args=[job.pk]),
                visible_to=reports_of,
            )
        )
