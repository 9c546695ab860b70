"""The test suite: SQLite unless ``DATABASE_URL`` names PostgreSQL; fast password hashing.

A process that a test starts (a worker, a web server) gets ``TEST_DATA_DIR`` and ``TEST_KEY_PREFIX`` from
it, and a ``DATABASE_URL`` that names the test's own database, so that both see the same.
"""

import atexit
import os
import secrets
import shutil
import tempfile
from pathlib import Path

from inclucities.settings import environment
from inclucities.settings.base import *  # noqa: F403 -- a settings module takes over the base as a whole
from inclucities.settings.base import CELERY_BROKER_TRANSPORT_OPTIONS, DATABASES, REDIS_URL, STORAGES

DEBUG = False
SECRET_KEY = "test-only-key"
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "testserver"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
DEMO = True
DEMO_PASSWORD = "inclucities-demo"
DEMO_WITHOUT_DEBUG = True


def own_data_dir() -> Path:
    """Return a folder for what this process writes, which goes when the process ends."""
    folder, owner = tempfile.mkdtemp(prefix="inclucities-test-"), os.getpid()

    def remove() -> None:
        # A fork of this process ends without taking the folder along.
        if os.getpid() == owner:
            shutil.rmtree(folder, ignore_errors=True)

    atexit.register(remove)
    return Path(folder)


if _given := environment.text("TEST_DATA_DIR"):
    TEST_DATA_DIR = Path(_given)
    # The test reads mails of another process from the folder.
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
else:
    TEST_DATA_DIR = own_data_dir()
DATA_DIR = TEST_DATA_DIR
EMAIL_FILE_PATH = TEST_DATA_DIR / "mail"
STORAGES["default"]["OPTIONS"]["location"] = str(TEST_DATA_DIR / "files")
STATIC_ROOT = TEST_DATA_DIR / "static"
STATIC_ROOT.mkdir(exist_ok=True)

#: Begins the names of everything that this run leaves on a server, so that it can be found and removed.
TEST_KEY_PREFIX = environment.text("TEST_KEY_PREFIX", f"inclucities_test_{secrets.token_hex(4)}_")
if not _given and (_part := environment.text("PYTEST_XDIST_WORKER")):
    # Each process of a run has a database of its own, and so must have a broker of its own.
    TEST_KEY_PREFIX += f"{_part}_"
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file and not memory: threads and child processes of a test must see the same rows.
    DATABASES["default"]["TEST"] = {"NAME": str(TEST_DATA_DIR / "test.sqlite3")}
else:
    # A connection that is kept would be in the way when the database is dropped.
    DATABASES["default"]["CONN_MAX_AGE"] = 0
    DATABASES["default"]["TEST"] = {"NAME": f"{TEST_KEY_PREFIX}db"}

BROKER_DIR = TEST_DATA_DIR / "broker"
CELERY_BEAT_SCHEDULE_FILENAME = str(BROKER_DIR / "scheduler" / "schedule")
if REDIS_URL:
    CELERY_BROKER_TRANSPORT_OPTIONS["global_keyprefix"] = TEST_KEY_PREFIX
else:
    CELERY_BROKER_TRANSPORT_OPTIONS.update(
        data_folder_in=str(BROKER_DIR / "queue"),
        data_folder_out=str(BROKER_DIR / "queue"),
        control_folder=str(BROKER_DIR / "control"),
    )
    for name in ("queue", "control"):
        (BROKER_DIR / name).mkdir(parents=True, exist_ok=True)
