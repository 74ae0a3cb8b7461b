from __future__ import annotations

from django.urls import path

from tutela_web.access import audit_views

urlpatterns = [path("m/<slug:code>/audit/", audit_views.trail, name="audit")]
