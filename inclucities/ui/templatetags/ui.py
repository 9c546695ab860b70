"""Component tags: a builtin of every template, so no page loads them.

Each escapes what it is given and returns finished markup. A word that names no icon, status or
party raises ``ValueError``: such a mistake belongs to the page's author and not to its reader.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.core.paginator import Page
from django.forms.forms import BaseForm
from django.template.context import Context
from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import get_language, get_language_info, gettext
from django.utils.translation import gettext_lazy as _

from inclucities.texts.domain import language_name
from inclucities.ui import maps
from inclucities.ui.domain.icons import ICONS
from inclucities.ui.domain.shapes import MenuItem, Station

register = template.Library()

#: Status → words, kind of tag, icon. These four, always in the same words.
STATUSES = {
    "not_started": (_("Not started"), "", ""),
    "incomplete": (_("Incomplete"), "now", ""),
    "completed": (_("Completed"), "done", "check"),
    "cannot_start": (_("Cannot start yet"), "", "lock"),
}
PARTIES = {"mentee": _("Mentee"), "mentor": _("Mentor"), "peer": _("Peer")}
#: In a community of practice nobody is mentor: all wear the mentee's colour.
PARTY_COLOURS = {"mentee": "mentee", "mentor": "mentor", "peer": "mentee"}
KINDS = ("", "done", "now", "late", "mentee", "mentor")
KIND_ICONS = {"done": "check", "late": "alert"}
#: Operations of a comparison, as diff-match-patch numbers them.
REMOVED, KEPT, ADDED = -1, 0, 1
STATION_WORDS = {
    "done": _("done"),
    "now": _("now"),
    "late": _("late"),
    "blocked": _("blocked"),
    "later": "",
}
DAYS_BY_WEEKDAY = 6


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """Draw an icon. Without a label it is hidden from screen readers: a text stands beside it.

    Raises ``ValueError`` when there is no such icon.
    """
    if name not in ICONS:
        raise ValueError(f"There is no icon {name!r}.")
    path = mark_safe(ICONS[name])  # noqa: S308 -- path data of this product, never a reader's text
    if label:
        return format_html(
            '<svg class="icon" viewBox="0 0 24 24" role="img" aria-label="{}"><path d="{}"/></svg>',
            label,
            path,
        )
    return format_html(
        '<svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path d="{}"/></svg>',
        path,
    )


@register.simple_tag
def tag(text: str, kind: str = "") -> SafeString:
    """Draw a tag in a page's own words; ``kind`` is done, now, late, mentee, mentor or nothing.

    Raises ``ValueError`` when there is no such kind.
    """
    if kind not in KINDS:
        raise ValueError(f"There is no kind of tag {kind!r}.")
    mark = icon(KIND_ICONS[kind]) if kind in KIND_ICONS else ""
    return format_html('<span class="tag{}">{}{}</span>', f" tag-{kind}" if kind else "", mark, text)


@register.simple_tag
def status_tag(status: str, why: str = "") -> SafeString:
    """Draw one of the four statuses; ``why`` says what a start waits for.

    ``status`` is not_started, incomplete, completed or cannot_start. Raises ``ValueError`` otherwise.
    """
    if status not in STATUSES:
        raise ValueError(f"There is no status {status!r}.")
    words, kind, mark = STATUSES[status]
    drawn = format_html(
        '<span class="tag{}">{}{}</span>', f" tag-{kind}" if kind else "", icon(mark) if mark else "", words
    )
    return format_html('{}<span class="task-note">{}</span>', drawn, why) if why else drawn


@register.simple_tag
def party_chip(side: str, name: str = "") -> SafeString:
    """Name a party in its colour: ``mentee``, ``mentor`` or ``peer``, with the city's name where one is given.

    Raises ``ValueError`` for any other side.
    """
    if side not in PARTIES:
        raise ValueError(f"There is no party {side!r}.")
    if not name:
        return format_html('<span class="tag tag-{}">{}</span>', PARTY_COLOURS[side], PARTIES[side])
    return format_html(
        '<span class="tag tag-{}">{}<span class="visually-hidden"> ({})</span></span>',
        PARTY_COLOURS[side],
        name,
        PARTIES[side],
    )


@register.simple_tag
def progress(done: int, total: int, words: str = "", party: str = "") -> SafeString:
    """Draw a bar with its words above it: "7 of 12 completed" unless the page has better ones."""
    words = words or gettext("%(done)s of %(total)s completed") % {"done": done, "total": total}
    return format_html(
        '<label class="progress-line"><span class="progress-words">{}</span>'
        '<progress{} max="{}" value="{}">{}</progress></label>',
        words,
        format_html(' class="progress-{}"', party) if party else "",
        max(total, 1),
        done,
        words,
    )


@register.inclusion_tag("components/error_summary.html")
def error_summary(form: BaseForm) -> dict[str, Any]:
    """List what is wrong in a form, each with a link to its field, where the same words stand."""
    entries = [("", message) for message in form.non_field_errors()]
    for field in form.visible_fields():
        anchor = field.id_for_label or f"{field.auto_id}_0"
        entries.extend(
            (anchor, message if str(field.label) in message else f"{field.label}: {message}")
            for message in field.errors
        )
    return {"entries": entries}


@register.inclusion_tag("components/form_fields.html")
def form_fields(form: BaseForm) -> dict[str, Any]:
    """Draw the fields of any Django form in the house's way, without the form element."""
    return {"form": form}


@register.inclusion_tag("components/page_links.html", takes_context=True)
def page_links(context: Context, page: Page[Any]) -> dict[str, Any]:
    """Draw the links to the other pages of a list, keeping the rest of the address."""
    return {
        "request": context["request"],
        "page": page,
        "numbers": page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1),
        "gap": page.paginator.ELLIPSIS,
    }


@register.inclusion_tag("components/empty_state.html")
def empty_state(title: str, text: str, url: str = "", action: str = "") -> dict[str, str]:
    """Say what belongs on an empty page, and offer the first step."""
    return {"title": title, "text": text, "url": url, "action": action}


@register.inclusion_tag("components/next_step.html")
def next_step(title: str, text: str = "", url: str = "", action: str = "") -> dict[str, str]:
    """Draw the reader's next step as one button; without an address it says that others act."""
    return {"title": title, "text": text, "url": url, "action": action}


@register.inclusion_tag("components/side_menu.html")
def side_menu(title: str, items: Sequence[MenuItem], note: str = "", language: str = "") -> dict[str, Any]:
    """Draw the menu beside a page, for ``{% block menu %}``; ``note`` stands small beside its title.

    ``language`` is that of a title which people write, where it is known.
    """
    return {"title": title, "items": items, "note": note, "language": language}


@register.inclusion_tag("components/journey.html")
def journey(stations: Sequence[Station]) -> dict[str, Any]:
    """Draw the journey as a line of stations; where there is no room, from top to bottom."""
    return {"stations": [(station, STATION_WORDS[station.state]) for station in stations]}


@register.inclusion_tag("components/dots.html")
def dots(stations: Sequence[Station]) -> dict[str, Any]:
    """Draw a journey as one row of small fields, for a table of many schemes."""
    done = sum(station.state == "done" for station in stations)
    acting = next((station for station in stations if station.state in {"now", "late"}), None)
    return {"stations": stations, "done": done, "total": len(stations), "acting": acting}


@register.inclusion_tag("components/pair_map.html")
def pair_map(pairs: Sequence[maps.MapPair], *, names: bool = True) -> dict[str, Any]:
    """Draw pairs on the map of Europe; ``names`` lists them below in words as well."""
    return {"drawings": maps.drawn(pairs), "width": maps.WIDTH, "height": maps.HEIGHT, "names": names}


@register.inclusion_tag("components/language_switch.html", takes_context=True)
def language_switch(context: Context) -> dict[str, Any]:
    """Draw the language switcher: languages by their own names, back to the same page."""
    request = context["request"]
    return {
        "next": request.get_full_path(),
        "csrf_token": context.get("csrf_token"),
        "languages": _languages(),
    }


def _languages() -> list[dict[str, Any]]:
    current = get_language()
    return [
        {"code": code, "name": capfirst(get_language_info(code)["name_local"]), "current": code == current}
        for code, _name in settings.LANGUAGES
    ]


@register.simple_tag
def when(value: datetime | None) -> SafeString:
    """Write a moment in the reader's format and clock, with the zone: deadlines, meetings, sharing."""
    if value is None:
        return SafeString("")
    local = timezone.localtime(value)
    words = gettext("%(date)s, %(time)s %(zone)s") % {
        "date": date_format(local, "DATE_FORMAT"),
        "time": time_format(local, "TIME_FORMAT"),
        "zone": local.tzname(),
    }
    return _time(local, words)


@register.simple_tag
def recently(value: datetime | None) -> SafeString:
    """Write a past moment as people say it: "14:32" today, "yesterday 16:20", "Wed 09:40", else the date."""
    if value is None:
        return SafeString("")
    local = timezone.localtime(value)
    clock = time_format(local, "TIME_FORMAT")
    ago = timezone.localdate() - local.date()
    if not ago:
        words = clock
    elif ago == timedelta(days=1):
        words = gettext("yesterday %(time)s") % {"time": clock}
    elif timedelta() < ago <= timedelta(days=DAYS_BY_WEEKDAY):
        words = f"{date_format(local, 'D')} {clock}"
    else:
        words = date_format(local, "DATE_FORMAT")
    return _time(local, words)


@register.simple_tag
def day(value: date | None) -> SafeString:
    """Write a day in the reader's format."""
    if value is None:
        return SafeString("")
    if isinstance(value, datetime):
        value = timezone.localtime(value).date()
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), date_format(value, "DATE_FORMAT"))


@register.simple_tag
def months(first: date, last: date) -> str:
    """Write a period by its months."""
    language = get_language() or ""
    return f"{_month(first, language)} – {_month(last, language)}"


@lru_cache(maxsize=1024)
def _month(value: date, _language: str) -> str:
    return date_format(value, "YEAR_MONTH_FORMAT")


@register.simple_tag
def day_ends() -> SafeString:
    """Say once on a page with deadlines when a day is over, in the reader's time zone (convention 14)."""
    return format_html(
        '<p class="small soft">{}</p>',
        gettext("A day ends at midnight, time zone %(zone)s.")
        % {"zone": timezone.get_current_timezone_name().replace("_", " ")},
    )


def _time(local: datetime, words: str) -> SafeString:
    return format_html('<time datetime="{}">{}</time>', local.isoformat(timespec="minutes"), words)


@register.simple_tag
def written_in(language: str) -> SafeString:
    """Say which language a text is written in; an unknown code stands for itself."""
    return format_html(
        '<span class="written-in">{}</span>',
        gettext("written in %(language)s") % {"language": language_name(language)},
    )


@register.simple_tag
def diff(operations: Iterable[tuple[int, str]]) -> SafeString:
    """Show a comparison: pairs of −1 (removed), 0 (kept) or 1 (added) and the text.

    Raises ``ValueError`` for any other operation.
    """
    return format_html_join("", "{}", ((_difference(operation, text),) for operation, text in operations))


def _difference(operation: int, text: str) -> SafeString | str:
    if operation == KEPT:
        return text
    if operation == ADDED:
        return format_html('<ins><span class="visually-hidden">{}</span>{}</ins>', gettext("added: "), text)
    if operation == REMOVED:
        return format_html('<del><span class="visually-hidden">{}</span>{}</del>', gettext("removed: "), text)
    raise ValueError(f"There is no operation {operation!r} in a comparison.")
