"""A project without a single address."""

urlpatterns: list[object] = []
