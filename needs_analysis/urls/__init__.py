"""Addresses of needs analyses."""

from django.urls import path

from inclucities.questionnaires.views.mounting import desk_pages
from needs_analysis.views import guards, needs_analyses, sections, sharing, summaries

app_name = "needs_analysis"

urlpatterns = [
    path("summaries/<int:pk>/", summaries.Summary.as_view(), name="summary"),
    path("<int:pk>/", needs_analyses.Tasks.as_view(), name="tasks"),
    path(
        "<int:pk>/sections/<slug:section_key>/complete/",
        sections.CompleteAssociationPart.as_view(),
        name="complete",
    ),
    path("<int:pk>/sections/<slug:section_key>/due/", sections.DueDate.as_view(), name="due"),
    path("<int:pk>/check/", sharing.Check.as_view(), name="check"),
    path("<int:pk>/shared/<int:number>/", sharing.Shared.as_view(), name="shared"),
    path("<int:pk>/reopen/", sharing.Reopen.as_view(), name="reopen"),
    path("<int:pk>/versions/<int:number>/", sharing.Version.as_view(), name="version"),
    path("<int:pk>/documents/", sharing.Documents.as_view(), name="documents"),
    *desk_pages(drafts=guards.ReadsNeedsDraft, reads_versions=guards.ReadsNeedsVersions),
]
