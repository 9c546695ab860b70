"""Web server entry point."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

#: What gunicorn takes for "do not start me again".
CANNOT_START = 3

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "inclucities.settings.production")

try:
    application = get_wsgi_application()
except ImproperlyConfigured as error:
    # A missing or wrong setting is the operator's to mend: a sentence, and no traceback.
    print(error, file=sys.stderr, flush=True)  # noqa: T201
    sys.exit(CANNOT_START)
