"""Every text of one scheme is marked, and looked for in all that people of the others can open, get and receive.

Who may do what at which address is proved by ``tests/test_access.py``; here the contents of the answers are read.
"""

from __future__ import annotations

import json
import re
from collections import Counter, deque
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

import pytest
from django.core import mail
from django.db import transaction
from django.test import Client
from django.urls import Resolver404, resolve

from inclucities.notifications.services.outbox import send_due_mails
from inclucities.reports.models import ReportJob
from tests.personas import AROUND_PAIR, PARTIES_OF_PAIR, PERSONAS
from tests.promises.forms_of_world import client_of
from tests.promises.page_forms import PageForm, forms_in, links_in
from tests.promises.planted import Planted, links_between_rows, marks, rows_around, write_everything
from tests.world import World

pytestmark = [pytest.mark.promise("No reading or writing across schemes"), pytest.mark.django_db]

PROGRAMME = ("coordinator", "facilitator", "observer")
#: Who may find which mark; everybody else must not, superusers and those whose role has ended among them.
READERS: dict[str, tuple[str, ...]] = {
    "zqpair": (*PARTIES_OF_PAIR, *AROUND_PAIR, *PROGRAMME),
    "zqnext": ("second_lead", "asked_mentor", "replaced_lead", *PROGRAMME),
    "zqpeer": ("peer_lead", *PROGRAMME),
    "zqfore": ("foreign_lead", "foreign_coordinator"),
}
#: Texts that the people of a scheme must find again, each of them.
SHOWN = (
    "Answer.value",
    "Translation.text",
    "Comment.text",
    "Scheme.themes",
    "Match.reasons",
    "FrozenVersion.note",
)
MARK = re.compile(r"zq[a-z]{4}\d{5}x")
#: Many pages of these show the same in other words: some of each are enough, of the others all.
ALIKE = re.compile(
    r":(answer|history|retired|row|row_history|row_translation|translation|read|version|compare)$"
)
LEFT_OUT = ("account_logout", "demo:mail_list", "demo:mail_detail")
PERMANENT, FOUND = 301, 302


@pytest.fixture(scope="module")
def marked(world: World, django_db_blocker: Any) -> Iterator[dict[str, list[Planted]]]:
    """Let everybody write everything, and put a mark into every text."""
    with django_db_blocker.unblock(), transaction.atomic():
        write_everything(world)
        roots = {"zqfore": world.other_programme, "zqpair": world.pair, "zqnext": world.second}
        links = links_between_rows()
        rows = {
            prefix: rows_around(root, links) for prefix, root in (roots | {"zqpeer": world.community}).items()
        }
        yield {prefix: marks(found, prefix) for prefix, found in rows.items()}
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def owners(marked: Any, cookies: dict[str, Any], django_db_blocker: Any) -> dict[str, str]:
    """Give each page that the lead of the scheme finds, by path."""
    with django_db_blocker.unblock():
        return dict(pages_open_to(client_of(cookies, "mentee_lead"), 3))


def pages_open_to(client: Client, alike: int, at_most: int = 1000) -> Iterator[tuple[str, str]]:
    """Follow every link from home on, as a person does; give path and body of each page.

    Of each address there are ``at_most`` so many, of those that are ``ALIKE`` so many as ``alike`` says.
    """
    seen: set[str] = set()
    times: Counter[str] = Counter()
    waiting = deque(["/"])
    while waiting:
        path = waiting.popleft()
        try:
            name = resolve(path.partition("?")[0]).view_name
        except Resolver404:
            continue
        if path in seen or name in LEFT_OUT or times[name] >= (alike if ALIKE.search(name) else at_most):
            continue
        seen.add(path)
        times[name] += 1
        response = client.get(path)
        body = body_of(response)
        yield path, body
        if response.status_code in {PERMANENT, FOUND}:
            waiting.append(response["Location"])
        elif body and response.headers.get("Content-Type", "").startswith("text/html"):
            waiting.extend(sorted(links_in(body, path)))


def body_of(response: Any) -> str:
    """Return what an answer says, head and body."""
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return f"{response.headers.get('Location', '')}{content.decode('utf-8', 'replace')}"


def documents_from(client: Client, path: str, page: str) -> Iterator[str]:
    """Ask for each document that a page offers, and give what is handed to the worker."""
    for form in forms_in(page, path) if "<form" in page else ():
        if form.method == "post" and resolve(form.action.partition("?")[0]).view_name.endswith(
            (":documents", ":summary")
        ):
            for choice in choices_of(form):
                with transaction.atomic():
                    before = ReportJob.objects.count()
                    client.post(form.action, choice)
                    if ReportJob.objects.count() > before:
                        yield json.dumps(ReportJob.objects.latest("pk").payload, ensure_ascii=False)
                    transaction.set_rollback(True)


def choices_of(form: PageForm) -> Iterator[dict[str, Any]]:
    """Give the ways to fill in a form of documents: each version, with sensitive answers where they are offered."""
    data: dict[str, Any] = {**form.data(), "sensitive": "on"}
    versions = next((field.options for field in form.fields if field.name == "version"), ("",))
    for version in dict.fromkeys(option for option in versions if option) or [""]:
        yield data | ({"version": version} if version else {})


def forbidden_in(text: str, persona: str) -> set[str]:
    """Return the marks in a text that this persona must not find."""
    return {mark for mark in MARK.findall(text) if persona not in READERS[mark[:6]]}


def test_nobody_finds_a_word_of_another_scheme(
    cookies: dict[str, Any],
    marked: dict[str, list[Planted]],
    owners: dict[str, str],
    amount: Callable[[int, int], int],
    found: Callable[[str], None],
) -> None:
    places = {one.text: one.place for planted in marked.values() for one in planted}
    personas = PERSONAS if amount(0, 1) else ("second_lead", "anonymous")
    leaks: list[str] = []
    opened = documents = 0
    for persona in personas:
        client = client_of(cookies, persona)
        for path, body in list(pages_open_to(client, amount(1, 8), amount(2, 1000))):
            opened += 1
            leaks += [f"{persona} finds {places[mark]} at {path}" for mark in forbidden_in(body, persona)]
            for payload in islice(documents_from(client, path, body), amount(1, 9)):
                documents += 1
                leaks += [
                    f"{persona} gets {places[mark]} in a document" for mark in forbidden_in(payload, persona)
                ]
        for path in sorted(owners)[:: amount(5, 1)]:
            opened += 1
            leaks += [
                f"{persona} is told {places[mark]} at {path}"
                for mark in forbidden_in(body_of(client.get(path)), persona)
            ]
    assert not leaks, f"{len(leaks)} leaks:\n" + "\n".join(leaks[:30])
    assert documents
    found(
        f"0 of {len(places):,} marks on {opened:,} pages and in {documents} documents of {len(personas)} people"
    )


def test_the_owners_find_all_of_it(
    marked: dict[str, list[Planted]], owners: dict[str, str], found: Callable[[str], None]
) -> None:
    seen = {mark for body in owners.values() for mark in MARK.findall(body)}
    shown = [one for one in marked["zqpair"] if one.place in SHOWN]
    assert not Counter(one.place for one in shown if one.text not in seen)
    assert {one.place for one in shown} == set(SHOWN)
    found(f"{len(shown)} of {len(shown)} texts found by their owners")


def test_no_mail_tells_of_another_scheme(
    world: World, marked: dict[str, list[Planted]], found: Callable[[str], None]
) -> None:
    personas = {person.email: persona for persona, person in world.people.items() if person is not None}
    with transaction.atomic():
        send_due_mails()
        leaks = [
            f"{personas[message.to[0]]}: {message.subject}"
            for message in mail.outbox
            if message.to[0] in personas
            and forbidden_in(
                f"{message.subject}{message.body}{message.alternatives}", personas[message.to[0]]
            )
        ]
        transaction.set_rollback(True)
    assert not leaks
    assert len(mail.outbox) > len(marked)
    found(f"0 marks in {len(mail.outbox)} mails")
