"""What the tests of discussions share: a circle of people, a policy for it, and three of its members."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db.models import Q

from inclucities.accounts.models import User
from inclucities.discussions import registry, services
from inclucities.discussions.models import Thread
from inclucities.notifications.services import outbox
from inclucities.targets import registry as targets
from tests.audit.forgetting import forget_events
from tests.factories.people import UserFactory

Open = Callable[..., Thread]
LABEL = "Needs of Jelgava"
PLACES = {
    "": registry.Place("The whole", ""),
    "a1": registry.Place("A1 What could you learn?", "/circles/page/?part=a#a1"),
    "b2": registry.Place("B2 Who lives here?"),
}


def side_of(person: User, target: Any) -> str:
    """Mentors bear it in their address."""
    side = person.email.partition(".")[0]
    return side if side in {"mentee", "mentor"} else ""


class CircleTalk(registry.Talk):
    """Who is in the circle reads; guests do not write; only the mentee's people know of their own side."""

    scheme_id = 77

    def __init__(self, person: User, target: Group) -> None:
        super().__init__(person, target)
        self.side = side_of(person, target)

    @property
    def reads(self) -> bool:
        return not self.person.email.startswith("outsider.")

    def readable(self) -> Q:
        return readable_by(self.person)

    def place(self, anchor: str) -> registry.Place | None:
        return PLACES.get(anchor)

    def may_comment(self, anchor: str) -> bool:
        return not self.person.email.startswith("guest.")

    def offered(self, anchor: str) -> list[registry.Audience]:
        everybody = registry.Audience(
            "team", "Read by both cities and the facilitator", lambda: ids_in(self.target)
        )
        if self.side != "mentee":
            return [everybody]
        own = [pk for pk in ids_in(self.target) if User.objects.get(pk=pk).email.startswith("mentee.")]
        return [registry.Audience("own_side", "Read by your own city only", own), everybody]

    def audience(self, code: str) -> registry.Audience | None:
        return next((known for known in self.offered("") if known.code == code), None)


def ids_in(target: Group) -> list[int]:
    return list(target.user_set.values_list("pk", flat=True))


def readable_by(person: User) -> Q:
    codes = ["team", "own_side"] if side_of(person, None) == "mentee" else ["team"]
    return Q(audience__in=codes)


@pytest.fixture(autouse=True)
def _circle_is_discussed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who is in the group may open it; everybody in it but guests may write."""
    kind = targets.Kind(
        name="circle",
        model=Group,
        address=lambda group: f"/circles/{group.pk}/",
        visible_to=lambda person: Group.objects.filter(user=person.pk),
    )
    policy = registry.DiscussionPolicy(
        kind="circle",
        talks=lambda person, groups: {group.pk: CircleTalk(person, group) for group in groups},
        readable_by=lambda person: (
            readable_by(person) & Q(target_id__in=list(person.groups.values_list("pk", flat=True)))
        ),
    )
    monkeypatch.setitem(targets._kinds, "circle", kind)
    monkeypatch.setattr(registry, "_policies", {"circle": policy})
    monkeypatch.setattr(outbox.app, "send_task", lambda *_arguments, **_options: None)


@pytest.fixture
def committed(transactional_db: None) -> Iterator[None]:
    """Let the test commit, so that several connections see the same rows."""
    yield
    forget_events()


@pytest.fixture
def circle(db: None) -> Group:
    return Group.objects.create(name=LABEL)


def member(circle: Group, email: str, name: str) -> User:
    person = UserFactory(email=email, name=name)
    person.groups.add(circle)
    return person


@pytest.fixture
def mentee(circle: Group) -> User:
    return member(circle, "mentee.ilze@demo.example", "Ilze Ozola")


@pytest.fixture
def colleague(circle: Group) -> User:
    return member(circle, "mentee.janis@demo.example", "Jānis Riekstiņš")


@pytest.fixture
def mentor(circle: Group) -> User:
    return member(circle, "mentor.sofie@demo.example", "Sofie Declercq")


@pytest.fixture
def guest(circle: Group) -> User:
    return member(circle, "guest.greta@demo.example", "Greta Guest")


@pytest.fixture
def opened(circle: Group) -> Open:
    """Opens a thread; whatever is not given has an ordinary value."""

    def open_one(by: User, **changes: Any) -> Thread:
        given: dict[str, Any] = {
            "target": circle,
            "anchor": "a1",
            "audience": "team",
            "text": "How else could it be done?",
            "language": "en",
            "token": uuid.uuid4(),
            **changes,
        }
        return services.open_thread(by=by, **given)

    return open_one
