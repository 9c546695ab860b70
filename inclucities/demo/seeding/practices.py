"""Good practices (Annex 4) of the mentor cities: written by a colleague, released by the lead."""

from __future__ import annotations

from benchmarks.models import GoodPractice
from benchmarks.services import TITLE_QUESTION, release_practice, send_to_review, start_practice
from inclucities.demo.seeding.answers import only, write_answers
from inclucities.demo.seeding.texts import SCHEMES, practices_of, read
from inclucities.demo.seeding.world import World


def have_practices(world: World) -> bool:
    """Tell whether a city of the programme has a good practice already."""
    return GoodPractice.objects.filter(organisation__programme=world.programme).exists()


def seed_practices(world: World) -> None:
    """Write, review and release every good practice that is in the texts."""
    for key in SCHEMES:
        for city in read(key, "scheme")["cities"]:
            for name in practices_of(key, city):
                _seed_practice(world, key, city, name)


def _seed_practice(world: World, key: str, city: str, name: str) -> None:
    text = read(key, city, "practices", name)
    author, lead = world.person("colleague", city), world.person("mentor", city)
    answers = {**text["answers"]}
    practice = start_practice(
        organisation=world.city(key, city), title=answers.pop(TITLE_QUESTION)["text"], by=author
    )
    write_answers(world, practice.response, {**text, "answers": answers}, only(author))
    send_to_review(practice=practice, by=author)
    release_practice(practice=practice, by=lead)
