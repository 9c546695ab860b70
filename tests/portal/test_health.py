"""What a monitor is told, with every part there and with each part missing."""

from __future__ import annotations

import datetime as dt
import time
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client
from django.utils import timezone

from bin.servers import OwnRedis
from inclucities.portal import health
from inclucities.reports.models import WorkerHeartbeat
from inclucities.reports.queries import WORKER


@pytest.fixture(autouse=True)
def filesystem_broker(settings: Any) -> Path:
    """The embedded broker, whatever the leg runs on; tests of Redis bring their own."""
    queue = Path(settings.BROKER_DIR) / "queue"
    queue.mkdir(parents=True, exist_ok=True)
    settings.REDIS_URL = ""
    return queue


@pytest.fixture
def worker_seen(db: None) -> WorkerHeartbeat:
    return WorkerHeartbeat.objects.create(name=WORKER, seen_at=timezone.now())


def seen_before(seconds: int) -> None:
    WorkerHeartbeat.objects.update(seen_at=timezone.now() - dt.timedelta(seconds=seconds))


def test_alive_is_said_without_asking_the_database(client: Client) -> None:
    # No `db` fixture: a query would fail the test.
    response = client.get("/healthz")

    assert response.status_code == 200
    assert response.json() == {"status": "ok"}
    assert "no-store" in response["Cache-Control"]


def test_ready_when_every_part_is_there(client: Client, worker_seen: WorkerHeartbeat) -> None:
    response = client.get("/readyz")

    assert response.status_code == 200
    assert response.json() == {"status": "ok", "database": "ok", "broker": "ok", "worker": "ok"}
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_only_reading_is_allowed(client: Client, db: None, path: str) -> None:
    assert client.post(path).status_code == 405


def test_not_ready_before_a_worker_was_ever_seen(client: Client, db: None) -> None:
    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json() == {
        "status": "unavailable",
        "database": "ok",
        "broker": "ok",
        "worker": "unavailable",
    }


@pytest.mark.parametrize(("seconds", "state"), [(55, "ok"), (65, "unavailable")])
def test_a_worker_counts_as_gone_after_a_minute(
    client: Client, worker_seen: WorkerHeartbeat, seconds: int, state: str
) -> None:
    seen_before(seconds)

    assert client.get("/readyz").json()["worker"] == state


def test_not_ready_without_the_database(client: Client, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise OperationalError("connection refused")

    with monkeypatch.context() as patched:
        patched.setattr(health.connection, "cursor", refuse)
        response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json() == {
        "status": "unavailable",
        "database": "unavailable",
        "broker": "ok",
        "worker": "unknown",
    }


def test_not_ready_without_the_folder_of_the_broker(
    client: Client, worker_seen: WorkerHeartbeat, settings: Any, tmp_path: Path
) -> None:
    settings.BROKER_DIR = tmp_path / "gone"
    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json()["broker"] == "unavailable"


def test_redis_answers_hangs_and_stops(
    client: Client, worker_seen: WorkerHeartbeat, settings: Any, own_redis: OwnRedis
) -> None:
    settings.REDIS_URL = own_redis.url
    assert client.get("/readyz").json()["broker"] == "ok"

    own_redis.hang()
    begun = time.monotonic()
    response = client.get("/readyz")
    assert time.monotonic() - begun < 2
    assert response.status_code == 503
    assert response.json()["broker"] == "unavailable"

    own_redis.stop()
    begun = time.monotonic()
    response = client.get("/readyz")
    assert time.monotonic() - begun < 2
    assert response.json() == {
        "status": "unavailable",
        "database": "ok",
        "broker": "unavailable",
        "worker": "ok",
    }
