"""The component gallery: for those who build pages, and for nobody else."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

pytestmark = pytest.mark.django_db


@pytest.fixture
def address() -> str:
    return reverse("ui:gallery")


def test_a_stranger_finds_no_gallery(client, address):
    assert client.get(address).status_code == 404


def test_a_person_finds_no_gallery(client, address, django_user_model):
    client.force_login(django_user_model.objects.create_user("ilze@x.example", name="Ilze"))
    assert client.get(address).status_code == 404


def test_a_technician_sees_every_component(client, address, django_user_model):
    client.force_login(django_user_model.objects.create_superuser("tech@x.example", name="Tech"))
    response = client.get(address)
    assert response.status_code == 200
    assert b"journey" in response.content


def test_in_development_everybody_sees_it(client, address, settings):
    settings.DEBUG = True
    assert client.get(address).status_code == 200


def test_the_gallery_is_only_read(address, settings):
    settings.DEBUG = True
    assert Client().post(address).status_code == 405
