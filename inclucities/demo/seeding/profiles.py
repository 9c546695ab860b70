"""Mentor profiles (Annex 3) of the mentor cities: written by city and association, and published."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from inclucities.demo.seeding.answers import only, write_answers
from inclucities.demo.seeding.steps import Step
from inclucities.demo.seeding.texts import SCHEMES, exists, read
from inclucities.demo.seeding.world import World
from inclucities.questionnaires.enums import AnsweredBy
from inclucities.questionnaires.queries.specs import spec_of
from needs_analysis.models import MentorProfile
from needs_analysis.services.profiles import complete_profile_context, publish_profile, start_profile


def have_profiles(world: World) -> bool:
    """Tell whether a city of the programme has a profile already."""
    return MentorProfile.objects.filter(organisation__programme=world.programme).exists()


def steps_of_profiles(world: World) -> Iterator[Step]:
    """Write and publish the profile of every mentor city that has one in the texts."""
    for key in SCHEMES:
        for city in read(key, "scheme")["cities"]:
            if exists(key, city, "mentor_profile"):
                of = (world, key, city)
                profile, context = read(key, city, "mentor_profile"), read(key, city, "association")
                yield world.step(profile["written"], 9, f"{key}: profile written", partial(_write, *of))
                yield world.step(
                    context["written"], 9, f"{key}: context written", partial(_write_context, *of)
                )
                yield world.step(
                    profile["published"], 15, f"{key}: profile published", partial(_publish, *of)
                )


def _write(world: World, key: str, city: str) -> None:
    lead = world.person("mentor", city)
    profile = start_profile(organisation=world.city(key, city), by=lead)
    write_answers(world, profile.response, read(key, city, "mentor_profile"), only(lead))


def _write_context(world: World, key: str, city: str) -> None:
    """Let the association write its part and declare it complete."""
    profile = _profile(world, key, city)
    person = world.person("association", read(key, "scheme")["cities"][city]["association"])
    write_answers(world, profile.response, read(key, city, "association"), only(person))
    for section in spec_of(profile.response.questionnaire).sections:
        if section.answered_by == AnsweredBy.ASSOCIATION:
            complete_profile_context(profile=profile, section_key=section.key, by=person)


def _publish(world: World, key: str, city: str) -> None:
    publish_profile(profile=_profile(world, key, city), by=world.person("mentor", city))


def _profile(world: World, key: str, city: str) -> MentorProfile:
    return MentorProfile.objects.select_related("organisation", "response__questionnaire").get(
        organisation=world.city(key, city)
    )
