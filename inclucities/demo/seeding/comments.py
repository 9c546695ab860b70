"""Threads beside needs analyses: mentors who ask, cities that answer, and some that are resolved."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from uuid import UUID, uuid5

from inclucities.accounts.models import User
from inclucities.demo.seeding.steps import Step
from inclucities.demo.seeding.texts import SCHEMES, Text, cities_of, exists, read
from inclucities.demo.seeding.world import World
from inclucities.discussions.models import Thread
from inclucities.discussions.services import open_thread, reply, resolve
from needs_analysis.models import NeedsAnalysis
from needs_analysis.queries.needs_talk import OWN_SIDE, READING_ALONG, WITH_FACILITATOR, with_mentor
from schemes.queries.matches import match_of

#: A comment is named by its place in the files, which tells its thread from others.
NAMESPACE = UUID("7d6b0f0e-3d4f-4d0a-9d53-0d1f5a0c2b77")
#: How the files call the audiences; that of a match bears the number of the match.
CIRCLES = {"own side": OWN_SIDE, "facilitator": WITH_FACILITATOR, "reading along": READING_ALONG}


def have_comments(world: World) -> bool:
    """Tell whether anything was said beside a needs analysis of the programme already."""
    analyses = NeedsAnalysis.objects.filter(participation__scheme__programme=world.programme)
    return Thread.objects.filter(target_kind="needs_analysis", target_id__in=analyses).exists()


def steps_of_comments(world: World) -> Iterator[Step]:
    """Let people talk beside the needs analyses, each comment on its day."""
    for key in SCHEMES:
        for city in cities_of(key):
            if exists(key, city, "comments"):
                for number, thread in enumerate(read(key, city, "comments")["threads"]):
                    yield from _talk(world, key, city, number, thread)


def _talk(world: World, key: str, city: str, number: int, thread: Text) -> Iterator[Step]:
    tokens = [uuid5(NAMESPACE, f"{key}:{city}:{number}:{place}") for place in range(len(thread["says"]))]
    name = f"{key}: {city}, {thread['at']}"
    for place, said in enumerate(thread["says"]):
        act = (
            partial(_answer, world, said, tokens[0], tokens[place])
            if place
            else partial(_open, world, key, city, thread, said, tokens[0])
        )
        yield world.step(said["day"], 13, f"{name}: {said['by']} writes", act)
    if done := thread.get("resolved"):
        act = partial(_resolve, world, done["by"], tokens[0])
        yield world.step(done["day"], 13, f"{name}: resolved", act)


def _open(world: World, key: str, city: str, thread: Text, said: Text, token: UUID) -> None:
    analysis = NeedsAnalysis.objects.get(participation=world.party(key, city))
    circle = CIRCLES.get(thread["to"])
    if circle is None:
        match = match_of(world.scheme(key))
        if match is None:
            raise LookupError(f"{key} has no match in which {said['by']} could write to the mentor.")
        circle = with_mentor(match.pk)
    open_thread(
        target=analysis,
        anchor=thread["at"],
        audience=circle.code,
        text=said["text"],
        language=said["language"],
        token=token,
        by=_person(world, said["by"]),
    )


def _answer(world: World, said: Text, first: UUID, token: UUID) -> None:
    reply(
        thread=Thread.objects.get(comments__token=first),
        text=said["text"],
        language=said["language"],
        token=token,
        by=_person(world, said["by"]),
    )


def _resolve(world: World, by: str, first: UUID) -> None:
    resolve(thread=Thread.objects.get(comments__token=first), by=_person(world, by))


def _person(world: World, address: str) -> User:
    role, _dot, name = address.partition(".")
    return world.person(role, name)
