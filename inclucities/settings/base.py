"""Settings that every way of running shares.

A value that differs from one installation to the next is read from the environment here,
by name, and documented in ``.env.example``.
"""

from pathlib import Path
from typing import Any

from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.contrib.messages import constants as message_levels
from django.utils.translation import gettext_lazy as _

from inclucities.settings import environment

BASE_DIR = Path(__file__).resolve().parents[2]

#: Everything that the running product writes without a server: database, broker, files, mails.
DATA_DIR = Path(environment.text("DATA_DIR", str(BASE_DIR / "var")))
DATA_DIR.mkdir(parents=True, exist_ok=True)

# -- Parts ---------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_htmx",
    "guardian",
    "template_partials.apps.SimpleAppConfig",
    "inclucities.texts",
    "inclucities.targets",
    "inclucities.permissions",
    "inclucities.audit",
    "inclucities.ui",
    "inclucities.accounts",
    "inclucities.notifications",
    "inclucities.reports",
    "inclucities.discussions",
    "inclucities.questionnaires",
    "schemes",
    "benchmarks",
    "needs_analysis",
    "inclucities.portal",
    "inclucities.demo",
]

MIDDLEWARE = [
    # First what no answer may lack: redirects to https, files and refusals of other middleware are answers too.
    "inclucities.ui.middleware.PrivateMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "inclucities.accounts.middleware.PersonalSettingsMiddleware",
    "inclucities.accounts.middleware.SignedInMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "schemes.middleware.SecondFactorMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "inclucities.ui.middleware.EdgeMiddleware",
]

ROOT_URLCONF = "inclucities.urls"
WSGI_APPLICATION = "inclucities.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [
                        (
                            "django.template.loaders.cached.Loader",
                            [
                                "django.template.loaders.filesystem.Loader",
                                "django.template.loaders.app_directories.Loader",
                            ],
                        )
                    ],
                )
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "template_partials.templatetags.partials",
                "inclucities.ui.templatetags.ui",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "inclucities.ui.context_processors.shell",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# -- Data ----------------------------------------------------------------------------------------

SQLITE_OPTIONS = {
    # An acknowledged save is a committed save (ADR 0003): WAL lets readers read on, IMMEDIATE takes
    # the write lock at the start, FULL survives a power failure.
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
}


_database = environment.database("DATABASE_URL", f"sqlite:///{DATA_DIR}/inclucities.sqlite3")
if _database["ENGINE"].endswith("sqlite3"):
    _database["OPTIONS"] = SQLITE_OPTIONS
else:
    _database |= {
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        # PostgreSQL plans a query once for a connection (docs/adr/0016).
        "OPTIONS": {
            "connect_timeout": 5,
            "server_side_binding": True,
            "prepare_threshold": 5,
            **_database.get("OPTIONS", {}),
        },
    }
DATABASES = {"default": _database}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# One cache for all web processes, without a server of its own: rate limits and used one-time codes are in it.
# The table is the model accounts.SharedCacheEntry, so `migrate` makes it.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "shared_cache",
        # Entries are few bytes; culling early would let a flood of strangers reset somebody's limit.
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    }
}

STORAGES: dict[str, Any] = {
    # Everything stored is private: files leave through views that ask for the right again.
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(DATA_DIR / "files"), "base_url": None},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]

DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1000

# -- Background work -----------------------------------------------------------------------------

REDIS_URL = environment.broker("REDIS_URL")
BROKER_DIR = DATA_DIR / "broker"
CELERY_TIMEZONE = "UTC"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TASK_DEFAULT_QUEUE = "inclucities"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any]
if REDIS_URL:
    CELERY_BROKER_URL = REDIS_URL
    # A hung server must not hold a request: the row in the database is the truth, the message a hint.
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "socket_timeout": 1,
        "socket_connect_timeout": 1,
        "max_retries": 0,
        "visibility_timeout": 600,
    }
else:
    CELERY_BROKER_URL = "filesystem://localhost"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(BROKER_DIR / "queue"),
        "data_folder_out": str(BROKER_DIR / "queue"),
        "control_folder": str(BROKER_DIR / "control"),
        "polling_interval": 0.2,
    }
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BEAT_SCHEDULE = {
    "sweep-reports": {"task": "inclucities.reports.tasks.sweep_reports", "schedule": 60.0},
    "erase-expired-reports": {
        "task": "inclucities.reports.tasks.erase_expired_reports",
        "schedule": crontab(hour=3, minute=10),
    },
    "send-waiting-mails": {"task": "inclucities.notifications.tasks.send_waiting_mails", "schedule": 60.0},
    "remind-of-due-sections": {
        "task": "needs_analysis.tasks.remind",
        "schedule": crontab(hour=5, minute=30),
    },
    "tidy-notifications": {
        "task": "inclucities.notifications.tasks.tidy_notifications",
        "schedule": crontab(hour=3, minute=40),
    },
    "settle-rights": {
        "task": "schemes.tasks.settle_rights_daily",
        # Roles begin and end with the day in UTC.
        "schedule": crontab(hour=0, minute=1),
    },
}
CELERY_BEAT_SCHEDULE_FILENAME = str(BROKER_DIR / "scheduler" / "schedule")

# -- People --------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "allauth.account.auth_backends.AuthenticationBackend",
    "guardian.backends.ObjectPermissionBackend",
]
# Nobody holds rights without signing in, so guardian needs no row for the anonymous person.
ANONYMOUS_USER_NAME = None
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "inclucities.accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_SESSION_REMEMBER = False
# The password is asked again before an e-mail address or a second factor changes, 15 minutes after it was given.
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 900
ACCOUNT_EMAIL_NOTIFICATIONS = True
# Fair to people behind one town hall's address, and never by e-mail address alone where that would lock its
# owner out: `key` is place and address together (accounts.adapter), but for mails, of which the first ones work on.
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",
    "login_failed": "30/m/ip,5/5m/key",
    "reset_password": "20/m/ip",
    "reset_password_place": "5/15m/key",
    "reset_password_mail": "10/h/key",
    "reset_password_from_key": "20/m/ip",
    "reauthenticate": "10/m/user",
    "change_password": "10/m/user",
    "manage_email": "10/m/user",
    "confirm_email": "1/1m/key",
}
#: How many proxies of ours stand before the web processes: so many entries of X-Forwarded-For are believed.
ALLAUTH_TRUSTED_PROXY_COUNT = environment.number("TRUSTED_PROXY_COUNT", 0)
ACCOUNT_FORMS = {
    "login": "inclucities.accounts.forms.SignInForm",
    "reauthenticate": "inclucities.accounts.forms.PasswordAgainForm",
    "reset_password": "inclucities.accounts.forms.ForgottenPasswordForm",
    "reset_password_from_key": "inclucities.accounts.forms.NewPasswordForm",
    "change_password": "inclucities.accounts.forms.ChangePasswordForm",
    "set_password": "inclucities.accounts.forms.FirstPasswordForm",
    "add_email": "inclucities.accounts.forms.ChangeAddressForm",
}
MFA_ADAPTER = "inclucities.accounts.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "IncluCities"
# An invitation has proved every account's address, so a new one that waits for its mail blocks nothing.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_FORMS = {
    "authenticate": "inclucities.accounts.forms.CodeForm",
    "reauthenticate": "inclucities.accounts.forms.CodeAgainForm",
    "activate_totp": "inclucities.accounts.forms.EnrolAppForm",
}
#: Roles whose holders must enrol a second factor before they see anything else.
MFA_REQUIRED_ROLES = environment.words("MFA_REQUIRED_ROLES")
SESSION_COOKIE_AGE = 8 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "inclucities.ui.views.csrf_failure"

# -- Languages and clocks ------------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [
    ("en", _("English")),
    ("lv", _("Latvian")),
]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["inclucities.ui.formats"]
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_AGE = 365 * 24 * 60 * 60
LANGUAGE_COOKIE_HTTPONLY = True
USE_TZ = True
TIME_ZONE = "UTC"

# -- Safety --------------------------------------------------------------------------------------

X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "font-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    }
}

# -- Mail ----------------------------------------------------------------------------------------

DEFAULT_FROM_EMAIL = environment.text("DEFAULT_FROM_EMAIL", "IncluCities <no-reply@demo.example>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
EMAIL_TIMEOUT = 10
#: The address that people reach this installation at; links in mails begin with it.
SITE_URL = environment.site(
    "SITE_URL", environment.text("SITE_URL", "http://127.0.0.1:8000"), schemes=("http", "https")
)

# -- The rest ------------------------------------------------------------------------------------

# In the session and not in a cookie of their own: whoever signs in next on this computer is told nothing.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
MESSAGE_TAGS = {message_levels.ERROR: "danger"}
REPORT_EXPIRY_DAYS = 30

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        # Django's own handlers would print each line a second time.
        "django": {"handlers": [], "level": "INFO"},
        # Scanners ask for other hosts all day; they get their 400, and no traceback in our log.
        "django.security.DisallowedHost": {"level": "CRITICAL"},
        "django.server": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        "weasyprint": {"level": "WARNING"},
        "fontTools": {"level": "WARNING"},
    },
}
