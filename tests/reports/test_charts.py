"""Charts: a picture with words, equal to its table, and safe on a page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.utils import translation
from lxml import etree

from inclucities.reports import charts
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


def test_whole_numbers_have_no_decimals() -> None:
    texts = [text.text for text in drawn(chart(Series("s", (14000.0, 0.13)), unit="%")).iter(f"{SVG}text")]
    assert {"14,000\xa0%", "0.13\xa0%"} <= set(texts)


def test_a_scale_is_drawn_in_its_words_and_on_its_full_width() -> None:
    levels = ("Not at all", "A little", "Fully")
    svg = drawn(chart(Series("s", (1.0, 3.0)), levels=levels))
    texts = [text.text for text in svg.iter(f"{SVG}text")]
    assert {"Not at all", "Fully"} <= set(texts)
    assert not {"1", "3"} & set(texts)
    bars: dict[str, list[float]] = {kind: [] for kind in ("chart-track", "chart-bar neutral")}
    for rect in svg.iter(f"{SVG}rect"):
        bars[rect.get("class", "")].append(float(rect.get("width", "0")))
    assert len(set(bars["chart-track"])) == 1
    assert bars["chart-bar neutral"] == [
        pytest.approx(bars["chart-track"][0] / 3, abs=0.1),
        bars["chart-track"][0],
    ]


def test_the_full_width_is_pale_only_where_it_says_something() -> None:
    def tracks(**more: object) -> int:
        rects = drawn(chart(Series("s", (1.0, 3.0)), **more)).iter(f"{SVG}rect")
        return sum(rect.get("class") == "chart-track" for rect in rects)

    assert (tracks(), tracks(maximum=100.0)) == (0, 2)


def test_a_long_label_takes_a_second_line_and_no_third() -> None:
    label = "Residents without the country's citizenship who have lived here for more than ten years"
    svg = drawn(chart(Series("s", (1, 2)), categories=(label, "Others"), languages=("", "lv")))
    labels = [text for text in svg.iter(f"{SVG}text") if text.get("class") == "chart-label"]
    assert len(labels) == 3
    assert label.startswith(labels[0].text)
    assert labels[1].text.endswith("…")
    assert (labels[0].get("lang"), labels[2].get("lang")) == (None, "lv")
    places = [float(text.get("y")) for text in labels]
    assert places[1] - places[0] >= 13
    assert places[2] - places[1] >= 13


def test_nothing_is_drawn_over_the_edge() -> None:
    words = "To a very large extent indeed"
    svg = drawn(chart(Series("s", (1.0, 1.0)), levels=(words,)))
    for text in svg.iter(f"{SVG}text"):
        if text.text == words:
            assert float(text.get("x")) + 6.4 * len(words) <= charts.WIDTH
    for rect in svg.iter(f"{SVG}rect"):
        assert float(rect.get("y")) + float(rect.get("height")) <= float(svg.get("height"))


def test_its_colours_are_those_of_the_tokens() -> None:
    source = Path(finders.find("css/tokens.css")).read_text()
    tokens = dict(re.findall(r"--([a-z0-9-]+):\s*(#[0-9a-f]{6})", source))
    assert {
        "mentee": (tokens["mentee"], tokens["mentee"]),
        "mentor": (tokens["mentor-soft"], tokens["mentor"]),
        "neutral": (tokens["line-strong"], tokens["line-strong"]),
    } == charts.COLOURS
    assert tuple(tokens[name] for name in ("ink", "ink-soft", "line-strong", "sunken")) == (
        charts.INK,
        charts.INK_SOFT,
        charts.LINE,
        charts.TRACK,
    )
