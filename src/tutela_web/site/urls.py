from __future__ import annotations

from django.urls import path

from tutela_web.look import gallery
from tutela_web.site import area, duty, partner, place, search, situation, views

app_name = "site"
urlpatterns = [
    path("", views.start, name="start"),
    path("look/", gallery.gallery, name="look"),
    path("language/", views.language, name="language"),
    path("m/<slug:code>/", situation.situation, name="situation"),
    path("m/<slug:code>/search/", search.page, name="search"),
    path("m/<slug:code>/trends/", partner.page, name="trends"),
    path("m/<slug:code>/places/<uuid:pk>/", place.place, name="place"),
    path("m/<slug:code>/area/", area.area, name="area"),
    path("m/<slug:code>/duty/", duty.duty, name="duty"),
    path("m/<slug:code>/not-known/", situation.unknown_places, name="unknown"),
    path("m/<slug:code>/tiles/<int:z>/<int:x>/<int:y>.mvt", situation.tile, name="tile"),
    path("m/<slug:code>/layers/silent.json", situation.silent, name="silent"),
]
