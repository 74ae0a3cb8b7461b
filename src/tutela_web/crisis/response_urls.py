"""Addresses of the response, the timeline, contingency plans and phases, below a mission."""

from __future__ import annotations

from django.urls import path

from tutela_web.crisis.backups.kind import BACKUP
from tutela_web.crisis.consent import views
from tutela_web.crisis.decisions import relying_views
from tutela_web.crisis.decisions.hrddp_kind import FILE
from tutela_web.crisis.ladders.kind import LADDER_STEP
from tutela_web.crisis.metrics import views as metrics_views
from tutela_web.crisis.papers.layout_kind import LAYOUT
from tutela_web.crisis.phases import views as phase_views
from tutela_web.crisis.plans import views as plan_views
from tutela_web.crisis.refusals.kind import REFUSAL
from tutela_web.crisis.routes.kind import ROUTE, ROUTE_ESCORT
from tutela_web.crisis.routes.place_views import routes_at_place
from tutela_web.crisis.tasked import views as tasking_views
from tutela_web.crisis.timeline import views as timeline_views
from tutela_web.crisis.triggers.kind import TRIGGER
from tutela_web.records.acts import addresses_of
from tutela_web.records.kind_views import pages_of

urlpatterns = [
    path("mandate/paragraphs/<uuid:pk>/decisions/", relying_views.relying, name="relying"),
    path("response/", metrics_views.response, name="response"),
    path("response/alerts/", metrics_views.alerts_behind_figure, name="response_alerts"),
    *(
        path(f"response/report.{form}", metrics_views.report, {"form": form}, name="report")
        for form in ("pdf", "docx", "xlsx")
    ),
    path("timelines/", timeline_views.index, name="timelines"),
    path("alerts/<uuid:pk>/timeline/", timeline_views.timeline, name="timeline"),
    path(
        "alerts/<uuid:pk>/timeline/signed/", timeline_views.signed_timeline, name="timeline_signed"
    ),
    path("plans/", plan_views.plans, name="plans"),
    path("plans/new/", plan_views.new, name="plan_new"),
    path("plans/<uuid:pk>/", plan_views.plan, name="plan"),
    path("plans/<uuid:pk>/retire/", plan_views.retire, name="plan_retire"),
    *pages_of(TRIGGER),
    *pages_of(BACKUP),
    path("taskings/", tasking_views.my_taskings, name="my_taskings"),
    path("taskings/unchecked/", tasking_views.list_unchecked, name="unchecked"),
    path("taskings/<uuid:pk>/", tasking_views.my_tasking, name="my_tasking"),
    path("taskings/<uuid:pk>/withdrawn/", tasking_views.read_back_withdrawal, name="my_withdrawn"),
    path("taskings/<uuid:pk>/answer/", tasking_views.answer, name="my_answer"),
    path("taskings/<uuid:pk>/move/", tasking_views.move, name="my_move"),
    path("taskings/<uuid:pk>/report/", tasking_views.report, name="my_report"),
    path("phases/", phase_views.phases, name="phases"),
    path("phases/<uuid:pk>/", phase_views.place_phases, name="phases_of"),
    *addresses_of(phase_views.ACTS),
    path("consent/", views.losses, name="consent"),
    path("consent/new/", views.new, name="consent_new"),
    path("consent/<uuid:pk>/", views.loss, name="consent_one"),
    *addresses_of([*views.ACTS, *plan_views.ACTS]),
    *pages_of(FILE),
    *pages_of(LAYOUT),
    *pages_of(LADDER_STEP),
    *pages_of(REFUSAL),
    *pages_of(ROUTE),
    *pages_of(ROUTE_ESCORT),
    path("routes/at/<uuid:pk>/", routes_at_place, name="routes_at"),
    path("harm/", plan_views.harm, name="harm"),
    path("harm/new/", plan_views.harm_new, name="harm_new"),
]
