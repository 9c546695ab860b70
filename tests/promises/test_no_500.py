"""Whatever a request holds, it is answered: with what was asked for, or with what is wrong with it."""

from __future__ import annotations

import copy
import random
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.core.signals import got_request_exception
from django.db import transaction
from django.test import Client
from django.test.client import ClientHandler
from django.urls import reverse

from inclucities.questionnaires.models import Answer, ResponseRow, Revision
from inclucities.ui.middleware import with_utf8_only
from tests.access_matrix import Address, matrix
from tests.personas import ANONYMOUS, PERSONAS
from tests.promises.odd_requests import OddRequest, Pairs, odd_request
from tests.promises.page_forms import forms_in
from tests.promises.writes import Writes, writes_watched
from tests.world import World

#: ``readyz`` says so while no worker has been seen.
NOT_READY = 503
REFUSED = 400
SERVER_ERROR = 500
#: Saving a section as a whole keeps each answer that is right, and shows the others again with what is wrong.
KEEPS_WHAT_IS_RIGHT = ("needs_analysis:section", "profiles:section", "practices:section")


class AsServed(ClientHandler):
    """Answers what ``inclucities.wsgi`` lets through to Django."""

    def __call__(self, environ: dict[str, Any]) -> Any:
        """Answer one request."""
        return super().__call__(with_utf8_only(environ))


class Faults:
    """Collects what went wrong, with what was asked and the exception behind it."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.exception = ""

    def remember(self, sender: Any, request: Any, **_more: Any) -> None:
        """Keep the exception that is being answered with a 500."""
        import traceback

        self.exception = traceback.format_exc()[-2500:]

    def add(self, words: str, name: str, persona: str, request: OddRequest) -> None:
        """Note one fault."""
        self.lines.append(f"{words}: {name} as {persona}: {request}\n{self.exception}")
        self.exception = ""


@pytest.mark.promise("No 500")
@pytest.mark.django_db
def test_no_odd_request_breaks_a_page(
    world: World,
    cookies: dict[str, Any],
    amount: Callable[[int, int], int],
    found: Callable[[str], None],
    request: pytest.FixtureRequest,
) -> None:
    seed = request.config.getoption("randomly_seed")
    chance = random.Random(seed)  # noqa: S311 -- to be made again, not to be guessed
    requests = amount(500, 10_000)
    names = sorted(matrix())
    chance.shuffle(names)
    share = Counter(names[number % len(names)] for number in range(requests))
    statuses: Counter[int] = Counter()
    faults = Faults()
    got_request_exception.connect(faults.remember)
    try:
        for name, number in share.items():
            with transaction.atomic():
                _ask_address(name, number, chance, world, cookies, statuses, faults)
                transaction.set_rollback(True)
    finally:
        got_request_exception.disconnect(faults.remember)
    told = f"--randomly-seed={seed} -p randomly; answers: {dict(sorted(statuses.items()))}"
    assert not faults.lines, f"{len(faults.lines)} faults, {told}\n" + "\n".join(faults.lines[:20])
    assert sum(statuses.values()) == requests
    # Neither may all of it be turned away at the door, nor all of it pass.
    assert {200, 302, 400, 404, 405, 422} <= statuses.keys(), told
    found(f"0 in {requests:,}")


def _ask_address(
    name: str,
    number: int,
    chance: random.Random,
    world: World,
    cookies: dict[str, Any],
    statuses: Counter[int],
    faults: Faults,
) -> None:
    """Ask one address oddly so many times; each time as somebody, and undo what it did."""
    address = matrix()[name]
    path = reverse(name, args=address.args(world))
    insiders = [persona for persona in PERSONAS if address.post[persona] not in {403, 404, 405}]
    insiders = insiders or [persona for persona in PERSONAS if address.get[persona] == 200] or [ANONYMOUS]
    pairs = _sent_by_its_page(address, path, insiders, world, cookies)
    for _number in range(number):
        persona = chance.choice(insiders if chance.random() < 0.85 else PERSONAS)
        asked = odd_request(chance, path, pairs)
        with transaction.atomic():
            client = Client(raise_request_exception=False, enforce_csrf_checks=chance.random() < 0.05)
            client.handler = AsServed(client.handler.enforce_csrf_checks)
            client.cookies = copy.copy(cookies[persona])
            with writes_watched() as writes:
                response = client.generic(
                    asked.method, asked.path, asked.body, asked.content_type, headers=asked.headers
                )
                if response.streaming:
                    b"".join(response.streaming_content)  # type: ignore[arg-type]
            status = response.status_code
            statuses[status] += 1
            if status >= SERVER_ERROR and not (status == NOT_READY and name == "readyz"):
                faults.add(str(status), name, persona, asked)
            elif half := _half(name, status, writes):
                faults.add(half, name, persona, asked)
            transaction.set_rollback(True)


def _sent_by_its_page(
    address: Address, path: str, insiders: list[str], world: World, cookies: dict[str, Any]
) -> Pairs:
    """Return what the forms of the page at this address send when they are filled in, else the matrix's data."""
    client = Client(raise_request_exception=False)
    client.cookies = copy.copy(cookies[insiders[0]])
    page = client.get(path)
    pairs: Pairs = []
    if page.status_code == 200 and page.headers.get("Content-Type", "").startswith("text/html"):
        for form in forms_in(page.content.decode(), path):
            if form.method == "post":
                pairs += [
                    (field.encode(), value.encode())
                    for field, values in form.data().items()
                    for value in values
                ]
                pairs += [(button.encode(), value.encode()) for button, value in form.buttons[:1]]
    given = address.data(world).items()
    pairs += [(field.encode(), value.encode()) for field, value in given if isinstance(value, str)]
    return pairs[:200]


def _half(name: str, status: int, writes: Writes) -> str:
    """Return what was stored by halves: something of a refused request, or an answer without its revision."""
    changed = writes.changed()
    if status >= REFUSED and changed and name not in KEEPS_WHAT_IS_RIGHT:
        return f"{status}, and yet {sorted(changed)} changed"
    for table, column in (("questionnaires_answer", "answer"), ("questionnaires_responserow", "row")):
        if table in changed:
            before, after = changed[table]
            for key, row in after.items():
                if (
                    row != before.get(key)
                    and not Revision.objects.filter(**{f"{column}_id": key}, version=row["version"]).exists()
                ):
                    return f"{column} {key} has no revision {row['version']}"
    return ""


def test_the_tables_that_are_looked_at_are_those_of_answers_and_rows() -> None:
    assert (Answer._meta.db_table, ResponseRow._meta.db_table) == (
        "questionnaires_answer",
        "questionnaires_responserow",
    )
