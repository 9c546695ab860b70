"""Charts as inline SVG: the same picture on the page and in the PDF, always beside an equal table.

The drawing knows nothing of its page: presentation attributes for paper, classes for a stylesheet that
wants to say otherwise. Nothing depends on colour alone: every bar carries its value, and the second
set of bars is outlined.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from inclucities.reports.domain.document import Chart, Tone

#: Fill and outline of each side's bars, as in the design tokens: mentee, mentor, neither.
COLOURS: dict[Tone, tuple[str, str]] = {
    "mentee": ("#0f5257", "#0f5257"),
    "mentor": ("#f4e9f1", "#7a3e6d"),
    "neutral": ("#8a8274", "#8a8274"),
}
INK, INK_SOFT, LINE, TRACK = "#18222b", "#4c5661", "#8a8274", "#f2eee6"
WIDTH, LABELS, LEAST_VALUES, MOST_VALUES = 640, 230, 80, 230
BAR, GAP, LEGEND, LINE_HEIGHT = 15, 14, 26, 15
#: What a character of a value takes, on average and at most.
VALUE_CHARACTER = 6.4
LABEL_CHARACTERS, LABEL_LINES = 33, 2
#: A longer unit is named once in the table and not at every bar.
SHORT_UNIT = 3


@dataclass(frozen=True, slots=True)
class _Bar:
    y: float
    width: float
    text: str
    tone: Tone
    #: How wide a full bar would be, where that says something.
    full: float = 0


@dataclass(frozen=True, slots=True)
class _Group:
    """The bars of one category beside its label."""

    y: float
    height: float
    lines: list[str]
    language: str


def bar_chart(chart: Chart) -> SafeString:
    """Return the chart as horizontal bars, one group for each category.

    ``maximum`` or the last level sets the full width, which is then drawn pale; without them the
    largest value does. Negative values are drawn as nothing and keep their number. All texts are escaped.
    """
    highest = _full_width(chart)
    texts = [[_clipped(bar_text(chart, value)) for value in series.values] for series in chart.series]
    longest = max((len(text) for line in texts for text in line), default=0)
    room = WIDTH - LABELS - min(max(LEAST_VALUES, longest * VALUE_CHARACTER + 12), MOST_VALUES)
    top = LEGEND if len(chart.series) > 1 else 4
    groups = _groups(chart, top)
    bars: list[_Bar] = []
    for place, group in enumerate(groups):
        first = group.y + (group.height - BAR * len(chart.series)) / 2
        for order, series in enumerate(chart.series):
            share = min(max(series.values[place] or 0, 0) / highest, 1) if highest > 0 else 0
            bars.append(
                _Bar(
                    y=first + order * BAR,
                    width=round(share * room, 1),
                    text=texts[order][place],
                    tone=series.tone,
                    full=round(room, 1) if chart.maximum or chart.levels else 0,
                )
            )
    height = groups[-1].y + groups[-1].height + 4 if groups else top
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" class="chart" role="img" viewBox="0 0 {} {}" width="{}" height="{}">'
        '<title>{}</title><desc>{}</desc><g font-family="Source Sans 3, sans-serif" font-size="13">{}{}{}{}</g></svg>',
        WIDTH,
        height,
        WIDTH,
        height,
        f"{chart.title}. {chart.description}",
        chart.description,
        _legend(chart) if len(chart.series) > 1 else "",
        format_html_join("", "{}", ((_labelled(group),) for group in groups)),
        format_html_join("", "{}", ((_drawn(bar),) for bar in bars)),
        format_html(
            '<line class="chart-axis" x1="{}" y1="{}" x2="{}" y2="{}" stroke="{}" stroke-width="1"/>',
            LABELS,
            top - 4,
            LABELS,
            height,
            LINE,
        ),
    )


def number_text(value: float) -> str:
    """Return a number in the reader's format; a whole one without decimals."""
    whole = int(value) if float(value).is_integer() else value
    return str(number_format(whole, use_l10n=True, force_grouping=True))


def value_text(value: float | None, unit: str = "") -> str:
    """Return a value in the reader's number format with a short unit, and a dash for one not known."""
    if value is None:
        return "–"
    number = number_text(value)
    return f"{number}\N{NO-BREAK SPACE}{unit}" if 0 < len(unit) <= SHORT_UNIT else number


def bar_text(chart: Chart, value: float | None) -> str:
    """Return what stands at a bar and in the table: the word of a level, else the value."""
    if chart.levels and value is not None:
        return chart.levels[int(value) - 1]
    return value_text(value, chart.unit)


def _full_width(chart: Chart) -> float:
    if chart.maximum or chart.levels:
        return chart.maximum or len(chart.levels)
    return max((value for series in chart.series for value in series.values if value is not None), default=0)


def _groups(chart: Chart, top: float) -> list[_Group]:
    groups = []
    y = float(top)
    for place, label in enumerate(chart.categories):
        lines = _wrapped(label)
        height = max(BAR * max(len(chart.series), 1), LINE_HEIGHT * len(lines)) + GAP / 2
        language = chart.languages[place] if chart.languages else ""
        groups.append(_Group(y=y, height=height, lines=lines, language=language))
        y += height + GAP / 2
    return groups


def _labelled(group: _Group) -> SafeString:
    middle = group.y + group.height / 2
    first = middle - LINE_HEIGHT * (len(group.lines) - 1) / 2 + 4.5
    language = format_html(' lang="{}"', group.language) if group.language else ""
    return format_html_join(
        "",
        '<text class="chart-label"{} x="{}" y="{}" text-anchor="end" fill="{}">{}</text>',
        (
            (language, LABELS - 10, round(first + place * LINE_HEIGHT, 1), INK, line)
            for place, line in enumerate(group.lines)
        ),
    )


def _drawn(bar: _Bar) -> SafeString:
    fill, outline = COLOURS[bar.tone]
    track = '<rect class="chart-track" x="{}" y="{}" width="{}" height="{}" fill="{}"/>'
    return format_html(
        '{}<rect class="chart-bar {}" x="{}" y="{}" width="{}" height="{}" fill="{}" stroke="{}" stroke-width="1"/>'
        '<text class="chart-value" x="{}" y="{}" font-size="12" fill="{}">{}</text>',
        format_html(track, LABELS, bar.y + 1.5, bar.full, BAR - 3, TRACK) if bar.full else "",
        bar.tone,
        LABELS,
        bar.y + 1.5,
        bar.width,
        BAR - 3,
        fill,
        outline,
        LABELS + max(bar.width, bar.full) + 6,
        bar.y + 12,
        INK_SOFT,
        bar.text,
    )


def _legend(chart: Chart) -> SafeString:
    entries = []
    x = float(LABELS)
    for series in chart.series:
        fill, outline = COLOURS[series.tone]
        label = _wrapped(series.label)[0]
        entries.append((series.tone, x, fill, outline, x + 17, INK, label))
        x += 36 + 7 * len(label)
    return format_html_join(
        "",
        '<rect class="chart-bar {}" x="{}" y="1" width="11" height="11" fill="{}" stroke="{}"/>'
        '<text class="chart-label" x="{}" y="11" fill="{}">{}</text>',
        entries,
    )


def _wrapped(label: str) -> list[str]:
    """Return a label in lines that fit beside the bars; what finds no room is left to the table."""
    lines = [""]
    for word in label.split():
        if not lines[-1]:
            lines[-1] = word
        elif len(lines[-1]) + len(word) < LABEL_CHARACTERS:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    kept = [_clipped(line) for line in lines[:LABEL_LINES]]
    if len(lines) > LABEL_LINES:
        kept[-1] = _clipped(f"{kept[-1]} …")
    return kept


def _clipped(line: str) -> str:
    return line if len(line) <= LABEL_CHARACTERS else line[: LABEL_CHARACTERS - 1].rstrip() + "…"
