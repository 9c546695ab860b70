"""Reading needs analyses, with the rights of the reader."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from django.db.models import Aggregate, Case, CharField, Exists, F, OuterRef, Q, Subquery, Sum, When
from django.utils import timezone
from django.utils.translation import get_language

from inclucities.prepared.queries import prepared
from inclucities.questionnaires.enums import AnsweredBy, Audience, SectionStatus
from inclucities.questionnaires.models import FrozenVersion, SectionState
from inclucities.questionnaires.queries.specs import spec_of
from inclucities.texts.domain import Localised
from needs_analysis.domain.rules import is_waited_for
from needs_analysis.models import NeedsAnalysis
from needs_analysis.permissions import RIGHTS_ON_NEEDS, NeedsAccess
from needs_analysis.queries.reading_along import invitations_in_force
from needs_analysis.queries.stages import waits_of
from schemes.enums import Right
from schemes.models.calendar import today
from schemes.queries.matches import accepted_matches
from schemes.queries.rights import (
    participations_with,
    participations_with_right,
    rights_around,
    rights_of_people,
    rights_on_participations,
)
from schemes.queries.schemes import going_on, in_force

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Mapping, Sequence

    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.models import QuerySet
    from django.db.models.sql.compiler import SQLCompiler

    from inclucities.accounts.models import User
    from needs_analysis.models import ReadingAlong
    from schemes.models import Participation, Scheme

QUESTIONNAIRE = "needs_analysis"
#: So many sections are asked at once, of so many that are open, the most urgent first.
ASKED_AT_MOST, LOOKED_AT = 20, 500


@dataclass(frozen=True, slots=True)
class Opened:
    """A needs analysis and what the person who opened it may do with it now."""

    analysis: NeedsAnalysis
    access: NeedsAccess

    @property
    def match_id(self) -> int | None:
        """The match that holds."""
        found: int | None = self.analysis.match_id  # type: ignore[attr-defined]  # `_with_facts` loads it
        return found


def needs_analyses_visible_to(person: User) -> QuerySet[NeedsAnalysis]:
    """Return the needs analyses that ``person`` may open now, even if only to see how far they are."""
    if not person.is_active:
        return NeedsAnalysis.objects.none()
    mentors = participations_with(person, Right.VIEW_NEEDS_AFTER_MATCH)
    matched = accepted_matches().filter(mentee=OuterRef("participation"))
    return NeedsAnalysis.objects.filter(
        Q(participation__in=participations_with(person, Right.VIEW_NEEDS_STATUS))
        | (
            Q(participation__in=participations_with(person, Right.VIEW_NEEDS_SHARED))
            & (Q(response__latest_version__gt=0) | Q(Exists(_invitation_of(person))))
        )
        | (
            Q(participation__in=participations_with(person, Right.VIEW_NEEDS_RELEASED))
            & Q(response__in=_released_versions().values("response"))
        )
        | (Q(participation__in=mentors) & Q(Exists(matched)))
    )


def _released_versions() -> QuerySet[FrozenVersion]:
    return FrozenVersion.objects.filter(released_at__isnull=False)


class _Joined(Aggregate):
    """Numbers of several rows as one text, so that they come with another row and cost no query."""

    function = "GROUP_CONCAT"
    output_field = CharField()

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, list[str | int]]:
        """Join as PostgreSQL does, which turns no number into a text by itself."""
        template = "STRING_AGG((%(expressions)s)::text, ',')"
        sql, parameters = self.as_sql(compiler, connection, template=template)
        return sql, list(parameters)


def _invitation_of(person: User | int, day: dt.date | None = None) -> QuerySet[ReadingAlong]:
    return invitations_in_force(day).filter(membership__person=person, analysis=OuterRef("pk"))


def _with_facts(analyses: QuerySet[NeedsAnalysis]) -> QuerySet[NeedsAnalysis]:
    """Load with each what anybody's access depends on besides rights and invitations; no query more."""
    released = _released_versions().filter(response=OuterRef("response"))
    opened = FrozenVersion.objects.filter(response=OuterRef("response"), opened_to=Audience.SCHEME)
    return analyses.annotate(
        match_id=Subquery(accepted_matches().filter(mentee=OuterRef("participation")).values("pk")[:1]),
        released=Subquery(released.values("number")[:1]),
        opened=Subquery(
            opened.order_by().values("response").annotate(numbers=_Joined("number")).values("numbers")
        ),
    )


def _opened(analysis: Any, rights: frozenset[Right], *, invited: bool) -> Opened:
    """Return an analysis that ``_with_facts`` has loaded with the access that these rights give."""
    return Opened(
        analysis,
        NeedsAccess(
            rights=rights,
            matched=analysis.match_id is not None,
            ended=_has_ended(analysis.participation),
            released=analysis.released,
            invited=invited,
            opened=frozenset(map(int, analysis.opened.split(","))) if analysis.opened else frozenset(),
        ),
    )


def accesses_of(people: Collection[User], analysis: NeedsAnalysis) -> dict[User, NeedsAccess]:
    """Return the access of those among these people who may open an analysis now.

    Three queries, however many people: for an act that tells everybody what it did.
    """
    facts = (
        _with_facts(NeedsAnalysis.objects.filter(pk=analysis.pk))
        .select_related("participation__scheme", "response")
        .get()
    )
    invited = set(
        invitations_in_force().filter(analysis=analysis).values_list("membership__person", flat=True)
    )
    rights = rights_of_people(people, facts.participation)
    opened = {
        person: _opened(facts, rights.get(person.pk, frozenset()), invited=person.pk in invited)
        for person in people
    }
    return {person: found.access for person, found in opened.items() if _opens(found)}


def needs_analyses_in(person: User, scheme: Scheme) -> list[Opened]:
    """Return those of one scheme that ``person`` may open, with ``answered`` and ``total`` on each.

    The same as ``needs_analyses_visible_to``, at a fraction of its cost: every page of a scheme asks.
    Two queries, one for who holds no right that opens any; none when asked again with the same scheme
    object, which lives as long as its page.
    """
    remembered = _remembered(scheme)
    if person.pk not in remembered:
        remembered[person.pk] = _read_needs_analyses_in(person, scheme)
    return [found for found in remembered[person.pk] if _opens(found)]


def _remembered(scheme: Scheme) -> dict[int, list[Opened]]:
    """Return what was read of the needs analyses in a scheme, by the reader's id."""
    found: dict[int, list[Opened]] = scheme.__dict__.setdefault("needs_analyses_by_reader", {})
    return found


def _read_needs_analyses_in(person: User, scheme: Scheme) -> list[Opened]:
    rights = rights_around(person, scheme)
    if not any(held & (RIGHTS_ON_NEEDS | {Right.VIEW_NEEDS_RELEASED}) for held in rights.values()):
        return []
    return _all_opened(_analyses_in(scheme.pk, person.pk, today()), rights)


def _all_opened(analyses: list[Any], rights: Mapping[int, frozenset[Right]]) -> list[Opened]:
    return [
        _opened(analysis, rights.get(analysis.participation_id, rights[0]), invited=analysis.invited)
        for analysis in analyses
    ]


@prepared
def _analyses_in(scheme: int, person: int, day: dt.date) -> QuerySet[NeedsAnalysis]:
    return _for_the_menu(NeedsAnalysis.objects.filter(participation__scheme=scheme), person, day)


@prepared
def _analyses_beside(analysis: int, person: int, day: dt.date) -> QuerySet[NeedsAnalysis]:
    scheme = NeedsAnalysis.objects.filter(pk=analysis).values("participation__scheme")
    return _for_the_menu(NeedsAnalysis.objects.filter(participation__scheme__in=scheme), person, day)


@prepared
def _analysis_alone(analysis: int, person: int, day: dt.date) -> QuerySet[NeedsAnalysis]:
    return (
        _with_facts(NeedsAnalysis.objects.filter(pk=analysis))
        .select_related("participation__organisation", "participation__scheme", "response__questionnaire")
        .annotate(invited=Exists(_invitation_of(person, day)))
    )


def _for_the_menu(analyses: QuerySet[NeedsAnalysis], person: int, day: dt.date) -> QuerySet[NeedsAnalysis]:
    return (
        _with_facts(analyses)
        .select_related(
            "participation__organisation", "participation__scheme__programme", "response__questionnaire"
        )
        .annotate(
            invited=Exists(_invitation_of(person, day)),
            answered=Subquery(_in_all_sections("answered")),
            total=Subquery(_in_all_sections("total")),
        )
        .order_by("pk")
    )


def _in_all_sections(column: str) -> QuerySet[SectionState, int]:
    sections = SectionState.objects.filter(response=OuterRef("response")).order_by()
    return sections.values("response").annotate(together=Sum(column)).values_list("together", flat=True)


def _opens(found: Opened) -> bool:
    """Tell whether it may be opened, as ``needs_analyses_visible_to`` asks of the database."""
    return (
        found.access.sees_status
        or (found.access.reads_versions and found.analysis.response.latest_version > 0)
        or (found.access.reads_released and found.access.released is not None)
    )


def open_needs_analysis(person: User, pk: int, *, for_page: bool = True) -> Opened | None:
    """Return a needs analysis with the person's access, or ``None`` for a stranger. Two queries.

    For a page they find the others of its scheme as well, and the menu does not ask again; a save needs
    no menu.
    """
    if not for_page:
        alone = next(iter(_analysis_alone(pk, person.pk, today())), None)
        if alone is None:
            return None
        [opened] = _all_opened([alone], rights_around(person, alone.participation.scheme))
        return opened if _knows_of(opened) else None
    beside = {analysis.pk: analysis for analysis in _analyses_beside(pk, person.pk, today())}
    if pk not in beside:
        return None
    scheme = beside[pk].participation.scheme
    all_opened = _all_opened(list(beside.values()), rights_around(person, scheme))
    _remembered(scheme)[person.pk] = all_opened
    opened = next(found for found in all_opened if found.analysis.pk == pk)
    return opened if _knows_of(opened) else None


def open_needs_analyses(person: User, pks: Collection[int]) -> dict[int, Opened]:
    """Return those among these needs analyses that are no secret to a person, each with their access. Two queries."""
    return {found.analysis.pk: found for found in _opened_among(person, sorted(pks)) if _knows_of(found)}


def _knows_of(found: Opened) -> bool:
    return bool(found.access.rights & RIGHTS_ON_NEEDS) or found.access.reads_released


@prepared
def _analyses_to_open(ids: list[int], person: int, day: dt.date) -> QuerySet[NeedsAnalysis]:
    return (
        _with_facts(NeedsAnalysis.objects.filter(pk__in=ids))
        .select_related(
            "response__questionnaire",
            "participation__organisation",
            "participation__scheme__programme",
        )
        .annotate(invited=Exists(_invitation_of(person, day)))
    )


def is_matched(analysis: NeedsAnalysis) -> bool:
    """Tell whether the match of the city holds. One query."""
    return accepted_matches().filter(mentee=analysis.participation_id).exists()


def open_all(person: User, analyses: Sequence[NeedsAnalysis]) -> list[Opened]:
    """Return needs analyses that ``person`` may open, with the access to each. Two queries."""
    return _opened_among(person, [analysis.pk for analysis in analyses])


def _opened_among(person: User, ids: list[int]) -> list[Opened]:
    loaded: list[Any] = _analyses_to_open(ids, person.pk, today())
    rights = rights_on_participations(person, [analysis.participation for analysis in loaded])
    return [
        _opened(analysis, rights[analysis.participation_id], invited=analysis.invited) for analysis in loaded
    ]


def _has_ended(participation: Participation) -> bool:
    return participation.ends_on is not None and participation.ends_on <= timezone.localdate()


@dataclass(frozen=True, slots=True)
class Asked:
    """A section that waits for this person's side."""

    analysis: NeedsAnalysis
    state: SectionState

    @property
    def title(self) -> Localised:
        """The section's title in the reader's language."""
        texts = spec_of(self.analysis.response.questionnaire).texts(get_language() or "en")
        return texts.section(self.state.key)

    @property
    def status(self) -> SectionStatus:
        """The word for how far it is."""
        return self.state.status_in(spec_of(self.analysis.response.questionnaire).section(self.state.key))

    @property
    def is_late(self) -> bool:
        """Whether the day it is due has passed."""
        return self.state.due_on is not None and self.state.due_on < timezone.localdate()


def asked_of(person: User) -> list[Asked]:
    """Return the open sections that the sides of ``person`` answer, the most urgent first. One query.

    The city is asked for what is missing, the association until it declares its part complete. Nobody is
    asked for a private section, for one that cannot be started yet, or in a scheme that is paused, ended
    early or closed.
    """
    if not person.is_active:
        return []
    asked = (state for state in _open_states(person.pk, today()) if _is_asked(state))
    return [Asked(state.response.needs_analysis, state) for state in islice(asked, ASKED_AT_MOST)]


def _is_asked(state: Any) -> bool:
    """Whether a section that ``_open_states`` has loaded is asked of one of its person's sides."""
    section = spec_of(state.response.questionnaire).section(state.key)
    return is_awaited(state) and (
        state.by_city if section.answered_by == AnsweredBy.CITY else state.by_association
    )


def with_match(states: QuerySet[SectionState]) -> QuerySet[SectionState]:
    """Load with each whether the city of its needs analysis has its match, for ``is_awaited``; no query more."""
    matched = accepted_matches().filter(mentee=OuterRef("response__needs_analysis__participation"))
    return states.annotate(matched=Exists(matched))


def is_awaited(state: Any) -> bool:
    """Whether an open section that ``with_match`` has loaded is waited for; no query with its scheme loaded."""
    scheme = state.response.needs_analysis.participation.scheme
    return is_waited_for(
        spec_of(state.response.questionnaire).section(state.key),
        missing=state.missing,
        waits=waits_of(matched=state.matched, is_community=scheme.is_community),
    )


@prepared
def _open_states(person: int, day: dt.date) -> QuerySet[SectionState]:
    def writes(right: Right) -> Q:
        parties = participations_with_right(person, right).filter(in_force(day), going_on("scheme"))
        return Q(response__needs_analysis__participation__in=parties)

    by_city, by_association = writes(Right.EDIT_NEEDS), writes(Right.EDIT_ASSOCIATION_PART)
    return (
        with_match(SectionState.objects.filter(by_city | by_association, is_open=True))
        .annotate(
            by_city=Case(When(by_city, then=True), default=False),
            by_association=Case(When(by_association, then=True), default=False),
        )
        .select_related(
            "response__questionnaire",
            "response__needs_analysis__participation__organisation",
            "response__needs_analysis__participation__scheme",
        )
        .order_by(F("due_on").asc(nulls_last=True), "pk")[:LOOKED_AT]
    )
