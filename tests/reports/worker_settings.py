"""The test settings for a worker that knows the kinds of report of the tests."""

from inclucities.settings.test import *  # noqa: F403 -- a settings module takes over the base as a whole
from inclucities.settings.test import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.reports.kinds.TestKindsConfig"]
