"""The demonstration as a whole: its parts in order, each seeded once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from inclucities.demo.seeding.clock import office_time, time_of_the_story
from inclucities.demo.seeding.comments import have_comments, steps_of_comments
from inclucities.demo.seeding.installation import have_contact, steps_of_installation
from inclucities.demo.seeding.needs_analyses import have_needs_analyses, steps_of_needs_analyses
from inclucities.demo.seeding.people import open_accounts
from inclucities.demo.seeding.practices import have_practices, steps_of_practices
from inclucities.demo.seeding.profiles import have_profiles, steps_of_profiles
from inclucities.demo.seeding.schemes import have_schemes, steps_of_schemes
from inclucities.demo.seeding.steps import Step, in_order, play
from inclucities.demo.seeding.texts import day, read
from inclucities.demo.seeding.world import World
from inclucities.notifications.models import Notification
from inclucities.notifications.queries import people_with_waiting
from inclucities.notifications.services import mark_done, silently
from inclucities.questionnaires.models import Questionnaire
from schemes.models import Programme
from schemes.services.programmes import create_programme

#: So much unread news each person finds at first.
LATEST_NEWS = 3


class NotReadyError(Exception):
    """Something that the demonstration builds on is missing; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Part:
    """One subject that is seeded: whether it is there, and the steps in which it comes about."""

    name: str
    is_there: Callable[[World], bool]
    steps: Callable[[World], Iterable[Step]]


PARTS = (
    Part("people, cities and schemes", have_schemes, steps_of_schemes),
    Part("contact page", have_contact, steps_of_installation),
    Part("mentor profiles", have_profiles, steps_of_profiles),
    Part("good practices", have_practices, steps_of_practices),
    Part("needs analyses", have_needs_analyses, steps_of_needs_analyses),
    Part("comments", have_comments, steps_of_comments),
)


def seed_demonstration() -> list[str]:
    """Seed what is missing, in one transaction and without a mail; return the names of the parts seeded.

    Everything is done in the order and at the moments in which it happened. What people have changed
    since stays as it is. Raises ``NotReadyError``.
    """
    if not Questionnaire.objects.exists():
        raise NotReadyError(
            "The questionnaires are not loaded yet: run `manage.py load_questionnaires` first."
        )
    today = timezone.localdate()
    with transaction.atomic(), silently():
        with time_of_the_story(office_time(day(read("programme", "programme")["starts"], today), 9)) as clock:
            programme = Programme.objects.filter(is_demonstration=True).order_by("pk").first()
            world = World(programme or _create_programme(), today, clock)
            missing = [part for part in PARTS if not part.is_there(world)]
            play(steps_of(missing, world), clock)
        if missing:
            _read_old_news()
    return [part.name for part in missing]


def steps_of(parts: Iterable[Part], world: World) -> list[Step]:
    """Return the steps of some parts in the order in which they happened."""
    return in_order(step for part in parts for step in part.steps(world))


def _read_old_news() -> None:
    """Let everybody have read all news but the latest: a year's work stands in the demonstration."""
    for person in people_with_waiting():
        news = Notification.objects.filter(recipient=person, needs_action=False, done_at=None)
        for notification in news.order_by("-pk")[LATEST_NEWS:]:
            mark_done(notification=notification, by=person)


def _create_programme() -> Programme:
    text = read("programme", "programme")
    open_accounts()
    return create_programme(names=text["names"], summary=text["summary"], by=None, is_demonstration=True)
