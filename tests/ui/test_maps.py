"""Where cities stand on the map."""

from __future__ import annotations

import pytest

from inclucities.ui.maps import HEIGHT, WIDTH, MapCity, MapPair, arc_between, drawn, project

SCHAERBEEK = MapCity("Schaerbeek", 50.867, 4.38)
JELGAVA = MapCity("Jelgava", 56.65, 23.71)
MECHELEN = MapCity("Mechelen", 51.03, 4.48)
NICOSIA = MapCity("Nicosia", 35.17, 33.36)
LISBON = MapCity("Lisbon", 38.72, -9.14)


@pytest.mark.parametrize(
    ("latitude", "longitude", "place"),
    [
        # As d3-geo, which drew the paths of the map, projects them.
        (52, 10, (401.2048, 452.1687)),
        (56.65, 23.71, (581.8142, 322.6856)),
        (40.28, -3.8, (147.5847, 711.0851)),
        (35.17, 33.36, (858.7554, 786.3536)),
        (69.6, 18.9, (476.6522, 24.5123)),
    ],
)
def test_the_projection_is_the_one_of_the_paths(latitude, longitude, place):
    assert project(latitude, longitude) == pytest.approx(place, abs=0.001)


@pytest.mark.parametrize("city", [SCHAERBEEK, JELGAVA, NICOSIA, LISBON, MapCity("Reykjavík", 64.15, -21.94)])
def test_the_cities_of_europe_are_within_the_frame(city):
    x, y = project(city.latitude, city.longitude)
    assert 0 < x < WIDTH
    assert 0 < y < HEIGHT


def test_an_arc_bends_upwards_whichever_way_it_runs():
    assert arc_between((0, 100), (100, 100)) == "M0 100Q50 78 100 100"
    assert arc_between((100, 100), (0, 100)) == "M100 100Q50 78 0 100"


def test_only_the_current_pair_carries_names_and_lies_on_top():
    other = MapPair(LISBON, NICOSIA, current=False)
    first, last = drawn([MapPair(SCHAERBEEK, JELGAVA), other])
    assert first.pair == other
    assert first.mentor_label is None
    assert first.mentee_label is None
    assert last.mentee_label is not None
    assert last.mentee_label.text == "Jelgava"


def test_names_stay_on_the_map_and_point_away_from_each_other():
    drawing = drawn([MapPair(LISBON, NICOSIA)])[0]
    assert drawing.mentor_label is not None
    assert drawing.mentee_label is not None
    assert drawing.mentor_label.anchor == "start"
    assert drawing.mentee_label.anchor == "end"


def test_names_of_close_cities_do_not_cover_each_other():
    drawing = drawn([MapPair(SCHAERBEEK, MECHELEN)])[0]
    assert drawing.mentor_label is not None
    assert drawing.mentee_label is not None
    assert abs(drawing.mentor_label.y - drawing.mentee_label.y) >= 34
