"""compose.yaml holds what production needs; what is taken out is missed."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable
from typing import Any

import pytest
import yaml

from bin.check_compose import faults
from bin.commands import ROOT

pytestmark = pytest.mark.once

MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))


def test_the_file_of_the_repository_has_no_fault() -> None:
    assert faults(COMPOSE, MAKEFILE) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda services: services.pop("scheduler"), "the service scheduler is missing"),
        (
            lambda services: services["web"].update(command=["gunicorn"]),
            "the service web must run `make web`",
        ),
        (lambda services: services["redis"].update(image="redis:6"), "the service redis must run redis:7"),
        (lambda services: services["web"].pop("healthcheck"), "the service web has no health check"),
        (
            lambda services: services["postgres"].update(ports=["5432:5432"]),
            "the service postgres must not publish a port",
        ),
        (
            lambda services: services["worker"].update(environment={}),
            "the service worker does not say where database and broker are",
        ),
        (
            lambda services: services["web"].update(volumes=["other:/data"]),
            "the volume other is not declared",
        ),
    ],
)
def test_what_is_wrong_is_named(change: Callable[[dict[str, Any]], Any], said: str) -> None:
    compose = copy.deepcopy(COMPOSE)
    change(compose["services"])

    assert said in faults(compose, MAKEFILE)


def test_a_command_needs_its_target() -> None:
    assert "the Makefile has no target worker" in faults(COMPOSE, MAKEFILE.replace("\nworker:", "\nother:"))


@pytest.mark.parametrize("text", ["", "- a list", "services: none"])
def test_a_file_without_services_is_refused(text: str) -> None:
    assert faults(yaml.safe_load(text), MAKEFILE) == ["there are no services"]


def test_the_port_of_the_web_server_is_open_to_this_machine_alone() -> None:
    assert COMPOSE["services"]["web"]["ports"] == ["127.0.0.1:${PORT:-8000}:8000"]


def test_the_image_runs_the_same_targets_and_not_as_root() -> None:
    dockerfile = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    used = set(re.findall(r"make (install|static|web)|\"make\", \"(web)\"", dockerfile))

    assert {name for pair in used for name in pair if name} == {"install", "static", "web"}
    assert "bin/bootstrap run" in dockerfile
    assert dockerfile.index("USER inclucities") < dockerfile.index("CMD")
