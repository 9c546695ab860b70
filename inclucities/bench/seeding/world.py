"""A programme of ten schemes: one with Annex 2, one with sixty questions, eight others; and who visits it."""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import dataclass

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction
from django.utils import timezone

from inclucities.accounts.models import User
from inclucities.accounts.services import create_account
from inclucities.bench.seeding.answering import SIXTY, answer_everything, sixty_long_texts
from inclucities.bench.seeding.texts import words
from inclucities.questionnaires.enums import AnsweredBy
from inclucities.questionnaires.models import Response
from inclucities.questionnaires.services.loading import keep_definition
from inclucities.questionnaires.services.responses import start_response
from needs_analysis.models import NeedsAnalysis
from schemes.enums import OrganisationKind, Role, Side
from schemes.models import Organisation, Participation, Programme, Scheme
from schemes.services.frame import (
    accept_match,
    add_organisation,
    create_programme,
    give_role,
    open_scheme,
    record_match,
    take_part,
)
from schemes.services.rules import override_rule

FEW = 10
ROWS = 40


@dataclass(frozen=True, slots=True)
class World:
    """What the measurements need to know of it.

    ``lead`` leads the mentee city of both special schemes, ``member`` takes part in three of the others.
    """

    programme: Programme
    scheme: Scheme
    annex: NeedsAnalysis
    sixty: NeedsAnalysis
    coordinator: User
    lead: User
    member: User


@transaction.atomic
def make_world() -> World:
    """Make it, through the services. The questionnaires are loaded first."""
    keep_definition(sixty_long_texts())
    coordinator, lead, member, association, mentor = (
        _person(name) for name in ("coordinator", "lead", "member", "association", "mentor")
    )
    programme = create_programme(names={"en": "Programme to measure"}, by=None, coordinator=coordinator)
    cities = [_organisation(programme, OrganisationKind.CITY, f"City {number}") for number in range(2 * FEW)]
    behind = _organisation(programme, OrganisationKind.ASSOCIATION, "Association of cities")
    parties = [_pair(programme, cities[number * 2 : number * 2 + 2], coordinator) for number in range(FEW)]

    writers = {AnsweredBy.CITY: lead, AnsweredBy.ASSOCIATION: association}
    for party in parties[:2]:
        give_role(person=lead, role=Role.MENTEE_LEAD, scope=party, by=coordinator)
        give_role(person=member, role=Role.MENTEE_MEMBER, scope=party, by=coordinator)
        supporting = take_part(
            scheme=party.scheme, organisation=behind, side=Side.MENTEE, stands_behind=party, by=coordinator
        )
        give_role(person=association, role=Role.MENTEE_ASSOCIATION, scope=supporting, by=coordinator)
        _match(party, mentor, lead, coordinator)
    give_role(person=member, role=Role.MENTEE_MEMBER, scope=parties[2], by=coordinator)

    annex = NeedsAnalysis.objects.select_related("response__questionnaire").get(participation=parties[0])
    answer_everything(annex.response, writers, ROWS)
    sixty = _with_sixty_questions(NeedsAnalysis.objects.get(participation=parties[1]), lead)
    answer_everything(sixty.response, writers, rows=0)
    return World(
        programme=programme,
        scheme=parties[0].scheme,
        annex=annex,
        sixty=sixty,
        coordinator=coordinator,
        lead=lead,
        member=member,
    )


def _person(name: str) -> User:
    return create_account(
        email=f"{name}@demo.example",
        name=f"{name.capitalize()} Bērziņa",
        password=secrets.token_urlsafe(20),
        language="en",
        time_zone="Europe/Riga",
    )


def _organisation(programme: Programme, kind: OrganisationKind, name: str) -> Organisation:
    return add_organisation(
        programme=programme,
        kind=kind,
        names={"en": name},
        by=None,
        country="LV",
        latitude=56.65,
        longitude=23.71,
    )


def _pair(programme: Programme, cities: list[Organisation], by: User) -> Participation:
    """Open a scheme with two cities and return the mentee's part, with which its needs analysis begins."""
    today = timezone.localdate()
    scheme = open_scheme(
        programme=programme,
        themes={"en": words(4, cities[0].name)[:-1]},
        starts_on=today - dt.timedelta(days=60),
        needs_due_on=today + dt.timedelta(days=30),
        by=by,
    )
    mentee = take_part(scheme=scheme, organisation=cities[0], side=Side.MENTEE, by=by)
    take_part(scheme=scheme, organisation=cities[1], side=Side.MENTOR, by=by)
    return mentee


def _match(mentee: Participation, mentor: User, lead: User, by: User) -> None:
    scheme = mentee.scheme
    city = Participation.objects.select_related("organisation").get(scheme=scheme, side=Side.MENTOR)
    give_role(person=mentor, role=Role.MENTOR_LEAD, scope=city, by=by)
    override_rule(scheme=scheme, rule_id="N-1", reason="Nothing is shared while it is measured.", by=by)
    match = record_match(
        scheme=scheme,
        mentor=city.organisation,
        decided_on=timezone.localdate(),
        reasons=words(20, "reasons"),
        by=by,
    )
    accept_match(match=match, side=Side.MENTEE, by=lead)
    accept_match(match=match, side=Side.MENTOR, by=mentor)


def _with_sixty_questions(analysis: NeedsAnalysis, by: User) -> NeedsAnalysis:
    """Let a needs analysis be filled in on the questionnaire of sixty long texts."""

    def take_over(made: Response) -> NeedsAnalysis:
        analysis.response = made
        analysis.save(update_fields=["response"])
        return analysis

    scheme = analysis.participation.scheme
    start_response(
        questionnaire_key=SIXTY,
        make_owner=take_over,
        by=by,
        scheme_id=scheme.pk,
        programme_id=scheme.programme_id,
        due_on=scheme.needs_due_on,
    )
    return NeedsAnalysis.objects.select_related("response__questionnaire").get(pk=analysis.pk)


def signed_in(person: User) -> str:
    """Sign a person in as the sign-in page would, and return the key of the session."""
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.create()
    return str(session.session_key)
