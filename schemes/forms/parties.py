"""Forms of who takes part: cities, associations, the match, rules set aside, roles ended."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from schemes.enums import RequestOutcome, Side
from schemes.forms.base import Section, SectionedForm, date_field, long_text
from schemes.models import Organisation, Participation, Scheme
from schemes.models.calendar import today
from schemes.queries.organisations import associations_in, cities_of
from schemes.queries.schemes import parties_of


class CityForm(SectionedForm):
    """A city that takes part in the scheme."""

    submit_label = _("Let it take part")
    sections: ClassVar = (Section("", ("organisation", "side")),)

    organisation = forms.ModelChoiceField(
        label=_("City"), queryset=Organisation.objects.none(), empty_label=_("Choose")
    )
    side = forms.ChoiceField(label=_("Side"), choices=Side.choices)

    def __init__(self, *args: Any, scheme: Scheme, **kwargs: Any) -> None:
        self.scheme = scheme
        super().__init__(*args, **kwargs)

    def add_fields(self) -> None:
        """Offer the cities of the programme, and the sides that the scheme has."""
        super().add_fields()
        self.fields["organisation"].queryset = cities_of(self.scheme.programme)
        sides = [Side.PEER] if self.scheme.is_community else [Side.MENTEE, Side.MENTOR]
        self.fields["side"].choices = [(side.value, side.label) for side in sides]


class AssociationForm(SectionedForm):
    """An association that stands behind a city of the scheme."""

    submit_label = _("Let it take part")
    sections: ClassVar = (Section("", ("stands_behind", "organisation")),)

    stands_behind = forms.ModelChoiceField(
        label=_("Behind which city"), queryset=Participation.objects.none(), empty_label=_("Choose")
    )
    organisation = forms.ModelChoiceField(
        label=_("Association"), queryset=Organisation.objects.none(), empty_label=_("Choose")
    )

    def __init__(self, *args: Any, scheme: Scheme, **kwargs: Any) -> None:
        self.scheme = scheme
        super().__init__(*args, **kwargs)

    def add_fields(self) -> None:
        """Offer the cities of the scheme and the associations of the programme."""
        super().add_fields()
        cities = [party.pk for party in parties_of(self.scheme) if not party.is_association]
        self.fields["stands_behind"].queryset = Participation.objects.filter(pk__in=cities).select_related(
            "organisation"
        )
        self.fields["organisation"].queryset = associations_in(self.scheme.programme)


class ReplaceForm(SectionedForm):
    """The city that takes the place of another."""

    submit_label = _("Replace the city")
    sections: ClassVar = (Section("", ("successor", "reason")),)

    successor = forms.ModelChoiceField(
        label=_("The city that follows"), queryset=Organisation.objects.none(), empty_label=_("Choose")
    )
    reason = long_text(label=_("Why"), help_text=_("Kept with the history of the scheme."))

    def __init__(self, *args: Any, participation: Participation, **kwargs: Any) -> None:
        self.participation = participation
        super().__init__(*args, **kwargs)

    def add_fields(self) -> None:
        """Offer the other cities of the programme."""
        super().add_fields()
        cities = cities_of(self.participation.scheme.programme)
        self.fields["successor"].queryset = cities.exclude(pk=self.participation.organisation_id)


class EndForm(SectionedForm):
    """Why the part of a city or an association ends."""

    submit_label = _("End its part today")
    sections: ClassVar = (Section("", ("reason",)),)

    reason = long_text(label=_("Why"), help_text=_("Kept with the history of the scheme."))


class AskForm(SectionedForm):
    """A city that is asked to be the mentor."""

    submit_label = _("Ask the city")
    sections: ClassVar = (Section("", ("organisation", "message")),)

    organisation = forms.ModelChoiceField(
        label=_("City"), queryset=Organisation.objects.none(), empty_label=_("Choose")
    )
    message = long_text(
        label=_("Message"), required=False, help_text=_("The city’s people find it beside the question.")
    )

    def __init__(self, *args: Any, scheme: Scheme, **kwargs: Any) -> None:
        self.scheme = scheme
        super().__init__(*args, **kwargs)

    def add_fields(self) -> None:
        """Offer the cities of the programme."""
        super().add_fields()
        self.fields["organisation"].queryset = cities_of(self.scheme.programme)


class MatchForm(SectionedForm):
    """The match that was decided: with whom, when, and why."""

    submit_label = _("Record the match")
    sections: ClassVar = (Section("", ("mentor", "decided_on", "reasons")),)

    mentor = forms.ModelChoiceField(
        label=_("Mentor city"), queryset=Organisation.objects.none(), empty_label=_("Choose")
    )
    decided_on = date_field(label=_("Decided on"))
    reasons = long_text(
        label=_("Reasons"),
        rows=6,
        help_text=_(
            "Fit between what the mentee needs and what the mentor has done; similar profile; similar governance."
        ),
    )

    def __init__(self, *args: Any, scheme: Scheme, **kwargs: Any) -> None:
        self.scheme = scheme
        super().__init__(*args, **kwargs)

    def add_fields(self) -> None:
        """Offer the cities of the programme."""
        super().add_fields()
        self.fields["mentor"].queryset = cities_of(self.scheme.programme)

    def clean_decided_on(self) -> Any:
        """Refuse a decision that lies ahead."""
        day = self.cleaned_data["decided_on"]
        if day > today():
            raise forms.ValidationError(_("This day lies ahead. Record the match once it is decided."))
        return day


class OutcomeForm(SectionedForm):
    """How the question to a city ended."""

    submit_label = _("Close the question")
    sections: ClassVar = (Section("", ("outcome",)),)

    outcome = forms.ChoiceField(
        label=_("How it ended"),
        widget=forms.RadioSelect,
        choices=[
            (RequestOutcome.DECLINED.value, RequestOutcome.DECLINED.label),
            (RequestOutcome.WITHDRAWN.value, RequestOutcome.WITHDRAWN.label),
        ],
    )


class OverrideForm(SectionedForm):
    """Why a rule of the method is set aside, and, where several cities learn, for which of them."""

    submit_label = _("Set the rule aside")
    sections: ClassVar = (Section("", ("city", "reason")),)

    city = forms.ModelChoiceField(Participation.objects.none(), label=_("City"), empty_label=None)
    reason = long_text(
        label=_("Reason"), help_text=_("Stays with the scheme, with your name and today’s date.")
    )

    def __init__(self, *args: Any, cities: Sequence[Participation], **kwargs: Any) -> None:
        self.cities = cities
        super().__init__(*args, **kwargs)

    def add_fields(self) -> None:
        """Ask for the city only where there are several."""
        super().add_fields()
        if len(self.cities) > 1:
            known = Participation.objects.filter(pk__in=[city.pk for city in self.cities])
            self.fields["city"].queryset = known.select_related("organisation")
        else:
            del self.fields["city"]

    @property
    def party(self) -> Participation | None:
        """The city that the rule is set aside for, or none where no city learns yet."""
        chosen: Participation | None = self.cleaned_data.get("city", next(iter(self.cities), None))
        return chosen


class RoleEndForm(SectionedForm):
    """The first day without the role."""

    submit_label = _("End the role")
    sections: ClassVar = (Section("", ("ends_on",)),)

    ends_on = date_field(
        label=_("First day without the role"), help_text=_("Today takes the rights back at once.")
    )

    def clean_ends_on(self) -> Any:
        """Refuse a day that has passed: what happened, happened."""
        day = self.cleaned_data["ends_on"]
        if day < today():
            raise forms.ValidationError(_("Choose today or a later day."))
        return day
