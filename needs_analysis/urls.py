"""Addresses of programmes, organisations and schemes."""

from django.urls import path

app_name = "needs_analysis"

urlpatterns: list = []
