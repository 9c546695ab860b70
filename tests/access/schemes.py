"""What the pages of programmes, organisations, schemes and invitations answer to everybody."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.access_matrix import ACT_ONLY, Address, answers, everybody
from tests.personas import AROUND_PAIR, NEIGHBOURS, OF_PROGRAMME, PARTIES_OF_PAIR

OK, DONE, REFUSED = 200, 302, 422

RUNS = ("coordinator",)
KEEPS = ("coordinator", "programme_admin")
#: Who keeps any programme may create one more.
CREATES = (*KEEPS, "foreign_coordinator")
#: Everybody who sees the scheme "pair" at all; who may see who takes part in it.
SEES_PAIR = (*PARTIES_OF_PAIR, *AROUND_PAIR, "coordinator", "facilitator", "observer")
SEES_PEOPLE = (*PARTIES_OF_PAIR, "coordinator", "facilitator")
SEES_SETTINGS = (*SEES_PEOPLE, "political_sponsor")
#: Everybody with a role in the programme; who of them sees its register.
IN_PROGRAMME = (*PARTIES_OF_PAIR, *AROUND_PAIR, *OF_PROGRAMME, *NEIGHBOURS)
SEES_REGISTER = (*PARTIES_OF_PAIR, *OF_PROGRAMME, *NEIGHBOURS)


def besides(everyone: tuple[str, ...], *some: str) -> list[str]:
    """Return everyone but some."""
    return [persona for persona in everyone if persona not in some]


def pair(world: Any) -> list[Any]:
    """Reach the scheme that everybody else in the programme stands around."""
    return [world.pair.pk]


def programme(world: Any) -> list[Any]:
    """Reach the programme."""
    return [world.programme.pk]


def city(world: Any) -> list[Any]:
    """Reach a city."""
    return [world.cities["Jelgava"].pk]


def form_for(
    permitted: tuple[str, ...], known_to: tuple[str, ...], args: Any, sent: int = REFUSED
) -> Address:
    """Describe a page with a form: an empty one is refused, so that nothing changes."""
    forbidden = besides(known_to, *permitted)
    return Address(
        get=answers(OK, permitted, forbidden=forbidden),
        post=answers(sent, permitted, forbidden=forbidden),
        args=args,
    )


def table(_world: Any) -> dict[str, Any]:
    """Send a table with one city."""
    return {"table": SimpleUploadedFile("cities.csv", b"kind;name\ncity;Somewhere\n")}


MANAGED = besides(IN_PROGRAMME, *KEEPS)
INVITES_TO_PAIR = ("coordinator", "mentee_lead")

MATRIX = {
    "accessibility": Address(get=everybody(OK, anonymous=None), post=everybody(405, anonymous=None)),
    "privacy": Address(get=everybody(OK, anonymous=None), post=everybody(405, anonymous=None)),
    "contact": Address(get=everybody(OK, anonymous=None), post=everybody(405, anonymous=None)),
    "schemes:installation_edit": Address(
        get=everybody(403) | {"programme_admin": OK, "superuser": OK},
        post=everybody(403) | {"programme_admin": REFUSED, "superuser": REFUSED},
        args=lambda _world: ["contact"],
    ),
    "schemes:list": Address(get=everybody(OK)),
    "schemes:overview": Address(get=answers(OK, SEES_PAIR), args=pair),
    # Who may open the scheme finds there what is theirs and what they may read in full.
    "schemes:documents": Address(get=answers(OK, SEES_PAIR), args=pair),
    "schemes:members": Address(
        get=answers(OK, SEES_PEOPLE, forbidden=besides(SEES_PAIR, *SEES_PEOPLE)), args=pair
    ),
    "schemes:settings": Address(
        get=answers(OK, SEES_SETTINGS, forbidden=besides(SEES_PAIR, *SEES_SETTINGS)), args=pair
    ),
    "schemes:events": Address(get=answers(OK, RUNS, forbidden=besides(SEES_PAIR, *RUNS)), args=pair),
    "schemes:match": Address(
        get=answers(OK, SEES_PEOPLE, forbidden=besides(SEES_PAIR, *SEES_PEOPLE)), args=pair
    ),
    "schemes:settings_edit": form_for(RUNS, SEES_PAIR, pair),
    "schemes:decide": form_for(RUNS, SEES_PAIR, lambda world: [world.pair.pk, "pause"]),
    "schemes:city_add": form_for(RUNS, SEES_PAIR, pair),
    "schemes:association_add": form_for(RUNS, SEES_PAIR, pair),
    "schemes:party_replace": form_for(RUNS, SEES_PAIR, lambda world: [world.mentee.pk]),
    "schemes:party_end": form_for(RUNS, SEES_PAIR, lambda world: [world.mentee.pk]),
    "schemes:mentor_ask": form_for(RUNS, SEES_PAIR, pair),
    "schemes:match_record": form_for(RUNS, SEES_PAIR, pair),
    "schemes:request_close": Address(
        get=ACT_ONLY,
        post=answers(DONE, RUNS, forbidden=["facilitator", "observer", "second_lead", "asked_mentor"]),
        args=lambda world: [world.request.pk],
    ),
    # Both sides have accepted: nobody has anything left to accept.
    "schemes:match_accept": Address(
        get=ACT_ONLY, post=answers(DONE, (), forbidden=SEES_PAIR), args=lambda world: [world.match.pk]
    ),
    "schemes:rule_override": form_for(RUNS, SEES_PAIR, lambda world: [world.pair.pk, "N-1"]),
    "schemes:rule_acknowledge": Address(
        get=ACT_ONLY,
        post=answers(DONE, ["mentee_lead"], forbidden=besides(SEES_PAIR, "mentee_lead")),
        args=lambda world: [world.mentee.pk, "N-7"],
    ),
    "schemes:invite_party": form_for(INVITES_TO_PAIR, SEES_PAIR, lambda world: [world.mentee.pk]),
    "schemes:invite_organisation": form_for(RUNS, IN_PROGRAMME, lambda world: [world.cities["Mechelen"].pk]),
    "schemes:invite_programme": form_for(KEEPS, IN_PROGRAMME, programme),
    "schemes:invitation_resend": Address(
        get=ACT_ONLY,
        post=answers(DONE, INVITES_TO_PAIR, forbidden=besides(SEES_PAIR, *INVITES_TO_PAIR)),
        args=lambda world: [world.invitation.pk],
    ),
    "schemes:invitation_revoke": Address(
        get=ACT_ONLY,
        post=answers(DONE, INVITES_TO_PAIR, forbidden=besides(SEES_PAIR, *INVITES_TO_PAIR)),
        args=lambda world: [world.invitation.pk],
    ),
    # Only who is invited finds it, and nobody of the world is.
    "schemes:invitation_own": Address(
        get=answers(OK, ()), post=answers(DONE, ()), args=lambda world: [world.invitation.pk]
    ),
    "schemes:invitation": Address(
        get=everybody(404, anonymous=None),
        post=everybody(404, anonymous=None),
        args=lambda _world: ["a-secret-that-was-never-sent"],
    ),
    "schemes:role_end": form_for(
        RUNS,
        SEES_PAIR,
        lambda world: [world.person("mentee_member").memberships.get(participation_scope=world.mentee).pk],
    ),
    "schemes:programmes": Address(get=everybody(OK)),
    "schemes:programme_new": Address(
        get=everybody(403) | dict.fromkeys(CREATES, OK), post=everybody(403) | dict.fromkeys(CREATES, REFUSED)
    ),
    "schemes:programme": Address(get=answers(OK, SEES_REGISTER, forbidden=AROUND_PAIR), args=programme),
    "schemes:programme_edit": form_for(KEEPS, IN_PROGRAMME, programme),
    "schemes:scheme_open": form_for(RUNS, IN_PROGRAMME, programme),
    "schemes:organisation_new": form_for(KEEPS, IN_PROGRAMME, programme),
    "schemes:import_new": Address(
        get=answers(OK, KEEPS, forbidden=MANAGED),
        post=answers(DONE, KEEPS, forbidden=MANAGED),
        args=programme,
        data=table,
    ),
    "schemes:import_template": Address(get=answers(OK, KEEPS, forbidden=MANAGED), args=programme),
    "schemes:import": Address(
        get=answers(OK, KEEPS, forbidden=MANAGED),
        post=answers(DONE, KEEPS, forbidden=MANAGED),
        args=lambda world: [world.organisation_import.pk],
    ),
    "schemes:organisation": Address(get=answers(OK, SEES_REGISTER, forbidden=AROUND_PAIR), args=city),
    "schemes:organisation_edit": form_for(KEEPS, IN_PROGRAMME, city),
    "schemes:fact_new": form_for(KEEPS, IN_PROGRAMME, city),
    "schemes:fact_edit": form_for(
        KEEPS, IN_PROGRAMME, lambda world: [world.fact.organisation_id, world.fact.pk]
    ),
    "schemes:fact_remove": Address(
        get=ACT_ONLY,
        post=answers(DONE, KEEPS, forbidden=MANAGED),
        args=lambda world: [world.fact.organisation_id, world.fact.pk],
    ),
}
