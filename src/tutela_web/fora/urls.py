"""Addresses of fora, meetings and actions, below a mission."""

from __future__ import annotations

from django.urls import path

from tutela_web.fora.forum import views as fora_views
from tutela_web.fora.forum.kind import FORUM
from tutela_web.fora.meetings import action_views
from tutela_web.fora.meetings import views as meeting_views
from tutela_web.fora.teams import near_views
from tutela_web.fora.teams.kinds import RECOMMENDATION, TEAM
from tutela_web.records.kind_views import pages_of

app_name = "fora"
urlpatterns = [
    path("fora/", fora_views.fora, name="fora"),
    *pages_of(FORUM),
    *pages_of(TEAM),
    *(
        path(
            f"joint-teams/near/{name}/<uuid:pk>/",
            near_views.teams_near,
            {"name": name},
            name=f"teams_near_{name}",
        )
        for name in near_views.NEAR
    ),
    *pages_of(RECOMMENDATION),
    path("fora/<uuid:pk>/members/<uuid:of>/end/", fora_views.member_end, name="member_end"),
    path("fora/<uuid:pk>/functions/", fora_views.functions, name="functions"),
    path("fora/<uuid:pk>/call/", meeting_views.meeting_new, name="meeting_new"),
    path("fora/<uuid:pk>/report/", fora_views.report_new, name="report_new"),
    path("fora/directions/<uuid:pk>/", action_views.direction_answer, name="direction_answer"),
    path("fora/actions/", action_views.actions, name="actions"),
    path("fora/actions/<uuid:pk>/", action_views.action, name="action"),
    path("fora/meetings/<uuid:pk>/", meeting_views.meeting, name="meeting"),
    *(
        path(
            f"fora/meetings/<uuid:pk>/{name}/",
            meeting_views.meeting_post,
            {"form_name": name},
            name=f"meeting_{name}",
        )
        for name in meeting_views.FORMS
    ),
    path("fora/meetings/<uuid:pk>/totals/", meeting_views.totals_new, name="totals_new"),
    *(
        path(
            f"fora/meetings/<uuid:pk>/minutes.{form}",
            meeting_views.minutes,
            {"form": form},
            name=f"minutes_{form}",
        )
        for form in ("pdf", "docx")
    ),
]
