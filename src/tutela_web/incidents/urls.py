"""Addresses of incidents, of the events they rest on, and of the files that bring events."""

from __future__ import annotations

from django.urls import path

from tutela_web.incidents import views
from tutela_web.incidents.events import actor_views
from tutela_web.incidents.uploads import asked_views, settle_views
from tutela_web.incidents.uploads import views as import_views
from tutela_web.incidents.verification import views as verification_views

app_name = "incidents"
urlpatterns = [
    path("incidents/", views.incident_list, name="list"),
    path("incidents/new/", views.record, name="record"),
    path("incidents/perpetrators/", views.perpetrators, name="perpetrators"),
    path("incidents/doubles/", views.doubles, name="doubles"),
    path("incidents/<uuid:pk>/", views.incident, name="incident"),
    path("incidents/<uuid:pk>/edit/", views.edit, name="edit"),
    path("incidents/<uuid:pk>/verification/", views.verify, name="verify"),
    path("incidents/<uuid:pk>/seen/", views.confirm_seen, name="confirm_seen"),
    path("incidents/<uuid:pk>/dissent/", views.dissent, name="dissent"),
    path("incidents/to-verify/", verification_views.inbox, name="inbox"),
    path("incidents/<uuid:pk>/history/", views.history, name="history"),
    path("incidents/<uuid:pk>/victims/", views.victims, name="victims"),
    path("incidents/<uuid:pk>/merge/", views.merge, name="merge"),
    path("incidents/<uuid:pk>/part/", views.part, name="part"),
    path("incidents/<uuid:pk>/events/", views.link, name="link"),
    path("incidents/<uuid:pk>/events/<uuid:link>/off/", views.unlink, name="unlink"),
    path("imports/", import_views.batches, name="batches"),
    path("imports/places/", import_views.place_again, name="place_again"),
    path("imports/<uuid:pk>/", import_views.batch, name="batch"),
    path("imports/<uuid:pk>/columns/", asked_views.match, name="match"),
    path("imports/<uuid:pk>/rows/<int:row>/", import_views.mend, name="mend"),
    path("imports/<uuid:pk>/names/", settle_views.names, name="names"),
    path("imports/<uuid:pk>/whose/", settle_views.choose_kind, name="whose"),
    path("imports/<uuid:pk>/lines/<int:line>/", settle_views.row, name="row_read"),
    path("imports/<uuid:pk>/log/", settle_views.log_back, name="log_back"),
    path("imports/<uuid:pk>/again/", import_views.check_again, name="check_again"),
    path("imports/<uuid:pk>/doubles/", import_views.decide_many, name="decide_many"),
    path("imports/<uuid:pk>/doubles/<uuid:double>/", import_views.decide, name="decide"),
    path("imports/<uuid:pk>/held/", import_views.decide_held, name="decide_held"),
    path("imports/<uuid:pk>/held/<uuid:row>/", import_views.mend_held, name="mend_held"),
    path("imports/<uuid:pk>/hidden/", import_views.hidden_sheets, name="hidden_sheets"),
    path("imports/<uuid:pk>/confirm/", import_views.confirm, name="confirm"),
    path("imports/<uuid:pk>/undo/", import_views.undo, name="undo"),
    path("imports/<uuid:pk>/discard/", import_views.discard, name="discard"),
    path("imports/<uuid:pk>/refused/", import_views.rejects, name="rejects"),
    path("jobs/<uuid:pk>/", import_views.job, name="job"),
    path("jobs/<uuid:pk>/cancel/", import_views.job_cancel, name="job_cancel"),
    path("actors/<uuid:pk>/proposals/", actor_views.answer, name="actor_proposal"),
    path("events/", views.events, name="events"),
    path("events/unplaced/", settle_views.unplaced_places, name="unplaced"),
    path("events/<uuid:pk>/", views.event, name="event"),
    path("events/<uuid:pk>/fix/", settle_views.fix_event, name="fix_event"),
    path("compartments/incidents/", views.closed_incidents, name="closed"),
    path("compartments/incidents/<uuid:pk>/", views.closed_incident, name="closed_incident"),
    path("compartments/incidents/<uuid:pk>/edit/", views.closed_edit, name="closed_edit"),
    path(
        "compartments/incidents/<uuid:pk>/verification/", views.closed_verify, name="closed_verify"
    ),
    path("compartments/incidents/<uuid:pk>/referral/", views.closed_refer, name="closed_refer"),
    path(
        "compartments/incidents/<uuid:pk>/referral/<uuid:of>/withdraw/",
        views.closed_withdraw,
        name="closed_withdraw",
    ),
    path("compartments/incidents/<uuid:pk>/release/", views.closed_release, name="closed_release"),
]
