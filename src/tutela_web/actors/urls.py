from __future__ import annotations

from django.urls import path

from tutela_web.actors import views
from tutela_web.actors.kind import ACTOR
from tutela_web.actors.picture_kinds import ACTOR_LINK, ACTOR_NOTE
from tutela_web.actors.table import ACTORS
from tutela_web.places.sheet_pages import sheet_urls
from tutela_web.records.kind_views import pages_of

app_name = "actors"
urlpatterns = [
    *pages_of(ACTOR),
    *pages_of(ACTOR_NOTE),
    *pages_of(ACTOR_LINK),
    path("<uuid:pk>/retire/", views.retire, name="retire"),
    *sheet_urls(ACTORS),
]
