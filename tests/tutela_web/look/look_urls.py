"""Addresses for tests of the look alone: the gallery needs no room."""

from __future__ import annotations

from django.urls import include, path

from tutela_web.look import gallery
from tutela_web.site import views

urlpatterns = [
    path("look/", gallery.gallery, name="look"),
    path("", include(([path("language/", views.language, name="language")], "site"))),
]
