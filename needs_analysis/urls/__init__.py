"""Addresses of needs analyses."""

from django.urls import path

from inclucities.questionnaires.views.mounting import desk_pages
from needs_analysis.views import (
    contributors,
    guards,
    needs_analyses,
    reading_along,
    releasing,
    reopening,
    sections,
    sharing,
    summaries,
)

app_name = "needs_analysis"

urlpatterns = [
    *desk_pages(drafts=guards.ReadsNeedsDraft, reads_versions=guards.ReadsNeedsVersions),
    path("released/", releasing.ReleasedList.as_view(), name="released"),
    path("summaries/<int:pk>/", summaries.Summary.as_view(), name="summary"),
    path("<int:pk>/", needs_analyses.Tasks.as_view(), name="tasks"),
    path(
        "<int:pk>/sections/<slug:section_key>/complete/",
        sections.CompleteAssociationPart.as_view(),
        name="complete",
    ),
    path("<int:pk>/sections/<slug:section_key>/due/", sections.DueDate.as_view(), name="due"),
    path("<int:pk>/contributors/", contributors.ProposedContributors.as_view(), name="contributors"),
    path("<int:pk>/check/", sharing.Check.as_view(), name="check"),
    path("<int:pk>/shared/<int:number>/", sharing.Shared.as_view(), name="shared"),
    path("<int:pk>/reopen/", reopening.Reopen.as_view(), name="reopen"),
    path("<int:pk>/reopen/ask/", reopening.AskToReopen.as_view(), name="ask_to_reopen"),
    path("<int:pk>/reopen/<int:request_pk>/decline/", reopening.Decline.as_view(), name="decline"),
    path("<int:pk>/reading-along/", reading_along.ReadingAlong.as_view(), name="reading_along"),
    path("<int:pk>/versions/<int:number>/", sharing.Version.as_view(), name="version"),
    path("<int:pk>/versions/<int:number>/group/", releasing.OpenToGroup.as_view(), name="open_to_group"),
    path("<int:pk>/versions/<int:number>/release/", releasing.Release.as_view(), name="release"),
    path("<int:pk>/documents/", sharing.Documents.as_view(), name="documents"),
]
