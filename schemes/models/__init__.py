"""Tables of the frame of a scheme."""

from schemes.models.grants import OrganisationGrant, ParticipationGrant, ProgrammeGrant, SchemeGrant
from schemes.models.invitation import Invitation
from schemes.models.match import Match, MentorRequest
from schemes.models.membership import Membership
from schemes.models.organisation import Organisation, OrganisationFact
from schemes.models.override import Acknowledgement, Override
from schemes.models.participation import Participation
from schemes.models.programme import Programme
from schemes.models.scheme import Scheme

__all__ = [
    "Acknowledgement",
    "Invitation",
    "Match",
    "Membership",
    "MentorRequest",
    "Organisation",
    "OrganisationFact",
    "OrganisationGrant",
    "Override",
    "Participation",
    "ParticipationGrant",
    "Programme",
    "ProgrammeGrant",
    "Scheme",
    "SchemeGrant",
]
