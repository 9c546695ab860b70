"""Every address × every persona × GET and POST, in a world where every leak has something to leak."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import get_resolver, reverse
from django.urls.resolvers import URLPattern, URLResolver

from tests.access_matrix import Address, matrix
from tests.personas import PERSONAS
from tests.world import World


def names_in(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, str]]:
    """Give the name of every address, with its namespaces, and the app that answers it."""
    for entry in resolver.url_patterns:
        if isinstance(entry, URLPattern):
            module = getattr(entry.callback, "__module__", "").removeprefix("inclucities.")
            app = module.partition(".")[0].replace("allauth", "accounts")
            yield (f"{prefix}{entry.name}" if entry.name else f"without a name: {entry.pattern}"), app
        else:
            inner = f"{prefix}{entry.namespace}:" if entry.namespace else prefix
            yield from names_in(entry, inner)


@pytest.mark.promise("No reading or writing across schemes")
def test_every_address_is_classified() -> None:
    apps = dict(names_in(get_resolver()))
    missing = sorted(apps.keys() - matrix().keys())
    gone = sorted(matrix().keys() - apps.keys())
    words = [f"{name}: add it to tests/access/{apps[name]}.py" for name in missing]
    words += [f"{name}: there is no such address any more" for name in gone]
    assert not words, "The access matrix does not match the addresses:\n" + "\n".join(words)


@pytest.mark.promise("No reading or writing across schemes")
@pytest.mark.django_db
@pytest.mark.parametrize("verb", ["get", "post"])
@pytest.mark.parametrize("name", sorted(matrix()))
def test_access(name: str, verb: str, world: World, cookies: dict[str, Any]) -> None:
    address = matrix()[name]
    expected = address.get if verb == "get" else address.post
    assert set(expected) == set(PERSONAS), f"{name} leaves out {sorted(set(PERSONAS) - set(expected))}."
    found = {persona: _status(address, name, verb, cookies[persona], world) for persona in PERSONAS}
    differing = {
        persona: f"{found[persona]} instead of {expected[persona]}"
        for persona in PERSONAS
        if found[persona] != expected[persona]
    }
    assert not differing, f"{verb.upper()} {name}: {differing}"


def _status(address: Address, name: str, verb: str, cookies: Any, world: World) -> int:
    """Ask once, as one persona, and undo whatever it did."""
    with transaction.atomic():
        client = Client(raise_request_exception=False)
        client.cookies = copy.copy(cookies)
        path = reverse(name, args=address.args(world))
        response = client.post(path, address.data(world)) if verb == "post" else client.get(path)
        if response.streaming:
            b"".join(response.streaming_content)  # type: ignore[arg-type]
        transaction.set_rollback(True)
    cache.clear()
    return int(response.status_code)
