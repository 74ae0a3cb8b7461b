"""A prepared drill, with its script, a player and an observer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.tutela_web.cast import Cast
from tests.tutela_web.exercise.playing import NIGHT
from tutela.exercise.script import write_script
from tutela_web.access.policy import Standing, standing_of
from tutela_web.exercise.drills.kinds import DRILL
from tutela_web.exercise.drills.models import Drill
from tutela_web.exercise.drills.verbs import seat_observer, seat_player, take_script
from tutela_web.records.kind_verbs import create_record

if TYPE_CHECKING:
    from tests.tutela_web.planted import Planted


def prepared_by(cast: Cast, by: Standing, title: str) -> Drill:
    """A drill that waits to be started."""
    values = {"title": title, "conductor": by.person, "classification": 1}
    drill: Drill = create_record(DRILL, values, by=by)
    drill = take_script(drill, content=write_script(NIGHT), by=by)
    seat_player(drill, person=cast["unit_commander"], role_code="unit", by=by)
    seat_observer(drill, person=cast.amina, by=by)
    return drill


def plant_drills(cast: Cast, found: Planted) -> None:
    """Of the whole mission: two drills that wait to be started."""
    by = standing_of(cast["chief_of_staff"], cast.mission)
    for _n in range(2):
        drill = found.add("drill", prepared_by(cast, by, "DRILLWORD"))
    for seat in drill.seats.order_by("part"):
        found.add("drill_seat", seat)


def drills_by_path(cast: Cast, by: Standing) -> dict[str, Any]:
    """A drill, by the words of its address."""
    return {"drills": prepared_by(cast, by, "Night drill").pk}
