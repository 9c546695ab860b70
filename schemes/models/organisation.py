"""Cities, associations and other organisations of a programme, and what is known of them."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.formats import number_format
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from inclucities.texts.domain import Localised, localised_name
from schemes.domain.countries import COUNTRIES
from schemes.enums import FactKey, OrganisationKind
from schemes.enums.rights import PERMISSIONS
from schemes.models.programme import Programme


class Organisation(models.Model):
    """A body that takes part. Each programme keeps its own register (ADR 0005)."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="organisations")
    kind = models.CharField(_("kind"), max_length=16, choices=OrganisationKind)
    names = models.JSONField(_("names"), default=dict)
    original_language = models.CharField(_("original language"), max_length=8, default="en")
    abbreviation = models.CharField(_("abbreviation"), max_length=30, blank=True)
    aliases = models.JSONField(_("other spellings"), default=list)
    country = models.CharField(_("country"), max_length=2, blank=True)
    region = models.CharField(_("region"), max_length=150, blank=True)
    parent_association = models.ForeignKey(
        "self",
        verbose_name=_("association"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="members",
    )
    languages = models.JSONField(_("official languages"), default=list)
    common_languages = models.JSONField(_("other common languages"), default=list)
    latitude = models.DecimalField(
        _("latitude"),
        max_digits=8,
        decimal_places=5,
        null=True,
        blank=True,
        validators=[MinValueValidator(-90), MaxValueValidator(90)],
    )
    longitude = models.DecimalField(
        _("longitude"),
        max_digits=8,
        decimal_places=5,
        null=True,
        blank=True,
        validators=[MinValueValidator(-180), MaxValueValidator(180)],
    )
    is_invented = models.BooleanField(_("invented for the demonstration"), default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        default_permissions = ()
        permissions = PERMISSIONS
        ordering: ClassVar = ["pk"]
        indexes: ClassVar = [models.Index(fields=["programme", "kind"], name="organisation_by_kind")]

    def __str__(self) -> str:
        return self.name

    @property
    def localised_name(self) -> Localised:
        """The name as the reader gets it, with the language that it is in."""
        return localised_name(self.names, get_language() or "en", self.original_language)

    @property
    def name(self) -> str:
        """The name in the reader's language, else in English, else its original."""
        return self.localised_name.text

    @property
    def country_name(self) -> str:
        """The country in the reader's language, or its code where it is not of Europe."""
        return str(COUNTRIES.get(self.country, self.country))

    @property
    def short_name(self) -> str:
        """The abbreviation where there is one, else the name."""
        return self.abbreviation or self.name


class OrganisationFact(models.Model):
    """One figure of a city with its year and source; approximate unless somebody checked it."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="facts")
    key = models.CharField(_("fact"), max_length=20, choices=FactKey)
    year = models.PositiveSmallIntegerField(
        _("year"), validators=[MinValueValidator(1900), MaxValueValidator(2100)]
    )
    value = models.DecimalField(_("value"), max_digits=16, decimal_places=2, null=True, blank=True)
    definition = models.CharField(_("definition"), max_length=300, blank=True)
    source = models.CharField(_("source"), max_length=300, blank=True)
    approximate = models.BooleanField(_("approximate"), default=True)

    class Meta:
        verbose_name = _("fact")
        verbose_name_plural = _("facts")
        default_permissions = ()
        ordering: ClassVar = ["key", "-year"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "key", "year"], name="one_fact_a_year")
        ]

    def __str__(self) -> str:
        return f"{self.get_key_display()} {self.year}"

    @property
    def shown_value(self) -> str:
        """The value as its reader writes it: grouped, with its unit, without idle decimals."""
        if self.value is None:
            return ""
        digits = 0 if self.value == self.value.to_integral_value() else 2
        words = number_format(self.value, digits, use_l10n=True, force_grouping=True)
        units = {FactKey.MIGRANT_SHARE: "\N{NO-BREAK SPACE}%", FactKey.BUDGET: "\N{NO-BREAK SPACE}€"}
        return f"{words}{units.get(FactKey(self.key), '')}"
