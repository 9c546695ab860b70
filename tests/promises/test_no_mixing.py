"""Many people ask at once, and each is answered about themselves alone; what a process keeps holds nobody."""

from __future__ import annotations

import functools
import gc
import random
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client

from inclucities.accounts.models import User
from inclucities.notifications.enums import NotificationKind
from inclucities.notifications.services import notify, silently
from schemes.models import Scheme
from tests.journeys.desks import Jelgava
from tests.promises.planted import links_between_rows, marks, rows_around, write_jelgava
from tests.promises.test_no_reading_across_schemes import MARK, pages_open_to

pytestmark = pytest.mark.promise("No mixing of users in caches")

THREADS = 4
#: What each page says about its reader alone.
PAGES = ("/", "/settings/", "/settings/session/", "/notifications/", "/account/email/")
OURS = ("inclucities", "schemes", "needs_analysis", "benchmarks")


@dataclass
class Reader:
    """A person, and what only this person may find on pages of their own."""

    person: User
    client: Client
    mark: str


@pytest.fixture
def readers(jelgava: Jelgava, client_for: Callable[[User], Client]) -> list[Reader]:
    """Give four people, each with a name of their own."""
    found = []
    scheme: Scheme = jelgava.analysis.participation.scheme
    for number, person in enumerate((jelgava.lead, jelgava.member, jelgava.association, jelgava.coordinator)):
        mark = f"zqread{number:05d}x"
        User.objects.filter(pk=person.pk).update(name=f"Reader {mark}")
        person.refresh_from_db()
        with silently(), transaction.atomic():
            notify(
                recipients=[person], kind=NotificationKind.ASKED, target=scheme, by=None, needs_action=True
            )
        found.append(Reader(person, client_for(person), mark))
    return found


def test_interleaved_requests_are_never_mixed(
    readers: list[Reader], amount: Callable[[int, int], int], found: Callable[[str], None]
) -> None:
    total = amount(120, 2_000)
    faults: list[str] = []
    gate = threading.Barrier(THREADS)

    def ask(seed: int) -> None:
        chance = random.Random(seed)  # noqa: S311 -- only mixes the order
        try:
            gate.wait(timeout=60)
            for _number in range(total // THREADS):
                faults.extend(_wrong_about(chance.choice(readers), chance.choice(PAGES), readers))
        except Exception as error:  # noqa: BLE001 -- whatever it is, the test says so
            faults.append(repr(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults, "\n".join(faults[:20])
    found(f"0 of {total:,} interleaved requests mixed")


def _wrong_about(reader: Reader, path: str, readers: list[Reader]) -> Iterator[str]:
    client = Client()
    client.cookies = reader.client.cookies.copy()
    answer = client.get(path)
    body = answer.content.decode()
    if answer.status_code != 200:
        yield f"{path}: {answer.status_code}"
    if path == "/settings/session/":
        if answer.json()["person"] != reader.person.pk:
            yield f"{path} speaks of {answer.json()['person']} to {reader.person.pk}"
    elif reader.mark not in body:
        yield f"{path} does not name {reader.person}"
    for other in readers:
        if other is not reader and (other.mark in body or other.person.email in body):
            yield f"{path} of {reader.person} speaks of {other.person}"
    kept = answer["Cache-Control"].replace(" ", "").split(",")
    if not {"private", "no-store"} <= set(kept) or "Cookie" not in answer["Vary"]:
        yield f"{path} may be kept: {answer['Cache-Control']}, {answer['Vary']}"


# -- What a process keeps ---------------------------------------------------------------------------------


@pytest.mark.django_db
def test_what_a_process_keeps_holds_no_word_of_anybody(
    client_for: Callable[[User], Client], found: Callable[[str], None]
) -> None:
    written = write_jelgava()
    marks(rows_around(written.analysis.participation.scheme, links_between_rows()), "zqpair")
    for number, person in enumerate(User.objects.all()):
        User.objects.filter(pk=person.pk).update(name=f"Somebody zqread{number:05d}x")
    reader = client_for(User.objects.get(pk=written.member.pk))
    shown = {mark for _path, body in pages_open_to(reader, 1, 1) for mark in MARK.findall(body)}
    assert len(shown) > 50
    assert any(mark.startswith("zqread") for mark in shown)
    gc.collect()
    kept = list(_kept_in_the_process())
    assert len(kept) > 20
    assert not {f"{place}: {mark}" for place, value in kept for mark in _marks_in(value)}
    found(f"0 of {len(shown)} marks in {len(kept)} caches and variables of modules")


def _kept_in_the_process() -> Iterator[tuple[str, Any]]:
    """Give every cache of a function of ours, and every collection that a module of ours holds."""
    for kept in gc.get_objects():
        if type(kept) is functools._lru_cache_wrapper and _is_ours(getattr(kept, "__module__", "")):
            # The keys and results that it holds are what it refers to.
            yield f"{kept.__module__}.{kept.__name__}", gc.get_referents(kept)
    for name, module in list(sys.modules.items()):
        if _is_ours(name) and isinstance(module, ModuleType):
            for variable, value in vars(module).items():
                if isinstance(value, dict | list | set) and not variable.startswith("__"):
                    yield f"{name}.{variable}", value


def _is_ours(module: str | None) -> bool:
    return (module or "").partition(".")[0] in OURS


def _marks_in(value: Any, depth: int = 7) -> Iterator[str]:
    if isinstance(value, str):
        yield from MARK.findall(value)
    elif depth and isinstance(value, dict):
        for key, part in list(value.items()):
            yield from _marks_in(key, depth - 1)
            yield from _marks_in(part, depth - 1)
    elif depth and isinstance(value, list | tuple | set | frozenset):
        for part in list(value):
            yield from _marks_in(part, depth - 1)
    elif depth and _is_ours(type(value).__module__):
        yield from _marks_in(getattr(value, "__dict__", {}), depth - 1)
        for name in getattr(type(value), "__slots__", ()):
            yield from _marks_in(getattr(value, name, None), depth - 1)
