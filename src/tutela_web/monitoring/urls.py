from __future__ import annotations

from django.urls import path

from tutela_web.monitoring import views

app_name = "monitoring"
urlpatterns = [
    path("changes/", views.changes, name="changes"),
    path("changes/seen/", views.mark_seen, name="seen"),
    path("brief.pdf", views.brief, name="brief"),
]
