"""Reading good practices, with the rights of the reader."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Max, Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from benchmarks.domain import CONTACTS, can_be_adapted, understandable
from benchmarks.enums import PracticeState
from benchmarks.models import GoodPractice
from benchmarks.permissions import PracticeAccess
from inclucities.discussions.registry import DiscussionPolicy
from inclucities.questionnaires.enums import AnsweredBy, Audience
from inclucities.questionnaires.models import Answer, SectionState
from inclucities.questionnaires.queries.desk import Desk
from inclucities.questionnaires.queries.margin import Margin
from inclucities.questionnaires.queries.specs import question_ids_of, spec_of
from inclucities.questionnaires.queries.talks import Circle, ResponseTalk, not_kept_to_own_side
from inclucities.texts.domain import Localised
from inclucities.ui.domain.shapes import MenuItem
from schemes.domain.rules import Finding
from schemes.enums import OrganisationKind, Right
from schemes.models import Organisation
from schemes.queries.holders import holders_in_library, holders_in_programme
from schemes.queries.places import library_places
from schemes.queries.rights import (
    organisations_with,
    organisations_with_right,
    programmes_with_right,
    rights_on_organisation,
    rights_on_organisations,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

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
    return practices_visible_by_id(person.pk) if person.is_active else GoodPractice.objects.none()


def practices_visible_by_id(person: int) -> QuerySet[GoodPractice]:
    """Return the same by a person's id, for queries that ask elsewhere whether the account is active."""
    return GoodPractice.objects.filter(
        Q(organisation__in=organisations_with_right(person, Right.VIEW_PRACTICE))
        | Q(
            state=PracticeState.RELEASED,
            organisation__programme__in=programmes_with_right(person, Right.VIEW_RELEASED_PRACTICE),
        )
    )


def practices_found(
    visible: QuerySet[GoodPractice], *, words: str = "", country: str = "", city: int = 0, state: str = ""
) -> QuerySet[GoodPractice]:
    """Narrow a list by a part of the title, country, city and state; what is empty filters nothing."""
    if words:
        visible = visible.filter(title__icontains=words)
    if country:
        visible = visible.filter(organisation__country=country)
    if city:
        visible = visible.filter(organisation=city)
    if state:
        visible = visible.filter(state=state)
    return (
        visible.select_related("organisation")
        .annotate(released_at=Max("response__versions__frozen_at"))
        .order_by("-pk")
    )


def cities_of(visible: QuerySet[GoodPractice]) -> list[Organisation]:
    """Return the cities whose practices are in a list, by name. One query."""
    cities = Organisation.objects.filter(pk__in=visible.values("organisation"))
    return sorted(cities, key=lambda city: city.name)


def cities_writing(person: User) -> list[Organisation]:
    """Return the cities in whose library ``person`` may write, by name. One query."""
    cities = organisations_with(person, Right.EDIT_PRACTICE).filter(kind=OrganisationKind.CITY)
    return sorted(cities, key=lambda city: city.name)


def open_practice(person: User, pk: int) -> OpenedPractice | None:
    """Return a good practice with the person's access, or ``None`` for whom it does not exist. Two queries."""
    practice = (
        GoodPractice.objects.filter(pk=pk)
        .select_related("organisation__programme", "response__questionnaire", "set_aside_by")
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


@dataclass(frozen=True, slots=True)
class MissingIn:
    """A section in which answers are missing that are needed for release."""

    key: str
    title: Localised
    count: int


def missing_in(practice: GoodPractice) -> list[MissingIn]:
    """Return the sections with missing answers, in order. One query."""
    spec = spec_of(practice.response.questionnaire)
    texts = spec.texts(get_language() or "en")
    missing = dict(SectionState.objects.filter(response=practice.response).values_list("key", "missing"))
    return [
        MissingIn(section.key, texts.section(section.key), len(missing[section.key]))
        for section in spec.sections
        if missing.get(section.key)
    ]


def practice_desk(person: User, opened: OpenedPractice, current: str) -> Desk:
    """Return the desk at which ``person`` meets a fiche; ``current`` is the page's address by name."""
    practice, access = opened.practice, opened.access
    return Desk(
        response=practice.response,
        reader=access.reader(person, question_ids_of(practice.response.questionnaire)[CONTACTS]),
        namespace="practices",
        pk=practice.pk,
        base="benchmarks/base_practice.html",
        title=practice.title,
        title_language=practice.title_language,
        city=practice.organisation.name,
        association="",
        version_sides=access.version_sides,
        stages={state.value: str(state.label) for state in PracticeState},
        margin=Margin(PracticeTalk(person, practice, access)),
        context={"practice": practice, "access": access, "practice_menu": _menu(opened, current)},
    )


# -- Talking about it ------------------------------------------------------------------------------

OWN_CITY = Circle("own_city", Audience.OWN_SIDE, frozenset({AnsweredBy.CITY}))
#: Contacts who have not agreed to being shown are talked about within the city.
PARTNERS = Circle("partners", Audience.TEAM, frozenset({AnsweredBy.CITY}), but=frozenset({CONTACTS}))
NOWHERE: frozenset[AnsweredBy] = frozenset()


class PracticeTalk(ResponseTalk):
    """How one person takes part in the talk about a fiche (method 3.3). What outsiders read holds no comments."""

    namespace = "practices"

    def __init__(self, person: User, practice: GoodPractice, access: PracticeAccess) -> None:
        self.writes = access.writes
        sides = frozenset({AnsweredBy.CITY}) if access.comments else NOWHERE
        circles = [*([OWN_CITY] if access.writes else []), PARTNERS]
        super().__init__(
            person,
            practice,
            circles=circles if access.comments else [],
            drafts=sides,
            reads_sides=sides,
            writes_on=sides,
        )

    def readable(self) -> Q:
        """Return what the circles of the person read; the city reads all that stands beside its fiche."""
        if self.writes:
            return Q()
        return Q(audience=PARTNERS.code) & not_kept_to_own_side("good_practice")

    def sentence(self, code: str) -> str:
        """Name the city whose fiche it is."""
        city = {"city": self.target.organisation.name}
        if code == OWN_CITY.code:
            return _("Read by %(city)s only.") % city
        if code == PARTNERS.code:
            return _("Read by %(city)s, its association and the facilitator.") % city
        return ""

    def people(self, code: str) -> Iterable[int]:
        """Return who writes the fiche, and who helps where they are addressed."""
        city = self.target.organisation
        if code == OWN_CITY.code:
            return holders_in_library(city.pk, Right.EDIT_PRACTICE)
        return holders_in_library(city.pk, Right.COMMENT_PRACTICE) | holders_in_programme(
            city.programme_id, Right.COMMENT_PRACTICE
        )


def practice_talks(person: User, practices: Sequence[GoodPractice]) -> Mapping[int, PracticeTalk]:
    """Return how ``person`` takes part in the talk about each of these, by id. Two queries."""
    loaded = list(
        GoodPractice.objects.filter(pk__in=[practice.pk for practice in practices]).select_related(
            "organisation", "response__questionnaire"
        )
    )
    rights = rights_on_organisations(person, [practice.organisation for practice in loaded])
    return {
        practice.pk: PracticeTalk(
            person,
            practice,
            PracticeAccess(rights=rights[practice.organisation_id], state=PracticeState(practice.state)),
        )
        for practice in loaded
    }


def practice_threads_readable_by(person: User) -> Q:
    """Return which threads beside fiches ``person`` may read now: what ``PracticeTalk.readable`` says of each.

    One query, and what the condition is used in.
    """
    held = library_places(person, Right.COMMENT_PRACTICE, Right.EDIT_PRACTICE)
    writes = held.in_library("organisation", Right.COMMENT_PRACTICE, Right.EDIT_PRACTICE)
    return _at(writes) | (
        Q(audience=PARTNERS.code)
        & _at(held.in_library("organisation", Right.COMMENT_PRACTICE))
        & not_kept_to_own_side("good_practice")
    )


def _at(practices: Q) -> Q:
    return Q(target_id__in=GoodPractice.objects.filter(practices).order_by().values("pk"))


GOOD_PRACTICES = DiscussionPolicy(
    kind="good_practice", talks=practice_talks, readable_by=practice_threads_readable_by
)


# -- The desk --------------------------------------------------------------------------------------


def _menu(opened: OpenedPractice, current: str) -> list[MenuItem]:
    """Return the lines beside a fiche: what this reader may open of it."""
    practice, access = opened.practice, opened.access
    lines = []
    if access.reads_draft:
        writing = ("tasks", "section", "whole", "history", "retired", "release", "withdraw", "take_up")
        lines += [("tasks", _("The fiche"), writing), ("preview", _("As others read it"), ("preview",))]
        if practice.response.latest_version:
            lines.append(("versions", _("Versions"), ("versions", "version", "compare")))
    else:
        lines.append(("tasks", _("The practice"), ("tasks", "version")))
    lines.append(("documents", _("Documents"), ("documents",)))
    return [
        MenuItem(label, reverse(f"practices:{name}", args=[practice.pk]), current=current in pages)
        for name, label, pages in lines
    ] + [MenuItem(_("All good practices"), reverse("practices:list"))]
