"""Web server entry point."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "inclucities.settings.production")

application = get_wsgi_application()
