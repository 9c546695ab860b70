"""Addresses of mentor profiles."""

from django.urls import path

from inclucities.questionnaires.views.mounting import desk_pages
from needs_analysis.views import profiles

app_name = "profiles"

urlpatterns = [
    path("", profiles.ProfileList.as_view(), name="list"),
    path("start/<int:pk>/", profiles.StartProfile.as_view(), name="start"),
    path("<int:pk>/", profiles.Home.as_view(), name="tasks"),
    path(
        "<int:pk>/sections/<slug:section_key>/complete/",
        profiles.CompleteAssociationPart.as_view(),
        name="complete",
    ),
    path("<int:pk>/check/", profiles.Check.as_view(), name="check"),
    path("<int:pk>/published/<int:number>/", profiles.Published.as_view(), name="published"),
    path("<int:pk>/reopen/", profiles.Reopen.as_view(), name="reopen"),
    path("<int:pk>/versions/<int:number>/", profiles.Version.as_view(), name="version"),
    path("<int:pk>/documents/", profiles.Documents.as_view(), name="documents"),
    *desk_pages(drafts=profiles.ReadsDraft, reads_versions=profiles.ReadsVersions),
]
