"""Addresses of the mandate room, below a mission."""

from __future__ import annotations

from django.urls import path

from tutela_web.mandate import library_views, views
from tutela_web.mandate.limits.kind import LIMIT
from tutela_web.mandate.overlaps import views as overlap_views
from tutela_web.mandate.overlaps.kind import ENTITY_TASK
from tutela_web.mandate.planning import views as planning_views
from tutela_web.mandate.planning.kind import PIVOT
from tutela_web.mandate.planning.revision_kind import REVISION
from tutela_web.mandate.reading import views as reading_views
from tutela_web.mandate.task_kind import TASK
from tutela_web.records.kind_views import pages_of

app_name = "mandate"
urlpatterns = [
    reading_views.READ.address(),
    path("", views.resolutions, name="list"),
    path("new/", views.resolution_new, name="new"),
    path("library/", library_views.library, name="library"),
    path("tasks/", views.tasks, name="tasks"),
    path("tasks/order/", views.tasks_order, name="order"),
    *(
        path(f"tasks/<uuid:pk>/{what}/", views.task_change, {"what": what}, name=f"task_{what}")
        for what in ("end", "confirm", "reject")
    ),
    *pages_of(TASK),
    path("questions/", reading_views.questions, name="questions"),
    path("questions/<uuid:pk>/answer/", reading_views.answer, name="answer"),
    path("paragraphs/<uuid:pk>/", reading_views.paragraph, name="paragraph"),
    path("paragraphs/<uuid:pk>/ask/", reading_views.ask, name="ask"),
    path("paragraphs/<uuid:pk>/judge/", views.paragraph_judge, name="judge"),
    path("paragraphs/<uuid:pk>/decide/", views.task_decide, name="decide"),
    path("overlaps/", overlap_views.overlaps, name="overlaps"),
    *pages_of(ENTITY_TASK),
    path("overlaps/<uuid:pk>/end/", overlap_views.entity_task_end, name="entity_task_end"),
    path("overlaps/<uuid:pk>/<uuid:of>/", overlap_views.divide, name="divide"),
    *pages_of(LIMIT),
    *pages_of(PIVOT),
    *pages_of(REVISION),
    path("revisions/<uuid:pk>/state/", planning_views.revision_move, name="revision_move"),
    path("<uuid:pk>/revisions/", planning_views.revisions, name="revisions"),
    path("<uuid:pk>/", views.resolution, name="resolution"),
    path("<uuid:pk>/changes/", views.resolution_changes, name="changes"),
    path("<uuid:pk>/suggested/", views.suggested_tasks, name="suggested"),
    path("<uuid:pk>/retire/", views.resolution_retire, name="retire"),
]
