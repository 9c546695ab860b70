"""`make bench`: production, and beside it the floor views that its pages are measured against."""

from inclucities.settings import environment
from inclucities.settings.base import CELERY_BROKER_TRANSPORT_OPTIONS, DATA_DIR, MIDDLEWARE
from inclucities.settings.production import *  # noqa: F403 -- a settings module takes over production as a whole

MIDDLEWARE = ["inclucities.bench.middleware.CostMiddleware", *MIDDLEWARE]
ROOT_URLCONF = "inclucities.bench.urls"
STATIC_ROOT = DATA_DIR / "static"
#: Begins the names of everything that a run leaves on the broker, so that it can be found and removed.
CELERY_BROKER_TRANSPORT_OPTIONS["global_keyprefix"] = environment.text(
    "BENCH_KEY_PREFIX", "inclucities_bench_"
)
