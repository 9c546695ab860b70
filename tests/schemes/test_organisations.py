"""Organisations of the register, and what is known of them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from inclucities.accounts.models import User
from inclucities.audit.models import AuditEvent
from schemes.enums import OrganisationKind
from schemes.models import Organisation, OrganisationFact, Programme
from schemes.services.organisations import change_organisation
from tests.factories.schemes import make_association, make_city, make_programme

pytestmark = pytest.mark.django_db


# -- Organisations ---------------------------------------------------------------------------------------


def city_form(**changed: Any) -> dict[str, Any]:
    return {
        "kind": "city",
        "original_language": "el",
        "names_el": "Λιβαδειά",
        "names_en": "Levadia",
        "aliases": "Livadia\nLivadeia",
        "country": "GR",
        "region": "Boeotia",
        "languages": "Greek",
        "common_languages": "ar\nEnglish\nLatviešu\nDari",
        "latitude": "38.44",
        "longitude": "22.87",
        **changed,
    }


def test_a_city_with_all_its_names(as_coordinator: Client, programme: Programme) -> None:
    association = make_association(programme, "KEDE")
    path = f"/programmes/{programme.pk}/organisations/add/"
    answer = as_coordinator.post(
        path, city_form(parent_association=association.pk, is_invented="on", version=9)
    )
    city = Organisation.objects.get(kind=OrganisationKind.CITY)
    assert answer.url == f"/organisations/{city.pk}/"
    assert city.names == {"el": "Λιβαδειά", "en": "Levadia"}
    assert city.aliases == ["Livadia", "Livadeia"]
    assert (city.latitude, city.parent_association, city.is_invented) == (
        Decimal("38.44"),
        association,
        False,
    )
    page = as_coordinator.get(answer.url).content.decode()
    assert (city.languages, city.common_languages) == (["el"], ["ar", "en", "lv", "Dari"])
    form = as_coordinator.get(f"/organisations/{city.pk}/edit/").content.decode()
    assert "Arabic\nEnglish\nLatvian\nDari</textarea>" in form
    for words in ("Levadia", "Λιβαδειά", "Livadeia", "Greece", "Boeotia", "Greek", "Arabic, English", "KEDE"):
        assert words in page


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"names_el": ""}, "names_el"),
        ({"latitude": "91"}, "latitude"),
        ({"longitude": ""}, "longitude"),
        ({"country": "XX"}, "country"),
        ({"parent_association": "999"}, "parent_association"),
        ({"kind": "planet"}, "kind"),
        ({"aliases": "x" * 151}, "aliases"),
    ],
)
def test_a_wrong_city_is_refused_at_its_field(
    changed: dict[str, str], field: str, as_coordinator: Client, programme: Programme
) -> None:
    make_association(make_programme("Elsewhere"))
    answer = as_coordinator.post(f"/programmes/{programme.pk}/organisations/add/", city_form(**changed))
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in answer.content.decode()
    assert "Livadeia" in answer.content.decode() or field == "aliases"
    assert not Organisation.objects.filter(kind=OrganisationKind.CITY).exists()


def test_an_association_of_another_programme_is_not_offered(
    as_coordinator: Client, programme: Programme
) -> None:
    foreign = make_association(make_programme("Elsewhere"))
    path = f"/programmes/{programme.pk}/organisations/add/"
    assert as_coordinator.post(path, city_form(parent_association=foreign.pk)).status_code == 422


def test_a_city_is_changed_and_two_editors_lose_nothing(
    as_coordinator: Client, programme: Programme, coordinator: User
) -> None:
    city = make_city(programme, "Levadia")
    path = f"/organisations/{city.pk}/edit/"
    form = city_form(version=1)
    assert as_coordinator.post(path, form | {"kind": "association"}).status_code == 302
    city.refresh_from_db()
    assert (city.kind, city.version) == (OrganisationKind.CITY, 2)
    change_organisation(organisation=city, base_version=2, by=coordinator, region="Central Greece")
    answer = as_coordinator.post(path, form | {"version": 2, "region": "Boeotia again"})
    assert answer.status_code == 409
    for words in ("Central Greece", "Boeotia again"):
        assert words in answer.content.decode()
    fresh = as_coordinator.get(path).content.decode()
    assert 'value="38.44"' in fresh


# -- Facts ------------------------------------------------------------------------------------------------


def test_a_figure_has_its_year_and_source(as_coordinator: Client, programme: Programme) -> None:
    city = make_city(programme)
    sent = {
        "key": "migrant_share",
        "year": "2021",
        "value": "43",
        "definition": "national minorities",
        "source": "Project page",
        "approximate": "on",
    }
    assert as_coordinator.post(f"/organisations/{city.pk}/facts/add/", sent).status_code == 302
    fact = OrganisationFact.objects.get()
    page = as_coordinator.get(f"/organisations/{city.pk}/").content.decode()
    for words in ("43\N{NO-BREAK SPACE}%", "≈", "national minorities", "Project page", "2021"):
        assert words in page
    edit = f"/organisations/{city.pk}/facts/{fact.pk}/"
    assert (
        as_coordinator.post(edit, sent | {"value": "44", "year": "1999", "key": "budget"}).status_code == 302
    )
    fact.refresh_from_db()
    assert (fact.value, fact.year, fact.key) == (Decimal(44), 2021, "migrant_share")
    other = make_city(programme)
    assert as_coordinator.get(f"/organisations/{other.pk}/facts/{fact.pk}/").status_code == 404
    assert as_coordinator.post(f"{edit}remove/").status_code == 302
    assert not OrganisationFact.objects.exists()
    assert AuditEvent.objects.filter(action="fact_removed").count() == 1


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"definition": ""}, "definition"),
        ({"value": "101"}, "value"),
        ({"value": "-1"}, "value"),
        ({"value": "NaN"}, "value"),
        ({"year": "1492"}, "year"),
        ({"year": ""}, "year"),
        ({"key": "happiness"}, "key"),
    ],
)
def test_a_wrong_figure_is_refused_at_its_field(
    changed: dict[str, str], field: str, as_coordinator: Client, programme: Programme
) -> None:
    sent = {
        "key": "migrant_share",
        "year": "2021",
        "value": "43",
        "definition": "born abroad",
        "source": "Kept",
    }
    answer = as_coordinator.post(f"/organisations/{make_city(programme).pk}/facts/add/", sent | changed)
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in answer.content.decode()
    assert "Kept" in answer.content.decode()
    assert not OrganisationFact.objects.exists()
