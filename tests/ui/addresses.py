"""The addresses that the shell names, and the gallery: the shell needs no app above it."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def page(request: HttpRequest) -> HttpResponse:
    """Stand for any page."""
    return HttpResponse(request.path)


urlpatterns = [
    path("", include("inclucities.ui.urls")),
    path("home/", page, name="home"),
    path("sign-in/", page, name="account_login"),
    path("sign-out/", page, name="account_logout"),
    path("accessibility/", page, name="accessibility"),
    path("privacy/", page, name="privacy"),
    path("contact/", page, name="contact"),
    path(
        "settings/",
        include(
            (
                [
                    path("", page, name="settings"),
                    path("language/", page, name="language"),
                    path("session/", page, name="session"),
                ],
                "accounts",
            )
        ),
    ),
]
