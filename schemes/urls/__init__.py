"""Addresses of programmes, organisations and schemes, and of the installation's pages."""

from django.urls import include, path

from schemes.enums import InstallationPage
from schemes.views.installation import InstallationView

urlpatterns = [
    path("", include("schemes.urls.frame")),
    *(
        path(f"{page.value}/", InstallationView.as_view(which=page), name=page.value)
        for page in InstallationPage
    ),
]
