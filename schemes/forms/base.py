"""What the forms of this app share: sections, texts per language, the version they started from."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from inclucities.texts.domain import WRITING_LANGUAGES
from inclucities.ui.forms import HouseForm

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

#: Room for a reason, a message, a summary.
LONG = 5_000
DATE_FORMATS = ["%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y"]


def date_field(**options: Any) -> forms.DateField:
    """Return a field for a day, which browsers show with their own calendar."""
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(widget=widget, input_formats=DATE_FORMATS, **options)


def long_text(*, rows: int = 3, max_length: int = LONG, **options: Any) -> forms.CharField:
    """Return a field for several sentences."""
    return forms.CharField(max_length=max_length, widget=forms.Textarea(attrs={"rows": rows}), **options)


def language_field(**options: Any) -> forms.ChoiceField:
    """Return a field for the language that something is written in."""
    return forms.ChoiceField(choices=list(WRITING_LANGUAGES.items()), **options)


class LinesField(forms.CharField):
    """Short texts, one on each line; gives a list without empty lines, and repetitions only if wanted."""

    def __init__(
        self, *, max_lines: int = 30, max_each: int = 150, repeated: bool = False, **options: Any
    ) -> None:
        self.max_lines, self.max_each, self.repeated = max_lines, max_each, repeated
        options.setdefault("widget", forms.Textarea(attrs={"rows": 3}))
        super().__init__(**options)

    def prepare_value(self, value: Any) -> Any:
        """Write a list as lines."""
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        """Return the lines. Raises ``ValidationError`` for too many, or too long ones."""
        lines = [line.strip() for line in super().clean(value).splitlines() if line.strip()]
        if not self.repeated:
            lines = list(dict.fromkeys(lines))
        if len(lines) > self.max_lines:
            raise forms.ValidationError(_("These are too many lines: keep the most important ones."))
        for line in lines:
            MaxLengthValidator(self.max_each)(line)
        return lines


@dataclass(frozen=True, slots=True)
class Section:
    """Some fields of a form under a heading; ``folded`` ones open on demand, or when something is wrong."""

    title: StrOrPromise
    names: tuple[str, ...]
    folded: bool = False


class _GrowingForm(forms.Form):
    """Adds fields before the house looks at them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.add_fields()

    def add_fields(self) -> None:
        """Add what depends on the form's own settings."""


class SectionedForm(HouseForm, _GrowingForm):
    """A form whose fields stand in sections; ``templates/schemes/_sections.html`` draws it."""

    sections: ClassVar[Sequence[Section]] = ()

    @property
    def drawn_sections(self) -> list[dict[str, Any]]:
        """Return the sections with their fields, for the template."""
        return [
            {
                "title": section.title,
                "fields": [self[name] for name in section.names if name in self.fields],
                "folded": section.folded,
                "open": any(self[name].errors for name in section.names if name in self.fields),
            }
            for section in self.sections
        ]


class VersionedForm(SectionedForm):
    """A form that says which version of the row it started from."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


@dataclass(frozen=True, slots=True)
class Texts:
    """A column that holds one text per language: how its fields are labelled."""

    label: StrOrPromise
    max_length: int = 300
    rows: int = 0
    required: bool = True


class LocalisedForm(SectionedForm):
    """A form with one field per language for some columns; the original's is needed.

    The texts are in ``cleaned_data`` under the column's name, as ``{"en": …, "lv": …}``.
    """

    texts: ClassVar[Mapping[str, Texts]] = {}

    original_language = language_field(
        label=_("Original language"), help_text=_("Readers without a text in their language get this one.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        initial = kwargs.setdefault("initial", {})
        for column in self.texts:
            for code, text in (initial.get(column) or {}).items():
                initial[f"{column}_{code}"] = text
        super().__init__(*args, **kwargs)

    def add_fields(self) -> None:
        """Add a field for each language of each column."""
        super().add_fields()
        original = str(self.data.get("original_language") or self.initial.get("original_language", "en"))
        for column, texts in self.texts.items():
            for code, language in WRITING_LANGUAGES.items():
                options: dict[str, Any] = {
                    "label": format_lazy("{label} – {language}", label=texts.label, language=language),
                    "required": texts.required and code == original,
                    "max_length": texts.max_length,
                }
                if texts.rows:
                    options["widget"] = forms.Textarea(attrs={"rows": texts.rows})
                field = forms.CharField(**options)
                field.widget.attrs["lang"] = code
                self.fields[f"{column}_{code}"] = field

    @property
    def drawn_sections(self) -> list[dict[str, Any]]:
        """Return the sections; the original's text is never folded away."""
        drawn = super().drawn_sections
        for before, section in itertools.pairwise(drawn):
            if section["folded"]:
                needed = [field for field in section["fields"] if field.field.required]
                before["fields"] += needed
                section["fields"] = [field for field in section["fields"] if field not in needed]
        return drawn

    def clean(self) -> dict[str, Any]:
        """Gather the texts by column."""
        cleaned = super().clean() or self.cleaned_data
        for column in self.texts:
            found = {code: cleaned.pop(f"{column}_{code}", "") for code in WRITING_LANGUAGES}
            cleaned[column] = {code: text for code, text in found.items() if text}
        return cleaned


def text_names(column: str, *, first: Sequence[str] = ("en",)) -> tuple[str, ...]:
    """Return the names of a column's fields in some languages."""
    return tuple(f"{column}_{code}" for code in first)


def other_text_names(column: str, *, first: Sequence[str] = ("en",)) -> tuple[str, ...]:
    """Return the names of a column's fields in all other languages."""
    return tuple(f"{column}_{code}" for code in WRITING_LANGUAGES if code not in first)
