from __future__ import annotations

from django.urls import path

from tutela_web.actors import picture_views, views
from tutela_web.actors.table import ACTORS
from tutela_web.places.sheet_pages import sheet_urls

app_name = "actors"
urlpatterns = [
    path("", views.actor_list, name="list"),
    path("new/", views.new, name="new"),
    path("<uuid:pk>/", views.actor, name="actor"),
    path("<uuid:pk>/assess/", picture_views.note_new, name="note_new"),
    path("<uuid:pk>/link/", picture_views.link_new, name="link_new"),
    path("notes/<uuid:pk>/", picture_views.note, name="note"),
    path("links/<uuid:pk>/", picture_views.link, name="link"),
    path("<uuid:pk>/retire/", views.retire, name="retire"),
    *sheet_urls(ACTORS),
]
