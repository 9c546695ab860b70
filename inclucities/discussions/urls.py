"""Addresses of the comment threads, mounted at ``/threads/``."""

from django.urls import path

from inclucities.discussions.views import comments, places, threads

app_name = "discussions"

urlpatterns = [
    path("", threads.ThreadListView.as_view(), name="list"),
    path("<int:pk>/", threads.ThreadView.as_view(), name="thread"),
    path("<int:pk>/reply/", threads.ReplyView.as_view(), name="reply"),
    path("<int:pk>/resolve/", threads.ResolveView.as_view(), name="resolve"),
    path("<int:pk>/reopen/", threads.ReopenView.as_view(), name="reopen"),
    path("at/<slug:kind>/<int:target_id>/", places.PlaceView.as_view(), name="place"),
    path("at/<slug:kind>/<int:target_id>/open/", places.OpenView.as_view(), name="open"),
    path("comments/<int:pk>/edit/", comments.EditView.as_view(), name="edit"),
    path("comments/<int:pk>/withdraw/", comments.WithdrawView.as_view(), name="withdraw"),
]
