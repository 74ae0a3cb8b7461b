"""Addresses of the register and of the weekly cycle."""

from __future__ import annotations

from django.urls import include, path

from tutela_web.records.kind_views import pages_of
from tutela_web.records.own.views import fill_page
from tutela_web.risk import views
from tutela_web.risk.atrocity import views as atrocity_views
from tutela_web.risk.atrocity.kinds import ATROCITY_FACTOR, VIOLENCE_OUTLOOK
from tutela_web.risk.frozen import views as frozen_views
from tutela_web.risk.groups import views as group_views
from tutela_web.risk.groups.kind import GROUP_RISK
from tutela_web.risk.imported_forecasts.kind import FORECAST
from tutela_web.risk.imported_forecasts.views import forecast_new
from tutela_web.risk.own.queries import NAME, READS
from tutela_web.risk.questions.kind import QUESTION
from tutela_web.risk.readings import views as reading_views
from tutela_web.risk.readings.kinds import HEARD_VIEW, JOINT_READING, SITUATION_INPUT
from tutela_web.risk.scores import views as score_views
from tutela_web.risk.threats import views as threat_views
from tutela_web.risk.weekly import views as week_views

app_name = "risk"
urlpatterns = [
    path("m/<slug:code>/risks/", views.register, name="register"),
    path("m/<slug:code>/risks/assess/", views.assess, name="assess"),
    path("m/<slug:code>/risks/adopt/", views.adopt_page, name="adopt"),
    path("m/<slug:code>/risks/suggested/<uuid:pk>/", views.suggestion, name="suggestion"),
    path("m/<slug:code>/risks/suggested/<uuid:pk>/start/", views.start, name="start"),
    path("m/<slug:code>/risks/start/<uuid:place>/", views.start_at, name="start_at"),
    path("m/<slug:code>/risks/<uuid:pk>/", views.risk, name="risk"),
    path("m/<slug:code>/risks/<uuid:pk>/propose/", views.propose_page, name="propose"),
    path("m/<slug:code>/risks/<uuid:pk>/propose/preview/", views.preview, name="preview"),
    path("m/<slug:code>/risks/<uuid:pk>/propose/draft/", views.score_draft, name="score_draft"),
    path("m/<slug:code>/risks/<uuid:pk>/close/", views.close, name="close"),
    path("m/<slug:code>/risks/<uuid:pk>/own-fields/", fill_page(NAME, READS), name="own_fields"),
    path("m/<slug:code>/", include(pages_of(QUESTION))),
    path("m/<slug:code>/risks/forecasts/new/", forecast_new, name="forecast_new"),
    path("m/<slug:code>/", include(pages_of(FORECAST))),
    path("m/<slug:code>/", include(pages_of(GROUP_RISK))),
    path("m/<slug:code>/risks/groups/at/<uuid:place>/", group_views.groups_at, name="groups_at"),
    path("m/<slug:code>/risks/groups/<uuid:pk>/agree/", group_views.agree, name="group_risk_agree"),
    path("m/<slug:code>/risks/threats/", threat_views.threats, name="threats"),
    path(
        "m/<slug:code>/risks/threats/<uuid:pk>/",
        threat_views.threats_at_place,
        name="threats_at",
    ),
    path("m/<slug:code>/risks/atrocity/", atrocity_views.atrocity, name="atrocity"),
    path("m/<slug:code>/", include(pages_of(ATROCITY_FACTOR))),
    path("m/<slug:code>/", include(pages_of(VIOLENCE_OUTLOOK))),
    path(
        "m/<slug:code>/",
        include([*pages_of(JOINT_READING), *pages_of(HEARD_VIEW), *pages_of(SITUATION_INPUT)]),
    ),
    path(
        "m/<slug:code>/risks/joint-readings/<uuid:pk>/<slug:party>/write/",
        reading_views.write,
        name="reading_write",
    ),
    path(
        "m/<slug:code>/risks/joint-readings/<uuid:pk>/<slug:party>/decline/",
        reading_views.decline,
        name="reading_decline",
    ),
    path("m/<slug:code>/risks/scores/", score_views.score_sheet, name="scores"),
    path("m/<slug:code>/risks/assessments/<uuid:pk>/", frozen_views.assessment, name="assessment"),
    path("m/<slug:code>/risks/weeks/", week_views.weeks, name="weeks"),
    path("m/<slug:code>/risks/kept/", week_views.assessment_keeping, name="kept"),
    path("m/<slug:code>/risks/weeks/freeze/", week_views.freeze, name="freeze"),
    path("m/<slug:code>/risks/weeks/<uuid:pk>/", week_views.week, name="week"),
    path("m/<slug:code>/risks/weeks/<uuid:pk>/adopt/", week_views.adopt, name="adopt_week"),
    path("m/<slug:code>/risks/weeks/<uuid:pk>/log/", week_views.log, name="log"),
    path("m/<slug:code>/risks/hotspots/<uuid:pk>/", week_views.hotspot, name="hotspot"),
    path("m/<slug:code>/risks/hotspots/<uuid:pk>/same/", week_views.answer_no_change, name="same"),
    path("m/<slug:code>/risks/hotspots/<uuid:pk>/note/", week_views.moderate, name="moderate"),
]
