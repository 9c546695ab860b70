"""The test suite: SQLite unless ``DATABASE_URL`` names PostgreSQL; fast password hashing."""

import tempfile
from pathlib import Path

from inclucities.settings.base import *  # noqa: F403 -- a settings module takes over the base as a whole
from inclucities.settings.base import DATABASES, STORAGES

DEBUG = False
SECRET_KEY = "test-only-key"
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "testserver"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
DEMO = True
DEMO_PASSWORD = "inclucities-demo"
DEMO_WITHOUT_DEBUG = True
TEST_DATA_DIR = Path(tempfile.mkdtemp(prefix="inclucities-test-"))
EMAIL_FILE_PATH = TEST_DATA_DIR / "mail"
STORAGES["default"]["OPTIONS"]["location"] = str(TEST_DATA_DIR / "files")
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file and not memory: threads and child processes of a test must see the same rows.
    DATABASES["default"]["TEST"] = {"NAME": str(TEST_DATA_DIR / "test.sqlite3")}
