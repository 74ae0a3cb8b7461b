"""Addresses of the operations centre, below a mission."""

from __future__ import annotations

from django.urls import path

from tutela_web.joc import views
from tutela_web.joc.kinds import LOG
from tutela_web.records.kind_views import pages_of

app_name = "joc"
urlpatterns = [
    path("joc/", views.desk, name="desk"),
    path("joc/handovers/", views.handovers, name="handovers"),
    path("joc/handovers/new/", views.hand_over, name="hand_over"),
    path("joc/handovers/<uuid:pk>/", views.handover, name="handover"),
    path("joc/handovers/<uuid:pk>/take/", views.take_over, name="take_over"),
    path("joc/radio/<uuid:pk>/", views.radio_check, name="radio_check"),
    path("alerts/<uuid:pk>/flash/", views.flash, name="flash"),
    *pages_of(LOG),
]
