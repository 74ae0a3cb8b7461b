"""Addresses of what communities were heard on and told, below a mission."""

from __future__ import annotations

from django.urls import URLPattern, path

from tutela_web.outreach.perceptions import views as perceptions
from tutela_web.outreach.perceptions.kinds import APPROVE, ITEM, SURVEY
from tutela_web.records.acts import addresses_of
from tutela_web.records.kind_views import pages_of

app_name = "outreach"
urlpatterns: list[URLPattern] = [
    *pages_of(ITEM),
    *pages_of(SURVEY),
    *addresses_of([APPROVE]),
    path("surveys/<uuid:pk>/questions/", perceptions.questions, name="survey_questions"),
    path("surveys/<uuid:pk>/frame/", perceptions.frame, name="survey_frame"),
    path("surveys/<uuid:pk>/results/", perceptions.results, name="survey_results"),
    path("surveys/<uuid:pk>/form.xlsx", perceptions.xlsform, name="survey_form"),
    path("surveys/<uuid:pk>/answers/", perceptions.answers, name="survey_answers"),
    path("surveys/<uuid:pk>/answers/new/", perceptions.answer_new, name="survey_answer_new"),
    path("surveys/<uuid:pk>/answers/file/", perceptions.answers_import, name="survey_import"),
    path("surveys/<uuid:pk>/answers/pull/", perceptions.answers_pull, name="survey_pull"),
]
