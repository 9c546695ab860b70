"""The good practices that are suggested where a needs analysis or a mentor profile names one.

Registered here and not in ``benchmarks``: which city's library is meant, only the owner of the response knows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse

from benchmarks.enums import PracticeState
from benchmarks.queries import practices_visible_by_id
from inclucities.prepared.queries import prepared
from inclucities.questionnaires.domain.suggestions import Suggestion
from needs_analysis.models import MentorProfile
from schemes.queries.matches import accepted_matches

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.db.models import QuerySet

    from benchmarks.models import GoodPractice
    from inclucities.accounts.models import User
    from inclucities.questionnaires.models import Response

Named = tuple[int, str, str]


def practices_of_the_mentor(response: Response, person: User) -> tuple[Suggestion, ...]:
    """Return the released practices of the mentor, as long as the match holds, that ``person`` may open. One query.

    None in a community of practice: it has no mentor, and nobody is asked about one there.
    """
    return _suggestions(_released_by_the_mentor(response.pk, person.pk)) if person.is_active else ()


def practices_of_the_city(response: Response, person: User) -> tuple[Suggestion, ...]:
    """Return the practices of a profile's city, unless withdrawn, that ``person`` may open. One query."""
    return _suggestions(_in_the_library(response.pk, person.pk)) if person.is_active else ()


def _suggestions(practices: Iterable[Named]) -> tuple[Suggestion, ...]:
    return tuple(
        Suggestion(title, language, reverse("practices:tasks", args=[pk]))
        for pk, title, language in practices
        if title
    )


@prepared
def _released_by_the_mentor(response: int, person: int) -> QuerySet[Any, Named]:
    mentors = accepted_matches().filter(mentee__needs_analysis__response=response)
    practices = practices_visible_by_id(person).filter(
        state=PracticeState.RELEASED, organisation__in=mentors.values("mentor__organisation")
    )
    return _named(practices)


@prepared
def _in_the_library(response: int, person: int) -> QuerySet[Any, Named]:
    city = MentorProfile.objects.filter(response=response).values("organisation")
    practices = practices_visible_by_id(person).exclude(state=PracticeState.WITHDRAWN)
    return _named(practices.filter(organisation__in=city))


def _named(practices: QuerySet[GoodPractice]) -> QuerySet[Any, Named]:
    return practices.order_by("title", "pk").values_list("pk", "title", "title_language")
