"""Every page in every language of the interface, and one reminder on the nights when clocks change."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import reverse
from lxml import html

from inclucities.accounts.models import User
from inclucities.celery import app
from inclucities.notifications.models import Notification, OutboxMail
from inclucities.notifications.services import silently
from inclucities.notifications.tasks import send_waiting_mails
from inclucities.questionnaires.models import SectionState
from needs_analysis.tasks import remind
from tests.access_matrix import matrix
from tests.journeys.desks import make_jelgava
from tests.personas import ANONYMOUS, PERSONAS
from tests.promises.forms_of_world import BEFORE, client_of
from tests.world import World

pytestmark = [pytest.mark.promise("Languages and clocks"), pytest.mark.django_db]

OK = 200
LANGUAGES = [code for code, _name in settings.LANGUAGES]
Amount = Callable[[int, int], int]
Found = Callable[[str], None]
#: What shows when a sentence was put together wrongly: a hole that nobody filled.
HOLES = re.compile(r"%\(\w+\)|\{\{|\{%")
#: Fewer letters than this in the middle of a page are no page.
FEW = 20


def in_language(cookies: dict[str, Any], persona: str, world: World, language: str) -> Client:
    """Return a client whose person reads this language."""
    client = client_of(cookies, persona)
    if persona == ANONYMOUS:
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    else:
        User.objects.filter(pk=world.person(persona).pk).update(language=language)
    return client


def faults_of(response: Any, language: str) -> list[str]:
    """Return what is wrong with a page that should be in a language."""
    if response.status_code != OK:
        return [f"answers {response.status_code}"]
    content = b"".join(response.streaming_content) if response.streaming else response.content
    if not content.strip():
        return ["is empty"]
    if not response.headers["Content-Type"].startswith("text/html"):
        return []
    tree = html.document_fromstring(content.decode())
    for hidden in tree.xpath("//script | //style"):
        hidden.drop_tree()
    faults = [f"shows {hole!r}" for hole in set(HOLES.findall(tree.text_content()))]
    if b"<html" not in content:
        # A part of a page, for the script that asks for it.
        return faults
    if tree.get("lang") != language or response.headers["Content-Language"] != language:
        faults.append(f"says that it is in {tree.get('lang')!r}")
    faults += [f"has no {part}" for part in ("title", "h1") if not letters_in(tree, part)]
    if letters_in(tree, "main") < FEW:
        faults.append("is blank")
    return faults


def letters_in(tree: Any, part: str) -> int:
    """Return how many letters stand in a part of a page."""
    return sum(len("".join(found.text_content().split())) for found in tree.iter(part))


def test_every_page_stands_in_every_language(
    world: World, cookies: dict[str, Any], amount: Amount, found: Found
) -> None:
    faults: list[str] = []
    seen = Counter[str]()
    for name, address in sorted(matrix().items()):
        readers = [persona for persona in PERSONAS if address.get[persona] == OK]
        for persona in readers[: amount(1, len(readers))]:
            with transaction.atomic():
                path = reverse(name, args=address.args(world))
                BEFORE.get(name, lambda _world: None)(world)
                for language in LANGUAGES:
                    response = in_language(cookies, persona, world, language).get(path)
                    wrong = faults_of(response, language)
                    faults += [f"{name} as {persona} in {language} {fault}" for fault in wrong]
                    seen[name] += 1
                transaction.set_rollback(True)
    assert not faults, "\n".join(faults)
    found(
        f"{sum(seen.values()):,} pages of {len(seen)} addresses in {len(LANGUAGES)} languages: no 500, no blank"
    )


#: Nights in which a clock is changed, by half an hour or an hour, to and fro.
NIGHTS = (
    ("Europe/Riga", date(2026, 3, 29)),
    ("Europe/Riga", date(2026, 10, 25)),
    ("Europe/Brussels", date(2026, 3, 29)),
    ("Europe/Athens", date(2026, 10, 25)),
    ("Australia/Lord_Howe", date(2026, 4, 5)),
    ("Pacific/Auckland", date(2026, 9, 27)),
    ("America/St_Johns", date(2026, 3, 8)),
)


@pytest.mark.parametrize("frequency", ["each", "daily"])
def test_a_night_of_the_clock_change_has_one_reminder(
    frequency: str, mailoutbox: list[Any], amount: Amount, found: Found
) -> None:
    with time_machine.travel("2026-01-15T12:00:00Z", tick=False):
        jelgava = make_jelgava()
    city = [jelgava.lead, jelgava.member]
    nights = NIGHTS[: amount(2, len(NIGHTS))]
    for zone, night in nights:
        place = ZoneInfo(zone)
        begun = datetime.combine(night, datetime.min.time(), tzinfo=place).astimezone(UTC)
        begun = (begun - timedelta(days=1)).replace(hour=0, minute=0)
        Notification.objects.all().delete()
        OutboxMail.objects.all().delete()
        mailoutbox.clear()
        User.objects.update(time_zone=zone, mail_frequency=frequency)
        # Due on the day after, so that the day with the changed clock is the one to remind on.
        SectionState.objects.exclude(key="needs").update(due_on=None)
        SectionState.objects.filter(key="needs").update(due_on=night + timedelta(days=1))
        with time_machine.travel(begun - timedelta(days=4), tick=False), silently(), transaction.atomic():
            # The week before is told already.
            remind()
        with time_machine.travel(begun, tick=False) as clock:
            # A scheduler that is started again and again, and a worker that looks every half hour.
            for step in range(3 * 24 * 2):
                clock.move_to(begun + timedelta(minutes=30 * step))
                remind()
                send_waiting_mails()
        reminded = Notification.objects.filter(kind="reminded", data__section="needs")
        before_it_is_due = reminded.filter(due_on=night + timedelta(days=1), created_at__gte=begun)
        told = Counter(before_it_is_due.values_list("recipient", flat=True))
        assert told == {person.pk: 1 for person in city}, (zone, night)
        mails = Counter(address for mail in mailoutbox for address in mail.to)
        assert mails == {person.email: 1 for person in city}, (zone, night)
    found(f"{len(nights)} nights, {frequency} mail: one reminder and one mail for each of {len(city)} people")


def test_the_scheduler_counts_in_utc() -> None:
    assert (app.conf.timezone, app.conf.enable_utc, settings.TIME_ZONE, settings.USE_TZ) == (
        "UTC",
        True,
        "UTC",
        True,
    )
