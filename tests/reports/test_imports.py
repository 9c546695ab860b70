"""A web process never loads WeasyPrint."""

from __future__ import annotations

import os
import subprocess
import sys

LOOK = """
import django
django.setup()
from django.urls import get_resolver
get_resolver().url_patterns
import inclucities.reports.views, inclucities.reports.services, inclucities.reports.templatetags.report_parts
import sys
loaded = {"weasyprint", "docx", "xlsxwriter", "fontTools"} & set(sys.modules)
assert not loaded, loaded
"""


def test_the_web_process_stays_small() -> None:
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": os.environ["DJANGO_SETTINGS_MODULE"]}
    subprocess.run([sys.executable, "-c", LOOK], check=True, env=environment, timeout=60)
