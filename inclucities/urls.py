"""All addresses of the product."""

from django.conf import settings
from django.urls import include, path

urlpatterns = [
    path("account/", include("inclucities.accounts.urls.sign_in")),
    path("settings/", include("inclucities.accounts.urls")),
    path("documents/", include("inclucities.reports.urls")),
    path("", include("inclucities.ui.urls")),
    path("notifications/", include("inclucities.notifications.urls")),
    path("threads/", include("inclucities.discussions.urls")),
    path("", include("schemes.urls")),
    path("needs-analyses/", include("needs_analysis.urls")),
    path("good-practices/", include("benchmarks.urls")),
    path("mentor-profiles/", include("needs_analysis.urls.profiles")),
    path("", include("inclucities.portal.urls")),
]

if settings.DEMO:
    urlpatterns += [path("demo/", include("inclucities.demo.urls"))]
