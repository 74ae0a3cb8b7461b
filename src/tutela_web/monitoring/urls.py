from __future__ import annotations

from django.urls import path

from tutela_web.monitoring import views
from tutela_web.monitoring.effects import views as effects
from tutela_web.monitoring.effects.kinds import EVALUATION
from tutela_web.monitoring.measured import views as measured
from tutela_web.monitoring.measured.judgment_kind import JUDGMENT
from tutela_web.monitoring.measured.kind import MEASURED
from tutela_web.monitoring.progress import views as progress
from tutela_web.monitoring.progress.kinds import REVIEW
from tutela_web.monitoring.results import views as results
from tutela_web.monitoring.results.kinds import CRITERION, RESULT
from tutela_web.records.kind_views import pages_of

app_name = "monitoring"
urlpatterns = [
    path("changes/", views.changes, name="changes"),
    path("changes/seen/", views.mark_seen, name="seen"),
    path("indicators/", measured.indicators, name="indicators"),
    path("indicators/library/", measured.indicator_library, name="indicator_library"),
    path("indicators/compute/", measured.indicators_compute, name="indicators_compute"),
    path("indicators/import/", measured.values_import, name="values_import"),
    path("indicators/pull/", measured.values_pull, name="values_pull"),
    path("indicators/pulled/", measured.values_pulled, name="values_pulled"),
    path("indicators/pulled/stop/", measured.values_pull_stop, name="values_pull_stop"),
    path("indicators/pictures/", measured.indicator_pictures, name="indicator_pictures"),
    path("indicators/before/lines/<uuid:pk>/", measured.before_line, name="before_line"),
    path(
        "indicators/before/objectives/<uuid:pk>/",
        measured.before_objective,
        name="before_objective",
    ),
    path("indicators/before/taskings/<uuid:pk>/", measured.before_tasking, name="before_tasking"),
    path("indicators/before/alerts/<uuid:pk>/", measured.before_alert, name="before_alert"),
    path("indicators/values/<uuid:pk>/", measured.value_page, name="indicator_value"),
    path("mandates/<uuid:pk>/results/", results.results_of, name="results_of"),
    path("progress/", progress.progress, name="progress"),
    *pages_of(REVIEW),
    path("effects/at/<uuid:pk>/", effects.effects_at, name="effects_at"),
    *pages_of(EVALUATION),
    *pages_of(CRITERION),
    *pages_of(RESULT),
    *pages_of(JUDGMENT),
    *pages_of(MEASURED),
    path("indicators/<uuid:pk>/give/", measured.value_give, name="value_give"),
]
