"""Everybody who may come to a page, by the name that the access matrix calls them (method 3.2)."""

from __future__ import annotations

#: Who holds a role in the scheme "pair", through one of its parties.
PARTIES_OF_PAIR = (
    "mentee_lead",
    "mentee_member",
    "mentee_association",
    "mentor_lead",
    "mentor_member",
    "mentor_association",
)
#: Who stands around it and sees little of it.
AROUND_PAIR = ("lsg_member", "political_sponsor")
#: Who holds a role in the whole programme.
OF_PROGRAMME = ("coordinator", "facilitator", "observer", "programme_admin")
#: Who holds a role in another scheme of the same programme, and none in "pair".
NEIGHBOURS = ("second_lead", "asked_mentor", "peer_lead")
#: Who held a role: in "pair", and for a city that was replaced in "second".
FORMER = ("former_member", "replaced_lead")
#: Who holds nothing in the programme.
OUTSIDERS = ("stranger", "superuser", "foreign_coordinator", "foreign_lead")
ANONYMOUS = "anonymous"

SIGNED_IN = (*PARTIES_OF_PAIR, *AROUND_PAIR, *OF_PROGRAMME, *NEIGHBOURS, *FORMER, *OUTSIDERS)
PERSONAS = (*SIGNED_IN, ANONYMOUS)
