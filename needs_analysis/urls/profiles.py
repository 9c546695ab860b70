"""Addresses of mentor profiles."""

from django.urls import path

from inclucities.questionnaires.views.mounting import desk_pages
from needs_analysis.views import guards
from needs_analysis.views.profiles import opening, publishing, versions

app_name = "profiles"

urlpatterns = [
    path("", opening.ProfileList.as_view(), name="list"),
    path("start/<int:pk>/", opening.StartProfile.as_view(), name="start"),
    path("<int:pk>/", opening.Home.as_view(), name="tasks"),
    path(
        "<int:pk>/sections/<slug:section_key>/complete/",
        publishing.CompleteAssociationPart.as_view(),
        name="complete",
    ),
    path("<int:pk>/check/", publishing.Check.as_view(), name="check"),
    path("<int:pk>/published/<int:number>/", publishing.Published.as_view(), name="published"),
    path("<int:pk>/reopen/", publishing.Reopen.as_view(), name="reopen"),
    path("<int:pk>/versions/<int:number>/", versions.Version.as_view(), name="version"),
    path("<int:pk>/documents/", versions.Documents.as_view(), name="documents"),
    *desk_pages(drafts=guards.ReadsProfileDraft, reads_versions=guards.ReadsProfileVersions),
]
