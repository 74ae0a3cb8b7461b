from __future__ import annotations

from django.urls import path

from tutela_web.capacity.caveats.contributor_views import by_contributor
from tutela_web.capacity.caveats.denial_kind import DENIAL
from tutela_web.capacity.caveats.kind import CAVEAT
from tutela_web.capacity.guidance import views as guidance_views
from tutela_web.capacity.guidance.scenario_kind import SCENARIO_ANSWER
from tutela_web.capacity.kinds.base_kind import BASE
from tutela_web.capacity.kinds.police_kind import POLICE_AUTHORITY
from tutela_web.capacity.kinds.unit_kind import UNIT
from tutela_web.capacity.reach import travel_views
from tutela_web.capacity.readiness import views as readiness_views
from tutela_web.capacity.readiness.kinds import (
    CHECK,
    CONTRIBUTOR,
    DISPATCH,
    LINE,
    PROMISE,
    REQUIREMENT,
)
from tutela_web.capacity.support import views as support_views
from tutela_web.capacity.support.kind import SUPPORT
from tutela_web.capacity.training import views as training_views
from tutela_web.capacity.training.kinds import COURSE, LEADER, ROLE, SESSION
from tutela_web.capacity.units import views
from tutela_web.capacity.units.table import BASES, UNITS
from tutela_web.places.sheet_pages import sheet_urls
from tutela_web.records.acts import addresses_of
from tutela_web.records.kind_views import pages_of

app_name = "capacity"
urlpatterns = [
    *addresses_of(guidance_views.ACTS),
    *pages_of(BASE),
    *pages_of(UNIT),
    path("units/<uuid:pk>/able-again/", views.able_again, name="able_again"),
    path("units/<uuid:pk>/readiness/", views.readiness, name="readiness"),
    path("caveats/contributors/", by_contributor, name="caveats_by_contributor"),
    path("bases/presence/", support_views.presence, name="presence"),
    *pages_of(SUPPORT),
    *pages_of(CAVEAT),
    *pages_of(DENIAL),
    *pages_of(SCENARIO_ANSWER),
    *pages_of(POLICE_AUTHORITY),
    *pages_of(CONTRIBUTOR),
    *pages_of(REQUIREMENT),
    *pages_of(LINE),
    *pages_of(DISPATCH),
    *pages_of(PROMISE),
    *pages_of(CHECK),
    path("units/<uuid:pk>/checks/", readiness_views.unit_checks, name="unit_checks"),
    path("units/<uuid:pk>/ready/", readiness_views.ready, name="unit_ready"),
    path("training/", training_views.training, name="training"),
    path("training/areas/<uuid:pk>/", training_views.local_pack, name="local_pack"),
    path("units/<uuid:pk>/training/", training_views.unit_training, name="unit_training"),
    *pages_of(SESSION),
    *pages_of(COURSE),
    *pages_of(LEADER),
    *pages_of(ROLE),
    path("guidance/", guidance_views.guidance, name="guidance"),
    path("guidance/new/", guidance_views.guidance_new, name="guidance_new"),
    path("guidance/posts/<uuid:pk>/", guidance_views.leader_card, name="leader_card"),
    path("units/<uuid:pk>/guidance/", guidance_views.unit_card, name="unit_card"),
    path("travel/", travel_views.travel, name="travel"),
    path("travel/ground/", travel_views.new_ground, name="new_ground"),
    path("travel/ground/<uuid:pk>/retirement/", travel_views.retire_ground, name="retire_ground"),
    path("reach/", travel_views.reach, name="reach"),
    *sheet_urls(BASES, "bases"),
    *sheet_urls(UNITS, "units"),
]
