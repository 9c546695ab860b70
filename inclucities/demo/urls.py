"""Addresses of the demonstration, mounted at ``/demo/`` where there is one."""

from django.urls import path

from inclucities.demo import views

app_name = "demo"

urlpatterns = [
    path("mail/", views.MailListView.as_view(), name="mail_list"),
    path("mail/<slug:file>/<int:number>/", views.MailDetailView.as_view(), name="mail_detail"),
]
