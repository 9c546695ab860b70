"""Addresses of the personal settings, mounted under ``settings/``. Signing in: ``urls.sign_in``."""

from django.urls import path

from inclucities.accounts import views

app_name = "accounts"

urlpatterns = [
    path("", views.SettingsView.as_view(), name="settings"),
    path("language/", views.LanguageView.as_view(), name="language"),
    path("session/", views.SessionView.as_view(), name="session"),
    path("session/extend/", views.SessionExtendView.as_view(), name="session_extend"),
]
