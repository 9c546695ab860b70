"""A world for tests: every persona, two schemes in one programme, a community, and another programme.

Whatever leaks has something to leak to. Built through the real services::

    world = build_world()
    client.force_login(world.people["mentee_lead"])
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from django.core.management import call_command

from inclucities.accounts.models import User
from schemes.enums import FactKey, Role, SchemeFormat, Side
from schemes.models import (
    Invitation,
    Match,
    MentorRequest,
    Organisation,
    OrganisationFact,
    OrganisationImport,
    Participation,
    Programme,
    Scheme,
)
from schemes.services.frame import (
    accept_match,
    ask_mentor,
    end_role,
    give_role,
    record_fact,
    record_match,
    replace_city,
)
from schemes.services.imports import read_import
from schemes.services.invitations import invite
from schemes.services.rules import override_rule
from tests.factories.schemes import (
    make_association,
    make_association_party,
    make_city,
    make_community,
    make_party,
    make_person,
    make_programme,
    make_scheme,
)

#: Who is called how. Names are invented, with letters that only full fonts and encodings survive.
NAMES = {
    "coordinator": "Clara Vogel",
    "facilitator": "Nora Wójcik",
    "observer": "Otto Ferrari",
    "programme_admin": "Alma Petrov",
    "mentee_lead": "Ilze Ozoliņa",
    "mentee_member": "Jānis Rozītis",
    "mentee_association": "Marta Kalniņa",
    "mentor_lead": "Sofie Delacroix",
    "mentor_member": "Karim Bensaïd",
    "mentor_association": "Luc Peeters",
    "lsg_member": "Amina Yusuf",
    "political_sponsor": "Pēteris Liepa",
    "second_lead": "Chiara Lo Bianco",
    "asked_mentor": "Griet Claes",
    "peer_lead": "Ελένη Παππά",
    "former_member": "Former Member",
    "replaced_lead": "Replaced Lead",
    "stranger": "Stranger",
    "superuser": "Super User",
    "foreign_coordinator": "Foreign Coordinator",
    "foreign_lead": "Foreign Lead",
}


@dataclass
class World:
    """Everything that ``build_world`` has made.

    ``pair`` is matched and accepted; in ``second`` a mentor city was asked and the mentee city had
    replaced another; ``community`` has three peers; ``foreign`` lies in another programme.
    """

    programme: Programme
    other_programme: Programme
    pair: Scheme
    second: Scheme
    community: Scheme
    foreign: Scheme
    mentee: Participation
    mentor: Participation
    mentee_association: Participation
    mentor_association: Participation
    second_mentee: Participation
    replaced: Participation
    foreign_mentee: Participation
    match: Match
    request: MentorRequest
    invitation: Invitation
    fact: OrganisationFact
    organisation_import: OrganisationImport
    people: dict[str, User | None] = field(default_factory=dict)
    cities: dict[str, Organisation] = field(default_factory=dict)
    associations: dict[str, Organisation] = field(default_factory=dict)

    def person(self, persona: str) -> User:
        """Return who is meant by a persona that is signed in."""
        found = self.people[persona]
        assert found is not None, f"{persona} is not signed in."
        return found


def build_world() -> World:
    """Make the world. Some thousand queries: share it where you can, and roll back.

    A city's needs analysis starts with its part, so the questionnaires are loaded first.
    """
    call_command("load_questionnaires", verbosity=0)
    people = {persona: make_person(name, email=f"{persona}@demo.example") for persona, name in NAMES.items()}
    superuser = people["superuser"]
    superuser.is_superuser = superuser.is_staff = True
    superuser.save(update_fields=["is_superuser", "is_staff"])

    programme = make_programme("IncluCities 2026–2028", coordinator=people["coordinator"])
    for persona, role in (
        ("facilitator", Role.FACILITATOR),
        ("observer", Role.OBSERVER),
        ("programme_admin", Role.PROGRAMME_ADMIN),
    ):
        give_role(person=people[persona], role=role, scope=programme, by=None)
    cities, associations = _register(programme)
    by = people["coordinator"]

    pair = make_scheme(
        programme,
        "Formal and non-formal language learning",
        needs_due_on=dt.date(2026, 7, 1),
        cross_cutting_themes=["volunteering"],
    )
    mentee = make_party(pair, cities["Jelgava"])
    mentee_association = make_association_party(mentee, associations["LALRG"])
    give_role(person=people["mentor_lead"], role=Role.MENTOR_LEAD, scope=cities["Schaerbeek"], by=None)
    give_role(person=people["mentor_member"], role=Role.MENTOR_MEMBER, scope=cities["Schaerbeek"], by=None)
    for persona, role, scope in (
        ("mentee_lead", Role.MENTEE_LEAD, mentee),
        ("mentee_member", Role.MENTEE_MEMBER, mentee),
        ("lsg_member", Role.LSG_MEMBER, mentee),
        ("political_sponsor", Role.POLITICAL_SPONSOR, mentee),
        ("mentee_association", Role.MENTEE_ASSOCIATION, mentee_association),
    ):
        give_role(person=people[persona], role=role, scope=scope, by=None)
    override_rule(scheme=pair, rule_id="N-1", reason="Decided before this product was in use.", by=by)
    match = record_match(
        scheme=pair,
        mentor=cities["Schaerbeek"],
        decided_on=dt.date(2026, 2, 2),
        reasons="The volunteering unit has met the same questions.",
        by=by,
    )
    mentor = match.mentor
    mentor_association = make_association_party(mentor, associations["Brulocalis"])
    give_role(
        person=people["mentor_association"], role=Role.MENTOR_ASSOCIATION, scope=mentor_association, by=None
    )
    accept_match(match=match, side=Side.MENTEE, by=people["mentee_lead"])
    accept_match(match=match, side=Side.MENTOR, by=people["mentor_lead"])
    former = give_role(person=people["former_member"], role=Role.MENTEE_MEMBER, scope=mentee, by=None)
    end_role(membership=former, by=by)
    invitation = invite(
        email="new.colleague@demo.example",
        role=Role.MENTEE_MEMBER,
        scope=mentee,
        by=people["mentee_lead"],
        message="We would be glad to have you with us.",
        language="lv",
    )

    second = make_scheme(programme, "Building a city for all", template=SchemeFormat.LIGHT)
    replaced = make_party(second, cities["Ancona Vecchia"])
    make_association_party(replaced, associations["AICCRE"])
    give_role(person=people["replaced_lead"], role=Role.MENTEE_LEAD, scope=replaced, by=None)
    second_mentee = replace_city(
        participation=replaced, successor=cities["Capaci"], reason="The council changed its mind.", by=by
    )
    replaced.refresh_from_db()
    give_role(person=people["second_lead"], role=Role.MENTEE_LEAD, scope=second_mentee, by=None)
    give_role(person=people["asked_mentor"], role=Role.MENTOR_LEAD, scope=cities["Mechelen"], by=None)
    override_rule(scheme=second, rule_id="N-1", reason="The call ends before the summer.", by=by)
    request = ask_mentor(
        scheme=second, organisation=cities["Mechelen"], message="Would you be their mentor?", by=by
    )

    community = make_community(programme, "Towns between two cities")
    peers = [make_party(community, cities[name], Side.PEER) for name in ("Levadia", "Mezakalte", "Auvrezac")]
    give_role(person=people["peer_lead"], role=Role.MENTEE_LEAD, scope=peers[0], by=None)

    fact = record_fact(
        organisation=cities["Jelgava"],
        key=FactKey.POPULATION,
        year=2021,
        value=56_000,
        source="City register",
        by=by,
    )
    table = read_import(
        programme=programme, content=b"kind;name\ncity;Elsewhere\n", file_name="cities.csv", by=by
    )

    other_programme = make_programme("Another programme", coordinator=people["foreign_coordinator"])
    foreign = make_scheme(other_programme, "A theme that nobody else may read")
    foreign_mentee = make_party(foreign, make_city(other_programme, "Foreign City"))
    give_role(person=people["foreign_lead"], role=Role.MENTEE_LEAD, scope=foreign_mentee, by=None)

    return World(
        programme=programme,
        other_programme=other_programme,
        pair=pair,
        second=second,
        community=community,
        foreign=foreign,
        mentee=mentee,
        mentor=mentor,
        mentee_association=mentee_association,
        mentor_association=mentor_association,
        second_mentee=second_mentee,
        replaced=replaced,
        foreign_mentee=foreign_mentee,
        match=match,
        request=request,
        invitation=invitation,
        fact=fact,
        organisation_import=table,
        people={**people, "anonymous": None},
        cities=cities,
        associations=associations,
    )


def _register(programme: Programme) -> tuple[dict[str, Organisation], dict[str, Organisation]]:
    associations = {
        short: make_association(programme, name, abbreviation=short, country=country)
        for short, name, country in (
            ("LALRG", "Latvian Association of Local and Regional Governments", "LV"),
            ("Brulocalis", "Association of the City and Municipalities of Brussels", "BE"),
            ("AICCRE", "Italian Association for the Council of European Municipalities and Regions", "IT"),
            ("VVSG", "Association of Flemish Cities and Municipalities", "BE"),
        )
    }
    cities = {}
    for name, country, association, latitude, longitude in (
        ("Jelgava", "LV", "LALRG", 56.65, 23.71),
        ("Schaerbeek", "BE", "Brulocalis", 50.87, 4.38),
        ("Capaci", "IT", "AICCRE", 38.17, 13.24),
        ("Ancona Vecchia", "IT", "AICCRE", 43.6, 13.5),
        ("Mechelen", "BE", "VVSG", 51.03, 4.48),
        ("Levadia", "GR", None, 38.44, 22.87),
        ("Mezakalte", "LV", "LALRG", 57.1, 25.0),
        ("Auvrezac", "FR", None, 45.5, 3.1),
    ):
        cities[name] = make_city(
            programme,
            name,
            country=country,
            parent_association=associations.get(association or ""),
            latitude=latitude,
            longitude=longitude,
        )
    return cities, associations
