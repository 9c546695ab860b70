"""The demo and development: SQLite, the filesystem broker, mails in a folder."""

from inclucities.settings import environment
from inclucities.settings.base import *  # noqa: F403 -- a settings module takes over the base as a whole
from inclucities.settings.base import DATA_DIR

DEBUG = environment.flag("DEBUG", default=True)
# Known to everybody, and therefore only fit for a demonstration on one's own machine.
SECRET_KEY = "development-only-key-known-to-everybody-not-for-production"
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = DATA_DIR / "mail"

# Without DEBUG the static files come straight from where they are written, too.
WHITENOISE_USE_FINDERS = True

#: The demo programme, its accounts and its mail folder at /demo/mail/ exist only where this is true.
DEMO = True
DEMO_PASSWORD = environment.text("DEMO_PASSWORD", "inclucities-demo")
#: The demo refuses to run with DEBUG off unless this says otherwise.
DEMO_WITHOUT_DEBUG = environment.flag("DEMO_WITHOUT_DEBUG", default=False)
