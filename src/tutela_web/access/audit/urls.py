from __future__ import annotations

from django.urls import path

from tutela_web.access.audit import views

urlpatterns = [path("m/<slug:code>/audit/", views.trail, name="audit")]
