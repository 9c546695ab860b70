"""Addresses of the comment threads, mounted at ``/threads/``."""

from django.urls import path

from inclucities.discussions import views

app_name = "discussions"

urlpatterns = [
    path("", views.ThreadListView.as_view(), name="list"),
    path("<int:pk>/", views.ThreadView.as_view(), name="thread"),
    path("<int:pk>/reply/", views.ReplyView.as_view(), name="reply"),
    path("<int:pk>/resolve/", views.ResolveView.as_view(), name="resolve"),
    path("<int:pk>/reopen/", views.ReopenView.as_view(), name="reopen"),
    path("at/<slug:kind>/<int:target_id>/", views.PlaceView.as_view(), name="place"),
    path("at/<slug:kind>/<int:target_id>/open/", views.OpenView.as_view(), name="open"),
    path("comments/<int:pk>/edit/", views.EditView.as_view(), name="edit"),
    path("comments/<int:pk>/withdraw/", views.WithdrawView.as_view(), name="withdraw"),
]
