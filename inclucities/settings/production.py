"""Production: everything that matters comes from the environment, and a gap stops the start."""

from inclucities.settings import environment
from inclucities.settings.base import *  # noqa: F403 -- a settings module takes over the base as a whole
from inclucities.settings.base import DATA_DIR, STORAGES
from inclucities.settings.environment import required, wrong

DEBUG = False
DEMO = False
SECRET_KEY = required("SECRET_KEY", "it signs sessions and links.")
if len(SECRET_KEY) < 50:
    raise wrong("SECRET_KEY", "it needs at least 50 random characters.")
if not required("DATABASE_URL", "it names the PostgreSQL database.").startswith("postgres"):
    raise wrong("DATABASE_URL", "production needs postgres://USER:PASSWORD@HOST/NAME.")
required("REDIS_URL", "it names the message broker.")
SITE_URL = environment.site(
    "SITE_URL",
    required("SITE_URL", "links in mails begin with it, for example https://mentoring.example.org."),
    schemes=("https",),
)
ALLOWED_HOSTS = environment.words("ALLOWED_HOSTS") or [SITE_URL.split("/")[2].split(":")[0]]
CSRF_TRUSTED_ORIGINS = [SITE_URL]
DEFAULT_FROM_EMAIL = required("DEFAULT_FROM_EMAIL", "mails are sent from it.")
if "@" not in DEFAULT_FROM_EMAIL:
    raise wrong("DEFAULT_FROM_EMAIL", "it must hold an address, such as IncluCities <no-reply@example.org>.")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
_mail = environment.mail(
    "EMAIL_URL",
    required("EMAIL_URL", "it names the mail server, for example smtp+tls://user:password@host:587."),
)
EMAIL_BACKEND = _mail["EMAIL_BACKEND"]
EMAIL_HOST = _mail["EMAIL_HOST"]
EMAIL_PORT = _mail["EMAIL_PORT"] or 25
EMAIL_HOST_USER = _mail["EMAIL_HOST_USER"] or ""
EMAIL_HOST_PASSWORD = _mail["EMAIL_HOST_PASSWORD"] or ""
EMAIL_USE_TLS = _mail.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = _mail.get("EMAIL_USE_SSL", False)

SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = environment.flag("SECURE_SSL_REDIRECT", default=True)
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-sessionid"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-csrftoken"
LANGUAGE_COOKIE_SECURE = True
LANGUAGE_COOKIE_NAME = "__Host-language"

STORAGES["staticfiles"] = {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
STORAGES["default"]["OPTIONS"]["location"] = environment.text("FILES_DIR", str(DATA_DIR / "files"))
