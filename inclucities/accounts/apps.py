"""Registration of the app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People: the user, signing in, personal settings."""

    name = "inclucities.accounts"
