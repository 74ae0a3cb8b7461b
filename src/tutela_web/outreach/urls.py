"""Addresses of what communities were heard on and told, below a mission."""

from __future__ import annotations

from django.urls import URLPattern, path

from tutela_web.outreach.advocacy import views as advocacy_views
from tutela_web.outreach.advocacy.kinds import STATEMENT as PUBLIC_STATEMENT
from tutela_web.outreach.dialogue import views as dialogue_views
from tutela_web.outreach.dialogue.kinds import EXCHANGE, PERIOD, POINT
from tutela_web.outreach.disputes.kinds import AGREEMENT, BREACH, DIALOGUE, DISPUTE
from tutela_web.outreach.escorts import panels as escort_panels
from tutela_web.outreach.escorts.kinds import ESCORT
from tutela_web.outreach.messages import paper
from tutela_web.outreach.messages import views as message_views
from tutela_web.outreach.messages.message_kind import MESSAGE, PART
from tutela_web.outreach.messages.plan_kind import MEANS, TELLING
from tutela_web.outreach.messages.statement_kind import STATEMENT
from tutela_web.outreach.overview import place_views
from tutela_web.outreach.perceptions import views as perceptions
from tutela_web.outreach.perceptions.kinds import APPROVE, ITEM, SURVEY
from tutela_web.outreach.rumours.kinds import ANSWER, HEARING, RUMOUR
from tutela_web.outreach.sites.urls import site_urls
from tutela_web.records.acts import addresses_of
from tutela_web.records.kind_views import pages_of

app_name = "outreach"
of_dialogue: list[URLPattern] = [
    *pages_of(EXCHANGE),
    *pages_of(POINT),
    *pages_of(PERIOD),
    path("owed/", dialogue_views.owed_to_communities, name="owed"),
    path("silent/", dialogue_views.silent, name="silent"),
    path("visits/<uuid:pk>/", dialogue_views.of_visit, name="of_visit"),
    path("heard/place/<uuid:pk>/", dialogue_views.heard_at_place, name="heard_at_place"),
    path("dialogue/at/<uuid:pk>/", dialogue_views.dialogue_at, name="dialogue_at"),
    path("owed/at/<uuid:pk>/", dialogue_views.owed_at, name="owed_at"),
    path("heard/alert/<uuid:pk>/", dialogue_views.heard_at_alert, name="heard_at_alert"),
]
of_escorts: list[URLPattern] = [
    *pages_of(ESCORT),
    path("escorts/at/<uuid:pk>/", escort_panels.escorts_at, name="escorts_at"),
]
of_messages: list[URLPattern] = [
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
of_rumours_and_disputes: list[URLPattern] = [
    *pages_of(RUMOUR),
    *pages_of(HEARING),
    *pages_of(ANSWER),
    path("advocacy/harm/", advocacy_views.voice, name="voice"),
    *pages_of(PUBLIC_STATEMENT),
    *pages_of(DISPUTE),
    *pages_of(DIALOGUE),
    *pages_of(AGREEMENT),
    *pages_of(BREACH),
    path("places/<uuid:pk>/talked/", place_views.talked_at, name="talked_at"),
]
of_surveys: list[URLPattern] = [
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
urlpatterns: list[URLPattern] = [
    *of_dialogue,
    *of_escorts,
    *of_messages,
    *of_rumours_and_disputes,
    *of_surveys,
    *site_urls,
]
