"""The talk about a response: threads beside its questions and sections, and who can be told there.

An answer that is kept to a smaller circle keeps its comments there too: nobody is offered an audience
that may not read what stands at the place, and nobody reads on what was closed to them since.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import get_language

from inclucities.discussions.domain import id_of_marker
from inclucities.discussions.registry import Audience as ThreadAudience
from inclucities.discussions.registry import Place, Talk
from inclucities.questionnaires.enums import AnsweredBy, Audience
from inclucities.questionnaires.models import Answer, ResponseRow
from inclucities.questionnaires.queries.specs import spec_of

if TYPE_CHECKING:
    from inclucities.accounts.models import User
    from inclucities.questionnaires.domain.specs import QuestionnaireSpec, QuestionSpec, SectionSpec
    from inclucities.questionnaires.models import Response

_WIDTHS: Mapping[str, int] = {audience: width for width, audience in enumerate(Audience)}
_BEYOND_OWN_SIDE = (Audience.TEAM, Audience.SCHEME, Audience.RELEASED)


@dataclass(frozen=True, slots=True)
class Circle:
    """Some people who read threads together. ``code`` is what a thread stores.

    Each of them reads the answers that are kept to ``reads`` or wider, in the sections of ``sides``.
    ``by_default`` narrows it to the questions on which nobody decides alone: those that are not sensitive,
    and start no wider than the team. ``but`` names questions of which they read a part at most.
    """

    code: str
    reads: Audience
    sides: frozenset[AnsweredBy]
    by_default: bool = False
    but: frozenset[str] = frozenset()

    def takes(self, section: SectionSpec) -> bool:
        """Whether its people read the section; what everybody answers for themselves is nobody else's."""
        return section.answered_by in self.sides and not section.per_person

    def takes_question(self, question: QuestionSpec, widest: int) -> bool:
        """Whether its people read something of a question of whose answer and rows one is as wide as ``widest``."""
        if question.per_person or question.key in self.but or widest < _width(self.reads):
            return False
        return not self.by_default or not (
            question.sensitive or _width(question.audience) > _width(Audience.TEAM)
        )


def _width(audience: str) -> int:
    return _WIDTHS[audience]


def _widest(kept: Collection[str]) -> int:
    """Return the width of the widest of some audiences; of none at all less than any."""
    return max(map(_width, kept), default=-1)


class ResponseTalk(Talk):
    """How one person takes part in the talk about a response. Anchors are keys of questions and sections.

    The owner gives the ``circles`` that the person belongs to, the one to choose first in front, and finds
    their words and people. ``reads_sides`` are the sides whose sections the person reads, in the draft
    or in a version; ``drafts`` those of the draft; ``writes_on`` those that they may comment on now.
    ``namespace`` leads to the owner's addresses.
    """

    namespace: str

    def __init__(
        self,
        person: User,
        target: Any,
        *,
        circles: Sequence[Circle],
        drafts: frozenset[AnsweredBy],
        reads_sides: frozenset[AnsweredBy],
        writes_on: frozenset[AnsweredBy],
    ) -> None:
        super().__init__(person, target)
        self.circles = circles
        self.drafts = drafts
        self.reads_sides = reads_sides
        self.writes_on = writes_on

    # -- What the owner says --------------------------------------------------------------------------

    @abstractmethod
    def sentence(self, code: str) -> str:
        """Say who reads the threads of an audience; nothing for a code that the owner does not know."""

    @abstractmethod
    def people(self, code: str) -> Iterable[int]:
        """Return the ids of those who get word of each comment for an audience."""

    def is_inhabited(self, circle: Circle) -> bool:
        """Whether anybody belongs to a circle but those who belong to a smaller one."""
        return True

    # -- What follows from it -------------------------------------------------------------------------

    @property
    def response(self) -> Response:
        """What the talk is about."""
        found: Response = self.target.response
        return found

    @cached_property
    def spec(self) -> QuestionnaireSpec:
        """The questionnaire as objects."""
        return spec_of(self.response.questionnaire)

    @property
    def reads(self) -> bool:
        """Whether the person belongs to any circle here."""
        return bool(self.circles)

    def place(self, anchor: str) -> Place | None:
        """Return a question, a section, or the whole; nothing where everybody answers for themselves."""
        if not self.has_place(anchor):
            return None
        texts = self.spec.texts(get_language() or "en")
        section, question = self._at(anchor)
        if section is None:
            return Place(texts.title().text, f"{self.url('tasks')}#{id_of_marker(anchor)}")
        if question is None:
            number, words = section.number, texts.section(section.key)
        else:
            number, words = question.number, texts.question(question.key)
        return Place(f"{number} {words}".strip(), self._page_of(section, anchor))

    def has_place(self, anchor: str) -> bool:
        """Whether the person reads what the anchor names: the whole, or a section or question that is shared."""
        if not anchor:
            return True
        section, question = self._at(anchor)
        if section is None or section.per_person or section.answered_by not in self.reads_sides:
            return False
        return question is None or not question.per_person

    def may_comment(self, anchor: str) -> bool:
        """Whether the person may write at a place that stands in a section they may comment on."""
        section, _question = self._at(anchor)
        return bool(self.circles) and (section.answered_by if section else AnsweredBy.CITY) in self.writes_on

    def finds_audience(self, question: QuestionSpec, section: SectionSpec, kept: Collection[str]) -> bool:
        """Whether the person can write to anybody at a question whose answer and rows are ``kept`` so."""
        if section.answered_by not in self.writes_on:
            return False
        widest = _widest(kept)
        return any(
            circle.takes(section) and circle.takes_question(question, widest) for circle in self.circles
        )

    def offered(self, anchor: str) -> list[ThreadAudience]:
        """Return the circles of the person in which everybody reads what stands there. At most three queries."""
        section, question = self._at(anchor)
        if not self.may_comment(anchor) or (anchor and section is None):
            return []
        widest = _widest(self._kept(question)) if question else -1
        return [
            self._named(circle.code)
            for circle in self.circles
            if (section is None or circle.takes(section))
            and (question is None or circle.takes_question(question, widest))
            and self.is_inhabited(circle)
        ]

    def audience(self, code: str) -> ThreadAudience | None:
        """Return the audience of a thread by its code."""
        named = self._named(code)
        return named if named.sentence else None

    def url(self, name: str, *args: object) -> str:
        """Return the address of one of the owner's pages."""
        return reverse(f"{self.namespace}:{name}", args=[self.target.pk, *args])

    def _named(self, code: str) -> ThreadAudience:
        return ThreadAudience(code, self.sentence(code), partial(self.people, code))

    def _at(self, anchor: str) -> tuple[SectionSpec | None, QuestionSpec | None]:
        """Return the section that an anchor names or lies in, and the question that it names."""
        for section in self.spec.sections:
            if section.key == anchor:
                return section, None
        try:
            return self.spec.section_of(anchor), self.spec.question(anchor)
        except KeyError:
            return None, None

    def _page_of(self, section: SectionSpec, anchor: str) -> str:
        """Return the page that shows a place to this person: the draft's, else the newest version's."""
        if section.answered_by in self.drafts:
            return f"{self.url('section', section.key)}#{id_of_marker(anchor)}"
        if self.response.latest_version:
            return f"{self.url('version', self.response.latest_version)}#{id_of_marker(anchor)}"
        return ""

    def _kept(self, question: QuestionSpec) -> set[str]:
        """Return the audiences of what stands at a question; of an empty one that which it starts with."""
        at = {"response": self.response, "question__key": question.key}
        rows = ResponseRow.objects.filter(**at, retired_at=None).order_by().values_list("audience", flat=True)
        if kept := set(rows.distinct()):
            return kept
        answers = Answer.objects.filter(**at).values_list("audience", flat=True)
        return set(answers) or {question.audience}


def not_kept_to_own_side(owner: str) -> Q:
    """Return the condition on ``Thread`` that what stands at its place is not kept to the own side now.

    ``owner`` is the name by which a response knows the target of its threads.
    """
    at = {"question__key": OuterRef("anchor"), f"response__{owner}": OuterRef("target_id")}
    rows = ResponseRow.objects.filter(**at, retired_at=None)
    answers = Answer.objects.filter(**at)
    open_rows = Exists(rows.filter(audience__in=_BEYOND_OWN_SIDE))
    kept_answer = Exists(answers.exclude(audience__in=_BEYOND_OWN_SIDE))
    return Q(open_rows) | (~Q(Exists(rows)) & ~Q(kept_answer))
