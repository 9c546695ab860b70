"""Choices of the frame of a scheme."""

from schemes.enums.organisations import FactKey, OrganisationKind
from schemes.enums.rights import Right
from schemes.enums.roles import Role, Side
from schemes.enums.schemes import (
    BrokeredBy,
    Focus,
    MatchingContext,
    SchemeFormat,
    SchemeKind,
    SchemeStatus,
    ScopeEnd,
    Setting,
    TrainingMode,
)

__all__ = [
    "BrokeredBy",
    "FactKey",
    "Focus",
    "MatchingContext",
    "OrganisationKind",
    "Right",
    "Role",
    "SchemeFormat",
    "SchemeKind",
    "SchemeStatus",
    "ScopeEnd",
    "Setting",
    "Side",
    "TrainingMode",
]
