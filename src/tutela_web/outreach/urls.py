"""Addresses of what communities were heard on and told, below a mission."""

from __future__ import annotations

from django.urls import path

from tutela_web.outreach.messages import paper
from tutela_web.outreach.messages import views as message_views
from tutela_web.outreach.messages.message_kind import MESSAGE, PART
from tutela_web.outreach.messages.plan_kind import MEANS, TELLING
from tutela_web.outreach.messages.statement_kind import STATEMENT
from tutela_web.records.kind_views import pages_of

app_name = "outreach"
urlpatterns = [
    *pages_of(STATEMENT),
    path("messages/plan/", message_views.message_plan, name="message_plan"),
    path("messages/templates/", message_views.message_templates, name="message_templates"),
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
