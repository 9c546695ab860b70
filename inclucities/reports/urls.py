"""Addresses of the documents, mounted at ``/documents/``."""

from django.urls import path

from inclucities.reports import views

app_name = "documents"

urlpatterns = [
    path("", views.ReportListView.as_view(), name="list"),
    path("<int:pk>/", views.ReportDetailView.as_view(), name="detail"),
    path("<int:pk>/status/", views.ReportStatusView.as_view(), name="status"),
    path("<int:pk>/download/", views.ReportDownloadView.as_view(), name="download"),
    path("<int:pk>/share/", views.ReportShareView.as_view(), name="share"),
    path("<int:pk>/unshare/", views.ReportUnshareView.as_view(), name="unshare"),
    path("<int:pk>/delete/", views.ReportDeleteView.as_view(), name="delete"),
]
