"""The texts of the demonstration: well formed, within limits, ours, and about nobody who exists."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import CommandError, call_command
from django.utils import timezone

from inclucities.demo.seeding import people, texts
from inclucities.demo.seeding.clock import SATURDAY, time_of_the_story
from inclucities.demo.seeding.demonstration import PARTS, steps_of
from inclucities.demo.seeding.world import World
from inclucities.discussions.domain import begins_with_telling
from inclucities.questionnaires.domain.definitions import definition_in
from inclucities.questionnaires.domain.specs import QuestionnaireSpec, questionnaire_from
from inclucities.questionnaires.domain.values import clean_row, clean_value, row_is_complete
from inclucities.questionnaires.enums import ColumnType, QuestionType
from inclucities.questionnaires.registry import registered_folders, registered_suggesters
from inclucities.texts.domain import WRITING_LANGUAGES
from schemes.models import Programme

FILES = sorted(texts.ROOT.rglob("*.yaml"))
SPECS = {
    spec.key: spec
    for spec in (
        questionnaire_from(definition_in(folder, registered_suggesters())) for folder in registered_folders()
    )
}
TODAY = dt.date(2024, 1, 31)
#: Mayors and officials of the real cities, past and present: no word of the demonstration names them.
REAL_OFFICIALS = (
    "Rāviņš", "Daģis", "Jodogne", "Clerfayt", "Somers", "Vandersmissen", "Philippe Close", "Puccio",
    "Chaillou", "Desnoues", "Tagkalegkas", "Ταγκαλέγκας", "Javier Ayala", "Manuel Robles",
)  # fmt: skip


def spec_for(path: Path, text: dict[str, Any]) -> QuestionnaireSpec:
    """Return the questionnaire that a file answers."""
    keys = [*(text.get("answers") or {}), *(text.get("rows") or {})]
    keys += [key for answers in (text.get("people") or {}).values() for key in answers]
    for prefix, name in (("na_", "needs_analysis"), ("mp_", "mentor_profile"), ("gp_", "good_practice")):
        if keys[0].startswith(prefix):
            assert all(key.startswith(prefix) for key in keys), path
            return SPECS[name]
    raise AssertionError(path)


def name_of(path: Path) -> str:
    return path.relative_to(texts.ROOT).with_suffix("").as_posix()


ANSWER_FILES = [
    path
    for path in FILES
    if path.parent.name != "programme" and path.stem not in ("scheme", "city", "reopened", "comments")
]


def answers_in(text: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    yield from {**(text.get("answers") or {}), **(text.get("final_answers") or {})}.items()
    for answers in (text.get("people") or {}).values():
        yield from answers.items()


@pytest.mark.parametrize("path", ANSWER_FILES, ids=name_of)
def test_answers_fit_their_questions(path: Path) -> None:
    text = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert text["language"] in WRITING_LANGUAGES
    spec = spec_for(path, text)
    for key, given in answers_in(text):
        value = {part: given[part] for part in given if part not in (*WRITING_LANGUAGES, "by", "language")}
        if "unknown" in value or "not_applicable" in value:
            continue
        cleaned = clean_value(spec.question(key), value)
        assert cleaned.keys() == value.keys(), (key, value)


@pytest.mark.parametrize("path", ANSWER_FILES, ids=name_of)
def test_rows_fit_their_columns_and_refer_to_rows_that_exist(path: Path) -> None:
    text = yaml.safe_load(path.read_text(encoding="utf-8"))
    spec = spec_for(path, text)
    base = path.with_name("needs_analysis.yaml") if path.stem == "revision" else path
    named = {
        (key, row["id"])
        for key, rows in (yaml.safe_load(base.read_text(encoding="utf-8")).get("rows") or {}).items()
        for row in rows
        if "id" in row
    }
    for key, rows in (text.get("rows") or {}).items():
        question = spec.question(key)
        columns = {column.key: column for column in question.columns}
        for row in rows:
            cells = {part: row[part] for part in row if part in columns}
            assert set(row) - set(cells) <= {"id", "by", "language", *WRITING_LANGUAGES}, (key, row)
            for column in question.columns:
                given = cells.get(column.key)
                if column.to and given:
                    wanted = [given] if column.type == ColumnType.REFERENCE else given
                    assert {(column.to, name) for name in wanted} <= named, (key, row)
                    cells[column.key] = "3f2504e0-4f89-41d3-9a0c-0305e82c3301"
                elif column.type == ColumnType.DATE and given:
                    cells[column.key] = texts.date_cell(given, TODAY)
            assert row_is_complete(question, clean_row(question, cells)), (key, row)


@pytest.mark.parametrize("path", ANSWER_FILES, ids=name_of)
def test_long_answers_are_neither_thin_nor_endless(path: Path) -> None:
    text = yaml.safe_load(path.read_text(encoding="utf-8"))
    spec = spec_for(path, text)
    for key, given in answers_in(text):
        if spec.question(key).type == QuestionType.LONG_TEXT and "text" in given:
            assert 80 <= len(given["text"].split()) <= 200, (key, len(given["text"].split()))


def test_jelgava_writes_latvian_with_english_beside_every_long_answer() -> None:
    for name in ("needs_analysis", "association", "revision"):
        text = texts.read("jelgava_schaerbeek", "jelgava", name)
        assert text["language"] == "lv"
        for key, given in text["answers"].items():
            assert "text" not in given or given.get("en"), key


def test_no_two_long_texts_are_the_same() -> None:
    seen: dict[str, str] = {}
    for path in ANSWER_FILES:
        text = yaml.safe_load(path.read_text(encoding="utf-8"))
        for key, given in answers_in(text):
            words = given.get("text", "")
            if len(words) > 200:
                assert words not in seen, (path, key, seen[words])
                seen[words] = f"{path}: {key}"


COMMENT_FILES = [path for path in FILES if path.stem == "comments"]


@pytest.mark.parametrize("path", COMMENT_FILES, ids=name_of)
def test_mentors_ask_and_do_not_tell(path: Path) -> None:
    threads = yaml.safe_load(path.read_text(encoding="utf-8"))["threads"]
    said = [said for thread in threads for said in thread["says"]]
    assert {comment["language"] for comment in said} <= WRITING_LANGUAGES.keys()
    by_mentors = [comment for comment in said if comment["by"].partition(".")[0] in ("mentor", "colleague")]
    assert by_mentors
    for comment in by_mentors:
        assert not begins_with_telling(comment["text"]), comment
        assert "?" in comment["text"], comment


def test_nobody_who_exists_is_named() -> None:
    whole = "\n".join(path.read_text(encoding="utf-8") for path in FILES)
    assert [name for name in REAL_OFFICIALS if name in whole] == []


def test_everybody_is_another_person_with_an_address_in_ascii() -> None:
    everybody = list(people.everybody())
    addresses = [email for email, _person in everybody]
    names = [person["name"] for _email, person in everybody]
    assert len(set(addresses)) == len(addresses) == 66
    assert len(set(names)) == len(names)
    assert all(email.isascii() and email == email.lower() for email in addresses)


def test_every_organisation_has_a_name_in_both_languages() -> None:
    named = [*texts.read("programme", "associations").values()]
    named += [
        texts.read(scheme, city, "city") for scheme in texts.SCHEMES for city in texts.cities_of(scheme)
    ]
    assert len(named) == 27
    for organisation in named:
        assert {"en", "lv", organisation["original_language"]} <= set(organisation["names"])


def test_every_scheme_says_its_theme_in_both_languages() -> None:
    for scheme in texts.SCHEMES:
        assert {"en", "lv"} <= set(texts.read(scheme, "scheme")["themes"])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("+1 months", "2024-02-29"),
        ("-2 months", "2023-11-30"),
        ("+12 months", "2025-01-31"),
        ("-10 days", "2024-01-21"),
        ("+3 weeks", "2024-02-21"),
        ("-2 months +5 days", "2023-12-05"),
    ],
)
def test_days_are_relative_to_the_day_of_seeding(text: str, expected: str) -> None:
    assert texts.day(text, TODAY).isoformat() == expected


def test_steps_come_in_the_same_order_whatever_the_day() -> None:
    with time_of_the_story(dt.datetime(2020, 1, 1, tzinfo=dt.UTC)) as clock:
        orders = set()
        for count in range(366):
            today = TODAY + dt.timedelta(days=count)
            steps = steps_of(PARTS, World(Programme(), today, clock))
            assert steps[-1].at.date() < today
            assert all(step.at.weekday() < SATURDAY for step in steps)
            by_scheme: dict[str, list[str]] = {}
            for step in steps:
                by_scheme.setdefault(step.name.partition(":")[0], []).append(step.name)
            orders.add(tuple(tuple(by_scheme[key]) for key in texts.SCHEMES))
    assert len(orders) == 1


def test_a_step_that_lies_ahead_is_refused() -> None:
    with (
        time_of_the_story(dt.datetime(2020, 1, 1, tzinfo=dt.UTC)) as clock,
        pytest.raises(ValueError, match="lies ahead"),
    ):
        clock.go_to(dt.datetime(2999, 1, 1, tzinfo=dt.UTC))


def test_the_clock_goes_forward_only() -> None:
    with time_of_the_story(dt.datetime(2020, 1, 3, 9, tzinfo=dt.UTC)) as clock:
        clock.spend(minutes=20)
        clock.go_to(dt.datetime(2020, 1, 2, tzinfo=dt.UTC))
        assert timezone.now() == dt.datetime(2020, 1, 3, 9, 20, tzinfo=dt.UTC)
    assert timezone.now().year > 2020


def test_a_date_says_the_month_where_months_are_meant() -> None:
    assert texts.date_cell("+1 months", TODAY) == "2024-02"
    assert texts.date_cell("+3 weeks", TODAY) == "2024-02-21"
    assert texts.date_cell("2016", TODAY) == "2016"


def test_another_date_is_refused() -> None:
    with pytest.raises(ValueError, match="no date relative"):
        texts.day("tomorrow", TODAY)


def test_refuses_settings_that_are_no_demonstration(settings: Any) -> None:
    settings.DEMO = False
    with pytest.raises(CommandError, match="not those of a demonstration"):
        call_command("seed_demo", stdout=StringIO())


def test_refuses_without_debug_unless_asked_for(settings: Any) -> None:
    settings.DEBUG = settings.DEMO_WITHOUT_DEBUG = False
    with pytest.raises(CommandError, match="DEMO_WITHOUT_DEBUG=true"):
        call_command("seed_demo", stdout=StringIO())


@pytest.mark.django_db
def test_asks_for_the_questionnaires_first() -> None:
    with pytest.raises(CommandError, match="load_questionnaires"):
        call_command("seed_demo", stdout=StringIO())
