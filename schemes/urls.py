"""Addresses of programmes, organisations and schemes."""

from django.urls import path

app_name = "schemes"

urlpatterns: list = []
