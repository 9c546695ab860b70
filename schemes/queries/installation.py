"""Reading the pages of an installation."""

from __future__ import annotations

from dataclasses import dataclass

import nh3
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from markdown_it import MarkdownIt

from inclucities.texts.domain import localised
from schemes.domain.installation_texts import DEFAULT_TEXTS
from schemes.enums import InstallationPage
from schemes.models import InstallationText

TAGS = {"p", "h2", "h3", "h4", "ul", "ol", "li", "a", "em", "strong", "blockquote", "br", "hr", "code"}


@dataclass(frozen=True, slots=True)
class InstallationWords:
    """One page as one reader gets it: HTML, its language, and whether that is another than the reader's."""

    page: InstallationPage
    html: SafeString
    language: str
    foreign: bool


def stored_text(page: InstallationPage) -> InstallationText:
    """Return the row of a page, or a new one with nothing in it that is not saved. One query."""
    return InstallationText.objects.filter(page=page).first() or InstallationText(page=page)


def words_of(page: InstallationPage) -> InstallationWords:
    """Return a page for a reader of the present language: the installation's words, else ours. One query."""
    texts = {**DEFAULT_TEXTS[page], **{k: text for k, text in stored_text(page).texts.items() if text}}
    found = localised(texts, get_language() or "en")
    return InstallationWords(page, _safe_html(found.text), found.language, found.foreign)


def languages_without_contact() -> list[str]:
    """Return the languages in which nobody has said yet whom to write to. One query."""
    written = stored_text(InstallationPage.CONTACT).texts
    return [code for code in DEFAULT_TEXTS[InstallationPage.CONTACT] if not written.get(code)]


def _safe_html(markdown: str) -> SafeString:
    """Render Markdown; what is not plain structure goes, whoever wrote it."""
    html = MarkdownIt("commonmark", {"html": False}).render(markdown)
    cleaned = nh3.clean(
        html, tags=TAGS, attributes={"a": {"href"}}, url_schemes={"http", "https", "mailto", "tel"}
    )
    return mark_safe(cleaned)  # noqa: S308 -- nh3 has cleaned it
