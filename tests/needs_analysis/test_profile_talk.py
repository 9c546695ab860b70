"""Who reads and writes what beside a mentor profile: its city and association, alone or with the facilitator."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from inclucities.discussions.permissions import may_read, talk_about
from inclucities.questionnaires.enums import Audience
from inclucities.questionnaires.models import Answer
from needs_analysis.queries.needs_talk import OWN_SIDE, WITH_FACILITATOR
from tests.factories.comments import may_say, offered, read_as_one_by_one, say
from tests.needs_analysis.test_profiles import CONTEXT, library

__all__ = ["library"]

pytestmark = pytest.mark.django_db

GOALS, SENSITIVE = "mp_own_learning_goals", "mp_ctx_sensitivities"
OWN = {"asked", "mentor_lead", "writer", "mentor_association"}


def readers(library: Any, thread: Any) -> set[str]:
    return {name for name, person in library.people.items() if may_read(person, thread)}


@pytest.mark.parametrize("published", [False, True])
@pytest.mark.parametrize(("circle", "expected"), [(OWN_SIDE, OWN), (WITH_FACILITATOR, OWN | {"facilitator"})])
def test_each_circle_hears_what_is_said_to_it_and_nobody_else(
    library: Any, circle: Any, expected: set[str], published: bool
) -> None:
    if published:
        library.answer_required()
        library.publish()
    profile = library.profile
    for anchor in (GOALS, CONTEXT, ""):
        thread = say(library.people["asked"], profile, circle.code, anchor)
        assert readers(library, thread) == expected
        writes = {
            name for name, person in library.people.items() if may_say(person, profile, circle.code, anchor)
        }
        assert writes == expected
    read_as_one_by_one(library.people.values(), profile)


def test_what_stands_at_an_answer_of_the_own_side_is_said_there_alone(library: Any) -> None:
    profile = library.profile
    assert offered(library.people["writer"], profile, SENSITIVE) == [OWN_SIDE.code]
    assert offered(library.people["facilitator"], profile, SENSITIVE) == []
    library.say(GOALS, "What we want to learn")
    thread = say(library.people["facilitator"], profile, WITH_FACILITATOR.code, GOALS)
    Answer.objects.filter(question__key=GOALS).update(audience=Audience.OWN_SIDE)
    assert readers(library, thread) == OWN
    read_as_one_by_one(library.people.values(), profile)


def test_pages_show_markers_to_those_who_talk(library: Any, client_for: Any) -> None:
    say(library.people["writer"], library.profile, WITH_FACILITATOR.code, GOALS)
    address = reverse("profiles:whole", args=[library.profile.pk])
    for name in (*OWN, "facilitator"):
        html = client_for(library.people[name]).get(address).content.decode()
        assert f'id="comments-{GOALS}"' in html, name
        assert "1 open comment<" in html
    coordinator = client_for(library.people["coordinator"])
    assert "data-comments" not in coordinator.get(address).content.decode()
    place = f"/threads/at/mentor_profile/{library.profile.pk}/?anchor={GOALS}"
    assert coordinator.get(place).status_code == 403
    assert client_for(library.people["facilitator"]).get(place).status_code == 200


def test_the_writer_is_told_who_reads(library: Any) -> None:
    talk = talk_about(library.people["asked"], library.profile)
    assert [found.sentence for found in talk.offered(GOALS)] == [
        "Read by Schaerbeek and its association only.",
        "Read by Schaerbeek, its association and the facilitator.",
    ]
    assert set(talk.offered(GOALS)[0].people()) == {library.people[name].pk for name in OWN}
    assert library.people["facilitator"].pk in set(talk.offered(GOALS)[1].people())
