"""Addresses of what communities were heard on and told, below a mission."""

from __future__ import annotations

from django.urls import URLPattern, path

from tutela_web.outreach.dialogue import views as dialogue_views
from tutela_web.outreach.dialogue.kinds import EXCHANGE, PERIOD, POINT
from tutela_web.records.kind_views import pages_of

app_name = "outreach"
urlpatterns: list[URLPattern] = [
    *pages_of(EXCHANGE),
    *pages_of(POINT),
    *pages_of(PERIOD),
    path("owed/", dialogue_views.owed_to_communities, name="owed"),
    path("silent/", dialogue_views.silent, name="silent"),
    path("visits/<uuid:pk>/", dialogue_views.of_visit, name="of_visit"),
    path("heard/place/<uuid:pk>/", dialogue_views.heard_at_place, name="heard_at_place"),
    path("heard/alert/<uuid:pk>/", dialogue_views.heard_at_alert, name="heard_at_alert"),
]
