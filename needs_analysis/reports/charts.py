"""The charts of a needs analysis and of a mentor profile: a picture wherever figures were given.

They are drawn from what the document holds and from nothing else; what is not known or does not
apply has no bar. Each stands after the answers that its figures come from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from inclucities.questionnaires.domain.specs import QuestionnaireSpec, Texts
from inclucities.questionnaires.reports.extracts import Extract, open_answer, open_rows
from inclucities.reports.charts import bar_text
from inclucities.reports.domain.document import Block, Chart, Section, Series, Tone

POPULATION, MIGRANTS = "ctx_population", "ctx_migrant_population"
GROUPS = "ctx_nationalities_status_groups"
BUDGET, INTEGRATION = "ctx_budget_total", "ctx_budget_integration"
INTEGRATION_SHARE = "ctx_budget_integration_share"
SUPPORT = tuple(
    f"assoc_policy_support_{item}"
    for item in ("consultation", "coordination", "information", "capacity", "funding")
)
#: More bars than this say less than the table; the largest are drawn.
MOST_BARS = 12
#: One bar says something only where the full width does: 100 per cent, the last level of a scale.
FEWEST_BARS = 2


@dataclass(frozen=True, slots=True)
class _Bar:
    """One thing that is drawn: what it is called, in which language, and how much it is."""

    label: str
    value: float
    language: str = ""


def with_charts(
    sections: Iterable[Section],
    *,
    prefix: str,
    spec: QuestionnaireSpec,
    content: Mapping[str, Any],
    extract: Extract,
    tone: Tone = "mentee",
) -> tuple[Section, ...]:
    """Return the sections of a document with their charts.

    ``prefix`` is that of the questionnaire's keys, ``tone`` the side whose city answers.
    """
    figures = _Figures(prefix, spec.texts(extract.language), content, extract, tone)
    drawn: tuple[tuple[tuple[str, ...], Callable[[], Iterable[Chart]]], ...] = (
        ((MIGRANTS,), figures.migrants),
        ((GROUPS,), figures.groups),
        ((BUDGET, INTEGRATION, INTEGRATION_SHARE), figures.budget),
        (SUPPORT, figures.support),
    )
    return tuple(
        replace(section, blocks=_with_charts_after(section.blocks, prefix, drawn)) for section in sections
    )


def _with_charts_after(
    blocks: tuple[Block, ...],
    prefix: str,
    drawn: tuple[tuple[tuple[str, ...], Callable[[], Iterable[Chart]]], ...],
) -> tuple[Block, ...]:
    """Put each chart after the last answer in the section that it is drawn from."""
    keys = [getattr(block, "key", "").removeprefix(prefix) for block in blocks]
    after = {
        max(place for place, key in enumerate(keys) if key in sources): charts
        for sources, charts in drawn
        if any(key in sources for key in keys)
    }
    found: list[Block] = []
    for place, block in enumerate(blocks):
        found.append(block)
        if place in after:
            found.extend(after[place]())
    return tuple(found)


def _share_of(values: Mapping[str, Any], inhabitants: float | None, year: int | None) -> float | None:
    """Return what share of the inhabitants a row's number is, where both are of one year and fit together."""
    number = float(values.get("number") or 0)
    if not number or inhabitants is None or number > inhabitants:
        return None
    if year is not None and values.get("year", year) != year:
        return None
    return round(number / inhabitants * 100, 1)


class _Figures:
    """Draws what was answered in figures, as far as the document's readers may read it."""

    def __init__(
        self, prefix: str, texts: Texts, content: Mapping[str, Any], extract: Extract, tone: Tone
    ) -> None:
        self.prefix = prefix
        self.texts = texts
        self.content = content
        self.extract = extract
        self.tone = tone

    def migrants(self) -> Iterable[Chart]:
        """Draw how large a share of all inhabitants each definition gives, else how many people."""
        shares, numbers = [], []
        inhabitants, year = self._number(POPULATION), self._year(POPULATION)
        calculated = False
        for row in self._rows(MIGRANTS):
            label, language = self._definition(row)
            values = row["value"]
            if values.get("number"):
                numbers.append(_Bar(label, float(values["number"]), language))
            if values.get("percent"):
                shares.append(_Bar(label, float(values["percent"]), language))
            elif (share := _share_of(values, inhabitants, year)) is not None:
                shares.append(_Bar(f"{label} *", share, language))
                calculated = True
        if shares:
            note = _("* Calculated from the number of people and the number of inhabitants.")
            yield self._chart(
                _("Share of all inhabitants"),
                shares,
                unit="%",
                maximum=100.0,
                category_label=self._column(MIGRANTS, "definition"),
                note=note if calculated else "",
            )
        elif len(numbers) >= FEWEST_BARS:
            yield self._chart(
                _("Number of people by definition"),
                numbers,
                category_label=self._column(MIGRANTS, "definition"),
            )

    def groups(self) -> Iterable[Chart]:
        """Draw nationalities and status groups, each kind by itself: one person may be counted in both."""
        for kind, title in (("nationality", _("Main nationalities")), ("status", _("Main status groups"))):
            bars = [
                _Bar(values["group"], float(values["number"]), self._foreign(row))
                for row in self._rows(GROUPS)
                if (values := row["value"]).get("kind") == kind
                and values.get("number")
                and values.get("group")
            ]
            if len(bars) >= FEWEST_BARS:
                largest = sorted(bars, key=lambda bar: bar.value, reverse=True)[:MOST_BARS]
                note = _("The %(count)d largest of those named.") % {"count": MOST_BARS}
                yield self._chart(
                    title,
                    largest,
                    category_label=self._column(GROUPS, "group"),
                    own_table=False,
                    note=note if len(bars) > MOST_BARS else "",
                )

    def budget(self) -> Iterable[Chart]:
        """Draw what integration gets of the municipal budget: in money, else in per cent."""
        whole, integration = self._number(BUDGET), self._number(INTEGRATION)
        share = self._number(INTEGRATION_SHARE)
        title = _("Integration work in the municipal budget")
        if whole and integration:
            bars = [
                _Bar(self._dated(_("Whole budget"), self._year(BUDGET)), whole),
                _Bar(
                    self._dated(_("For integration work and services"), self._year(INTEGRATION)), integration
                ),
            ]
            yield self._chart(title, bars, unit="EUR", category_label=_("Budget"))
        elif share is not None:
            yield self._chart(
                title,
                [_Bar(_("For integration work and services"), share)],
                unit="%",
                maximum=100.0,
                category_label=_("Budget"),
            )

    def support(self) -> Iterable[Chart]:
        """Draw how far governments support local authorities, item by item, in the words of the scale."""
        bars: list[_Bar] = []
        levels: tuple[str, ...] = ()
        for key in SUPPORT:
            level = self._value(key).get("level")
            if level:
                question = f"{self.prefix}{key}"
                bars.append(_Bar(self.texts.question(question, "short").text, float(level)))
                levels = tuple(self.texts.option(question, str(place)).text for place in range(1, 6))
        if bars:
            yield self._chart(
                _("Support from national and regional governments"),
                bars,
                category_label=_("Kind of support"),
                levels=levels,
                tone="neutral",
            )

    # -- What was answered ------------------------------------------------------------------------

    def _value(self, key: str) -> Mapping[str, Any]:
        """Return what was answered, nothing where it is not known, does not apply or is closed to the readers."""
        return open_answer(f"{self.prefix}{key}", self.content, self.extract)

    def _number(self, key: str) -> float | None:
        number = self._value(key).get("number")
        return float(number) if number else None

    def _year(self, key: str) -> int | None:
        year: int | None = self._value(key).get("year")
        return year

    def _rows(self, key: str) -> list[Mapping[str, Any]]:
        return open_rows(f"{self.prefix}{key}", self.content, self.extract)

    def _foreign(self, row: Mapping[str, Any]) -> str:
        language: str = row["language"]
        return "" if language == self.extract.language else language

    # -- Words ------------------------------------------------------------------------------------

    def _definition(self, row: Mapping[str, Any]) -> tuple[str, str]:
        """Return who is counted and in which language that is written: another definition is what its note says."""
        values = row["value"]
        note = values.get("definition_note", "")
        if values.get("definition") == "other" and note:
            return self._dated(note, values.get("year")), self._foreign(row)
        words = self.texts.option(f"{self.prefix}{MIGRANTS}", values.get("definition", ""), "definition").text
        return self._dated(words, values.get("year")), ""

    def _dated(self, label: str, year: int | None) -> str:
        return f"{label}, {year}" if year else label

    def _column(self, key: str, column: str) -> str:
        return self.texts.column(f"{self.prefix}{key}", column).text

    def _chart(
        self,
        title: str,
        bars: list[_Bar],
        *,
        category_label: str,
        unit: str = "",
        maximum: float | None = None,
        note: str = "",
        levels: tuple[str, ...] = (),
        own_table: bool = True,
        tone: Tone | None = None,
    ) -> Chart:
        chart = Chart(
            title=title,
            description="",
            categories=tuple(bar.label for bar in bars),
            languages=tuple(bar.language for bar in bars) if any(bar.language for bar in bars) else (),
            series=(Series(title, tuple(bar.value for bar in bars), tone or self.tone),),
            category_label=category_label,
            unit=unit,
            maximum=maximum,
            note=note,
            levels=levels,
            own_table=own_table,
        )
        said = "; ".join(f"{bar.label}: {bar_text(chart, bar.value)}" for bar in bars)
        return replace(chart, description=f"{said}.")
