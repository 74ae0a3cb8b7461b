"""Addresses of a person's calendar: across missions, as the person stands in each."""

from __future__ import annotations

from django.urls import path

from tutela_web.fora.calendar import views as calendar_views

app_name = "calendar"
urlpatterns = [
    path("", calendar_views.page, name="page"),
    path("new/", calendar_views.make, name="make"),
    path("fora.ics", calendar_views.feed, name="feed"),
    path("<uuid:pk>/withdraw/", calendar_views.withdraw, name="withdraw"),
]
