"""Forms of the register: organisations and facts."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from schemes.domain.countries import country_choices
from schemes.enums import FactKey, OrganisationKind
from schemes.forms.base import (
    LinesField,
    LocalisedForm,
    Section,
    SectionedForm,
    Texts,
    VersionedForm,
    other_text_names,
    text_names,
)
from schemes.forms.languages import LanguagesField
from schemes.models import Organisation, Programme
from schemes.queries.organisations import associations_in


def _countries() -> list[tuple[str, Any]]:
    return [("", _("Choose")), *country_choices()]


class OrganisationForm(LocalisedForm):
    """What a programme knows of an organisation."""

    submit_label = _("Add the organisation")
    texts: ClassVar = {"names": Texts(_("Name"), max_length=200)}
    sections: ClassVar = (
        Section("", ("kind", "original_language", *text_names("names"))),
        Section(_("The name in other languages"), other_text_names("names"), folded=True),
        Section(_("More about the name"), ("abbreviation", "aliases"), folded=True),
        Section(_("Where it is"), ("country", "region", "parent_association", "latitude", "longitude")),
        Section(_("Languages"), ("languages", "common_languages")),
    )

    kind = forms.ChoiceField(label=_("Kind"), choices=OrganisationKind.choices)
    abbreviation = forms.CharField(
        label=_("Abbreviation"),
        max_length=30,
        required=False,
        help_text=_("Stands for the name where room is short."),
    )
    aliases = LinesField(
        label=_("Other spellings"),
        required=False,
        help_text=_("One on each line. Searching finds the city by them."),
    )
    country = forms.ChoiceField(label=_("Country"), choices=_countries, required=False)
    region = forms.CharField(label=_("Region"), max_length=150, required=False)
    parent_association = forms.ModelChoiceField(
        label=_("Association"),
        queryset=Organisation.objects.none(),
        required=False,
        empty_label=_("None"),
        help_text=_("The association of local authorities that the city is a member of."),
    )
    languages = LanguagesField(
        label=_("Official languages"), required=False, help_text=_("One on each line, by name.")
    )
    common_languages = LanguagesField(
        label=_("Other languages that are common"), required=False, help_text=_("One on each line, by name.")
    )
    latitude = forms.DecimalField(
        label=_("Degrees north"),
        min_value=-90,
        max_value=90,
        max_digits=8,
        decimal_places=5,
        required=False,
        help_text=_("For the map, such as 56.65."),
    )
    longitude = forms.DecimalField(
        label=_("Degrees east"),
        min_value=-180,
        max_value=180,
        max_digits=8,
        decimal_places=5,
        required=False,
        help_text=_("For the map, such as 23.71; west of Greenwich with a minus."),
    )

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        self.programme = programme
        super().__init__(*args, **kwargs)

    def add_fields(self) -> None:
        """Offer the associations of the same programme only."""
        super().add_fields()
        self.fields["parent_association"].queryset = associations_in(self.programme)

    def clean(self) -> dict[str, Any]:
        """Refuse half a place: a point has two figures."""
        cleaned = super().clean()
        for given, missing in (("latitude", "longitude"), ("longitude", "latitude")):
            if (
                cleaned.get(given) is not None
                and cleaned.get(missing) is None
                and not self.has_error(missing)
            ):
                self.add_error(missing, _("Give both figures, or none."))
        return cleaned


class OrganisationEditForm(VersionedForm, OrganisationForm):
    """What is known of an organisation that exists. Its kind stays."""

    submit_label = _("Save")
    sections: ClassVar = (
        Section("", ("original_language", *text_names("names"))),
        *OrganisationForm.sections[1:],
    )
    kind: Any = None


class FactForm(SectionedForm):
    """One figure of a city, with its year and where it comes from."""

    sections: ClassVar = (Section("", ("key", "year", "value", "definition", "source", "approximate")),)

    key = forms.ChoiceField(label=_("Figure"), choices=FactKey.choices)
    year = forms.IntegerField(label=_("Year"), min_value=1900, max_value=2100)
    value = forms.DecimalField(label=_("Value"), max_digits=16, decimal_places=2, min_value=0)
    definition = forms.CharField(
        label=_("What was counted"),
        max_length=300,
        required=False,
        help_text=_("Who counts as a migrant differs: born abroad, without citizenship, of foreign origin."),
    )
    source = forms.CharField(label=_("Source"), max_length=300, required=False)
    approximate = forms.BooleanField(label=_("This is approximate"), required=False)

    def clean(self) -> dict[str, Any]:
        """Ask what was counted for a share of migrants, which means nothing without it."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("key") == FactKey.MIGRANT_SHARE:
            if not cleaned.get("definition") and not self.has_error("definition"):
                self.add_error(
                    "definition", _("Say what was counted: a migrant share means nothing without it.")
                )
            if (value := cleaned.get("value")) is not None and value > 100:
                self.add_error("value", _("A share is at most 100 percent."))
        return cleaned
