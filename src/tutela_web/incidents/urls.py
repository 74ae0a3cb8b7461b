"""Addresses of incidents, of the events they rest on, and of the files that bring events."""

from __future__ import annotations

from django.urls import path

from tutela_web.incidents import views

app_name = "incidents"
urlpatterns = [
    path("incidents/", views.incident_list, name="list"),
    path("incidents/new/", views.record, name="record"),
    path("incidents/doubles/", views.doubles, name="doubles"),
    path("incidents/<uuid:pk>/", views.incident, name="incident"),
    path("incidents/<uuid:pk>/edit/", views.edit, name="edit"),
    path("incidents/<uuid:pk>/verification/", views.verify, name="verify"),
    path("incidents/<uuid:pk>/history/", views.history, name="history"),
    path("incidents/<uuid:pk>/victims/", views.victims, name="victims"),
    path("incidents/<uuid:pk>/merge/", views.merge, name="merge"),
    path("incidents/<uuid:pk>/part/", views.part, name="part"),
    path("incidents/<uuid:pk>/events/", views.link, name="link"),
    path("incidents/<uuid:pk>/events/<int:link_pk>/off/", views.unlink, name="unlink"),
    path("events/", views.events, name="events"),
    path("events/<int:pk>/", views.event, name="event"),
    path("compartments/incidents/", views.closed, name="closed"),
    path("compartments/incidents/<uuid:pk>/", views.closed_incident, name="closed_incident"),
    path("compartments/incidents/<uuid:pk>/verification/", views.closed_verify,
         name="closed_verify"),
]  # fmt: skip
