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
OF_DEBRIEF = "debriefs/<uuid:pk>/"
urlpatterns = [
    path("debriefs/new/", views.debrief_new, name="debrief_new"),
    path(f"{OF_DEBRIEF}hand-in/", views.debrief_hand_in, name="debrief_hand_in"),
    path(f"{OF_DEBRIEF}decide/", views.debrief_decide, name="debrief_decide"),
    path(f"{OF_DEBRIEF}inquiry/", views.debrief_inquiry, name="debrief_inquiry"),
    path(f"{OF_DEBRIEF}inquiry/end/", views.debrief_inquiry_end, name="debrief_inquiry_end"),
    path(f"{OF_DEBRIEF}report/", views.review_report, name="review_report"),
    path(f"{OF_DEBRIEF}invite/", views.review_invite, name="review_invite"),
    path(f"{OF_DEBRIEF}partners/<uuid:part>/", views.review_part, name="review_part"),
    path(f"{OF_DEBRIEF}clear/", views.review_clear, name="review_clear"),
    path("handovers/", handover_views.handover_list, name="post_handovers"),
    path("handovers/<uuid:pk>/", handover_views.handover_file, name="post_handover"),
    path("handovers/<uuid:pk>/write/", handover_views.handover_write, name="post_handover_write"),
    path("handovers/<uuid:pk>/read/", handover_views.handover_read, name="post_handover_read"),
    path("cleared/", views.show_cleared, name="cleared"),
    path("<uuid:pk>/validate/", views.lesson_validate, name="lesson_validate"),
    path("<uuid:pk>/change/", views.lesson_change, name="lesson_change"),
    path("<uuid:pk>/tried/", views.lesson_tried, name="lesson_tried"),
    *(
        path(
            f"offered/{name}/<uuid:pk>/", offer_views.show_offers, {"name": name}, f"offered_{name}"
        )
        for name in BESIDE
    ),
    path("practices/<uuid:pk>/fit/", library_views.practice_fit, name="practice_fit"),
    path("practices/<uuid:pk>/use/", library_views.practice_use, name="practice_use"),
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
