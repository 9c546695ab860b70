"""Load all questionnaires from their files."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from inclucities.questionnaires.domain.definitions import DefinitionError
from inclucities.questionnaires.registry import registered_folders
from inclucities.questionnaires.services.loading import load_questionnaire


class Command(BaseCommand):
    """Loads every registered questionnaire, or none of them when a file has a mistake."""

    help = "Load the questionnaires from their YAML files; every mistake is shown with its line."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load all folders in one transaction. Raises ``CommandError`` with every mistake."""
        mistakes: list[str] = []
        with transaction.atomic():
            for folder in registered_folders():
                try:
                    questionnaire, changed = load_questionnaire(folder)
                except DefinitionError as error:
                    mistakes += [str(mistake) for mistake in error.mistakes]
                else:
                    self.stdout.write(f"{questionnaire.key}: {'loaded' if changed else 'unchanged'}")
            if mistakes:
                transaction.set_rollback(True)
        if mistakes:
            raise CommandError("Nothing was loaded.\n" + "\n".join(mistakes))
