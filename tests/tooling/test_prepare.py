"""When the demo is loaded, and when it is not loaded again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bin import prepare
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The commands that were called, without their work."""
    called: list[str] = []

    def call(name: str, *, accounts: bool, stdout: Any) -> None:
        called.append(name)
        stdout.write("coordinator@demo.example" if accounts else "")

    monkeypatch.setattr("django.core.management.call_command", call)
    return called


def test_a_new_database_gets_the_demo(calls: list[str], tmp_path: Path) -> None:
    assert prepare.seed(tmp_path) == "coordinator@demo.example"
    assert calls == ["seed_demo"]


def test_a_database_with_people_in_it_is_left_alone(calls: list[str], tmp_path: Path) -> None:
    prepare.seed(tmp_path)
    UserFactory()

    assert prepare.seed(tmp_path) == "coordinator@demo.example"
    assert calls == ["seed_demo"]


def test_a_database_that_never_held_the_demo_names_no_accounts(calls: list[str], tmp_path: Path) -> None:
    UserFactory()

    assert prepare.seed(tmp_path) == ""
    assert calls == []


def test_loading_that_was_cut_short_is_taken_up_again(
    calls: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut_short(*_: Any, **__: Any) -> None:
        UserFactory()
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("django.core.management.call_command", cut_short)
        with pytest.raises(KeyboardInterrupt):
            prepare.seed(tmp_path)
    assert prepare.seed(tmp_path) == "coordinator@demo.example"
    assert calls == ["seed_demo"]

    prepare.seed(tmp_path)
    assert calls == ["seed_demo"]


def test_only_questionnaires_that_have_changed_are_told_of(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def told(_: str, *, stdout: Any) -> None:
        stdout.write("needs_analysis: unchanged\nmentor_profile: loaded\n")

    monkeypatch.setattr("django.core.management.call_command", told)
    prepare.load_questionnaires()

    assert capsys.readouterr().err == "Questionnaire mentor_profile: loaded\n"
