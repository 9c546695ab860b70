"""Text in several languages: which one a reader gets, and how it says so.

A text is stored as ``{"en": "Needs", "lv": "Vajadzības"}``. Interface language and the language
that a text is written in are two things (convention 16): a reader gets the text in the interface
language where there is one, else its original, labelled with its language, never a blank
(convention 15).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import get_language_info

#: The languages of the network's cities, by their own names: people write in these.
WRITING_LANGUAGES: Mapping[str, str] = {
    "en": "English",
    "lv": "Latviešu",
    "fr": "Français",
    "nl": "Nederlands",
    "it": "Italiano",
    "es": "Español",
    "el": "Ελληνικά",
}

Texts = Mapping[str, str]


def language_name(code: str) -> str:
    """Return what a language is called in the reader's; what is no known code stands for itself."""
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return code


@dataclass(frozen=True, slots=True)
class Localised:
    """One text as one reader gets it.

    ``language`` is what the words are written in; ``foreign`` is true when that is not what the
    reader asked for, so that the page marks it with ``lang`` and a label.
    """

    text: str
    language: str
    foreign: bool

    def __str__(self) -> str:
        return self.text


def localised(texts: Texts, language: str, original: str = "en") -> Localised:
    """Pick the text for a reader: the asked language, else the original, else any that exists.

    ``language`` and ``original`` are codes such as ``lv``; a regional code (``fr-be``) falls back
    to its base. Returns an empty text only when ``texts`` holds none at all.
    """
    return _first(texts, language, (original,))


def localised_name(names: Texts, language: str, original: str = "en") -> Localised:
    """Pick a name for a reader: the asked language, else English, else the original, else any that exists.

    Unlike a text, a name has nothing to lose in English, and a reader may not know the original's script.
    """
    return _first(names, language, ("en", original))


def _first(texts: Texts, language: str, otherwise: tuple[str, ...]) -> Localised:
    base = language.split("-")[0]
    for code in (language, base, *otherwise, *texts):
        if text := texts.get(code, ""):
            return Localised(text, code, foreign=code.split("-")[0] != base)
    return Localised("", otherwise[-1], foreign=False)
