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
INK, INK_SOFT, LINE = "#18222b", "#4c5661", "#8a8274"
WIDTH, LABELS, VALUES = 640, 230, 80
BAR, GAP, LEGEND = 15, 14, 26
LABEL_CHARACTERS = 32
#: A longer unit is named once in the table and not at every bar.
SHORT_UNIT = 3


@dataclass(frozen=True, slots=True)
class _Bar:
    y: int
    width: float
    text: str
    tone: Tone


def bar_chart(chart: Chart) -> SafeString:
    """Return the chart as horizontal bars, one group for each category.

    ``maximum`` sets the full width; without it the largest value does. Negative values are drawn as
    nothing and keep their number. All texts are escaped.
    """
    highest = chart.maximum or max(
        (value for series in chart.series for value in series.values if value is not None), default=0
    )
    top = LEGEND if len(chart.series) > 1 else 0
    group = BAR * max(len(chart.series), 1) + GAP
    bars: list[_Bar] = []
    for place in range(len(chart.categories)):
        for order, series in enumerate(chart.series):
            value = series.values[place]
            share = min(max(value or 0, 0) / highest, 1) if highest > 0 else 0
            bars.append(
                _Bar(
                    y=top + place * group + order * BAR,
                    width=round(share * (WIDTH - LABELS - VALUES), 1),
                    text=value_text(value, chart.unit),
                    tone=series.tone,
                )
            )
    height = top + group * len(chart.categories)
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" class="chart" role="img" viewBox="0 0 {} {}" width="{}" height="{}">'
        '<title>{}</title><desc>{}</desc><g font-family="Source Sans 3, sans-serif" font-size="13">{}{}{}{}</g></svg>',
        WIDTH,
        height,
        WIDTH,
        height,
        f"{chart.title}. {chart.description}",
        chart.description,
        _legend(chart) if top else "",
        format_html_join(
            "",
            '<text class="chart-label" x="{}" y="{}" text-anchor="end" fill="{}">{}</text>',
            (
                (LABELS - 10, top + place * group + (group - GAP) / 2 + 4.5, INK, _short(label))
                for place, label in enumerate(chart.categories)
            ),
        ),
        format_html_join("", "{}", ((_drawn(bar),) for bar in bars)),
        format_html(
            '<line class="chart-axis" x1="{}" y1="{}" x2="{}" y2="{}" stroke="{}" stroke-width="1"/>',
            LABELS,
            top - 4,
            LABELS,
            height - GAP + 4,
            LINE,
        ),
    )


def value_text(value: float | None, unit: str = "") -> str:
    """Return a value in the reader's number format with a short unit, and a dash for one not known."""
    if value is None:
        return "–"
    number = number_format(value, use_l10n=True, force_grouping=True)
    return f"{number}\N{NO-BREAK SPACE}{unit}" if 0 < len(unit) <= SHORT_UNIT else str(number)


def _drawn(bar: _Bar) -> SafeString:
    fill, outline = COLOURS[bar.tone]
    return format_html(
        '<rect class="chart-bar {}" x="{}" y="{}" width="{}" height="{}" fill="{}" stroke="{}" stroke-width="1"/>'
        '<text class="chart-value" x="{}" y="{}" font-size="12" fill="{}">{}</text>',
        bar.tone,
        LABELS,
        bar.y + 1.5,
        bar.width,
        BAR - 3,
        fill,
        outline,
        LABELS + bar.width + 6,
        bar.y + 12,
        INK_SOFT,
        bar.text,
    )


def _legend(chart: Chart) -> SafeString:
    entries = []
    x = float(LABELS)
    for series in chart.series:
        fill, outline = COLOURS[series.tone]
        label = _short(series.label)
        entries.append((series.tone, x, fill, outline, x + 17, INK, label))
        x += 36 + 7 * len(label)
    return format_html_join(
        "",
        '<rect class="chart-bar {}" x="{}" y="1" width="11" height="11" fill="{}" stroke="{}"/>'
        '<text class="chart-label" x="{}" y="11" fill="{}">{}</text>',
        entries,
    )


def _short(label: str) -> str:
    return label if len(label) <= LABEL_CHARACTERS else label[: LABEL_CHARACTERS - 1].rstrip() + "…"
