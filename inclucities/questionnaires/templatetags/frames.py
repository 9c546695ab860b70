"""HTML that is the same for every answer to a question: rendered once, then filled in.

A page of sixty questions shows sixty times the same controls with other words in them. The template
of a question is rendered once for each question and language with a mark in place of everything that
differs from answer to answer; the marks become holes, and a page only fills them. Whoever fills a
hole gives finished markup: plain words are escaped before they come here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from uuid import UUID
from weakref import WeakKeyDictionary

from django.template.loader import get_template
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from inclucities.questionnaires.domain.specs import Texts

Parts = Mapping[str, str]

#: Characters for private use, which no template holds, around the name of a hole.
_OPEN, _CLOSE = "\ue000", "\ue001"
_HOLE = re.compile(f"{_OPEN}([^{_CLOSE}]+){_CLOSE}")
#: Stand in addresses for what is known later.
_ANY_PK = 818181818181818181
ANY_UUID = UUID(int=0x1818_1818_1818_4818_8818_1818_1818_1818)


def hole(name: str) -> SafeString:
    """Return the mark that becomes the hole ``name``."""
    return mark_safe(f"{_OPEN}{name}{_CLOSE}")  # noqa: S308 -- a mark of ours


class Holes:
    """Gives a template its marks: ``{{ hole.version }}``."""

    def __getitem__(self, name: str) -> SafeString:
        return hole(name)


class Addresses:
    """A desk as far as a frame knows it: its addresses, with a hole for the number in them."""

    def __init__(self, namespace: str) -> None:
        self.namespace = namespace

    def url(self, name: str, *args: object) -> str:
        """Return the address of one of the owner's pages."""
        return reverse(f"{self.namespace}:{name}", args=[_ANY_PK, *args])


@dataclass(frozen=True, slots=True)
class Frame:
    """Rendered pieces with the names of holes between them."""

    pieces: tuple[str, ...]

    def filled(self, parts: Parts) -> SafeString:
        """Return the markup with every hole filled. Raises ``KeyError`` when a part is missing."""
        pieces = list(self.pieces)
        pieces[1::2] = [parts[name] for name in pieces[1::2]]
        # Rendered by a template, filled with markup.
        return SafeString("".join(pieces))


#: The frames live as long as the words that they were rendered with.
_frames: WeakKeyDictionary[Texts, dict[tuple[str, ...], Frame]] = WeakKeyDictionary()


def frame(
    template: str,
    texts: Texts,
    key: str,
    namespace: str,
    language: str,
    context: Callable[[], Mapping[str, object]],
) -> Frame:
    """Return the frame of a question, rendering it the first time.

    ``key`` names the question among the ``texts``, ``language`` is that of the page; ``context`` gives
    what the template needs besides ``hole`` and ``desk``.
    """
    of_texts = _frames.setdefault(texts, {})
    name = (template, key, namespace, language)
    found = of_texts.get(name)
    if found is None:
        html = get_template(template).render({"hole": Holes(), "desk": Addresses(namespace), **context()})
        html = html.replace(str(_ANY_PK), hole("pk")).replace(str(ANY_UUID), hole("uuid"))
        found = of_texts[name] = Frame(tuple(_HOLE.split(html)))
    return found
