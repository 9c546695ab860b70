"""Every answer carries what keeps a browser safe, errors and redirects too, under the settings of production."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as now
from django.db import transaction
from django.test import Client
from django.urls import reverse

from bin.commands import ROOT
from bin.run_checks import production_environment
from inclucities.accounts.models import User
from tests.access_matrix import matrix
from tests.promises.forms_of_world import client_of, insiders_of
from tests.tooling.test_settings import PRODUCTION
from tests.world import World

#: The settings that answers are made safe with; production says what they are.
OF_SAFETY = (
    "SECURE_SSL_REDIRECT",
    "SECURE_PROXY_SSL_HEADER",
    "SECURE_REDIRECT_EXEMPT",
    "SECURE_HSTS_SECONDS",
    "SECURE_HSTS_INCLUDE_SUBDOMAINS",
    "SECURE_HSTS_PRELOAD",
    "SECURE_CONTENT_TYPE_NOSNIFF",
    "SECURE_REFERRER_POLICY",
    "SECURE_CROSS_ORIGIN_OPENER_POLICY",
    "X_FRAME_OPTIONS",
    "CONTENT_SECURITY_POLICY",
    "MIDDLEWARE",
    "MESSAGE_STORAGE",
    "SESSION_COOKIE_NAME",
    "SESSION_COOKIE_SECURE",
    "SESSION_COOKIE_HTTPONLY",
    "SESSION_COOKIE_SAMESITE",
    "CSRF_COOKIE_NAME",
    "CSRF_COOKIE_SECURE",
    "CSRF_COOKIE_HTTPONLY",
    "CSRF_COOKIE_SAMESITE",
    "LANGUAGE_COOKIE_NAME",
    "LANGUAGE_COOKIE_SECURE",
    "LANGUAGE_COOKIE_HTTPONLY",
)
WANTED = {
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains; preload",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}
FORBIDDEN_IN_POLICY = frozenset({"'unsafe-inline'", "'unsafe-eval'", "http:", "https:", "*"})
PRINT = """
import json
from django.conf import settings
print(json.dumps({name: getattr(settings, name) for name in %r}))
"""

pytestmark = [pytest.mark.promise("Headers"), pytest.mark.django_db]


@pytest.fixture(scope="module")
def settings_of_production() -> dict[str, Any]:
    """Ask production itself for its settings."""
    asked = subprocess.run(
        [sys.executable, "-c", PRINT % (OF_SAFETY,)],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **PRODUCTION},
        capture_output=True,
        text=True,
        check=True,
    )
    found: dict[str, Any] = json.loads(asked.stdout)
    found["SECURE_PROXY_SSL_HEADER"] = tuple(found["SECURE_PROXY_SSL_HEADER"])
    return found


@pytest.fixture
def in_production(settings_of_production: dict[str, Any], settings: Any) -> None:
    """Answer as production does."""
    for name, value in settings_of_production.items():
        setattr(settings, name, value)


def missing_from(response: Any, *, secure: bool = True, is_file: bool = False) -> Iterator[str]:
    """Say what an answer lacks."""
    for name, value in WANTED.items():
        if response.headers.get(name) != value and (secure or name != "Strict-Transport-Security"):
            yield f"{name}: {response.headers.get(name)}"
    policy = {part.strip() for part in response.headers.get("Content-Security-Policy", "").split(";")}
    bounds = {"default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"}
    if not (bounds <= policy or policy == {"default-src 'none'", "sandbox"}):
        yield f"policy: {policy}"
    if any(word in FORBIDDEN_IN_POLICY for part in policy for word in part.split()):
        yield f"policy: {policy}"
    kept = response.headers.get("Cache-Control", "")
    if not is_file and not {"private", "no-store"} <= set(kept.replace(" ", "").split(",")):
        yield f"Cache-Control: {kept}"
    for name, cookie in response.cookies.items():
        good = cookie["secure"] and cookie["httponly"] and cookie["path"] == "/" and not cookie["domain"]
        if not (name.startswith("__Host-") and good and cookie["samesite"] == "Lax"):
            yield f"cookie {cookie.OutputString()}"


def signed_in_as(cookies: dict[str, Any], persona: str, **defaults: Any) -> Client:
    """Return a client of a persona, whose session goes by the name that it has in production."""
    client = client_of(cookies, persona, **defaults)
    if session := client.cookies.pop("sessionid", None):
        client.cookies[now.SESSION_COOKIE_NAME] = session.value
    return client


@pytest.mark.usefixtures("in_production")
def test_every_address_answers_safely(
    world: World, cookies: dict[str, Any], found: Callable[[str], None], amount: Callable[[int, int], int]
) -> None:
    faults: dict[str, list[str]] = {}
    asked: dict[int, int] = {}
    for name, address in matrix().items():
        with transaction.atomic():
            path = reverse(name, args=address.args(world))
            personas = ("stranger", *insiders_of(address)[: amount(1, 9)], *("anonymous",)[: amount(0, 1)])
            for persona in dict.fromkeys(personas):
                client = signed_in_as(cookies, persona, enforce_csrf_checks=persona == "stranger")
                for response in (
                    client.get(path, secure=True),
                    client.post(path, address.data(world), secure=True),
                ):
                    if response.streaming:
                        b"".join(response.streaming_content)
                    asked[response.status_code] = asked.get(response.status_code, 0) + 1
                    if missing := list(missing_from(response)):
                        faults[f"{response.status_code} {name} as {persona}"] = missing
            transaction.set_rollback(True)
    assert not faults
    assert {200, 302, 403, 404, 405, 422} <= asked.keys()
    found(f"all on {sum(asked.values()):,} answers of {len(matrix())} addresses")


def broken(*_args: Any, **_kwargs: Any) -> None:
    raise RuntimeError("The page is broken.")


@pytest.mark.usefixtures("in_production")
def test_errors_and_redirects_are_safe_too(
    world: World, cookies: dict[str, Any], monkeypatch: pytest.MonkeyPatch, found: Callable[[str], None]
) -> None:
    Path(now.STATIC_ROOT, "probe.txt").write_text("a file")
    client = signed_in_as(cookies, "mentee_lead")
    stranger = Client(raise_request_exception=False, enforce_csrf_checks=True)
    answers = {
        "no such page": (404, client.get("/nowhere/", secure=True)),
        "a slash is missing": (301, client.get("/schemes", secure=True)),
        "NUL": (400, client.get("/schemes/?q=%00", secure=True)),
        "another host": (400, client.get("/", secure=True, headers={"host": "elsewhere.example"})),
        "another host for a stranger": (
            400,
            stranger.get("/", secure=True, headers={"host": "elsewhere.example"}),
        ),
        "no token": (403, stranger.post("/account/login/", secure=True)),
        "a script's session has ended": (401, stranger.get("/", secure=True, headers={"x-autosave": "1"})),
        "another method": (405, client.delete("/schemes/", secure=True)),
        "only a look": (200, client.head("/", secure=True)),
        "a file": (200, client.get("/static/probe.txt", secure=True)),
        "no such file": (404, client.get("/static/nothing.txt", secure=True)),
        "is it alive": (200, stranger.get("/healthz", secure=True)),
        "is it ready": (503, stranger.get("/readyz", secure=True)),
    }
    for _number in range(61):
        last = stranger.get(reverse("schemes:invitation", args=["never-sent"]), secure=True)
    answers["too often"] = (429, last)
    monkeypatch.setattr("inclucities.portal.views.home.HomeView.get", broken)
    answers["a fault of ours"] = (500, client.get("/", secure=True))
    assert {what: answer.status_code for what, (_status, answer) in answers.items()} == {
        what: status for what, (status, _answer) in answers.items()
    }
    faults = {
        what: missing
        for what, (_status, answer) in answers.items()
        if (missing := list(missing_from(answer, is_file=what == "a file")))
    }
    assert not faults
    led = Client().get("/schemes/?page=2")
    assert (led.status_code, led["Location"]) == (301, "https://testserver/schemes/?page=2")
    assert not list(missing_from(led, secure=False))
    found(f"all on {len(answers) + 1} errors and redirects")


@pytest.mark.usefixtures("in_production")
def test_every_cookie_belongs_to_this_host_alone(world: World, found: Callable[[str], None]) -> None:
    # Read anew: the world's own object keeps the password that its sessions go by.
    person = User.objects.get(pk=world.person("mentee_lead").pk)
    person.set_password("four plain words here")
    with transaction.atomic():
        person.save(update_fields=["password"])
        client = Client(enforce_csrf_checks=True)
        seen = set()
        token = client.get("/account/login/", secure=True).context["csrf_token"]
        sent = {"login": person.email, "password": "four plain words here"}
        for path, data in (
            ("/settings/language/", {"language": "lv", "next": "/"}),
            ("/account/login/", sent),
            (
                "/settings/",
                {"name": "Ilze", "language": "en", "time_zone": "Europe/Riga", "mail_frequency": "each"},
            ),
            ("/account/logout/", {}),
        ):
            response = client.post(
                path,
                {**data, "csrfmiddlewaretoken": str(token)},
                secure=True,
                headers={"referer": "https://testserver/"},
            )
            assert response.status_code == 302, path
            assert not list(missing_from(response)), path
            seen |= response.cookies.keys()
            token = client.cookies[now.CSRF_COOKIE_NAME].value
        transaction.set_rollback(True)
    assert seen == {"__Host-sessionid", "__Host-csrftoken", "__Host-language"}
    found(f"{len(seen)} cookies, all __Host-")


@pytest.mark.once
def test_the_check_of_a_deployment_has_nothing_to_say(found: Callable[[str], None]) -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **production_environment()},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout, done.stdout
    found("check --deploy: 0 warnings")
