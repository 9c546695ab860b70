"""Web server entry point."""

import gc
import os
import sys
from collections.abc import Callable, Iterable
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

from inclucities.ui.middleware import with_utf8_only

#: What gunicorn takes for "do not start me again".
CANNOT_START = 3

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "inclucities.settings.production")

try:
    _django = get_wsgi_application()
except ImproperlyConfigured as error:
    # A missing or wrong setting is the operator's to mend: a sentence, and no traceback.
    print(error, file=sys.stderr, flush=True)  # noqa: T201
    sys.exit(CANNOT_START)

# What is loaded stays: the collector looks through what requests leave behind, and ten times less often than
# after every 700 objects. A page of sixty questions makes thousands.
gc.collect()
gc.freeze()
gc.set_threshold(10_000)


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer one request."""
    return _django(with_utf8_only(environ), start_response)
