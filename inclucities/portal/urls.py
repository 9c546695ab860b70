"""Addresses of the pages that combine several apps."""

from django.urls import path

from inclucities.portal import health

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]
