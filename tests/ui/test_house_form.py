"""Ordinary forms in the house's way."""

from __future__ import annotations

from django import forms
from django.template import engines
from django.test import RequestFactory

from inclucities.ui.forms import HouseForm


class GroupForm(HouseForm, forms.Form):
    submit_label = "Found the group"
    autocomplete = {"email": "email"}

    name = forms.CharField(label="Name", max_length=20, help_text="As the city writes it")
    email = forms.EmailField(label="E-mail", error_messages={"required": "We must reach somebody."})
    purpose = forms.CharField(label="Purpose", max_length=100, required=False, widget=forms.Textarea)


def drawn(form: forms.Form) -> str:
    source = "{% load crispy_forms_tags %}{% crispy form %}"
    return engines["django"].from_string(source).render({"form": form}, RequestFactory().get("/"))


def test_the_server_judges_and_nothing_is_cut():
    html = drawn(GroupForm())
    assert "<form novalidate" in html
    assert 'method="post"' in html
    assert "csrfmiddlewaretoken" in html
    assert "maxlength" not in html
    assert 'data-counter="100"' in html


def test_the_browser_is_told_what_it_may_fill_in():
    assert 'autocomplete="email"' in drawn(GroupForm())


def test_the_button_says_what_it_does():
    assert '<button type="submit" class="btn btn-primary">Found the group</button>' in drawn(GroupForm())


def test_an_error_names_its_field_unless_the_form_has_better_words():
    form = GroupForm({})
    assert form.errors["name"] == ["“Name” is needed."]
    assert form.errors["email"] == ["We must reach somebody."]
    html = drawn(form)
    assert "“Name” is needed." in html
    assert html.index("As the city writes it") < html.index("“Name” is needed.") < html.index('name="name"')


def test_errors_of_the_whole_form_stand_in_the_summary_alone():
    class Contradictory(GroupForm):
        def clean(self):
            raise forms.ValidationError("Both cannot be")

    assert "Both cannot be" not in drawn(Contradictory({}))
