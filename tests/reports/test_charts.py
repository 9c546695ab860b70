"""Charts: a picture with words, equal to its table, and safe on a page."""

from __future__ import annotations

import pytest
from django.utils import translation
from lxml import etree

from inclucities.reports.charts import bar_chart
from inclucities.reports.domain.document import Chart, Series

SVG = "{http://www.w3.org/2000/svg}"


def drawn(chart: Chart, language: str = "en") -> etree._Element:
    with translation.override(language):
        return etree.fromstring(bar_chart(chart))


def chart(*series: Series, categories: tuple[str, ...] = ("Work", "Language"), **more: object) -> Chart:
    return Chart("Views", "Both cities agree.", categories, series, **more)  # type: ignore[arg-type]


def test_it_says_what_it_shows() -> None:
    svg = drawn(chart(Series("Jelgava", (3, 4), "mentee")))
    assert svg.get("role") == "img"
    assert svg.findtext(f"{SVG}title") == "Views. Both cities agree."
    assert svg.findtext(f"{SVG}desc") == "Both cities agree."


def test_bars_are_in_proportion_and_carry_their_values() -> None:
    svg = drawn(chart(Series("Jelgava", (2500, 5000), "mentee"), unit="€"))
    widths = [float(bar.get("width", "0")) for bar in svg.iter(f"{SVG}rect")]
    assert widths[1] == pytest.approx(2 * widths[0])
    texts = [text.text for text in svg.iter(f"{SVG}text")]
    assert "2,500\xa0€" in texts
    assert "5,000\xa0€" in texts


def test_both_sides_are_told_apart_without_colour() -> None:
    svg = drawn(chart(Series("Jelgava", (3, 4), "mentee"), Series("Schaerbeek", (4, 5), "mentor")))
    mentee, mentor = list(svg.iter(f"{SVG}rect"))[:2]
    assert mentee.get("fill") == mentee.get("stroke")
    assert mentor.get("fill") != mentor.get("stroke")
    assert {"Jelgava", "Schaerbeek"} <= {text.text for text in svg.iter(f"{SVG}text")}


@pytest.mark.parametrize("values", [(None, None), (0, 0), (-5, 3)])
def test_nothing_zero_and_less_than_zero(values: tuple[float | None, ...]) -> None:
    svg = drawn(chart(Series("s", values)))
    assert all(float(bar.get("width", "-1")) >= 0 for bar in svg.iter(f"{SVG}rect"))


def test_texts_are_escaped_and_nothing_is_inline_style() -> None:
    markup = bar_chart(chart(Series("<script>", (1, 2)), categories=("</svg><script>", '"onload="x')))
    assert "<script>" not in markup
    assert "style=" not in markup
    etree.fromstring(markup)


def test_numbers_are_written_as_the_reader_writes_them() -> None:
    texts = [text.text for text in drawn(chart(Series("s", (1.5, 2))), "lv").iter(f"{SVG}text")]
    assert "1,5" in texts
