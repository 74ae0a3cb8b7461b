from __future__ import annotations

from django.urls import path

from tutela_web.site import views

app_name = "site"
urlpatterns = [
    path("", views.start, name="start"),
    path("language/", views.language, name="language"),
]
