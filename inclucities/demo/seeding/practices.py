"""Good practices (Annex 4) of the mentor cities: written by a colleague, released by the lead."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from benchmarks.models import GoodPractice
from benchmarks.services import TITLE_QUESTION, release_practice, send_to_review, start_practice
from inclucities.demo.seeding.answers import only, write_answers
from inclucities.demo.seeding.steps import Step
from inclucities.demo.seeding.texts import SCHEMES, practices_of, read
from inclucities.demo.seeding.world import World


def have_practices(world: World) -> bool:
    """Tell whether a city of the programme has a good practice already."""
    return GoodPractice.objects.filter(organisation__programme=world.programme).exists()


def steps_of_practices(world: World) -> Iterator[Step]:
    """Write and release every good practice that is in the texts."""
    for key in SCHEMES:
        for city in read(key, "scheme")["cities"]:
            for name in practices_of(key, city):
                text = read(key, city, "practices", name)
                of = (world, key, city, name)
                yield world.step(text["written"], 13, f"{key}: {name} written", partial(_write, *of))
                yield world.step(text["released"], 16, f"{key}: {name} released", partial(_release, *of))


def _write(world: World, key: str, city: str, name: str) -> None:
    """Write a practice and hand it to the lead."""
    text = read(key, city, "practices", name)
    author = world.person("colleague", city)
    answers = {**text["answers"]}
    practice = start_practice(
        organisation=world.city(key, city), title=answers.pop(TITLE_QUESTION)["text"], by=author
    )
    write_answers(world, practice.response, {**text, "answers": answers}, only(author))
    send_to_review(practice=practice, by=author)


def _release(world: World, key: str, city: str, name: str) -> None:
    title = read(key, city, "practices", name)["answers"][TITLE_QUESTION]["text"]
    practice = GoodPractice.objects.select_related("organisation", "response__questionnaire").get(
        organisation=world.city(key, city), title=title
    )
    release_practice(practice=practice, by=world.person("mentor", city))
