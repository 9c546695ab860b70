"""The scheme: one partnership with its theme, period and parameters (method 4)."""

from __future__ import annotations

import calendar
import datetime as dt
from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from inclucities.texts.domain import Localised, localised
from schemes.enums import (
    BrokeredBy,
    Focus,
    MatchingContext,
    SchemeFormat,
    SchemeKind,
    ScopeEnd,
    Setting,
    TrainingMode,
)
from schemes.enums.rights import PERMISSIONS
from schemes.models.programme import Programme


def default_visit_sequence() -> list[str]:
    """Return the order of the source project: first and last in the mentee city (rule V-1)."""
    return ["mentee", "mentor", "mentee"]


class Scheme(models.Model):
    """One mentoring partnership, or one community of practice.

    Only decisions are stored here (method 16): what status the scheme has is computed.
    """

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="schemes")
    #: Counts the schemes of a programme without a gap: lists find a page by it.
    number = models.PositiveIntegerField(_("number"))
    kind = models.CharField(_("kind"), max_length=24, choices=SchemeKind, default=SchemeKind.MENTORING)
    format = models.CharField(_("template"), max_length=8, choices=SchemeFormat, default=SchemeFormat.FULL)
    themes = models.JSONField(_("theme"), default=dict)
    original_language = models.CharField(_("original language"), max_length=8, default="en")
    cross_cutting_themes = models.JSONField(_("cross-cutting themes"), default=list)
    brokered_by = models.CharField(
        _("brokered by"), max_length=20, choices=BrokeredBy, default=BrokeredBy.NETWORK
    )
    setting = models.CharField(_("setting"), max_length=16, choices=Setting, default=Setting.TRANSNATIONAL)
    matching_context = models.CharField(
        _("context of the matching"), max_length=20, choices=MatchingContext, default=MatchingContext.DIRECT
    )
    focus = models.CharField(_("focus"), max_length=20, choices=Focus, default=Focus.ACTION_PLANNING)
    scope_end = models.CharField(_("where it ends"), max_length=16, choices=ScopeEnd, default=ScopeEnd.PLAN)
    starts_on = models.DateField(_("first day"))
    duration_months = models.PositiveSmallIntegerField(
        _("duration in months"), default=24, validators=[MinValueValidator(1), MaxValueValidator(120)]
    )
    planned_meetings = models.PositiveSmallIntegerField(
        _("planned meetings"), default=3, validators=[MinValueValidator(0), MaxValueValidator(60)]
    )
    visit_sequence = models.JSONField(_("order of visits"), default=default_visit_sequence)
    with_benchmark = models.BooleanField(_("works with a benchmark"), default=True)
    training = models.CharField(
        _("training"), max_length=8, choices=TrainingMode, default=TrainingMode.ON_SITE
    )
    working_language = models.CharField(_("working language"), max_length=8, default="en")
    other_languages = models.JSONField(_("other languages"), default=list)
    needs_due_on = models.DateField(_("needs analysis due on"), null=True, blank=True)
    paused_on = models.DateField(null=True, blank=True)
    ended_early_on = models.DateField(null=True, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    decision_note = models.TextField(_("why it is paused, ended or closed"), blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("scheme")
        verbose_name_plural = _("schemes")
        default_permissions = ()
        permissions = PERMISSIONS
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["programme", "number"], name="one_number_for_a_scheme"),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="scheme_numbers_start_at_one"),
        ]

    def __str__(self) -> str:
        return self.theme

    @property
    def localised_theme(self) -> Localised:
        """The theme as the reader gets it, with the language that it is in."""
        return localised(self.themes, get_language() or "en", self.original_language)

    @property
    def localised_cross_cutting_themes(self) -> Localised:
        """The cross-cutting themes in one line, as they were written in the scheme's original language."""
        return localised(
            {self.original_language: ", ".join(self.cross_cutting_themes)},
            get_language() or "en",
            self.original_language,
        )

    @property
    def theme(self) -> str:
        """The theme in the reader's language, or its original."""
        return self.localised_theme.text

    @property
    def last_day(self) -> dt.date:
        """The last day of the period: ``duration_months`` after the first day, less one day."""
        months = self.starts_on.month - 1 + self.duration_months
        year, month = self.starts_on.year + months // 12, months % 12 + 1
        length = calendar.monthrange(year, month)[1]
        return dt.date(year, month, min(self.starts_on.day, length)) - dt.timedelta(days=1)

    @property
    def is_going_on(self) -> bool:
        """Whether nobody has decided to pause, end or close the scheme."""
        return self.paused_on is None and self.ended_early_on is None and self.closed_on is None

    @property
    def is_community(self) -> bool:
        """Whether the scheme is a community of practice: equals, no mentor, no match."""
        return self.kind == SchemeKind.COMMUNITY
