"""The order of visits: one side chosen in each row, as many rows as wanted."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from schemes.enums import Side
from schemes.forms.base import LinesField

MAX_VISITS = 60
#: So many rows stand empty below those that are filled.
SPARE = 2


class VisitRows(forms.Widget):
    """A choice of side for each visit. An empty row is no visit, so that any of them can be taken out."""

    template_name = "schemes/visit_rows.html"
    use_fieldset = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> str:
        """Return the chosen sides, one on each line."""
        return "\n".join(word for word in data.getlist(name) if word.strip())

    def id_for_label(self, id_: str, index: str | None = None) -> str:
        """Return nothing for the whole: each row has its own label."""
        return ""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Give the rows; a word that is no side stands among the choices, so that nobody loses it."""
        context = super().get_context(name, value, attrs)
        sides = [str(side.label) for side in Side]
        typed = (value or "").splitlines()
        context["widget"]["rows"] = [
            {"word": word, "choices": sides if not word or word in sides else [*sides, word]}
            for word in [*typed, *[""] * min(SPARE, MAX_VISITS - len(typed))]
        ]
        return context


class VisitsField(LinesField):
    """Whose city is visited, visit by visit; sides are known by their codes and by their names."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_lines=MAX_VISITS, repeated=True, widget=VisitRows(), **options)

    def prepare_value(self, value: Any) -> str:
        """Write each side by its name in the reader's language."""
        words = value if isinstance(value, list) else (value or "").splitlines()
        known = _known()
        return "\n".join(str(known[word.lower()].label) if word.lower() in known else word for word in words)

    def clean(self, value: Any) -> list[str]:
        """Return the codes of the sides. Raises ``ValidationError`` for a word that is none."""
        words, known = super().clean(value), _known()
        if unknown := [word for word in words if word.lower() not in known]:
            raise forms.ValidationError(
                _("“%(word)s” is no side: choose mentee, mentor or peer.") % {"word": unknown[0]}
            )
        return [known[word.lower()].value for word in words]


def _known() -> dict[str, Side]:
    return {word.lower(): side for side in Side for word in (side.value, str(side.label))}
