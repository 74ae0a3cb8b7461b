"""Addresses of the room of sharing, below a mission."""

from __future__ import annotations

from django.urls import path

from tutela_web.records.kind_views import pages_of
from tutela_web.sharing import views
from tutela_web.sharing.kind import PACKET

app_name = "sharing"
OF_PACKET = "packets/<uuid:pk>/"
urlpatterns = [
    path(f"{OF_PACKET}file/", views.packet_take, name="packet_take"),
    path(f"{OF_PACKET}given/", views.packet_given, name="packet_given"),
    *pages_of(PACKET),
]
