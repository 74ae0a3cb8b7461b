"""Addresses of the field app: its shell, the same for everybody, and what telephones ask."""

from __future__ import annotations

from django.urls import path

from tutela_web.field import shell_views, sync_views

app_name = "field_app"
urlpatterns = [
    path("", shell_views.start, name="start"),
    path("worker.js", shell_views.worker, name="worker"),
    path("contact/", sync_views.contact, name="contact"),
    path("sync/", sync_views.sync, name="sync"),
    path("places/", sync_views.places, name="places"),
    path("forms/", sync_views.forms, name="forms"),
    path("taskings/", sync_views.taskings, name="taskings"),
    path("numbers/", sync_views.numbers, name="numbers"),
    path("pieces/<uuid:pk>/", sync_views.pieces, name="pieces"),
    path("<str:language>/", shell_views.shell, name="shell"),
    path("<str:language>/app.webmanifest", shell_views.manifest, name="manifest"),
]
