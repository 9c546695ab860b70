"""The form of a page of the installation."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from inclucities.texts.domain import WRITING_LANGUAGES
from schemes.forms.base import Section, VersionedForm

LONGEST = 20_000


class InstallationForm(VersionedForm):
    """One text per language of the pages."""

    submit_label = _("Save the page")
    sections: ClassVar = (Section("", tuple(f"text_{code}" for code, _name in settings.LANGUAGES)),)

    def add_fields(self) -> None:
        """Add a text for each language."""
        super().add_fields()
        for code, name in settings.LANGUAGES:
            field = forms.CharField(
                label=WRITING_LANGUAGES.get(code, name),
                required=False,
                max_length=LONGEST,
                widget=forms.Textarea(attrs={"rows": 14, "lang": code}),
            )
            self.fields[f"text_{code}"] = field

    @property
    def typed_texts(self) -> dict[str, str]:
        """Return the cleaned texts by language."""
        values: dict[str, Any] = self.cleaned_data
        return {code: values[f"text_{code}"] for code, _name in settings.LANGUAGES}
