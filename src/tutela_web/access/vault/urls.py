from __future__ import annotations

from django.urls import path

from tutela_web.access.vault import views

app_name = "vault"
urlpatterns = [
    path("", views.index, name="index"),
    path("ask/", views.ask, name="ask"),
    path("asked/<uuid:pk>/", views.glass, name="glass"),
    path("<uuid:pk>/", views.subject, name="subject"),
    path("<uuid:pk>/keep/", views.keep, name="keep"),
    path("<uuid:pk>/erase/", views.erase, name="erase"),
]
