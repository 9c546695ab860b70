"""Addresses of good practices."""

from django.urls import path

from benchmarks import views
from inclucities.questionnaires.views.mounting import desk_pages

app_name = "practices"

urlpatterns = [
    path("", views.PracticeList.as_view(), name="list"),
    path("new/", views.NewPractice.as_view(), name="new"),
    path("<int:pk>/", views.Tasks.as_view(), name="tasks"),
    path("<int:pk>/preview/", views.Preview.as_view(), name="preview"),
    path("<int:pk>/review/", views.SendToReview.as_view(), name="review"),
    path("<int:pk>/back/", views.SendBack.as_view(), name="back"),
    path("<int:pk>/release/", views.Release.as_view(), name="release"),
    path("<int:pk>/withdraw/", views.Withdraw.as_view(), name="withdraw"),
    path("<int:pk>/take-up/", views.TakeUp.as_view(), name="take_up"),
    path("<int:pk>/versions/<int:number>/", views.Version.as_view(), name="version"),
    path("<int:pk>/documents/", views.Documents.as_view(), name="documents"),
    # Before the engine's own, which shows contacts to everybody who may compare.
    path("<int:pk>/compare/", views.Compare.as_view(), name="compare"),
    *(
        page
        for page in desk_pages(drafts=views.ReadsDraft, reads_versions=views.ReadsVersions)
        if page.name != "compare"
    ),
]
