"""What a form of comments sends: shape and length; the services judge the rest."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from inclucities.discussions.domain import MAX_LENGTH
from inclucities.texts.domain import WRITING_LANGUAGES

TEXT_ERRORS = {
    "required": _("Write your comment first."),
    "max_length": _("A comment has at most %(limit_value)d characters; this one has %(show_value)d."),
}


class WordsForm(forms.Form):
    """A text and the language that it is written in."""

    text = forms.CharField(label=_("Your comment"), max_length=MAX_LENGTH, error_messages=TEXT_ERRORS)
    language = forms.ChoiceField(label=_("Written in"), choices=list(WRITING_LANGUAGES.items()))


class CommentForm(WordsForm):
    """One comment; the token makes sure that sending it twice acts once."""

    token = forms.UUIDField(widget=forms.HiddenInput)


class OpeningForm(CommentForm):
    """The first comment of a thread, and who will read it."""

    anchor = forms.CharField(required=False, max_length=100, widget=forms.HiddenInput)
    audience = forms.CharField(max_length=40, error_messages={"required": _("Choose who will read it.")})
