"""Addresses of the demonstration alone; a mission's install has none of them."""

from __future__ import annotations

from django.urls import path

from tutela_web.demo import views

app_name = "demo"
urlpatterns = [
    path("as/<str:username>/", views.sign_in_as, name="sign_in_as"),
    path("tour/end/", views.end_tour, name="end_tour"),
]
