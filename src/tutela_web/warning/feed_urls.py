"""Addresses of public feeds: read by anybody, while a feed is on."""

from __future__ import annotations

from django.urls import path

from tutela_web.warning import feed_views

app_name = "feeds"
urlpatterns = [
    path("<uuid:feed>/cap.xml", feed_views.index, name="index"),
    path("<uuid:feed>/<uuid:pk>.xml", feed_views.message, name="message"),
]
