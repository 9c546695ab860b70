"""The marker beside a place, which leads to its comments."""

from __future__ import annotations

from functools import lru_cache
from html import escape
from urllib.parse import quote

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from inclucities.discussions.domain import id_of_marker, id_of_title
from inclucities.discussions.queries import ThreadCount
from inclucities.ui.templatetags.ui import icon

register = template.Library()


@register.simple_tag
def comments_again(kind: str, target_id: int, anchor: str, count: ThreadCount) -> SafeString:
    """Render the marker of a place once more, for a page that shows it to put in its place."""
    address = reverse("discussions:place", args=[kind, target_id])
    return marker_html(address, anchor, count, get_language() or "", ' hx-swap-oob="true"')


def marker_html(
    address: str, anchor: str, count: ThreadCount, language: str, attributes: str = ""
) -> SafeString:
    """Return the marker of a place: how many comments wait there, or that one can be written.

    ``address`` is that of its target's places, ``language`` that of the page. The marker is described by
    the words of the place, which its page gives the id of ``id_of_title``.
    """
    return _marker(address, anchor, count.open, count.resolved, attributes, language)


@lru_cache(maxsize=8192)
def _marker(
    address: str, anchor: str, waiting: int, resolved: int, attributes: str, language: str
) -> SafeString:
    """Draw a marker once; it holds nothing that anybody wrote."""
    query = f"?anchor={quote(anchor)}" if anchor else ""
    return mark_safe(  # noqa: S308 -- an address, ids of ours and words
        f'<a class="comments-link{" comments-waiting" if waiting else ""}" id="{id_of_marker(anchor)}" '
        f'href="{escape(address)}{query}" aria-describedby="{id_of_title(anchor)}" data-comments{attributes}>'
        f"{_words(waiting, resolved, language)}</a>"
    )


@lru_cache(maxsize=512)
def _words(waiting: int, resolved: int, _language: str) -> str:
    if waiting:
        words = ngettext("%(number)s open comment", "%(number)s open comments", waiting)
        words %= {"number": waiting}
    elif resolved:
        words = ngettext("%(number)s resolved comment", "%(number)s resolved comments", resolved)
        words %= {"number": resolved}
    else:
        words = _("Comment")
    return f"{icon('comment')}<span>{escape(words)}</span>"
