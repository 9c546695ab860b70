"""Forms around good practices."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from benchmarks.enums import PracticeState
from inclucities.ui.forms import HouseForm
from schemes.models import Organisation


class FilterForm(forms.Form):
    """What narrows the list. A filter that makes no sense filters nothing."""

    words = forms.CharField(max_length=200, required=False)
    country = forms.CharField(max_length=2, required=False)
    city = forms.IntegerField(min_value=1, max_value=2**31, required=False)
    state = forms.ChoiceField(choices=PracticeState.choices, required=False)

    def chosen(self, *, by_state: bool) -> dict[str, Any]:
        """Return the filters that hold; ``by_state`` says whether this reader may ask for a state."""
        self.is_valid()
        return {
            name: value
            for name, value in self.cleaned_data.items()
            if value and (by_state or name != "state")
        }


class NewPracticeForm(HouseForm, forms.Form):
    """How a new fiche begins: whose it is, and what it is called."""

    submit_label = _("Begin")

    organisation = forms.ChoiceField(label=_("City"))
    title = forms.CharField(
        label=_("What is the practice called?"),
        help_text=_("If its own name does not explain itself, add a few words. You can change it later."),
        max_length=300,
    )

    def __init__(self, *args: Any, cities: Sequence[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cities = {str(city.pk): city for city in cities}
        if len(self.cities) == 1:
            del self.fields["organisation"]
        else:
            choices = [(pk, city.name) for pk, city in self.cities.items()]
            self.fields["organisation"].choices = [("", _("Choose a city")), *choices]

    @property
    def city(self) -> Organisation:
        """The city that was chosen, or the only one there is."""
        only = next(iter(self.cities))
        return self.cities[self.cleaned_data.get("organisation", only)]


class ReleaseForm(HouseForm, forms.Form):
    """A word on the version that is released."""

    submit_label = _("Release")

    note = forms.CharField(
        label=_("A note on this version"),
        help_text=_("What is new, in a sentence. It stands in your list of versions."),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class WithdrawForm(HouseForm, forms.Form):
    """Why a released fiche is taken back."""

    submit_label = _("Withdraw")

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("It is kept with the fiche, for your city and the coordinator."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class SetAsideForm(HouseForm, forms.Form):
    """Why rule G-1 does not hold for this fiche."""

    submit_label = _("Set the rule aside")

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("Stays with the fiche, with your name and today’s date."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class TakeUpForm(HouseForm, forms.Form):
    """Why a fiche is written on again."""

    submit_label = _("Take up again")

    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("For example new figures, or a second round of the practice."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
