"""Addresses of good practices."""

from django.urls import path

from benchmarks.views import documents, guards, library, reading, releasing
from inclucities.questionnaires.views.mounting import desk_pages

app_name = "practices"

urlpatterns = [
    path("", library.PracticeList.as_view(), name="list"),
    path("new/", library.NewPractice.as_view(), name="new"),
    path("<int:pk>/", reading.Tasks.as_view(), name="tasks"),
    path("<int:pk>/preview/", reading.Preview.as_view(), name="preview"),
    path("<int:pk>/review/", releasing.SendToReview.as_view(), name="review"),
    path("<int:pk>/back/", releasing.SendBack.as_view(), name="back"),
    path("<int:pk>/release/", releasing.Release.as_view(), name="release"),
    path("<int:pk>/set-aside/", releasing.SetAside.as_view(), name="set_aside"),
    path("<int:pk>/withdraw/", releasing.Withdraw.as_view(), name="withdraw"),
    path("<int:pk>/take-up/", releasing.TakeUp.as_view(), name="take_up"),
    path("<int:pk>/versions/<int:number>/", reading.Version.as_view(), name="version"),
    path("<int:pk>/documents/", documents.Documents.as_view(), name="documents"),
    # Before the engine's own, which shows contacts to everybody who may compare.
    path("<int:pk>/compare/", reading.Compare.as_view(), name="compare"),
    *(
        page
        for page in desk_pages(drafts=guards.ReadsDraft, reads_versions=guards.ReadsVersions)
        if page.name != "compare"
    ),
]
