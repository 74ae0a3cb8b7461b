"""Addresses of the programme, below a mission: the matrix, what it serves and draws on."""

from __future__ import annotations

from django.urls import path

from tutela_web.places.sheet_pages import sheet_urls
from tutela_web.programme.alignment import views as alignment_views
from tutela_web.programme.chain import views as chain_views
from tutela_web.programme.coverage import views as coverage_views
from tutela_web.programme.dilemmas import views as dilemma_views
from tutela_web.programme.dilemmas.kind import DILEMMA
from tutela_web.programme.duties import views as duty_views
from tutela_web.programme.efforts import views as effort_views
from tutela_web.programme.efforts.beside_kinds import SPACE_EFFECT, SUPPORT_NEED
from tutela_web.programme.efforts.outside_kind import OUTSIDE
from tutela_web.programme.efforts.planned_kind import PLANNED
from tutela_web.programme.efforts.programme_kind import PROGRAMME
from tutela_web.programme.matrix import views as matrix_views
from tutela_web.programme.matrix.table import LINES
from tutela_web.programme.measures import views as measure_views
from tutela_web.programme.measures.duty_kind import REPORT_DUTY
from tutela_web.programme.measures.indicator_kind import INDICATOR
from tutela_web.programme.moved import views as moved_views
from tutela_web.programme.objectives import views as objective_views
from tutela_web.programme.objectives.kind import OBJECTIVE
from tutela_web.programme.objectives.plan_kind import LINKED_PLAN
from tutela_web.programme.renewals import views as renewal_views
from tutela_web.records.acts import addresses_of
from tutela_web.records.kind_views import pages_of

app_name = "programme"
urlpatterns = [
    *addresses_of(objective_views.ACTS),
    path("duties/", duty_views.duties, name="duties"),
    path("duties/new/", duty_views.duty_new, name="duty_new"),
    path("duties/<uuid:pk>/", duty_views.duty_report, name="duty_report"),
    path("chain/", chain_views.chain_page, name="chain"),
    path("chain/link/<str:mine>/<uuid:pk>/", objective_views.link_add, name="link_add"),
    path("chain/links/<uuid:pk>/", objective_views.link_end, name="link_end"),
    path("renewals/<uuid:pk>/", renewal_views.renewal, name="renewal"),
    path("objectives/", objective_views.objectives, name="objectives"),
    path("objectives/new/", objective_views.objective_new, name="objective_new"),
    *pages_of(OBJECTIVE),
    *pages_of(LINKED_PLAN),
    path("planned/", alignment_views.plans_page, name="planned"),
    *pages_of(PLANNED),
    path("roles-and-lines/", alignment_views.role_lines, name="role_lines"),
    *pages_of(DILEMMA),
    path("dilemmas/<uuid:pk>/decision/", dilemma_views.dilemma_use, name="dilemma_use"),
    path("reports/", measure_views.report_duties, name="report_duties"),
    path("reports/asked/<uuid:pk>/", measure_views.reports_asked, name="reports_asked"),
    *pages_of(INDICATOR),
    path("indicators/<uuid:pk>/read/", measure_views.indicator_read, name="indicator_read"),
    *pages_of(REPORT_DUTY),
    path("reports/<uuid:pk>/made/", measure_views.duty_made, name="duty_made"),
    *pages_of(OUTSIDE),
    *pages_of(SPACE_EFFECT),
    *pages_of(SUPPORT_NEED),
    path("programmes/", effort_views.programmes, name="programmes"),
    *pages_of(PROGRAMME),
    path("matrix/", matrix_views.matrix_list, name="matrix"),
    path("matrix/check/", matrix_views.check, name="matrix_check"),
    path("matrix/coverage/", coverage_views.coverage, name="coverage"),
    path("matrix/moved/", moved_views.moved_list, name="moved"),
    path("matrix/<uuid:pk>/weigh/", moved_views.weigh, name="line_weigh"),
    path("matrix/new/", matrix_views.line_new, name="line_new"),
    path("matrix/<uuid:pk>/", matrix_views.line, name="line"),
    path("matrix/<uuid:pk>/activity/", matrix_views.take_activity, name="line_activity"),
    path("matrix/<uuid:pk>/accept/", matrix_views.accept, name="line_accept"),
    path("matrix/<uuid:pk>/support/", matrix_views.support_word, name="support_word"),
    *sheet_urls(LINES, "matrix"),
]
