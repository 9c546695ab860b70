"""Registration of the app."""

from django.apps import AppConfig
from django.urls import reverse

from inclucities.targets.registry import Kind, register


class AccountsConfig(AppConfig):
    """People: the user, signing in, personal settings."""

    name = "inclucities.accounts"

    def ready(self) -> None:
        """Make a person a thing that events and mails can point at."""
        from inclucities.accounts.models import User
        from inclucities.accounts.queries import people_visible_to

        register(
            Kind(
                name="person",
                model=User,
                address=lambda person: reverse("accounts:settings"),
                visible_to=people_visible_to,
            )
        )
