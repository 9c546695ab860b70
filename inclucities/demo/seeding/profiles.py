"""Mentor profiles (Annex 3) of the mentor cities: written by city and association, and published."""

from __future__ import annotations

from inclucities.accounts.models import User
from inclucities.demo.seeding.answers import only, write_answers
from inclucities.demo.seeding.texts import SCHEMES, exists, read
from inclucities.demo.seeding.world import World
from inclucities.questionnaires.enums import AnsweredBy
from inclucities.questionnaires.queries.specs import spec_of
from needs_analysis.models import MentorProfile
from needs_analysis.services.profiles import complete_profile_context, publish_profile, start_profile


def have_profiles(world: World) -> bool:
    """Tell whether a city of the programme has a profile already."""
    return MentorProfile.objects.filter(organisation__programme=world.programme).exists()


def seed_profiles(world: World) -> None:
    """Write and publish the profile of every mentor city that has one in the texts."""
    for key in SCHEMES:
        for city, details in read(key, "scheme")["cities"].items():
            if exists(key, city, "mentor_profile"):
                _seed_profile(world, key, city, world.person("association", details["association"]))


def _seed_profile(world: World, key: str, city: str, association: User) -> None:
    lead = world.person("mentor", city)
    profile = start_profile(organisation=world.city(key, city), by=lead)
    response = profile.response
    write_answers(world, response, read(key, city, "mentor_profile"), only(lead))
    write_answers(world, response, read(key, city, "association"), only(association))
    for section in spec_of(response.questionnaire).sections:
        if section.answered_by == AnsweredBy.ASSOCIATION:
            complete_profile_context(profile=profile, section_key=section.key, by=association)
    publish_profile(profile=profile, by=lead)
