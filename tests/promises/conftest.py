"""What the promises' tests share: Jelgava, committed, and servers of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from inclucities.accounts.models import User
from tests.audit.forgetting import forget_events
from tests.conftest import shared_environment
from tests.journeys.desks import Jelgava, make_jelgava
from tests.promises.planted import write_jelgava
from tests.promises.web import Visitor, WebServer


@pytest.fixture
def committed(transactional_db: None) -> Iterator[None]:
    """Let the test commit, so that other processes see the same rows."""
    yield
    forget_events()


@pytest.fixture
def jelgava(committed: None) -> Jelgava:
    """Give Jelgava and its people before the match, nothing answered."""
    return make_jelgava()


@pytest.fixture(scope="module")
def written(django_db_setup: None, django_db_blocker: Any) -> Iterator[Jelgava]:
    """Give Jelgava with everything written in it, once for a module; each test's changes are rolled back."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield write_jelgava()
        transaction.set_rollback(True)


@pytest.fixture
def web(committed: None, tmp_path: Path) -> Iterator[WebServer]:
    """Give a real web server on this test's database and broker, started; the test may kill it."""
    server = WebServer(tmp_path, shared_environment())
    server.start()
    yield server
    server.kill()


@pytest.fixture
def visitor(web: WebServer) -> Callable[..., Visitor]:
    """Give a person at the web server: ``visitor(person)``; each has a session of its own."""

    def arrived(person: User, *, patience: float = 60.0) -> Visitor:
        return Visitor(web, person, patience=patience)

    return arrived
