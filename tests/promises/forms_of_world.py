"""Every form of the world's pages, filled in, with somebody who may send it: one or more for each address."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import resolve, reverse

from inclucities.questionnaires.models import Response, SectionState
from inclucities.questionnaires.queries.specs import spec_of
from needs_analysis.models import NeedsAnalysis
from schemes.services.rules import override_rule
from tests.access.profiles import profile_in
from tests.access_matrix import Address, matrix
from tests.factories.people import PASSWORD
from tests.factories.schemes import make_party, make_scheme
from tests.needs_analysis.conftest import answer_anyhow
from tests.personas import ANONYMOUS, PERSONAS, SIGNED_IN
from tests.promises.page_forms import Field, PageForm, forms_in
from tests.world import World

REFUSALS = frozenset({403, 404, 405})
OK = 200
#: Stand on every page; one of each is enough.
ON_EVERY_PAGE = frozenset({"account_logout", "accounts:language"})
#: Where a field wants something that cannot be seen from its type.
KNOWN_VALUES: dict[str, Callable[[World], dict[str, str]]] = {
    "accounts:settings": lambda _world: {"name": "Somebody Else"},
    "accounts:language": lambda _world: {"language": "lv"},
    "account_change_password": lambda _world: (
        {"oldpassword": PASSWORD} | dict.fromkeys(("password1", "password2"), NEW)
    ),
    "discussions:edit": lambda _world: {"text": "Said in other words"},
    "needs_analysis:due": lambda _world: {"due_on": "2027-05-04"},
    "schemes:installation_edit": lambda _world: {"text_en": "Written by this installation"},
    "schemes:mentor_ask": lambda world: {"organisation": str(world.cities["Schaerbeek"].pk)},
    "schemes:match_record": lambda world: {"mentor": str(world.cities["Schaerbeek"].pk)},
}
NEW = "other words for a password"
FILES: dict[str, dict[str, bytes]] = {"schemes:import_new": {"table": b"kind;name\ncity;Somewhere\n"}}


def _answered(world: World) -> None:
    """Answer what must be answered, twice: an answer can open further questions."""
    held = (
        (NeedsAnalysis.objects.get(participation=world.mentee).response, "mentee_lead", "mentee_association"),
        (profile_in(world).response, "mentor_lead", "mentor_association"),
    )
    for response, lead, association in held:
        for _round in range(2):
            for state in SectionState.objects.filter(response=response):
                side = spec_of(response.questionnaire).section(state.key).answered_by
                for key in state.missing:
                    answer_anyhow(response, key, world.person(lead if side == "city" else association))


def _gates_set_aside(world: World) -> None:
    _answered(world)
    for rule in ("N-3", "N-8"):
        override_rule(
            scheme=world.pair,
            rule_id=rule,
            reason="The text was shared on paper.",
            by=world.person("coordinator"),
        )


def _new_scheme(world: World) -> list[Any]:
    return [make_scheme(world.programme, "A theme without cities").pk]


def _scheme_without_mentor(world: World) -> list[Any]:
    scheme = make_scheme(world.programme, "A theme that waits for a mentor")
    make_party(scheme, world.cities["Auvrezac"])
    override_rule(scheme=scheme, rule_id="N-1", reason="Decided before.", by=world.person("coordinator"))
    return [scheme.pk]


#: Where the matrix reaches a thing with which nothing is left to do.
ARGS: dict[str, Callable[[World], list[Any]]] = {
    "schemes:city_add": _new_scheme,
    "schemes:mentor_ask": _scheme_without_mentor,
    "schemes:match_record": _scheme_without_mentor,
}


def _closed(world: World) -> None:
    Response.objects.update(is_open=False)


#: What must be so before the page at an address has anything to do.
BEFORE: dict[str, Callable[[World], None]] = {
    "needs_analysis:check": _gates_set_aside,
    "profiles:check": _answered,
    "needs_analysis:reopen": _closed,
    "needs_analysis:ask_to_reopen": _closed,
    "profiles:reopen": _closed,
}
Data = dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class SentForm:
    """One form: to which address by whom, and what it sends when everything is filled in."""

    name: str
    persona: str
    path: str
    data: Data
    fields: tuple[Field, ...]

    def sent(self) -> dict[str, Any]:
        """Return the data with a file in each field that takes one."""
        files = FILES.get(self.name, {})
        return {
            **self.data,
            **{field: SimpleUploadedFile(f"{field}.csv", content) for field, content in files.items()},
        }

    def __str__(self) -> str:
        return f"{self.name} as {self.persona}"


def client_of(cookies: dict[str, Any], persona: str, **defaults: Any) -> Client:
    """Return a client that the persona is signed in with, which answers 500 instead of raising."""
    client = Client(raise_request_exception=False, **defaults)
    client.cookies = copy.copy(cookies[persona])
    return client


def insiders_of(address: Address) -> list[str]:
    """Return who may send a form to an address, else who may read it; the narrower the right, the earlier."""
    for answers in (address.post, address.get):
        found = [persona for persona in PERSONAS if answers[persona] not in REFUSALS]
        signed_in = [
            persona for persona in found if persona != ANONYMOUS and answers[persona] != answers[ANONYMOUS]
        ]
        if found:
            return signed_in or found
    return list(SIGNED_IN)


def forms_at(name: str, world: World, cookies: dict[str, Any], *, people: int = 1) -> Iterator[SentForm]:
    """Give the forms of the page at an address, wherever they lead, as they stand for so many of its insiders.

    The caller undoes what reaching the address writes.
    """
    address = matrix()[name]
    path = reverse(name, args=ARGS.get(name, address.args)(world))
    BEFORE.get(name, lambda _world: None)(world)
    for persona in insiders_of(address)[:people]:
        page = client_of(cookies, persona).get(path)
        if page.status_code != OK or not page.headers.get("Content-Type", "").startswith("text/html"):
            continue
        for form in forms_in(page.content.decode(), path):
            if form.method == "post":
                yield from _sent(form, persona, world)


def different_forms(
    name: str, world: World, cookies: dict[str, Any], seen: set[Any], people: int
) -> Iterator[SentForm]:
    """Give the forms at an address that stood on no page before."""
    for form in list(forms_at(name, world, cookies, people=people)):
        identity = (form.name, form.persona, frozenset(form.data))
        if form.name in ON_EVERY_PAGE:
            identity = (form.name, "", frozenset())
        if identity not in seen:
            seen.add(identity)
            yield form


def _sent(form: PageForm, persona: str, world: World) -> Iterator[SentForm]:
    name = resolve(form.action.split("?")[0]).view_name
    data = form.data()
    if name in KNOWN_VALUES:
        data |= {field: [value] for field, value in KNOWN_VALUES[name](world).items()}
    buttons = dict(form.buttons)
    for button in [None, *buttons]:
        pressed = {button: [buttons[button]]} if button is not None else {}
        yield SentForm(name, persona, form.action, {**data, **pressed}, tuple(form.fields))
