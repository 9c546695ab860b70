"""The desk: a response, who sits at it, and where its pages are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.functional import Promise

from inclucities.questionnaires.enums import AnsweredBy
from inclucities.questionnaires.queries.margin import Margin
from inclucities.questionnaires.queries.pages import Reader
from inclucities.questionnaires.queries.specs import spec_of

if TYPE_CHECKING:
    from inclucities.accounts.models import User
    from inclucities.questionnaires.domain.specs import QuestionnaireSpec
    from inclucities.questionnaires.models import Response


@dataclass(frozen=True, slots=True)
class Desk:
    """What the engine's pages need to know of the app that owns a response.

    ``namespace`` and ``pk`` lead to the owner's addresses, ``base`` is the template its pages grow
    from, ``context`` what that template needs. ``city`` and ``association`` name who answers.
    ``title_language`` is that of a title which people write, where it is known.
    """

    response: Response
    reader: Reader
    namespace: str
    pk: int
    base: str
    title: str
    city: str
    association: str | Promise
    title_language: str = ""
    #: The sides whose sections the reader finds in frozen versions.
    version_sides: frozenset[AnsweredBy] = frozenset()
    #: The owner's words for the stages of versions.
    stages: Mapping[str, str] = field(default_factory=dict)
    context: Mapping[str, Any] = field(default_factory=dict)
    #: What stands beside questions and sections, where the owner lets people talk about the response.
    margin: Margin | None = None

    @property
    def person(self) -> User:
        """Who sits here."""
        return self.reader.person

    @property
    def spec(self) -> QuestionnaireSpec:
        """The questionnaire as objects."""
        return spec_of(self.response.questionnaire)

    def url(self, name: str, *args: object) -> str:
        """Return the address of one of the owner's pages."""
        return reverse(f"{self.namespace}:{name}", args=[self.pk, *args])

    def answerer(self, side: str) -> str:
        """Return the name of the side that answers a section."""
        return str(self.association) if side == "association" else self.city
