"""What the tests of notifications share: a kind of target whose right is taken and given at will."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import transaction

from inclucities.accounts.models import User
from inclucities.notifications import services
from inclucities.notifications.models import Notification
from inclucities.notifications.services import outbox
from inclucities.targets import registry
from tests.factories.people import UserFactory

Tell = Callable[..., list[Notification]]
LABEL = "Needs of Jelgava"


@pytest.fixture(autouse=True)
def _kind_of_target(monkeypatch: pytest.MonkeyPatch) -> None:
    """A group is a target: who is in it may open it."""
    kind = registry.Kind(
        name="circle",
        model=Group,
        address=lambda group: f"/circles/{group.pk}/",
        visible_to=lambda person: Group.objects.filter(user=person.pk, user__is_active=True),
    )
    monkeypatch.setitem(registry._kinds, "circle", kind)


@pytest.fixture(autouse=True)
def sent_tasks(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Keep the names of the tasks that would have gone to the broker."""
    names: list[str] = []
    monkeypatch.setattr(outbox, "_broker_rests_until", 0.0)
    monkeypatch.setattr(outbox.app, "send_task", lambda name, **_options: names.append(name))
    return names


@pytest.fixture
def circle(db: None) -> Group:
    return Group.objects.create(name=LABEL)


@pytest.fixture
def anna(circle: Group) -> User:
    person = UserFactory(email="anna@demo.example", name="Anna Bērziņa", time_zone="Europe/Riga")
    person.groups.add(circle)
    return person


@pytest.fixture
def sofie(circle: Group) -> User:
    person = UserFactory(email="sofie@demo.example", name="Sofie Declercq")
    person.groups.add(circle)
    return person


@pytest.fixture
def tell(circle: Group) -> Tell:
    """Tells people of the circle in a transaction of its own."""

    def told(
        *recipients: User, kind: str = "shared", by: User | None = None, **rest: Any
    ) -> list[Notification]:
        with transaction.atomic():
            return services.notify(
                recipients=recipients, kind=kind, target=rest.pop("target", circle), by=by, **rest
            )

    return told
