"""Registration of the app."""

from django.apps import AppConfig


class QuestionnairesConfig(AppConfig):
    """The form engine: questionnaire, response, answer, row, revision and frozen version."""

    name = "inclucities.questionnaires"
