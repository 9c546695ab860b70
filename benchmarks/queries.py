"""Reading good practices, with the rights of the reader."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from benchmarks.domain import can_be_adapted, understandable
from benchmarks.enums import PracticeState
from benchmarks.models import GoodPractice
from benchmarks.permissions import PracticeAccess
from inclucities.questionnaires.models import Answer, SectionState
from schemes.domain.rules import Finding
from schemes.enums import Right
from schemes.queries.rights import organisations_with, programmes_with, rights_on_organisation

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from inclucities.accounts.models import User

QUESTIONNAIRE = "good_practice"


@dataclass(frozen=True, slots=True)
class OpenedPractice:
    """A good practice and what the person who opened it may do with it now."""

    practice: GoodPractice
    access: PracticeAccess


def practices_visible_to(person: User) -> QuerySet[GoodPractice]:
    """Return the good practices that ``person`` may open now."""
    return GoodPractice.objects.filter(
        Q(organisation__in=organisations_with(person, Right.VIEW_PRACTICE))
        | Q(
            state=PracticeState.RELEASED,
            organisation__programme__in=programmes_with(person, Right.VIEW_RELEASED_PRACTICE),
        )
    )


def open_practice(person: User, pk: int) -> OpenedPractice | None:
    """Return a good practice with the person's access, or ``None`` for whom it does not exist. Two queries."""
    practice = (
        GoodPractice.objects.filter(pk=pk)
        .select_related("organisation__programme", "response__questionnaire")
        .first()
    )
    if practice is None:
        return None
    access = PracticeAccess(
        rights=rights_on_organisation(person, practice.organisation), state=PracticeState(practice.state)
    )
    return OpenedPractice(practice, access) if access.reads_versions else None


def findings_for_release(practice: GoodPractice) -> list[Finding]:
    """Return what the rules G-1 and G-2 say of a fiche now. Two queries."""
    missing = sum(
        len(keys)
        for keys in SectionState.objects.filter(response=practice.response).values_list("missing", flat=True)
    )
    values = Answer.objects.filter(response=practice.response).values_list("value", flat=True)
    return [can_be_adapted(missing), understandable(str(value.get("text", "")) for value in values)]
