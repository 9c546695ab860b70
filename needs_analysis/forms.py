"""Forms around a needs analysis."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from inclucities.questionnaires.enums import Audience
from inclucities.ui.forms import HouseForm
from needs_analysis.domain.rules import Checked
from needs_analysis.enums import ProfileStage, Stage


class ShareForm(HouseForm, forms.Form):
    """What the next version is, and that its warnings were read."""

    submit_label = _("Share with its readers")

    stage = forms.ChoiceField(label=_("What this version is"))
    note = forms.CharField(
        label=_("A note on this version"),
        help_text=_("What is new, in a sentence. Readers see it in the list of versions."),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    with_group = forms.BooleanField(
        label=_("Also open to the local support group and the political sponsor"),
        help_text=_(
            "Without the tick they find the version, and in it only answers that were opened to them one by "
            "one. With it they read all answers of the city except sensitive ones and those that somebody "
            "keeps to your own side. The association's part is not for them. You can change it later, on the "
            "page of the version."
        ),
        required=False,
    )

    def __init__(self, *args: Any, stages: list[Stage], findings: list[Checked], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.findings = findings
        self.fields["stage"].choices = [(stage.value, stage.label) for stage in stages]
        for finding in findings:
            if finding.asks:
                self.fields[self.name_of(finding)] = forms.BooleanField(
                    label=_("I have taken note: %(detail)s") % {"detail": finding.finding.note},
                    required=False,
                )

    @staticmethod
    def name_of(finding: Checked) -> str:
        """Return the name of the box that takes note of a finding."""
        return f"note_{finding.rule.id.replace('-', '_')}"

    @cached_property
    def acknowledged(self) -> set[str]:
        """The ids of the rules whose boxes are ticked."""
        return {finding.rule.id for finding in self.findings if self.cleaned_data.get(self.name_of(finding))}

    @property
    def opened_to(self) -> Audience:
        """How far the version is opened as a whole."""
        return Audience.SCHEME if self.cleaned_data["with_group"] else Audience.TEAM

    @property
    def blocking(self) -> list[Checked]:
        """Findings that close the gate."""
        return [finding for finding in self.findings if finding.blocks]

    @property
    def hints(self) -> list[Checked]:
        """Unmet reminders, and gates that were set aside."""
        return [
            finding
            for finding in self.findings
            if not finding.met and not finding.blocks and not finding.asks
        ]


class ReopenForm(HouseForm, forms.Form):
    """Why a shared needs analysis is opened again."""

    submit_label = _("Open it again")

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Readers of the shared version are told."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class AskToReopenForm(HouseForm, forms.Form):
    """Why a reader asks the lead to open a shared needs analysis again."""

    submit_label = _("Ask the lead")

    reason = forms.CharField(
        label=_("What should change?"),
        help_text=_("The lead of the city and the coordinator read it."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class DeclineForm(HouseForm, forms.Form):
    """Why a shared needs analysis stays closed."""

    submit_label = _("Leave it closed")

    answer = forms.CharField(
        label=_("Your answer"),
        help_text=_("A sentence for the person who asks."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class DueDateForm(HouseForm, forms.Form):
    """Until when a section is due; empty means that there is no such day."""

    due_on = forms.DateField(
        label=_("Due on"),
        help_text=_("The day ends at midnight in the place of the city. Leave it empty for no such day."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class PublishForm(HouseForm, forms.Form):
    """What the next version of a mentor profile is."""

    submit_label = _("Publish for matching")

    stage = forms.ChoiceField(label=_("What this version is"))
    note = forms.CharField(
        label=_("A note on this version"),
        help_text=_("What is new, in a sentence. Readers see it in the list of versions."),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, stages: list[ProfileStage], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["stage"].choices = [(stage.value, stage.label) for stage in stages]
