"""Addresses of telephones, below a mission."""

from __future__ import annotations

from django.urls import path

from tutela_web.field import views

app_name = "field"
urlpatterns = [
    path("field/", views.handsets, name="handsets"),
    path("field/set-up/", views.set_up, name="set_up"),
    path("field/bundle/", views.bundle, name="bundle"),
    path("field/expiry/", views.expiry, name="expiry"),
    path("field/media/", views.media, name="media"),
    path("field/care/", views.care, name="care"),
    path("field/check-in/", views.check_in, name="check_in"),
    path("field/check-in/<uuid:pk>/heard/", views.end_missed, name="heard"),
    path("field/handsets/<uuid:pk>/wipe/", views.wipe, name="wipe"),
]
