"""Production: everything that matters comes from the environment, and a gap stops the start."""

import environ
from django.core.exceptions import ImproperlyConfigured

from inclucities.settings.base import *  # noqa: F403 -- a settings module takes over the base as a whole
from inclucities.settings.base import BASE_DIR, STORAGES, env


def required(name: str, why: str) -> str:
    """Return the setting ``name`` from the environment.

    Raises ``ImproperlyConfigured`` with a sentence that names it when it is missing or empty.
    """
    value = env.str(name, default="")
    if not value:
        message = f"The setting {name} is missing: {why} Set it in the environment; see .env.example."
        raise ImproperlyConfigured(message)
    return value


DEBUG = False
DEMO = False
SECRET_KEY = required("SECRET_KEY", "it signs sessions and links.")
if len(SECRET_KEY) < 50:
    message = "The setting SECRET_KEY is too short: it needs at least 50 random characters."
    raise ImproperlyConfigured(message)
if not required("DATABASE_URL", "it names the PostgreSQL database.").startswith("postgres"):
    message = "The setting DATABASE_URL is wrong: production needs postgres://USER:PASSWORD@HOST/NAME."
    raise ImproperlyConfigured(message)
if not required("REDIS_URL", "it names the message broker.").startswith(("redis://", "rediss://")):
    message = "The setting REDIS_URL is wrong: it must begin with redis:// or rediss://."
    raise ImproperlyConfigured(message)
SITE_URL = required("SITE_URL", "links in mails begin with it, for example https://mentoring.example.org.")
if not SITE_URL.startswith("https://"):
    message = "The setting SITE_URL is wrong: production is served over https://."
    raise ImproperlyConfigured(message)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[SITE_URL.split("/")[2].split(":")[0]])
CSRF_TRUSTED_ORIGINS = [SITE_URL.rstrip("/")]
DEFAULT_FROM_EMAIL = required("DEFAULT_FROM_EMAIL", "mails are sent from it.")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
_mail = environ.Env.email_url_config(
    required("EMAIL_URL", "it names the mail server, for example smtp+tls://user:password@host:587.")
)
EMAIL_BACKEND = _mail["EMAIL_BACKEND"]
EMAIL_HOST = _mail["EMAIL_HOST"]
EMAIL_PORT = _mail["EMAIL_PORT"] or 25
EMAIL_HOST_USER = _mail["EMAIL_HOST_USER"] or ""
EMAIL_HOST_PASSWORD = _mail["EMAIL_HOST_PASSWORD"] or ""
EMAIL_USE_TLS = _mail.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = _mail.get("EMAIL_USE_SSL", False)

SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-sessionid"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-csrftoken"
LANGUAGE_COOKIE_SECURE = True

STORAGES["staticfiles"] = {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
STORAGES["default"]["OPTIONS"]["location"] = env.str("FILES_DIR", default=str(BASE_DIR / "var" / "files"))
