"""All addresses of the product."""

from django.conf import settings
from django.urls import include, path

urlpatterns = [
    # Where people write comes first: a save is looked up with every pause in typing.
    path("needs-analyses/", include("needs_analysis.urls")),
    path("good-practices/", include("benchmarks.urls")),
    path("mentor-profiles/", include("needs_analysis.urls.profiles")),
    path("account/", include("inclucities.accounts.urls.sign_in")),
    path("settings/", include("inclucities.accounts.urls")),
    path("documents/", include("inclucities.reports.urls")),
    path("notifications/", include("inclucities.notifications.urls")),
    path("threads/", include("inclucities.discussions.urls")),
    path("", include("inclucities.ui.urls")),
    path("", include("schemes.urls")),
    path("", include("inclucities.portal.urls")),
]

if settings.DEMO:
    urlpatterns += [path("demo/", include("inclucities.demo.urls"))]
