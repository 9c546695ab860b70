"""What the tests of the frame share: the frame alone, without what higher apps add to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from inclucities.accounts.models import User
from schemes import registry
from schemes.enums import Role, Side
from schemes.models import Participation, Programme, Scheme
from schemes.queries.findings import one_city_on_each_side
from tests.audit.forgetting import forget_events
from tests.factories.schemes import (
    make_city,
    make_member,
    make_party,
    make_person,
    make_programme,
    make_scheme,
)


@pytest.fixture(autouse=True)
def _frame_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out the menu, parts, starters and predicates of higher apps; they have tests of their own."""
    for name in ("_menu", "_overview", "_unanswered", "_starters"):
        monkeypatch.setattr(registry, name, {})
    monkeypatch.setattr(registry, "_predicates", {"K-4": one_city_on_each_side})


@pytest.fixture
def committed(transactional_db: None) -> Iterator[None]:
    """Let the test commit, so that several connections see the same rows."""
    yield
    forget_events()


@pytest.fixture
def coordinator(db: None) -> User:
    return make_person("Clara Vogel", email="coordinator@demo.example")


@pytest.fixture
def programme(coordinator: User) -> Programme:
    return make_programme("IncluCities", coordinator=coordinator)


@pytest.fixture
def scheme(programme: Programme) -> Scheme:
    return make_scheme(programme)


@pytest.fixture
def mentee(scheme: Scheme) -> Participation:
    return make_party(scheme, make_city(scheme.programme, "Jelgava"))


@pytest.fixture
def mentor(scheme: Scheme) -> Participation:
    return make_party(scheme, make_city(scheme.programme, "Schaerbeek"), Side.MENTOR)


@pytest.fixture
def lead(mentee: Participation) -> User:
    return make_member(mentee, Role.MENTEE_LEAD, "Ilze Ozoliņa")


@pytest.fixture
def admin(programme: Programme) -> User:
    return make_member(programme, Role.PROGRAMME_ADMIN, "Alma Petrov")


@pytest.fixture
def as_coordinator(client_for: Callable[..., Any], coordinator: User, programme: Programme) -> Any:
    return client_for(coordinator)


@pytest.fixture
def as_lead(client_for: Callable[..., Any], lead: User) -> Any:
    return client_for(lead)
