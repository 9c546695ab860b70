"""Addresses of the user interface itself."""

from django.urls import path

from inclucities.ui import views

app_name = "ui"

urlpatterns = [
    path("ui/gallery/", views.gallery, name="gallery"),
]
