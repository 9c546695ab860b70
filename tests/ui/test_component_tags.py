"""Component tags: what they draw, what they escape, what they refuse."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django import forms
from django.core.paginator import Paginator
from django.template import engines
from django.test import RequestFactory
from django.utils import timezone, translation

from inclucities.ui.domain.icons import ICONS
from inclucities.ui.domain.shapes import MenuItem, Station
from inclucities.ui.maps import MapCity, MapPair
from inclucities.ui.templatetags import ui

NOON = datetime(2021, 10, 4, 13, 0, tzinfo=UTC)


def drawn(source: str, **context: object) -> str:
    return engines["django"].from_string(source).render(context, RequestFactory().get("/list/?topic=a"))


@pytest.fixture(autouse=True)
def _english_in_riga():
    with translation.override("en"), timezone.override("Europe/Riga"):
        yield


@pytest.mark.parametrize("name", ICONS)
def test_an_icon_is_hidden_from_screen_readers_unless_it_has_a_label(name):
    assert 'aria-hidden="true"' in ui.icon(name)
    assert 'role="img" aria-label="Move &lt;up&gt;"' in ui.icon(name, label="Move <up>")


def test_an_unknown_icon_is_a_mistake_of_the_page():
    with pytest.raises(ValueError, match="unicorn"):
        ui.icon("unicorn")


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("not_started", "Not started"),
        ("incomplete", "Incomplete"),
        ("completed", "Completed"),
        ("cannot_start", "Cannot start yet"),
    ],
)
def test_a_status_is_always_in_the_same_words(status, words):
    assert words in ui.status_tag(status)


def test_a_status_says_why_it_cannot_start():
    assert "after the &lt;match&gt;" in ui.status_tag("cannot_start", "after the <match>")


@pytest.mark.parametrize(
    "mistake",
    [lambda: ui.status_tag("done"), lambda: ui.tag("x", "red"), lambda: ui.party_chip("facilitator")],
)
def test_words_that_do_not_exist_are_refused(mistake):
    with pytest.raises(ValueError, match="There is no"):
        mistake()


def test_a_tag_escapes_its_text():
    assert "&lt;b&gt;2 missing" in ui.tag("<b>2 missing", "now")


def test_a_party_is_named_and_not_only_coloured():
    chip = ui.party_chip("mentor", "<Schaerbeek>")
    assert "&lt;Schaerbeek&gt;" in chip
    assert "(Mentor)" in chip


def test_progress_carries_its_words():
    bar = ui.progress(7, 12)
    assert bar.count("7 of 12 completed") == 2
    assert '<progress max="12" value="7">' in bar


def test_progress_of_nothing_is_drawn():
    assert 'max="1" value="0"' in ui.progress(0, 0)


class Form(forms.Form):
    name = forms.CharField()
    role = forms.ChoiceField(widget=forms.RadioSelect, choices=[("a", "A")])
    secret = forms.CharField(widget=forms.HiddenInput)

    def clean(self):
        raise forms.ValidationError("Both <cannot> be")


def test_the_summary_links_each_error_to_its_field():
    html = drawn("{% error_summary form %}", form=Form({}))
    assert '<a href="#id_name">Name: ' in html
    assert '<a href="#id_role_0">Role: ' in html
    assert "<li>Both &lt;cannot&gt; be</li>" in html
    assert "#id_secret" not in html
    assert "3 things to put right" in html


def test_no_summary_without_errors():
    assert not drawn("{% error_summary form %}", form=Form()).strip()


def test_fields_stand_in_the_order_label_hint_error_control():
    class Hinted(forms.Form):
        name = forms.CharField(help_text="As on the map", required=False)
        age = forms.IntegerField(label="Age", help_text="In years")

    html = drawn("{% form_fields form %}", form=Hinted({"age": "x"}))
    assert "(optional)" in html.split("Age")[0]
    age = html.split('id="div_id_age"')[1]
    places = [age.index(part) for part in ("<label", 'id="id_age_helptext"', 'id="id_age_error"', "<input")]
    assert places == sorted(places)
    assert 'aria-describedby="id_age_helptext id_age_error"' in age


def test_page_links_keep_the_rest_of_the_address():
    html = drawn("{% page_links page %}", page=Paginator(range(100), 10).get_page(5))
    assert "?topic=a&amp;page=4" in html
    assert 'aria-current="page"' in html
    assert "41 to 50 of 100" in html


def test_one_page_needs_no_links():
    assert not drawn("{% page_links page %}", page=Paginator(range(3), 10).get_page(1)).strip()


def test_an_empty_state_offers_the_first_step():
    html = drawn('{% empty_state "No visits" "They stand here" "/new/" "Plan one" %}')
    assert '<a class="btn btn-primary" href="/new/">Plan one</a>' in html


def test_a_next_step_without_an_address_says_that_nothing_waits():
    assert "Nothing waits for you" in drawn('{% next_step "Schaerbeek reads" %}')
    assert "Your next step" in drawn('{% next_step "Answer" "" "/x/" "Open" %}')


def test_the_menu_marks_its_page_and_what_is_to_do():
    items = [MenuItem("Overview", "/a/", current=True), MenuItem("Plan", "/b/", note="3", todo=True)]
    html = drawn("{% side_menu 'Jelgava' items %}", items=items)
    assert '<a href="/a/" aria-current="page">' in html
    assert "menu-note-todo" in html
    assert "to do" in html


def test_a_journey_says_its_states_in_words():
    html = drawn("{% journey stations %}", stations=[Station("Set <up>", "done"), Station("Needs", "now")])
    assert "Set &lt;up&gt;" in html
    assert "(done)" in html
    assert 'aria-current="step"' in html


def test_dots_say_in_words_what_they_show():
    html = drawn("{% dots stations %}", stations=[Station("Set up", "done"), Station("Needs", "late")])
    assert "1 of 2 stations done" in html
    assert "now at Needs" in html


def test_the_map_is_told_in_words_as_well():
    pair = MapPair(MapCity("Schaerbeek", 50.87, 4.38), MapCity("<Jelgava>", 56.65, 23.71))
    html = drawn("{% pair_map pairs %}", pairs=[pair])
    assert "Schaerbeek mentors &lt;Jelgava&gt;" in html
    assert 'role="img"' in html


def test_coordinates_are_not_written_in_a_readers_number_format():
    pair = MapPair(MapCity("Nicosia", 35.17, 33.36), MapCity("Jelgava", 56.65, 23.71))
    with translation.override("lv"):
        html = drawn("{% pair_map pairs %}", pairs=[pair])
    assert 'cx="582"' in html


def test_a_moment_has_the_readers_clock_and_its_zone():
    html = ui.when(NOON)
    assert '<time datetime="2021-10-04T16:00+03:00">' in html
    assert "EEST" in html


@pytest.mark.parametrize("write", [ui.when, ui.recently, ui.day])
def test_no_moment_no_words(write):
    assert not write(None)


@time_machine.travel(NOON, tick=False)
def test_a_past_moment_is_written_as_people_say_it():
    with translation.override("en"):
        assert ">16:00<" in ui.recently(NOON)
        assert ">yesterday 16:00<" in ui.recently(NOON - timedelta(days=1))
        assert ">Thu 16:00<" in ui.recently(NOON - timedelta(days=4))
        assert "2021" in ui.recently(NOON - timedelta(days=20))
        assert "2021" in ui.recently(NOON + timedelta(days=1))


def test_a_day_is_written_in_the_readers_format():
    assert ui.day(date(2021, 10, 4)) == '<time datetime="2021-10-04">4 October 2021</time>'
    with translation.override("lv"):
        assert "2021. gada 4. oktobris" in ui.day(date(2021, 10, 4))


def test_a_day_of_a_moment_is_the_readers_day():
    assert 'datetime="2021-10-05"' in ui.day(datetime(2021, 10, 4, 22, 0, tzinfo=UTC))


def test_a_language_is_named_and_an_unknown_one_stands_for_itself():
    assert "written in Latvian" in ui.written_in("lv")
    assert "written in xx" in ui.written_in("xx")
    with translation.override("lv"):
        assert "latviešu" in ui.written_in("lv")


def test_the_end_of_a_day_names_the_readers_time_zone():
    with timezone.override("Europe/Riga"):
        assert "A day ends at midnight, time zone Europe/Riga." in ui.day_ends()


def test_a_comparison_escapes_and_says_what_was_done():
    html = ui.diff([(0, "a <b> "), (-1, "old"), (1, "<new>")])
    assert html.startswith("a &lt;b&gt; <del>")
    assert "removed: </span>old</del>" in html
    assert "added: </span>&lt;new&gt;</ins>" in html


def test_a_comparison_knows_three_operations():
    with pytest.raises(ValueError, match="operation 2"):
        ui.diff([(2, "x")])
