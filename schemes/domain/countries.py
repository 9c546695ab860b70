"""The countries of Europe by their ISO 3166-1 codes, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils.translation import pgettext_lazy

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

COUNTRIES: Mapping[str, StrOrPromise] = {
    "AD": pgettext_lazy("country", "Andorra"),
    "AL": pgettext_lazy("country", "Albania"),
    "AM": pgettext_lazy("country", "Armenia"),
    "AT": pgettext_lazy("country", "Austria"),
    "AZ": pgettext_lazy("country", "Azerbaijan"),
    "BA": pgettext_lazy("country", "Bosnia and Herzegovina"),
    "BE": pgettext_lazy("country", "Belgium"),
    "BG": pgettext_lazy("country", "Bulgaria"),
    "CH": pgettext_lazy("country", "Switzerland"),
    "CY": pgettext_lazy("country", "Cyprus"),
    "CZ": pgettext_lazy("country", "Czechia"),
    "DE": pgettext_lazy("country", "Germany"),
    "DK": pgettext_lazy("country", "Denmark"),
    "EE": pgettext_lazy("country", "Estonia"),
    "ES": pgettext_lazy("country", "Spain"),
    "FI": pgettext_lazy("country", "Finland"),
    "FR": pgettext_lazy("country", "France"),
    "GB": pgettext_lazy("country", "United Kingdom"),
    "GE": pgettext_lazy("country", "Georgia"),
    "GR": pgettext_lazy("country", "Greece"),
    "HR": pgettext_lazy("country", "Croatia"),
    "HU": pgettext_lazy("country", "Hungary"),
    "IE": pgettext_lazy("country", "Ireland"),
    "IS": pgettext_lazy("country", "Iceland"),
    "IT": pgettext_lazy("country", "Italy"),
    "LI": pgettext_lazy("country", "Liechtenstein"),
    "LT": pgettext_lazy("country", "Lithuania"),
    "LU": pgettext_lazy("country", "Luxembourg"),
    "LV": pgettext_lazy("country", "Latvia"),
    "MC": pgettext_lazy("country", "Monaco"),
    "MD": pgettext_lazy("country", "Moldova"),
    "ME": pgettext_lazy("country", "Montenegro"),
    "MK": pgettext_lazy("country", "North Macedonia"),
    "MT": pgettext_lazy("country", "Malta"),
    "NL": pgettext_lazy("country", "Netherlands"),
    "NO": pgettext_lazy("country", "Norway"),
    "PL": pgettext_lazy("country", "Poland"),
    "PT": pgettext_lazy("country", "Portugal"),
    "RO": pgettext_lazy("country", "Romania"),
    "RS": pgettext_lazy("country", "Serbia"),
    "SE": pgettext_lazy("country", "Sweden"),
    "SI": pgettext_lazy("country", "Slovenia"),
    "SK": pgettext_lazy("country", "Slovakia"),
    "SM": pgettext_lazy("country", "San Marino"),
    "TR": pgettext_lazy("country", "Türkiye"),
    "UA": pgettext_lazy("country", "Ukraine"),
    "XK": pgettext_lazy("country", "Kosovo"),
}


def country_choices() -> list[tuple[str, str]]:
    """Return the countries by name, for a list to choose from."""
    return sorted(((code, str(name)) for code, name in COUNTRIES.items()), key=lambda choice: choice[1])
