"""Addresses of what waits for a person, mounted at ``/notifications/``."""

from django.urls import path

from inclucities.notifications import views

app_name = "notifications"

urlpatterns = [
    path("", views.NotificationListView.as_view(), name="list"),
    path("read/", views.AllReadView.as_view(), name="all_read"),
    path("<int:pk>/read/", views.NotificationReadView.as_view(), name="read"),
    path("<int:pk>/done/", views.NotificationDoneView.as_view(), name="done"),
]
