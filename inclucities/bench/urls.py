"""All addresses of the product, and those of the bench. Mounted by ``inclucities.settings.bench`` alone."""

from django.urls import include, path

from inclucities.bench import views

urlpatterns = [
    path("bench/line/", views.one_line, name="bench_one_line"),
    path("bench/empty/", views.empty_page, name="bench_empty"),
    path("bench/sections/<int:pk>/<slug:section_key>/", views.section, name="bench_section"),
    path("bench/whole/<int:pk>/", views.whole, name="bench_whole"),
    path("bench/swap/<int:pk>/", views.swap, name="bench_swap"),
    path("bench/process/", views.process, name="bench_process"),
    path("", include("inclucities.urls")),
]
