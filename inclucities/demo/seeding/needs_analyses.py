"""Needs analyses (Annex 2): written, shared, revised with the mentor, each as far as its city is."""

from __future__ import annotations

from typing import Any

from inclucities.demo.seeding.answers import Writer, only, write_answers
from inclucities.demo.seeding.schemes import make_match, replace_first_cities
from inclucities.demo.seeding.texts import SCHEMES, Text, exists, read
from inclucities.demo.seeding.world import World
from inclucities.questionnaires.enums import AnsweredBy
from inclucities.questionnaires.queries.specs import spec_of
from inclucities.questionnaires.services.responses import set_due_date
from needs_analysis.enums import Stage
from needs_analysis.models import NeedsAnalysis
from needs_analysis.services.needs_analyses import (
    complete_association_part,
    reopen_needs_analysis,
    share_needs_analysis,
)

#: The warning that a city takes note of when it shares before its association has answered.
ASSOCIATION_IS_LATE = "N-7"


def have_needs_analyses(world: World) -> bool:
    """Tell whether a city of the programme has shared its needs analysis already."""
    return NeedsAnalysis.objects.filter(
        participation__scheme__programme=world.programme, response__latest_version__gt=0
    ).exists()


def seed_needs_analyses(world: World) -> None:
    """Write all needs analyses and take each through its course; a city that leaves keeps its draft."""
    for key in SCHEMES:
        for details in read(key, "scheme")["cities"].values():
            if "replaces" in details:
                _write_city_part(world, key, details["replaces"]["city"])
    replace_first_cities(world)
    for key in SCHEMES:
        for city, details in read(key, "scheme")["cities"].items():
            if exists(key, city, "needs_analysis"):
                _run(world, key, city, details)


def _run(world: World, key: str, city: str, details: dict[str, Any]) -> None:
    analysis = _write_city_part(world, key, city)
    if exists(key, city, "self_reflection"):
        _write_self_reflections(world, analysis, key, city)
    _association_part(world, analysis, key, city, details)
    lead = world.person("mentee", city)
    for stage in map(Stage, details.get("course", ())):
        changes: Text = {}
        if stage != Stage.SHARED:
            changes = _changes(key, city, stage)
            reopen_needs_analysis(analysis=analysis, by=lead, reason=changes["reason"])
            write_answers(world, analysis.response, changes, _people_of(world, city))
        share_needs_analysis(
            analysis=analysis,
            by=lead,
            stage=stage,
            acknowledged=(ASSOCIATION_IS_LATE,),
            note=changes.get("note", ""),
        )
        if stage == Stage.SHARED and "match" in read(key, "scheme"):
            make_match(world, key)


def _write_city_part(world: World, key: str, city: str) -> NeedsAnalysis:
    analysis = NeedsAnalysis.objects.select_related(
        "response__questionnaire", "participation__scheme__programme", "participation__organisation"
    ).get(participation=world.party(key, city))
    write_answers(world, analysis.response, read(key, city, "needs_analysis"), _people_of(world, city))
    return analysis


def _write_self_reflections(world: World, analysis: NeedsAnalysis, key: str, city: str) -> None:
    text = read(key, city, "self_reflection")
    for role, answers in text["people"].items():
        own = {"language": text["language"], "answers": answers}
        write_answers(world, analysis.response, own, only(world.person(role, city)))


def _association_part(
    world: World, analysis: NeedsAnalysis, key: str, city: str, details: dict[str, Any]
) -> None:
    response = analysis.response
    person = world.person("association", details["association"])
    sections = [
        section.key
        for section in spec_of(response.questionnaire).sections
        if section.answered_by == AnsweredBy.ASSOCIATION
    ]
    answered = exists(key, city, "association")
    if answered:
        write_answers(world, response, read(key, city, "association"), only(person))
    for section in sections:
        if answered:
            complete_association_part(analysis=analysis, section_key=section, by=person)
        elif "association_due" in details:
            set_due_date(
                response=response,
                section_key=section,
                due_on=world.day(details["association_due"]),
                by=world.coordinator,
            )


def _changes(key: str, city: str, stage: Stage) -> Text:
    text = read(key, city, "revision")
    if stage == Stage.REVISED:
        return text
    return {
        "language": text["language"],
        "reason": text["final_reason"],
        "note": text["final_note"],
        "answers": text["final_answers"],
    }


def _people_of(world: World, city: str) -> Writer:
    return lambda role: world.person(role or "mentee", city)
