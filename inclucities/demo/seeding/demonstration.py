"""The demonstration as a whole: its parts in order, each seeded once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from inclucities.demo.seeding.needs_analyses import have_needs_analyses, seed_needs_analyses
from inclucities.demo.seeding.organisations import seed_organisations
from inclucities.demo.seeding.people import open_accounts
from inclucities.demo.seeding.practices import have_practices, seed_practices
from inclucities.demo.seeding.profiles import have_profiles, seed_profiles
from inclucities.demo.seeding.schemes import seed_schemes, seed_staff
from inclucities.demo.seeding.texts import read
from inclucities.demo.seeding.world import World
from inclucities.notifications.models import Notification
from inclucities.notifications.queries import people_with_waiting
from inclucities.notifications.services import mark_read, silently
from inclucities.questionnaires.models import Questionnaire
from schemes.models import Programme
from schemes.services.programmes import create_programme

#: So much unread news each person finds at first.
LATEST_NEWS = 3


class NotReadyError(Exception):
    """Something that the demonstration builds on is missing; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Part:
    """One subject that is seeded after the frame: whether it is there, and how it is made."""

    name: str
    is_there: Callable[[World], bool]
    seed: Callable[[World], None]


PARTS = (
    Part("mentor profiles", have_profiles, seed_profiles),
    Part("good practices", have_practices, seed_practices),
    Part("needs analyses", have_needs_analyses, seed_needs_analyses),
)


def seed_demonstration() -> list[str]:
    """Seed what is missing, in one transaction and without a mail; return the names of the parts seeded.

    What people have changed since stays as it is. Raises ``NotReadyError``.
    """
    if not Questionnaire.objects.exists():
        raise NotReadyError(
            "The questionnaires are not loaded yet: run `manage.py load_questionnaires` first."
        )
    seeded: list[str] = []
    with transaction.atomic(), silently():
        programme = Programme.objects.filter(is_demonstration=True).order_by("pk").first()
        world = World(programme or _create_programme(), timezone.localdate())
        if programme is None:
            seed_staff(world)
            seed_organisations(world)
            seed_schemes(world)
            seeded.append("programme, people, cities and schemes")
        for part in PARTS:
            if not part.is_there(world):
                part.seed(world)
                seeded.append(part.name)
        if seeded:
            _read_old_news()
    return seeded


def _read_old_news() -> None:
    """Let everybody have read all news but the latest: a year's work stands in the demonstration."""
    for person in people_with_waiting():
        news = Notification.objects.filter(recipient=person, needs_action=False, done_at=None)
        for notification in news.order_by("-pk")[LATEST_NEWS:]:
            mark_read(notification=notification, by=person)


def _create_programme() -> Programme:
    text = read("programme", "programme")
    open_accounts()
    return create_programme(names=text["names"], summary=text["summary"], by=None, is_demonstration=True)
