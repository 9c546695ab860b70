"""Who talks with whom beside a needs analysis (method 3.3).

What was said goes no further than the writer was told. A thread says which match it was opened in, so
that the next mentor city does not read what was said with the one before; what city, association and
facilitator said without a mentor stays with them after the match.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import CharField, Exists, OuterRef, Q, Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext as _

from inclucities.discussions.enums import Side
from inclucities.discussions.registry import DiscussionPolicy
from inclucities.questionnaires.enums import AnsweredBy, Audience
from inclucities.questionnaires.queries.talks import Circle, ResponseTalk, not_kept_to_own_side
from needs_analysis.models import NeedsAnalysis
from needs_analysis.queries.needs_analyses import Opened, open_all
from needs_analysis.queries.reading_along import invitations_in_force
from schemes.enums import Right, SchemeKind
from schemes.queries.holders import holders_in_programme, holders_on_party
from schemes.queries.matches import accepted_matches
from schemes.queries.places import party_places
from schemes.queries.schemes import load_parties, parties_of
from schemes.queries.shell import joined

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from inclucities.accounts.models import User
    from schemes.models import Participation

CITY, ASSOCIATION = AnsweredBy.CITY, AnsweredBy.ASSOCIATION
BOTH_SIDES = frozenset({CITY, ASSOCIATION})

OWN_SIDE = Circle("own_side", Audience.OWN_SIDE, BOTH_SIDES)
WITH_FACILITATOR = Circle("with_facilitator", Audience.TEAM, BOTH_SIDES)
#: Members of the support group who read along read what sharing with the whole group would open.
READING_ALONG = Circle("reading_along", Audience.TEAM, frozenset({CITY}), by_default=True)
#: Peers read shared versions, and nothing of the association's part.
PEERS = Circle("peers", Audience.TEAM, frozenset({CITY}))
_MATCH = "match-"


def with_mentor(match_id: int) -> Circle:
    """Return the two cities of a match, their associations and the facilitator."""
    return Circle(f"{_MATCH}{match_id}", Audience.TEAM, BOTH_SIDES)


class NeedsTalk(ResponseTalk):
    """How one person takes part in the talk about a needs analysis."""

    namespace = "needs_analysis"

    def __init__(self, person: User, opened: Opened) -> None:
        analysis, access = opened.analysis, opened.access
        writes_on = {
            side
            for side, may in ((CITY, access.comments), (ASSOCIATION, access.comments_on_association_part))
            if may and not access.ended
        }
        reader = access.reader(person)
        versions = access.version_sides if analysis.response.latest_version else frozenset()
        super().__init__(
            person,
            analysis,
            circles=_circles(opened),
            drafts=reader.reads,
            reads_sides=reader.reads | versions,
            writes_on=frozenset(writes_on),
        )
        self.opened = opened
        self.scheme_id = self.participation.scheme_id
        self.side = self._side()

    @property
    def participation(self) -> Participation:
        """The city's part in the scheme."""
        found: Participation = self.target.participation
        return found

    def _side(self) -> str:
        """In a community nobody is mentor or mentee."""
        access = self.opened.access
        if self.participation.scheme.is_community:
            return Side.NEITHER
        if access.talks_on_own_side:
            return Side.MENTEE
        return Side.MENTOR if access.talks_with_mentor and not access.talks_with_facilitator else Side.NEITHER

    def readable(self) -> Q:
        """Return what the circles of the person read; the own side reads all that stands beside its text."""
        if self.opened.access.talks_on_own_side:
            return Q()
        condition = Q(audience__in=[circle.code for circle in self.circles])
        if self.opened.access.talks_with_facilitator:
            condition = Q(audience__in=_HEARD_BY_FACILITATOR) | Q(audience__startswith=_MATCH)
        return condition & not_kept_to_own_side("needs_analysis")

    def is_inhabited(self, circle: Circle) -> bool:
        """Whether anybody reads along; of the other circles somebody always does."""
        return circle != READING_ALONG or bool(self._reading_along())

    def sentence(self, code: str) -> str:
        """Name the cities and associations that read a thread."""
        city = self.participation.organisation.name
        behind = self._associations(self.participation)
        own = joined([city, *behind])
        if code == OWN_SIDE.code:
            return _("Read by %(names)s only.") % {"names": own}
        if code == WITH_FACILITATOR.code:
            return _("Read by %(names)s and the facilitator.") % {"names": ", ".join([city, *behind])}
        if code == READING_ALONG.code:
            return _(
                "Read by %(names)s, the facilitator and the members of the support group who read along."
            ) % {"names": ", ".join([city, *behind])}
        if code == PEERS.code:
            return _("Read by all cities of this community, their associations and the facilitator.")
        if not code.startswith(_MATCH):
            return ""
        if self.opened.match_id is None or code != with_mentor(self.opened.match_id).code:
            return _(
                "Read by %(names)s and the facilitator. The mentor city of that time no longer reads it."
            ) % {"names": ", ".join([city, *behind])}
        mentors = [party for party in self._cities() if party.pk != self.participation.pk]
        names = [city, *(mentor.organisation.name for mentor in mentors), *behind]
        names += [name for mentor in mentors for name in self._associations(mentor)]
        return _("Read by %(names)s and the facilitator.") % {"names": ", ".join(names)}

    def people(self, code: str) -> Iterable[int]:
        """Return the own side, and who else is addressed: the facilitator and peers look at the list."""
        party = self.participation
        people = holders_on_party(party.pk, Right.VIEW_OWN_SIDE)
        if code == WITH_FACILITATOR.code:
            people |= holders_in_programme(party.scheme.programme_id, Right.COMMENT_NEEDS_DRAFT)
        elif code == READING_ALONG.code:
            people |= self._reading_along()
        elif code.startswith(_MATCH):
            people |= holders_on_party(party.pk, Right.COMMENT_NEEDS_AFTER_MATCH)
        return people

    def _reading_along(self) -> set[int]:
        reading = invitations_in_force().filter(analysis=self.target)
        return set(reading.values_list("membership__person", flat=True))

    def _cities(self) -> list[Participation]:
        return [party for party in parties_of(self.participation.scheme) if not party.is_association]

    def _associations(self, city: Participation) -> list[str]:
        return [
            party.organisation.short_name
            for party in parties_of(city.scheme)
            if party.stands_behind_id == city.pk
        ]


def _circles(opened: Opened) -> list[Circle]:
    """Return the circles that a person belongs to, the smallest in front."""
    access, analysis = opened.access, opened.analysis
    circles = []
    if access.talks_on_own_side:
        circles.append(OWN_SIDE)
    if access.talks_with_facilitator:
        circles.append(WITH_FACILITATOR)
    if access.talks_with_facilitator or access.reads_along:
        circles.append(READING_ALONG)
    if access.talks_with_mentor and opened.match_id is not None:
        circles.append(with_mentor(opened.match_id))
    if (
        access.talks_with_peers
        and analysis.participation.scheme.is_community
        and analysis.response.latest_version
    ):
        circles.append(PEERS)
    return circles


_HEARD_BY_FACILITATOR = (WITH_FACILITATOR.code, READING_ALONG.code, PEERS.code)


def needs_talks(person: User, analyses: Sequence[NeedsAnalysis]) -> Mapping[int, NeedsTalk]:
    """Return how ``person`` takes part in the talk about each of these, by id. Three queries."""
    opened = open_all(person, analyses)
    load_parties([found.analysis.participation.scheme for found in opened])
    return {found.analysis.pk: NeedsTalk(person, found) for found in opened}


def needs_threads_readable_by(person: User) -> Q:
    """Return which threads beside needs analyses ``person`` may read now: what ``NeedsTalk.readable`` says of each.

    One query, and what the condition is used in.
    """
    held = party_places(
        person,
        Right.VIEW_OWN_SIDE,
        Right.READ_AS_TEAM,
        Right.COMMENT_NEEDS_DRAFT,
        Right.COMMENT_NEEDS_SHARED,
        Right.VIEW_NEEDS_AFTER_MATCH,
        Right.VIEW_NEEDS_SHARED,
    )
    guided = held.on_party("participation", Right.COMMENT_NEEDS_DRAFT, Right.READ_AS_TEAM)
    peers = held.on_party("participation", Right.COMMENT_NEEDS_SHARED, Right.READ_AS_TEAM)
    matches = accepted_matches().filter(
        held.on_party("mentee", Right.VIEW_NEEDS_AFTER_MATCH), mentee__needs_analysis=OuterRef("target_id")
    )
    of_match = matches.annotate(code=Concat(Value(_MATCH), Cast("pk", CharField()))).filter(
        code=OuterRef("audience")
    )
    along = invitations_in_force().filter(
        held.on_party("analysis__participation", Right.VIEW_NEEDS_SHARED), membership__person=person
    )
    others = (
        (_at(guided) & (Q(audience__in=_HEARD_BY_FACILITATOR) | Q(audience__startswith=_MATCH)))
        | (Q(audience=PEERS.code) & _at(peers & Q(participation__scheme__kind=SchemeKind.COMMUNITY)))
        | (Q(audience__startswith=_MATCH) & Q(Exists(of_match)))
        | Q(audience=READING_ALONG.code, target_id__in=along.values("analysis"))
    )
    own = _at(held.on_party("participation", Right.VIEW_OWN_SIDE))
    return own | (others & not_kept_to_own_side("needs_analysis"))


def _at(analyses: Q) -> Q:
    return Q(target_id__in=NeedsAnalysis.objects.filter(analyses).order_by().values("pk"))


NEEDS_ANALYSES = DiscussionPolicy(
    kind="needs_analysis", talks=needs_talks, readable_by=needs_threads_readable_by
)
