"""Addresses of the comment threads, mounted at ``/threads/``."""

app_name = "discussions"

urlpatterns: list = []
