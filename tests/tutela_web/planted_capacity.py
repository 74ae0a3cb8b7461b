"""Planted words of what is required of units, what was promised, checked and taught."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tutela_web.access.models import Post
from tutela_web.access.policy import standing_of
from tutela_web.capacity.models import Unit
from tutela_web.capacity.readiness.kinds import (
    CHECK,
    CONTRIBUTOR,
    DISPATCH,
    LINE,
    PROMISE,
    REQUIREMENT,
)
from tutela_web.capacity.training.kinds import COURSE, LEADER, ROLE, SESSION
from tutela_web.records import verbs as records
from tutela_web.records.kind_verbs import create_record

if TYPE_CHECKING:
    from tests.tutela_web.planted import Planted

ADDRESSES = {
    "contributors": "contributor",
    "unit-requirements": "requirement",
    "requirement-lines": "requirement_line",
    "requirement-dispatches": "requirement_dispatch",
    "contributor-agreements": "promise_of_contributor",
    "unit-checks": "unit_check",
    "unit-trainings": "training_session",
    "unit-courses": "course",
    "leader-trainings": "leader_training",
    "police-roles": "police_role",
}
"""The kinds planted here, by their words in the addresses of programs."""


def required_of_units(cast: Cast) -> dict[str, Any]:
    """A record of each kind, by the words of its address."""
    from tests.tutela_web.planted import Planted

    found = Planted()
    plant_capacity(cast, found)
    return {words: found.ids[kind][0] for words, kind in ADDRESSES.items()}


def plant_capacity(cast: Cast, found: Planted) -> None:
    """A requirement of the whole mission with a line and a dispatch; in the compartment a promise,
    and of a police unit of the north a check, a training, a course and a role."""
    by = standing_of(cast["chief_of_staff"], cast.mission)
    today = {"classification": 1}
    country = create_record(CONTRIBUTOR, today | {"name": "CONTRIBUTORWORD"}, by=by)
    found.add("contributor", country)
    create_record(CONTRIBUTOR, today | {"name": "Karuna"}, by=by)  # to whom nothing is sent yet
    written = today | {"title": "REQUIREDWORD", "written_on": make.TODAY}
    requirement = found.add("requirement", create_record(REQUIREMENT, written, by=by))
    requirement.lines.all().delete()
    line = {"required": "mobility", "wording": "LINEWORD"}
    found.add("requirement_line", create_record(LINE, line, beside=requirement, by=by))
    sent = {"contributor": country, "sent_on": make.TODAY, "by_way": "DISPATCHWORD"}
    dispatch = create_record(DISPATCH, sent, beside=requirement, by=by)
    found.add("requirement_dispatch", dispatch)
    promised = {"contributor": country, "required": "mobility", "promised": "PROMISEDWORD"}
    found.add("promise_of_contributor", create_record(PROMISE, promised, by=by))
    post = Post.objects.get(mission=cast.mission, role="head_of_mission")
    leader = today | {"post": post, "when": "before", "held_by": "LEADERWORD"}
    found.add("leader_training", create_record(LEADER, leader, by=by))

    unit = Unit(code="fpu-north", name="Formed Police", area=cast.north, police=True)
    unit.classification, unit.contributor = 0, country
    records.create(unit, mission=cast.mission, by=None)
    found.add("unit", unit)
    state = {"required": "mobility", "state": "tested", "checked_on": make.TODAY}
    seen = create_record(CHECK, state | {"seen": "CHECKEDWORD"}, beside=unit, by=by)
    found.add("unit_check", seen)
    held = {"curriculum": "baseline", "on": make.TODAY, "troops": 9, "held_by": "TRAINEDWORD"}
    found.add("training_session", create_record(SESSION, held, beside=unit, by=by))
    course = {"curriculum": "baseline", "set_on": make.TODAY, "held_by": "COURSEWORD"}
    found.add("course", create_record(COURSE, course, beside=unit, by=by))
    role = {"role": "POLICEROLEWORD", "kinds": ["order"]}
    found.add("police_role", create_record(ROLE, role, beside=unit, by=by))
