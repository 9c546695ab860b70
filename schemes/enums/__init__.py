"""Choices of the frame of a scheme."""

from schemes.enums.installation import InstallationPage
from schemes.enums.invitations import InvitationState
from schemes.enums.organisations import FactKey, OrganisationKind
from schemes.enums.rights import Right
from schemes.enums.roles import Role, Side
from schemes.enums.rules import Severity
from schemes.enums.schemes import (
    BrokeredBy,
    Decision,
    Focus,
    MatchingContext,
    RequestOutcome,
    SchemeFormat,
    SchemeKind,
    SchemeStatus,
    ScopeEnd,
    Setting,
    TrainingMode,
)

__all__ = [
    "BrokeredBy",
    "Decision",
    "FactKey",
    "Focus",
    "InstallationPage",
    "InvitationState",
    "MatchingContext",
    "OrganisationKind",
    "RequestOutcome",
    "Right",
    "Role",
    "SchemeFormat",
    "SchemeKind",
    "SchemeStatus",
    "ScopeEnd",
    "Setting",
    "Severity",
    "Side",
    "TrainingMode",
]
