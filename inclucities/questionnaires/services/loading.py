"""Taking a questionnaire from its files into the database."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.db import transaction

from inclucities.questionnaires.domain.definitions import checksum_of, definition_in
from inclucities.questionnaires.models import Edition, Question, Questionnaire
from inclucities.questionnaires.registry import registered_suggesters
from inclucities.questionnaires.services.responses import fit_sections


def load_questionnaire(folder: Path) -> tuple[Questionnaire, bool]:
    """Load the questionnaire in ``folder``; return it and whether anything changed.

    A question that is gone from the files is retired and keeps its answers; what was started before
    gets the new sections and is counted again. Raises ``DefinitionError`` with every mistake, and then
    nothing is loaded.
    """
    return keep_definition(definition_in(folder, registered_suggesters()))


def keep_definition(definition: Mapping[str, Any]) -> tuple[Questionnaire, bool]:
    """Keep a checked definition as the present edition; return its questionnaire and whether it changed."""
    checksum = checksum_of(definition)
    with transaction.atomic():
        known = Questionnaire.objects.select_for_update().filter(key=definition["key"]).first()
        if known is not None and known.checksum == checksum:
            return known, False
        questionnaire = known or Questionnaire(key=definition["key"])
        questionnaire.checksum = checksum
        questionnaire.save()
        Edition.objects.get_or_create(
            checksum=checksum,
            defaults={
                "questionnaire": questionnaire,
                "number": definition["edition"],
                "definition": definition,
            },
        )
        keys = [question["key"] for section in definition["sections"] for question in section["questions"]]
        have = set(questionnaire.questions.values_list("key", flat=True))
        Question.objects.bulk_create(
            Question(questionnaire=questionnaire, key=key) for key in keys if key not in have
        )
        questionnaire.questions.filter(key__in=keys).update(retired=False)
        questionnaire.questions.exclude(key__in=keys).update(retired=True)
        for response in questionnaire.responses.select_related("questionnaire"):
            fit_sections(response)
    return questionnaire, True
