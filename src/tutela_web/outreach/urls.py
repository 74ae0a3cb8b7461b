"""Addresses of what communities were heard on and told, below a mission."""

from __future__ import annotations

from django.urls import path

from tutela_web.outreach.advocacy import views as advocacy_views
from tutela_web.outreach.advocacy.kinds import STATEMENT
from tutela_web.outreach.disputes.kinds import AGREEMENT, BREACH, DIALOGUE, DISPUTE
from tutela_web.outreach.overview import place_views
from tutela_web.outreach.rumours.kinds import ANSWER, HEARING, RUMOUR
from tutela_web.records.kind_views import pages_of

app_name = "outreach"
urlpatterns = [
    *pages_of(RUMOUR),
    *pages_of(HEARING),
    *pages_of(ANSWER),
    path("advocacy/harm/", advocacy_views.voice, name="voice"),
    *pages_of(STATEMENT),
    *pages_of(DISPUTE),
    *pages_of(DIALOGUE),
    *pages_of(AGREEMENT),
    *pages_of(BREACH),
    path("places/<uuid:pk>/talked/", place_views.talked_at, name="talked_at"),
]
