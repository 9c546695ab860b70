"""Needs analyses (Annex 2): written, shared, revised with the mentor, each as far as its city is."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from inclucities.demo.seeding.answers import Writer, clear_answers, only, write_answers
from inclucities.demo.seeding.steps import Step
from inclucities.demo.seeding.texts import SCHEMES, Text, exists, read
from inclucities.demo.seeding.world import World
from inclucities.questionnaires.enums import AnsweredBy, Audience
from inclucities.questionnaires.models import Response
from inclucities.questionnaires.queries.specs import spec_of
from inclucities.questionnaires.services.responses import reopen_section, set_due_date
from needs_analysis.enums import Stage
from needs_analysis.models import NeedsAnalysis
from needs_analysis.services.needs_analyses import (
    complete_association_part,
    release_to_programme,
    reopen_needs_analysis,
    share_needs_analysis,
)
from needs_analysis.services.reading_along import invite_to_read_along
from needs_analysis.services.requests import ask_to_reopen
from schemes.queries.people import memberships_in_force

#: The warning that a city takes note of when it shares before its association has answered.
ASSOCIATION_IS_LATE = "N-7"


def have_needs_analyses(world: World) -> bool:
    """Tell whether a city of the programme has shared its needs analysis already."""
    return NeedsAnalysis.objects.filter(
        participation__scheme__programme=world.programme, response__latest_version__gt=0
    ).exists()


def steps_of_needs_analyses(world: World) -> Iterator[Step]:
    """Write all needs analyses and take each through its course; a city that leaves keeps its draft."""
    for key in SCHEMES:
        for city, details in read(key, "scheme")["cities"].items():
            if "replaces" in details:
                yield _written(world, key, details["replaces"]["city"])
            if exists(key, city, "needs_analysis"):
                yield _written(world, key, city)
                yield from _of_the_association(world, key, city, details)
                yield from _course(world, key, city, details)
                yield from _readers(world, key, city, details)


def _written(world: World, key: str, city: str) -> Step:
    on = read(key, city, "needs_analysis")["written"]
    return world.step(on, 9, f"{key}: {city} writes", partial(_write_city_part, world, key, city))


def _of_the_association(world: World, key: str, city: str, details: dict[str, Any]) -> Iterator[Step]:
    """Let the association answer, or be asked until when it should."""
    if exists(key, city, "association"):
        on = read(key, city, "association")["written"]
        act = partial(_write_association_part, world, key, city, details["association"])
        yield world.step(on, 9, f"{key}: association of {city} writes", act)
    elif due := details.get("association_due"):
        act = partial(_ask_association, world, key, city, due["day"])
        yield world.step(due["set"], 11, f"{key}: association of {city} asked", act)


def _course(world: World, key: str, city: str, details: dict[str, Any]) -> Iterator[Step]:
    """Let the city reflect, share, revise and share again, as often as its course says."""
    if exists(key, city, "self_reflection"):
        on = read(key, city, "self_reflection")["written"]
        yield world.step(
            on, 16, f"{key}: people of {city} reflect", partial(_write_self_reflections, world, key, city)
        )
    for stage, on in details.get("course", {}).items():
        changes = {} if stage == Stage.SHARED else _changes(key, city, Stage(stage))
        if changes:
            act = partial(_revise, world, key, city, changes)
            yield world.step(changes["opened"], 9, f"{key}: {city} revises", act)
        opened_to = Audience.SCHEME if details.get("with_group") else Audience.TEAM
        act = partial(_share, world, key, city, Stage(stage), changes.get("note", ""), opened_to)
        yield world.step(on, 15, f"{key}: {city}, {stage}", act)
    if exists(key, city, "reopened"):
        text = read(key, city, "reopened")
        yield world.step(
            text["opened"], 10, f"{key}: {city} opens again", partial(_open_again, world, key, city)
        )
        act = partial(_open_association_part_again, world, key, city, details["association"])
        yield world.step(text["association"]["opened"], 10, f"{key}: association of {city} opens again", act)


def _readers(world: World, key: str, city: str, details: dict[str, Any]) -> Iterator[Step]:
    """Let the lead release a version, let the support group in, and be asked to open it again."""
    if release := details.get("released"):
        act = partial(_release, world, key, city, release["version"])
        yield world.step(release["day"], 11, f"{key}: {city} releases a version", act)
    for role, day in details.get("reading_along", {}).items():
        act = partial(_let_read_along, world, key, city, role)
        yield world.step(day, 12, f"{key}: {role} of {city} reads along", act)
    if asked := details.get("asked_to_reopen"):
        act = partial(_ask_to_reopen, world, key, city, asked)
        yield world.step(asked["day"], 14, f"{key}: {city} is asked to open again", act)


def _write_city_part(world: World, key: str, city: str) -> None:
    text = read(key, city, "needs_analysis")
    write_answers(world, _analysis(world, key, city).response, text, _people_of(world, city))


def _write_self_reflections(world: World, key: str, city: str) -> None:
    text = read(key, city, "self_reflection")
    for role, answers in text["people"].items():
        own = {"language": text["language"], "answers": answers}
        write_answers(world, _analysis(world, key, city).response, own, only(world.person(role, city)))


def _write_association_part(world: World, key: str, city: str, association: str) -> None:
    """Let the association write its section and declare it complete."""
    analysis, person = _analysis(world, key, city), world.person("association", association)
    write_answers(world, analysis.response, read(key, city, "association"), only(person))
    for section in _sections_of_the_association(analysis.response):
        complete_association_part(analysis=analysis, section_key=section, by=person)


def _ask_association(world: World, key: str, city: str, due: str) -> None:
    response = _analysis(world, key, city).response
    for section in _sections_of_the_association(response):
        set_due_date(response=response, section_key=section, due_on=world.day(due), by=world.coordinator)


def _revise(world: World, key: str, city: str, changes: Text) -> None:
    analysis = _analysis(world, key, city)
    reopen_needs_analysis(analysis=analysis, by=world.person("mentee", city), reason=changes["reason"])
    write_answers(world, analysis.response, changes, _people_of(world, city))


def _share(world: World, key: str, city: str, stage: Stage, note: str, opened_to: Audience) -> None:
    share_needs_analysis(
        analysis=_analysis(world, key, city),
        by=world.person("mentee", city),
        stage=stage,
        acknowledged=(ASSOCIATION_IS_LATE,),
        note=note,
        opened_to=opened_to,
    )


def _release(world: World, key: str, city: str, number: int) -> None:
    analysis = _analysis(world, key, city)
    release_to_programme(
        analysis=analysis,
        version=analysis.response.versions.get(number=number),
        by=world.person("mentee", city),
    )


def _let_read_along(world: World, key: str, city: str, role: str) -> None:
    analysis = _analysis(world, key, city)
    invite_to_read_along(
        analysis=analysis,
        membership=memberships_in_force().get(
            person=world.person(role, city), participation_scope=analysis.participation
        ),
        by=world.person("mentee", city),
    )


def _ask_to_reopen(world: World, key: str, city: str, asked: Text) -> None:
    ask_to_reopen(
        analysis=_analysis(world, key, city),
        by=world.person(asked["role"], asked["city"]),
        reason=asked["reason"],
    )


def _open_again(world: World, key: str, city: str) -> None:
    """Open a shared analysis for its next version: some answers are written anew, until a day ahead."""
    analysis, lead = _analysis(world, key, city), world.person("mentee", city)
    text = read(key, city, "reopened")
    reopen_needs_analysis(analysis=analysis, by=lead, reason=text["reason"])
    clear_answers(world, analysis.response, text["anew"], by=lead)
    for section in spec_of(analysis.response.questionnaire).sections:
        set_due_date(
            response=analysis.response,
            section_key=section.key,
            due_on=world.day(text["due"]),
            by=world.coordinator,
        )


def _open_association_part_again(world: World, key: str, city: str, association: str) -> None:
    response, person = _analysis(world, key, city).response, world.person("association", association)
    for section in _sections_of_the_association(response):
        reopen_section(response=response, section_key=section, by=person)
    clear_answers(world, response, read(key, city, "reopened")["association"]["anew"], by=person)


def _analysis(world: World, key: str, city: str) -> NeedsAnalysis:
    return NeedsAnalysis.objects.select_related(
        "response__questionnaire", "participation__scheme__programme", "participation__organisation"
    ).get(participation=world.party(key, city))


def _sections_of_the_association(response: Response) -> list[str]:
    return [
        section.key
        for section in spec_of(response.questionnaire).sections
        if section.answered_by == AnsweredBy.ASSOCIATION
    ]


def _changes(key: str, city: str, stage: Stage) -> Text:
    text = read(key, city, "revision")
    if stage == Stage.REVISED:
        return text
    return {
        "language": text["language"],
        "opened": text["final_opened"],
        "reason": text["final_reason"],
        "note": text["final_note"],
        "answers": text["final_answers"],
    }


def _people_of(world: World, city: str) -> Writer:
    return lambda role: world.person(role or "mentee", city)
