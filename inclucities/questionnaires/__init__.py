"""The form engine: questionnaire, response, answer, row, revision and frozen version."""
