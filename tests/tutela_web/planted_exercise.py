"""Planted words of scenarios: what could happen in the north, a sign of it, backup for it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tutela.exercise.shipped import shipped_scripts
from tutela_web.access.policy import Standing, standing_of
from tutela_web.exercise.scenarios.kinds import BACKUP, SCENARIO, SIGN
from tutela_web.exercise.scenarios.verbs import keep_script
from tutela_web.places.models import Place
from tutela_web.records.kind_verbs import create_record

if TYPE_CHECKING:
    from tests.tutela_web.planted import Planted

FEARED = {
    "kind": "site_attack",
    "what": "Men come through the fence at night",
    "likelihood": "likely",
    "because": "They came before",
    "until": make.TODAY + timedelta(days=30),
    "review_on": make.TODAY + timedelta(days=5),
    "classification": 1,
}


def plant_exercise(cast: Cast, found: Planted) -> None:
    """In the north: a scenario with a script, a sign people see, and backup that is sought."""
    by = standing_of(cast.adviser, cast.mission)
    place = Place.objects.get(mission=cast.mission, name="PLACENORTH")
    for _n in range(2):
        feared = FEARED | {"title": "SCENARIONORTH", "place": place}
        scenario = create_record(SCENARIO, feared, by=by)
        ready = next(iter(shipped_scripts()))
        found.add("scenario", keep_script(scenario, ready=ready, version=1, by=by))
    sign = {"sign": "seen", "words": "SIGNSCENARIONORTH"}
    found.add("scenario_sign", create_record(SIGN, sign, beside=scenario, by=by))
    backup = {"source": "air", "what": "BACKUPSCENARIONORTH"}
    found.add("scenario_backup", create_record(BACKUP, backup, beside=scenario, by=by))


def scenarios_by_path(by: Standing) -> dict[str, Any]:
    """A record of each kind of this feature, by the words of its addresses."""
    scenario = create_record(SCENARIO, FEARED | {"title": "The fence"}, by=by)
    sign = {"sign": "seen", "words": "Young men at the fence"}
    backup = {"source": "air", "what": "Two helicopters"}
    return {
        "scenarios": scenario.pk,
        "scenario-signs": create_record(SIGN, sign, beside=scenario, by=by).pk,
        "scenario-backup": create_record(BACKUP, backup, beside=scenario, by=by).pk,
    }
