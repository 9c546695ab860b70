"""Forms of a scheme: opening it, its parameters, decisions about it."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from inclucities.texts.domain import WRITING_LANGUAGES
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
from schemes.forms.base import (
    LinesField,
    LocalisedForm,
    Section,
    SectionedForm,
    Texts,
    VersionedForm,
    date_field,
    language_field,
    long_text,
    other_text_names,
    text_names,
)
from schemes.forms.visits import VisitsField

THEME = {"themes": Texts(_("Theme"), max_length=200)}


class SchemeOpenForm(LocalisedForm):
    """What is needed to open a scheme; everything else comes with the template and can be changed."""

    submit_label = _("Open the scheme")
    texts: ClassVar = THEME
    sections: ClassVar = (
        Section("", ("kind", "template", "original_language", *text_names("themes"))),
        Section(_("The theme in other languages"), other_text_names("themes"), folded=True),
        Section(_("When"), ("starts_on", "needs_due_on")),
    )

    kind = forms.ChoiceField(
        label=_("Kind of scheme"),
        choices=SchemeKind.choices,
        widget=forms.RadioSelect,
        initial=SchemeKind.MENTORING,
        help_text=_("In a community of practice three or more cities learn from each other as equals."),
    )
    template = forms.ChoiceField(
        label=_("Template"),
        choices=SchemeFormat.choices,
        widget=forms.RadioSelect,
        initial=SchemeFormat.FULL,
        help_text=_("Sets the parameters. Each of them can be changed afterwards."),
    )
    starts_on = date_field(label=_("First day"))
    needs_due_on = date_field(
        label=_("Needs analysis due on"),
        required=False,
        help_text=_("Everybody who answers sees this day, and is reminded."),
    )


class SettingsForm(VersionedForm, LocalisedForm):
    """Every parameter of method 4."""

    submit_label = _("Save the settings")
    texts: ClassVar = THEME
    sections: ClassVar = (
        Section(_("Theme"), ("original_language", *text_names("themes"))),
        Section(_("The theme in other languages"), other_text_names("themes"), folded=True),
        Section(_("What it is for"), ("cross_cutting_themes", "focus", "scope_end")),
        Section(_("When"), ("starts_on", "duration_months", "needs_due_on")),
        Section(
            _("Meetings, training, benchmark"),
            ("planned_meetings", "visit_sequence", "training", "with_benchmark"),
        ),
        Section(_("How it came about"), ("brokered_by", "setting", "matching_context")),
        Section(_("Languages"), ("working_language", "other_languages")),
    )

    cross_cutting_themes = LinesField(
        label=_("Cross-cutting themes"),
        required=False,
        help_text=_("One on each line, such as communication."),
    )
    focus = forms.ChoiceField(label=_("Focus"), choices=Focus.choices)
    scope_end = forms.ChoiceField(label=_("Where it ends"), choices=ScopeEnd.choices)
    starts_on = date_field(label=_("First day"))
    duration_months = forms.IntegerField(
        label=_("Duration in months"),
        min_value=1,
        max_value=120,
        help_text=_("Between one year and five has proved itself."),
    )
    needs_due_on = date_field(label=_("Needs analysis due on"), required=False)
    planned_meetings = forms.IntegerField(
        label=_("Planned meetings"),
        min_value=0,
        max_value=60,
        help_text=_("Visits, on site or online. Between two and ten have proved themselves."),
    )
    visit_sequence = VisitsField(
        label=_("Order of visits"),
        required=False,
        help_text=_("Whose city is visited. Rows that stay empty do not count; saving adds new ones."),
    )
    training = forms.ChoiceField(label=_("Training"), choices=TrainingMode.choices)
    with_benchmark = forms.BooleanField(label=_("The scheme works with a benchmark"), required=False)
    brokered_by = forms.ChoiceField(label=_("Brokered by"), choices=BrokeredBy.choices)
    setting = forms.ChoiceField(label=_("Setting"), choices=Setting.choices)
    matching_context = forms.ChoiceField(label=_("Context of the matching"), choices=MatchingContext.choices)
    working_language = language_field(label=_("Working language"))
    other_languages = forms.MultipleChoiceField(
        label=_("Other languages"),
        choices=list(WRITING_LANGUAGES.items()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )


class DecisionForm(SectionedForm):
    """Why a scheme is paused, ended, closed or reopened."""

    sections: ClassVar = (Section("", ("note",)),)

    note = long_text(
        label=_("Why"), help_text=_("Everybody who takes part can read this on the scheme’s overview.")
    )

    def __init__(self, *args: Any, submit_label: Any, **kwargs: Any) -> None:
        self.submit_label = submit_label  # type: ignore[misc]
        super().__init__(*args, **kwargs)
