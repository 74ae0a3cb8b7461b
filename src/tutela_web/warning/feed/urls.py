"""Addresses of public feeds: read by anybody, while a feed is on."""

from __future__ import annotations

from django.urls import path

from tutela_web.warning.feed import views

app_name = "feeds"
urlpatterns = [
    path("<uuid:feed>/cap.xml", views.index, name="index"),
    path("<uuid:feed>/<uuid:pk>.xml", views.message, name="message"),
]
