"""Addresses of the room of lessons, below a mission."""

from __future__ import annotations

from django.urls import path

from tutela_web.lessons import library_views, offer_views, views
from tutela_web.lessons.handover import views as handover_views
from tutela_web.lessons.kinds import DEBRIEF, LESSON
from tutela_web.lessons.library_kinds import INTERVIEW, LIBRARY_PAPER, PRACTICE
from tutela_web.lessons.offers import BESIDE
from tutela_web.records.kind_views import pages_of

app_name = "lessons"
urlpatterns = [
    path("debriefs/new/", views.debrief_new, name="debrief_new"),
    path("handovers/", handover_views.handover_list, name="post_handovers"),
    path("handovers/<uuid:pk>/", handover_views.handover_file, name="post_handover"),
    path("handovers/<uuid:pk>/write/", handover_views.handover_write, name="post_handover_write"),
    path("handovers/<uuid:pk>/read/", handover_views.handover_read, name="post_handover_read"),
    path("cleared/", views.show_cleared, name="cleared"),
    *(
        path(
            f"offered/{name}/<uuid:pk>/", offer_views.show_offers, {"name": name}, f"offered_{name}"
        )
        for name in BESIDE
    ),
    *(
        path(
            f"practices/<uuid:pk>/practice.{form}",
            library_views.practice_file,
            {"form": form},
            name=f"practice_{form}",
        )
        for form in ("pdf", "docx")
    ),
    path("library/find/", library_views.paper_find, name="paper_find"),
    path("library/new/", library_views.paper_new, name="paper_new"),
    *pages_of(INTERVIEW),
    *pages_of(PRACTICE),
    *pages_of(LIBRARY_PAPER),
    *pages_of(DEBRIEF),
    *pages_of(LESSON),
]
