"""What a monitor asks: is the process alive, and could it serve a person now?"""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import redis
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from redis.backoff import NoBackoff
from redis.retry import Retry

from inclucities.reports.queries import worker_seen_at

#: A worker reports every few seconds; after this silence it counts as gone.
WORKER_SILENCE = dt.timedelta(seconds=60)
#: Seconds that the broker has for each step of its answer. A hung one must not hang this page.
BROKER_PATIENCE = 0.7


@never_cache
@login_not_required
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Answer that the process is alive. Asks nothing else, not even the database."""
    return JsonResponse({"status": "ok"})


@never_cache
@login_not_required
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Answer whether database, broker and worker are there: 200, or 503 with the part that is not."""
    database = database_state()
    parts = {
        "database": database,
        "broker": broker_state(),
        "worker": worker_state() if database == "ok" else "unknown",
    }
    ready = set(parts.values()) == {"ok"}
    return JsonResponse({"status": "ok" if ready else "unavailable", **parts}, status=200 if ready else 503)


def database_state() -> str:
    """Return ``ok`` when the database answers a query, else ``unavailable``."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return "unavailable"
    return "ok"


def broker_state() -> str:
    """Return ``ok`` when a message could be left with the broker, else ``unavailable``."""
    if not settings.REDIS_URL:
        queue = Path(settings.BROKER_DIR) / "queue"
        return "ok" if os.access(queue, os.W_OK | os.X_OK) else "unavailable"
    client = redis.Redis.from_url(
        settings.REDIS_URL,
        socket_timeout=BROKER_PATIENCE,
        socket_connect_timeout=BROKER_PATIENCE,
        retry=Retry(NoBackoff(), 0),
    )
    try:
        client.ping()
    except redis.RedisError:
        return "unavailable"
    finally:
        client.close()
    return "ok"


def worker_state() -> str:
    """Return ``ok`` when a worker has been heard of lately, else ``unavailable``."""
    try:
        seen = worker_seen_at()
    except DatabaseError:
        return "unavailable"
    return "ok" if seen is not None and timezone.now() - seen <= WORKER_SILENCE else "unavailable"
