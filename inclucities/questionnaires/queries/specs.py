"""The checked questionnaire as objects, kept in the process for as long as it does not change."""

from __future__ import annotations

import datetime as dt

from inclucities.questionnaires.domain.specs import QuestionnaireSpec, questionnaire_from
from inclucities.questionnaires.models import Edition, Question, Questionnaire

_specs: dict[str, QuestionnaireSpec] = {}
_ids: dict[tuple[int, str, dt.datetime], dict[str, int]] = {}


def spec_of(questionnaire: Questionnaire) -> QuestionnaireSpec:
    """Return the objects of a questionnaire's present edition. One query, and none after the first."""
    return spec_with(questionnaire.checksum)


def spec_with(checksum: str) -> QuestionnaireSpec:
    """Return the objects of one edition, present or past. One query, and none after the first.

    Raises ``Edition.DoesNotExist`` when no such edition was ever loaded.
    """
    spec = _specs.get(checksum)
    if spec is None:
        spec = _specs[checksum] = questionnaire_from(Edition.objects.get(checksum=checksum).definition)
    return spec


def question_ids_of(questionnaire: Questionnaire) -> dict[str, int]:
    """Return the id of each question by its key, retired ones too. One query, and none after the first.

    The moment of loading is part of the name: another database may give the same number to another
    questionnaire, as after a restore.
    """
    name = (questionnaire.pk, questionnaire.checksum, questionnaire.loaded_at)
    ids = _ids.get(name)
    if ids is None:
        ids = dict(Question.objects.filter(questionnaire=questionnaire).values_list("key", "pk"))
        _ids[name] = ids
    return ids
