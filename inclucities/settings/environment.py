"""Reading settings from the environment: a missing or wrong one is named in a sentence.

Every function raises ``ImproperlyConfigured`` with such a sentence. Secrets are never part of it.
"""

from __future__ import annotations

import warnings
from typing import Any
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

env = environ.Env()
_YES, _NO = {"true", "yes", "on", "1"}, {"false", "no", "off", "0"}


def text(name: str, default: str = "") -> str:
    """Return a setting; an empty one counts as not set."""
    return env.str(name, default="").strip() or default


def required(name: str, why: str) -> str:
    """Return a setting that has no default."""
    if not (value := text(name)):
        message = f"The setting {name} is missing: {why} Set it in the environment; see .env.example."
        raise ImproperlyConfigured(message)
    return value


def wrong(name: str, expected: str) -> ImproperlyConfigured:
    """Return the error about a setting whose value cannot be meant."""
    return ImproperlyConfigured(f"The setting {name} is wrong: {expected}")


def flag(name: str, *, default: bool) -> bool:
    """Return a setting that is true or false."""
    value = text(name).lower()
    if value in _YES | _NO:
        return value in _YES
    if value:
        raise wrong(name, "it must be true or false.")
    return default


def number(name: str, default: int) -> int:
    """Return a setting that is a whole number from 0."""
    value = text(name, str(default))
    if not (value.isascii() and value.isdecimal()):
        raise wrong(name, "it must be a whole number.")
    return int(value)


def words(name: str) -> list[str]:
    """Return a setting that is a list, parted by commas."""
    return [word for part in text(name).split(",") if (word := part.strip())]


def _url(name: str, value: str, schemes: tuple[str, ...], example: str) -> None:
    """Check what all URLs among the settings have in common."""
    try:
        parts = urlsplit(value)
        fits = parts.scheme in schemes and (parts.port is None or parts.port > 0)
    except ValueError:
        fits = False
    if not fits or (parts.scheme != "sqlite" and not parts.hostname):
        raise wrong(name, f"it must look like {example}.")


def database(name: str, default: str) -> dict[str, Any]:
    """Return Django's settings for the database that a setting names."""
    value = text(name, default)
    example = "postgres://USER:PASSWORD@HOST/NAME"
    _url(name, value, ("postgres", "postgresql", "sqlite"), example)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found: dict[str, Any] = environ.Env.db_url_config(value)
    if not found.get("NAME"):
        raise wrong(name, f"it names no database; it must look like {example}.")
    return found


def broker(name: str) -> str:
    """Return the address of Redis, or nothing."""
    if value := text(name):
        _url(name, value, ("redis", "rediss"), "redis://HOST:6379/0")
    return value


def site(name: str, value: str, *, schemes: tuple[str, ...]) -> str:
    """Return the address of this installation, without a slash at its end."""
    _url(name, value, schemes, f"{schemes[-1]}://mentoring.example.org")
    return value.rstrip("/")


def mail(name: str, value: str) -> dict[str, Any]:
    """Return the mail server that a setting names."""
    example = "smtp+tls://USER:PASSWORD@HOST:587"
    _url(name, value, ("smtp", "smtps", "smtp+tls", "smtp+ssl"), example)
    found: dict[str, Any] = environ.Env.email_url_config(value)
    return found
