"""The acts that build the frame of a scheme, under one name."""

from schemes.services.errors import GateClosedError, RefusedError, RuleBrokenError
from schemes.services.matching import accept_match, ask_mentor, close_request, record_match
from schemes.services.opening import change_settings, decide, open_scheme
from schemes.services.organisations import add_organisation, change_organisation, record_fact
from schemes.services.participations import end_participation, replace_city, take_part
from schemes.services.programmes import change_programme, create_programme
from schemes.services.roles import end_role, give_role

__all__ = [
    "GateClosedError",
    "RefusedError",
    "RuleBrokenError",
    "accept_match",
    "add_organisation",
    "ask_mentor",
    "change_organisation",
    "change_programme",
    "change_settings",
    "close_request",
    "create_programme",
    "decide",
    "end_participation",
    "end_role",
    "give_role",
    "open_scheme",
    "record_fact",
    "record_match",
    "replace_city",
    "take_part",
]
