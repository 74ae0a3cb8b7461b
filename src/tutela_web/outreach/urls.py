"""Addresses of what communities were heard on and told, below a mission."""

from __future__ import annotations

from django.urls import URLPattern, path

from tutela_web.outreach.dialogue import views as dialogue_views
from tutela_web.outreach.dialogue.kinds import EXCHANGE, PERIOD, POINT
from tutela_web.outreach.messages import paper
from tutela_web.outreach.messages import views as message_views
from tutela_web.outreach.messages.message_kind import MESSAGE, PART
from tutela_web.outreach.messages.plan_kind import MEANS, TELLING
from tutela_web.outreach.messages.statement_kind import STATEMENT
from tutela_web.records.kind_views import pages_of

app_name = "outreach"
urlpatterns: list[URLPattern] = [
    *pages_of(EXCHANGE),
    *pages_of(POINT),
    *pages_of(PERIOD),
    path("owed/", dialogue_views.owed, name="owed"),
    path("silent/", dialogue_views.silent, name="silent"),
    path("heard/place/<uuid:pk>/", dialogue_views.heard_at_place, name="heard_at_place"),
    path("heard/alert/<uuid:pk>/", dialogue_views.heard_at_alert, name="heard_at_alert"),
    *pages_of(STATEMENT),
    path("messages/plan/", message_views.message_plan, name="message_plan"),
    path("messages/templates/", message_views.message_templates, name="message_templates"),
    path("told/place/<uuid:pk>/", message_views.told_at_place, name="told_at_place"),
    *(
        path(
            f"messages/<uuid:pk>/message.{form}",
            message_views.message_file,
            {"form": form},
            name=f"message_{form}",
        )
        for form in paper.FORMS
    ),
    *pages_of(MESSAGE),
    *pages_of(PART),
    *pages_of(TELLING),
    *pages_of(MEANS),
]
