"""Tables of the form engine."""

from inclucities.questionnaires.models.answer import Answer, ResponseRow, Revision, Translation
from inclucities.questionnaires.models.questionnaire import Edition, Question, Questionnaire
from inclucities.questionnaires.models.response import FrozenVersion, Presence, Response, SectionState

__all__ = [
    "Answer",
    "Edition",
    "FrozenVersion",
    "Presence",
    "Question",
    "Questionnaire",
    "Response",
    "ResponseRow",
    "Revision",
    "SectionState",
    "Translation",
]
