"""Languages typed by their names."""

from __future__ import annotations

from typing import Any

from django.conf.locale import LANG_INFO

from inclucities.texts.domain import language_name
from schemes.forms.base import LinesField


class LanguagesField(LinesField):
    """Languages, one on each line: by name in the reader's language, by their own name, or as a code.

    Those that have a code are kept by it, and every reader gets their name; others are kept as typed.
    """

    def prepare_value(self, value: Any) -> Any:
        """Write the languages by their names."""
        words = [language_name(word) for word in value] if isinstance(value, list) else value
        return super().prepare_value(words)

    def clean(self, value: Any) -> list[str]:
        """Return codes, and the words for which there is none. Raises ``ValidationError`` as lines do."""
        codes = _codes()
        return list(dict.fromkeys(codes.get(word.lower(), word) for word in super().clean(value)))


def _codes() -> dict[str, str]:
    whole = {code: info for code, info in LANG_INFO.items() if "name_local" in info}
    return {
        word.lower(): code
        for code, info in whole.items()
        for word in (code, info["name"], info["name_local"], language_name(code))
    }
