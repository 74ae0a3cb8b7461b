"""Addresses of means against risks, below a mission."""

from __future__ import annotations

from django.urls import URLPattern, path

from tutela_web.deployment.allocation import views as allocation_views
from tutela_web.deployment.allocation.allocation_kinds import ALLOCATION, DEMAND, DISSENTED, SHARE
from tutela_web.deployment.allocation.reserve_kinds import PART, RESERVE
from tutela_web.deployment.allocation.standing_kinds import ADVISER_POST, MIX_REASON, RESOURCE
from tutela_web.deployment.gap import views as gaps
from tutela_web.deployment.gap.kinds import MEASURE, NEED
from tutela_web.deployment.options import panels as option_panels
from tutela_web.deployment.options import views as option_views
from tutela_web.deployment.options.beyond_kind import BEYOND
from tutela_web.deployment.options.host_part_kind import HOST_PART
from tutela_web.deployment.options.no_strategy_kind import NO_STRATEGY
from tutela_web.deployment.options.option_kind import GAP_OPTION
from tutela_web.deployment.siting import views as siting_views
from tutela_web.deployment.visits import panels as visit_panels
from tutela_web.deployment.visits.kinds import VISIT
from tutela_web.deployment.whatif import panels as move_panels
from tutela_web.deployment.whatif import views as what_if_views
from tutela_web.deployment.whatif.kinds import DRAWDOWN, GAP, MOVE
from tutela_web.records.kind_views import pages_of

app_name = "deployment"
of_gaps: list[URLPattern] = [
    path("gaps/", gaps.gaps, name="gaps"),
    path("gaps/at/<uuid:pk>/", gaps.gaps_at, name="gaps_at"),
    path("gaps/line/<uuid:pk>/", gaps.gaps_of_line, name="gaps_of_line"),
    path("measures/of/<uuid:pk>/", gaps.measures_of, name="measures_of"),
    *pages_of(NEED),
    *pages_of(MEASURE),
]
of_options: list[URLPattern] = [
    path("options/", option_views.options_listed, name="options"),
    path("needs/<uuid:pk>/options/", option_views.need_options, name="need_options"),
    path("options/by/<uuid:pk>/", option_panels.efforts_of, name="efforts_of"),
    path("beyond/", option_views.beyond_listed, name="beyond"),
    *pages_of(GAP_OPTION),
    *pages_of(BEYOND),
    *pages_of(NO_STRATEGY),
    *pages_of(HOST_PART),
]
of_allocation: list[URLPattern] = [
    *pages_of(ALLOCATION),
    *pages_of(SHARE),
    *pages_of(DEMAND),
    *pages_of(DISSENTED),
    *pages_of(RESERVE),
    *pages_of(PART),
    *pages_of(RESOURCE),
    *pages_of(ADVISER_POST),
    path("mix/", allocation_views.mix, name="mix"),
    *pages_of(MIX_REASON),
]
of_what_if: list[URLPattern] = [
    path("what-if/", what_if_views.what_if, name="whatif"),
    *pages_of(MOVE),
    *pages_of(DRAWDOWN),
    *pages_of(GAP),
    path("moves/at/<uuid:pk>/", move_panels.moves_at_place, name="moves_at"),
]
of_siting: list[URLPattern] = [path("places-for-units/", siting_views.siting, name="siting")]
of_visits: list[URLPattern] = [
    *pages_of(VISIT),
    *(
        path(
            f"visits/at/{name}/<uuid:pk>/",
            visit_panels.visits_near,
            {"name": name},
            name=f"visits_at_{name}",
        )
        for name in visit_panels.ROWS
    ),
]
urlpatterns: list[URLPattern] = [
    *of_gaps,
    *of_options,
    *of_allocation,
    *of_what_if,
    *of_siting,
    *of_visits,
]
