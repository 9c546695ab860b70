"""A pair with its associations, and people on every side."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

import pytest

from inclucities.questionnaires.models import SectionState
from inclucities.questionnaires.queries.specs import spec_of
from inclucities.questionnaires.services.answers import Draft, record_answer
from inclucities.questionnaires.services.rows import add_row
from needs_analysis.models import NeedsAnalysis
from schemes.enums import OrganisationKind, Role, Side
from schemes.models import Match, MentorRequest, Organisation, Participation, Programme, Scheme
from schemes.services.frame import add_organisation, create_programme, give_role, open_scheme, take_part
from schemes.services.rights import people_of_scheme, settle_rights
from tests.factories.people import UserFactory
from tests.factories.questionnaires import section_holding

LONG = "Newcomers find no place to practise Latvian outside the classroom, whatever the hour of the day is."


@dataclass
class Pair:
    """One scheme with everybody in it."""

    programme: Programme
    scheme: Scheme
    mentee: Participation
    mentor_city: Organisation
    analysis: NeedsAnalysis
    people: dict[str, Any] = field(default_factory=dict)
    mentor: Participation | None = None

    def __getattr__(self, name: str) -> Any:
        try:
            return self.__dict__["people"][name]
        except KeyError:
            raise AttributeError(name) from None

    def ask_mentor(self) -> None:
        """Ask the mentor city; its people read the shared version from here on."""
        MentorRequest.objects.create(
            scheme=self.scheme,
            organisation=self.mentor_city,
            asked_by=self.coordinator,
            asked_on=dt.date(2026, 1, 1),
        )
        settle_rights([self.asked.pk, *people_of_scheme(self.scheme.pk)])

    def match(self, *, accepted: bool = True) -> None:
        """Let the mentor city take part, and match the two."""
        if self.mentor is None:
            self.mentor = take_part(
                scheme=self.scheme, organisation=self.mentor_city, side=Side.MENTOR, by=self.coordinator
            )
            give_role(person=self.mentor_lead, role=Role.MENTOR_LEAD, scope=self.mentor, by=self.coordinator)
            behind = add_organisation(
                programme=self.programme,
                kind=OrganisationKind.ASSOCIATION,
                names={"en": "Brulocalis"},
                by=self.coordinator,
            )
            support = take_part(
                scheme=self.scheme,
                organisation=behind,
                side=Side.MENTOR,
                stands_behind=self.mentor,
                by=self.coordinator,
            )
            give_role(
                person=self.mentor_association,
                role=Role.MENTOR_ASSOCIATION,
                scope=support,
                by=self.coordinator,
            )
        day = dt.date(2026, 2, 1) if accepted else None
        Match.objects.update_or_create(
            scheme=self.scheme,
            mentee=self.mentee,
            mentor=self.mentor,
            defaults={
                "decided_on": dt.date(2026, 2, 1),
                "decided_by": self.coordinator,
                "reasons": "They know volunteering.",
                "mentee_accepted_on": day,
                "mentor_accepted_on": day,
            },
        )

    def answer_required(self, *, but: frozenset[str] = frozenset()) -> None:
        """Answer everything that the city must answer, except the questions in ``but``."""
        while missing := self.missing() - but:
            # An answer may bring up another question.
            for key in sorted(missing):
                answer_anyhow(self.analysis.response, key, self.lead)

    def missing(self) -> set[str]:
        """Return the required questions that the city has not answered."""
        response = self.analysis.response
        spec = spec_of(response.questionnaire)
        return {
            key
            for state in SectionState.objects.filter(response=response)
            if spec.section(state.key).answered_by == "city"
            for key in state.missing
        }


def answer_anyhow(response: Any, key: str, by: Any) -> None:
    """Give a plausible answer to a question of any type."""
    question = spec_of(response.questionnaire).question(key)
    if question.columns:
        add_row(
            response=response,
            question_key=key,
            section_key=section_holding(response, key),
            values=row_for(response, question, by),
            by=by,
        )
        return
    values = {
        "number": {"number": "55000", "year": "2021", "source": "register"},
        "money": {"number": "1000000", "year": "2021"},
        "percent": {"number": "14"},
        "date": {"date": "2021"},
        "choice": {"choice": question.choices[0] if question.choices else ""},
        "scale": {"level": "3"},
        "tags": {"tags": "housing"},
        "yes_no_text": {"yes": "no", "text": ""},
    }
    value = values.get(question.type, {"text": LONG})
    record_answer(
        response=response,
        question_key=key,
        section_key=section_holding(response, key),
        draft=Draft(value=value),
        base_version=0,
        by=by,
    )


def row_for(response: Any, question: Any, by: Any) -> dict[str, Any]:
    """Return values for the required cells of a row."""
    cells: dict[str, Any] = {}
    for column in question.columns:
        if column.type in ("reference", "references"):
            if not response.rows.filter(question__key=column.to).exists():
                answer_anyhow(response, column.to, by)
            uuid = str(response.rows.filter(question__key=column.to).first().uuid)
            cells[column.key] = uuid if column.type == "reference" else [uuid]
        else:
            cells[column.key] = {
                "choice": column.choices[0] if column.choices else "",
                "number": "12",
                "money": "12",
                "percent": "12",
                "year": "2021",
                "date": "2021-05-01",
                "yes_no": "yes",
                "url": "https://www.example.org",
                "email": "a@example.org",
                "tags": "housing",
            }.get(column.type, LONG)
    return cells


@pytest.fixture
def pair(questionnaires: None) -> Pair:
    """Jelgava before the match, nothing answered."""
    people = {
        name: UserFactory()
        for name in (
            "coordinator",
            "facilitator",
            "lead",
            "member",
            "association",
            "support",
            "sponsor",
            "observer",
            "asked",
            "mentor_lead",
            "mentor_association",
            "admin",
            "stranger",
        )
    }
    by = people["coordinator"]
    programme = create_programme(names={"en": "IncluCities"}, by=None, coordinator=by)
    give_role(person=people["facilitator"], role=Role.FACILITATOR, scope=programme, by=by)
    give_role(person=people["observer"], role=Role.OBSERVER, scope=programme, by=by)
    give_role(person=people["admin"], role=Role.PROGRAMME_ADMIN, scope=programme, by=by)
    city = add_organisation(programme=programme, kind=OrganisationKind.CITY, names={"en": "Jelgava"}, by=by)
    lalrg = add_organisation(
        programme=programme, kind=OrganisationKind.ASSOCIATION, names={"en": "LALRG"}, by=by
    )
    schaerbeek = add_organisation(
        programme=programme, kind=OrganisationKind.CITY, names={"en": "Schaerbeek"}, by=by
    )
    scheme = open_scheme(
        programme=programme, themes={"en": "Language learning"}, starts_on=dt.date(2026, 1, 1), by=by
    )
    mentee = take_part(scheme=scheme, organisation=city, side=Side.MENTEE, by=by)
    behind = take_part(scheme=scheme, organisation=lalrg, side=Side.MENTEE, stands_behind=mentee, by=by)
    for name, role in (
        ("lead", Role.MENTEE_LEAD),
        ("member", Role.MENTEE_MEMBER),
        ("support", Role.LSG_MEMBER),
        ("sponsor", Role.POLITICAL_SPONSOR),
    ):
        give_role(person=people[name], role=role, scope=mentee, by=by)
    give_role(person=people["association"], role=Role.MENTEE_ASSOCIATION, scope=behind, by=by)
    give_role(person=people["asked"], role=Role.MENTOR_LEAD, scope=schaerbeek, by=by)
    return Pair(
        programme=programme,
        scheme=scheme,
        mentee=mentee,
        mentor_city=schaerbeek,
        analysis=mentee.needs_analysis,
        people=people,
    )


OPEN, NARROW = "For everybody to read", "For our side alone"


@pytest.fixture
def written(pair: Pair) -> Pair:
    """Answer everything, one question for the own side alone."""
    for key, text, audience in (
        ("na_learning_expectations", OPEN, ""),
        ("na_desired_impact", NARROW, "own_side"),
    ):
        record_answer(
            response=pair.analysis.response,
            section_key="needs",
            question_key=key,
            draft=Draft(value={"text": text}, audience=audience),
            base_version=0,
            by=pair.lead,
        )
    pair.answer_required()
    return pair
