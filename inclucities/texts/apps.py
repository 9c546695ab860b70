"""Registration of the app."""

from django.apps import AppConfig


class TextsConfig(AppConfig):
    """Text in several languages, the languages themselves, and how one falls back to another."""

    name = "inclucities.texts"
