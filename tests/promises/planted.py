"""A world in which everything that can be written is written, and a text of one's choice planted in all of it."""

from __future__ import annotations

import itertools
import uuid
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import models

from benchmarks.models import GoodPractice
from benchmarks.services import start_practice
from inclucities.accounts.models import User
from inclucities.discussions.permissions import talk_about
from inclucities.discussions.services import open_thread
from inclucities.notifications.enums import NotificationKind
from inclucities.notifications.services import notify, silently
from inclucities.questionnaires.models import Edition, Question, Questionnaire, Response
from inclucities.questionnaires.queries.specs import spec_of
from inclucities.questionnaires.services.answers import Draft, record_answer
from inclucities.questionnaires.services.responses import freeze_version
from inclucities.questionnaires.services.rows import retire_row
from inclucities.questionnaires.services.translations import record_translation
from inclucities.targets.registry import registered_kinds
from needs_analysis.enums import ProfileStage, Stage
from needs_analysis.models import NeedsAnalysis
from needs_analysis.services.profiles import start_profile
from schemes.enums import FactKey, Role
from schemes.models import Organisation, Participation, Programme
from schemes.services.frame import record_fact
from schemes.services.invitations import invite
from schemes.services.rules import override_rule
from tests.journeys.desks import Jelgava, make_jelgava
from tests.needs_analysis.conftest import LONG, answer_anyhow
from tests.world import World

#: Things that many schemes share: whoever goes on from one of them has left the scheme.
HUBS = (User, Questionnaire, Question, Edition, Programme, Organisation, Permission, ContentType)
#: Columns whose words are keys, addresses or secrets and never a person's own.
KEYS = frozenset(
    {
        "password",
        "email",
        "to",
        "language",
        "original_language",
        "working_language",
        "time_zone",
        "country",
        "key",
    }
    | {
        "target_kind",
        "kind",
        "anchor",
        "audience",
        "field",
        "stage",
        "section_key",
        "rule",
        "filename",
        "checksum",
    }
    | {
        "dedupe_key",
        "idempotency_key",
        "token_hash",
        "object_pk",
        "definition",
        "error",
        "cache_key",
        "value_of",
    }
)
#: Keys of JSON below which words are a person's own, however short.
WRITTEN = frozenset({"text", "source", "reason"})

Row = tuple[type[models.Model], Any]
Plant = Callable[[Row, str, str, int], str]


def write_everything(world: World) -> None:
    """Let the people of each scheme and city write all that the product lets them write."""
    peer = world.person("peer_lead")
    writers = (
        (world.mentee, world.person("mentee_lead")),
        (world.second_mentee, world.person("second_lead")),
        (world.foreign_mentee, world.person("foreign_lead")),
        (Participation.objects.get(scheme=world.community, memberships__person=peer), peer),
    )
    for party, lead in writers:
        write_for(party, lead)
    for city, persona in (("Schaerbeek", "mentor_lead"), ("Mechelen", "asked_mentor")):
        lead = world.person(persona)
        profile = start_profile(organisation=world.cities[city], by=lead)
        _fill(profile.response, lead, ProfileStage.PUBLISHED)
        _talk(profile, lead)
        _practice(world.cities[city], lead)


def write_for(party: Participation, lead: User) -> None:
    """Let the lead of a city write its needs analysis, comment on it, and begin a good practice."""
    analysis = NeedsAnalysis.objects.get(participation=party)
    _fill(analysis.response, lead, Stage.SHARED)
    _talk(analysis, lead)
    _practice(party.organisation, lead)
    with silently():
        notify(recipients=[lead], kind=NotificationKind.ASKED, target=analysis, by=None, needs_action=True)


def write_jelgava() -> Jelgava:
    """Let the people of Jelgava write all that they can."""
    made = make_jelgava()
    party = made.analysis.participation
    write_for(party, made.lead)
    with_message = {"message": "Come and Write with us", "by": made.lead}
    invite(email="anna@demo.example", role=Role.MENTEE_MEMBER, scope=party, **with_message)
    record_fact(
        organisation=party.organisation,
        key=FactKey.MIGRANT_SHARE,
        year=2021,
        value=43,
        definition="Minorities of the City",
        source="City Register",
        by=made.coordinator,
    )
    override_rule(scheme=party.scheme, rule_id="N-1", reason="Decided before.", by=made.coordinator)
    return made


def _fill(response: Response, by: User, stage: Any) -> None:
    spec = spec_of(response.questionnaire)
    answered = set(response.answers.values_list("question__key", flat=True))
    for section in spec.sections:
        for question in section.questions:
            if question.key not in answered:
                answer_anyhow(response, question.key, by)
    for answer in response.answers.filter(value__has_key="text"):
        record_answer(
            response=response,
            section_key=spec.section_of(answer.question.key).key,
            question_key=answer.question.key,
            draft=Draft(value={"text": f"{LONG} Again."}),
            base_version=answer.version,
            by=by,
        )
        if spec.question(answer.question.key).type == "long_text":
            record_translation(of=answer, field="text", language="lv", text="Tulkots", base_version=0, by=by)
    freeze_version(response=response, stage=stage, by=by, note="What is New here")
    for row in response.rows.filter(retired_at=None).order_by("-pk")[:2]:
        section = spec.section_of(row.question.key).key
        retire_row(response=response, section_key=section, uuid=row.uuid, by=by)


def _talk(target: Any, by: User) -> None:
    talk = talk_about(by, target)
    section = spec_of(target.response.questionnaire).sections[0]
    anchor = section.questions[0].key
    for known in talk.offered(anchor):
        open_thread(
            target=target,
            anchor=anchor,
            audience=known.code,
            text="Said among Us",
            language="en",
            token=uuid.uuid4(),
            by=by,
        )


def _practice(city: Organisation, by: User) -> GoodPractice:
    practice = start_practice(organisation=city, title="Language Buddies", by=by)
    _fill(practice.response, by, "draft")
    return practice


# -- What belongs to what ---------------------------------------------------------------------------------


def rows_around(root: models.Model, links: Mapping[Row, list[Row]]) -> set[Row]:
    """Return every row that hangs together with one, without going on from what many schemes share."""
    found: set[Row] = set()
    waiting: list[Row] = [(type(root), root.pk)]
    while waiting:
        row = waiting.pop()
        if row in found:
            continue
        found.add(row)
        if row[0] not in HUBS or row == (type(root), root.pk):
            waiting += links.get(row, ())
    return {row for row in found if row[0] not in HUBS or row == (type(root), root.pk)}


def links_between_rows() -> dict[Row, list[Row]]:
    """Return which rows point at one another, by foreign key or by the one pointer to anything."""
    kinds = {kind.name: kind.model for kind in registered_kinds()}
    graph: dict[Row, list[Row]] = defaultdict(list)
    for model in apps.get_models():
        pointers = [column for column in model._meta.concrete_fields if column.related_model]
        for instance in model._base_manager.all():
            others: list[Row] = [
                (column.related_model, value)
                for column in pointers
                if (value := getattr(instance, column.attname)) is not None
            ]
            if getattr(instance, "target_kind", "") in kinds:
                others.append((kinds[instance.target_kind], instance.target_id))
            for other in others:
                graph[model, instance.pk].append(other)
                graph[other].append((model, instance.pk))
    return graph


# -- Planting ---------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Planted:
    """What was planted where."""

    row: Row
    column: str
    text: str

    @property
    def place(self) -> str:
        """Name the column."""
        return f"{self.row[0].__name__}.{self.column}"


def plant(rows: set[Row], make: Plant) -> list[Planted]:
    """Put a text in the place of every text of a person's own; ``make`` gives it, and knows the room there is."""
    planted: list[Planted] = []
    for model, key in sorted(rows, key=lambda row: (row[0].__name__, str(row[1]))):
        if model._meta.app_label in {
            "audit",
            "sessions",
            "contenttypes",
            "auth",
            "guardian",
            "account",
            "mfa",
        }:
            continue
        instance = model._base_manager.get(pk=key)
        changes: dict[str, Any] = {}
        for column in model._meta.concrete_fields:
            if column.name in KEYS or column.choices:
                continue
            old = getattr(instance, column.attname)

            def put(text: str, room: int, column: str = column.name, row: Row = (model, key)) -> str:
                planted.append(Planted(row, column, make(row, column, text, room)))
                return planted[-1].text

            if isinstance(old, str) and _is_written(old) and not isinstance(column, models.UUIDField):
                changes[column.attname] = put(old, column.max_length or 5000)
            elif isinstance(column, models.JSONField) and isinstance(old, dict | list):
                changes[column.attname] = _in_json(old, put)
        if changes:
            model._base_manager.filter(pk=key).update(**changes)
    return planted


def _in_json(value: Any, put: Callable[[str, int], str], key: str = "") -> Any:
    if isinstance(value, dict):
        return {name: _in_json(part, put, name) for name, part in value.items()}
    if isinstance(value, list):
        return [_in_json(part, put, key) for part in value]
    if isinstance(value, str) and key not in KEYS - {"kind"} and (_is_written(value) or key in WRITTEN):
        return put(value, 150)
    return value


def _is_written(text: str) -> bool:
    """Tell words that people write from keys, which are small letters without blanks, and from moments."""
    return (
        bool(text) and not text[0].isdigit() and (" " in text or not text.isascii() or text != text.lower())
    )


def marks(rows: set[Row], prefix: str) -> list[Planted]:
    """Plant a mark in every text, each of its own: ``prefix`` and a number."""
    numbers = itertools.count(1)

    def make(_row: Row, _column: str, old: str, room: int) -> str:
        mark = f"{prefix}{next(numbers):05d}x"
        return f"{old[: max(room - len(mark) - 1, 0)]} {mark}".strip()

    planted = plant(rows, make)
    for one in planted:
        one.text = one.text[-len(prefix) - 6 :]
    return planted
