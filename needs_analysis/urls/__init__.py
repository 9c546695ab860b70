"""Addresses of needs analyses."""

from django.urls import path

from needs_analysis.views import needs_analyses, sections, sharing, summaries

app_name = "needs_analysis"

urlpatterns = [
    path("summaries/<int:pk>/", summaries.Summary.as_view(), name="summary"),
    path("<int:pk>/", needs_analyses.Tasks.as_view(), name="tasks"),
    path("<int:pk>/sections/<slug:section_key>/", needs_analyses.Section.as_view(), name="section"),
    path("<int:pk>/sections/<slug:section_key>/side/", needs_analyses.Side.as_view(), name="side"),
    path(
        "<int:pk>/sections/<slug:section_key>/complete/",
        sections.CompleteAssociationPart.as_view(),
        name="complete",
    ),
    path("<int:pk>/sections/<slug:section_key>/due/", sections.DueDate.as_view(), name="due"),
    path("<int:pk>/answers/<slug:question_key>/", needs_analyses.Answer.as_view(), name="answer"),
    path("<int:pk>/answers/<slug:question_key>/history/", sharing.History.as_view(), name="history"),
    path("<int:pk>/answers/<slug:question_key>/retired/", sharing.RetiredRows.as_view(), name="retired"),
    path("<int:pk>/answers/<slug:question_key>/rows/<uuid:uuid>/", needs_analyses.Row.as_view(), name="row"),
    path(
        "<int:pk>/answers/<slug:question_key>/rows/<uuid:uuid>/history/",
        sharing.RowHistory.as_view(),
        name="row_history",
    ),
    path(
        "<int:pk>/answers/<slug:question_key>/translations/",
        needs_analyses.Translation.as_view(),
        name="translation",
    ),
    path(
        "<int:pk>/answers/<slug:question_key>/rows/<uuid:uuid>/translations/<slug:column_key>/",
        needs_analyses.Translation.as_view(),
        name="row_translation",
    ),
    path("<int:pk>/whole/", needs_analyses.Whole.as_view(), name="whole"),
    path("<int:pk>/check/", sharing.Check.as_view(), name="check"),
    path("<int:pk>/shared/<int:number>/", sharing.Shared.as_view(), name="shared"),
    path("<int:pk>/reopen/", sharing.Reopen.as_view(), name="reopen"),
    path("<int:pk>/versions/", sharing.Versions.as_view(), name="versions"),
    path("<int:pk>/versions/<int:number>/", sharing.Version.as_view(), name="version"),
    path("<int:pk>/compare/", sharing.Compare.as_view(), name="compare"),
    path("<int:pk>/documents/", sharing.Documents.as_view(), name="documents"),
]
