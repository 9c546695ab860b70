"""Rules about people."""

from __future__ import annotations

import pytest

from inclucities.accounts.domain import is_single_line, known_time_zones, time_zone_groups


@pytest.mark.parametrize(
    "name", ["Anna", "Γιώργος Παπαδόπουλος", "Jānis O’Neill-Bērziņš", "Ann\u200da", "王 小明", ""]
)
def test_names_of_all_languages_stand_on_one_line(name: str) -> None:
    assert is_single_line(name)


@pytest.mark.parametrize(
    "name", ["a\nb", "a\rb", "a\x00b", "a\x85b", "a\u2028b", "a\u2029b", "a\tb", "\ud800", "a\u202eb"]
)
def test_what_breaks_a_line_or_turns_it_is_no_name(name: str) -> None:
    assert not is_single_line(name)


def test_time_zones_are_grouped_by_region_with_europe_first() -> None:
    groups = {str(region): dict(choices) for region, choices in time_zone_groups()}
    assert next(iter(groups)) == "Europe"
    assert groups["Europe"]["Europe/Riga"] == "Riga"
    assert groups["America"]["America/Argentina/Buenos_Aires"] == "Buenos Aires (Argentina)"
    assert groups["No region"] == {"UTC": "UTC"}
    labels = list(groups["Europe"].values())
    assert labels == sorted(labels)
    offered = {zone for choices in groups.values() for zone in choices}
    assert offered <= known_time_zones()
