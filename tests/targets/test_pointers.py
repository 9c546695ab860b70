"""The one pointer to anything: registered once, and asked again each time it is followed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.db.models import Model, QuerySet
from django.urls import resolve
from pytest_django import DjangoAssertNumQueries

from inclucities.accounts.models import User
from inclucities.questionnaires.models import Questionnaire, Response
from inclucities.targets import registry
from inclucities.targets.fields import Pointer
from inclucities.targets.queries import reached_by, target_for
from inclucities.targets.registry import (
    Kind,
    UnknownKindError,
    kind_named,
    kind_of,
    register,
    registered_kinds,
)
from schemes.models import Organisation, Programme
from tests.factories.people import UserFactory

KINDS = [kind.name for kind in registered_kinds()]


@pytest.fixture
def people(db: None) -> Iterator[dict[str, Any]]:
    """Give two kinds whose things belong to one person each; they are forgotten afterwards."""
    known = dict(registry._kinds)
    registry._kinds.clear()

    def own(model: type[Model]) -> Any:
        def visible(person: User) -> QuerySet[Any]:
            return model._default_manager.filter(pk__in=opened.get(person.pk, ()))

        return visible

    opened: dict[int, set[int]] = {}
    register(Kind("programme", Programme, lambda found: f"/programmes/{found.pk}/", own(Programme)))
    register(Kind("form", Questionnaire, lambda found: f"/forms/{found.key}/", own(Questionnaire)))
    yield {"opened": opened, "anna": UserFactory()}
    registry._kinds.clear()
    registry._kinds.update(known)


def pointer(kind: str, target_id: int) -> Pointer:
    return Response(target_kind=kind, target_id=target_id, target_label="x")


# -- The real ones --------------------------------------------------------------------------------


def test_every_model_that_pages_speak_of_is_a_kind() -> None:
    assert set(KINDS) >= {"programme", "organisation", "scheme", "needs_analysis", "report"}
    assert len(KINDS) == len(set(KINDS))
    assert len({kind.model for kind in registered_kinds()}) == len(KINDS)


@pytest.mark.django_db
@pytest.mark.parametrize("name", KINDS)
def test_every_kind_opens_nothing_of_others_to_a_stranger(name: str) -> None:
    kind, stranger, other = kind_named(name), UserFactory(), UserFactory()
    found = kind.visible_to(stranger)
    assert found.model is kind.model
    assert set(found) <= {stranger}
    assert target_for(UserFactory(is_superuser=True), name, other.pk) is None


@pytest.mark.parametrize("name", KINDS)
def test_every_kind_has_the_address_of_a_page(name: str) -> None:
    kind = kind_named(name)
    choices = {field.name: field.choices[0][0] for field in kind.model._meta.fields if field.choices}
    assert resolve(kind.address(kind.model(pk=1, **choices))).url_name


def test_whatever_holds_a_pointer_is_found() -> None:
    """A table that points but is not a ``Pointer`` would miss the question of the right."""
    named = [
        model for model in apps.get_models() if "target_kind" in {field.name for field in model._meta.fields}
    ]
    loose = {model.__name__ for model in named if not issubclass(model, Pointer)}
    assert loose == {"AuditEvent"}


# -- Registering ----------------------------------------------------------------------------------


def test_a_name_means_one_model(people: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="programme"):
        register(Kind("programme", Organisation, str, Organisation.objects.filter))
    register(Kind("programme", Programme, str, kind_named("programme").visible_to))
    assert kind_named("programme").address(5) == "5"


def test_an_unknown_kind_or_model_says_so(people: dict[str, Any]) -> None:
    for ask in (
        lambda: kind_named("gone"),
        lambda: kind_of(people["anna"]),
        lambda: Response.columns(people["anna"]),
        lambda: target_for(people["anna"], "gone", 1),
        lambda: reached_by(people["anna"], [pointer("gone", 1)]),
    ):
        with pytest.raises(UnknownKindError):
            ask()


def test_a_pointer_remembers_how_the_thing_was_called(people: dict[str, Any]) -> None:
    programme = Programme.objects.create(names={"en": "N" * 400})
    questionnaire = Questionnaire.objects.create(key="q", checksum="x")
    response = Response.objects.create(**Response.columns(programme), questionnaire=questionnaire)
    Programme.objects.filter(pk=programme.pk).update(names={"en": "Renamed"})
    response.refresh_from_db()
    assert (response.target_kind, response.target_id) == ("programme", programme.pk)
    assert response.target_label == "N" * 300
    assert list(Response.at(programme)) == [response]
    assert not Response.at(Programme.objects.create()).exists()
    assert not Response.at(questionnaire).exists()


# -- Following ------------------------------------------------------------------------------------


def test_the_right_is_asked_each_time_and_in_one_query(
    people: dict[str, Any], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    anna, opened = people["anna"], people["opened"]
    programme = Programme.objects.create()
    opened[anna.pk] = {0}
    with django_assert_num_queries(1):
        assert target_for(anna, "programme", programme.pk) is None
    opened[anna.pk] = {programme.pk}
    with django_assert_num_queries(1):
        assert target_for(anna, "programme", programme.pk) == programme
    assert target_for(UserFactory(), "programme", programme.pk) is None
    opened[anna.pk] = set()
    assert target_for(anna, "programme", programme.pk) is None


def test_something_that_is_gone_is_nothing(people: dict[str, Any]) -> None:
    people["opened"][people["anna"].pk] = {99}
    assert target_for(people["anna"], "programme", 99) is None
    assert reached_by(people["anna"], [pointer("programme", 99)]) == {}


def test_many_pointers_take_one_query_for_each_kind(
    people: dict[str, Any], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    anna = people["anna"]
    programmes = [Programme.objects.create() for _number in range(30)]
    forms = [Questionnaire.objects.create(key=f"q{number}", checksum="x") for number in range(3)]
    mine = {programmes[0].pk, programmes[7].pk, forms[1].pk}
    people["opened"][anna.pk] = mine
    pointers = [pointer("programme", found.pk) for found in programmes * 2]
    pointers += [pointer("form", found.pk) for found in forms]
    with django_assert_num_queries(2):
        reached = reached_by(anna, pointers)
    expected = {("programme", p.pk): f"/programmes/{p.pk}/" for p in programmes if p.pk in mine}
    expected |= {("form", f.pk): f"/forms/{f.key}/" for f in forms if f.pk in mine}
    assert {key: found.address for key, found in reached.items()} == expected
    with django_assert_num_queries(0):
        assert reached_by(anna, []) == {}


@pytest.mark.django_db
@pytest.mark.parametrize("name", KINDS)
def test_no_kind_opens_anything_to_nobody(name: str) -> None:
    assert not kind_named(name).visible_to(AnonymousUser()).exists()
