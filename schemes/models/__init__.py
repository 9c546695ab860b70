"""Tables of the frame of a scheme."""

from schemes.models.grants import OrganisationGrant, ParticipationGrant, ProgrammeGrant, SchemeGrant
from schemes.models.installation import InstallationText
from schemes.models.invitation import Invitation
from schemes.models.match import Match, MentorRequest
from schemes.models.membership import Membership
from schemes.models.organisation import Organisation, OrganisationFact
from schemes.models.organisation_import import OrganisationImport
from schemes.models.override import Acknowledgement, Override
from schemes.models.participation import Participation
from schemes.models.programme import Programme
from schemes.models.scheme import Scheme

__all__ = [
    "Acknowledgement",
    "InstallationText",
    "Invitation",
    "Match",
    "Membership",
    "MentorRequest",
    "Organisation",
    "OrganisationFact",
    "OrganisationGrant",
    "OrganisationImport",
    "Override",
    "Participation",
    "ParticipationGrant",
    "Programme",
    "ProgrammeGrant",
    "Scheme",
    "SchemeGrant",
]
