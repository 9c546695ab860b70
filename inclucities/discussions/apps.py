"""Registration of the app."""

from django.apps import AppConfig


class DiscussionsConfig(AppConfig):
    """Comment threads with an audience."""

    name = "inclucities.discussions"

    def ready(self) -> None:
        """Make threads known as something that notifications and events can point at."""
        from django.urls import reverse

        from inclucities.discussions.models import Thread
        from inclucities.discussions.queries import readable_threads, thread_labels
        from inclucities.targets.registry import Kind, register

        register(
            Kind(
                name="thread",
                model=Thread,
                address=lambda thread: reverse("discussions:thread", args=[thread.pk]),
                visible_to=readable_threads,
                labels=thread_labels,
            )
        )
