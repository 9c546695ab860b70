"""Addresses of the pages that combine several apps."""

from django.urls import path

from inclucities.portal import health
from inclucities.portal.views.home import HomeView

urlpatterns = [
    path("", HomeView.as_view(), name="home"),
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
]
