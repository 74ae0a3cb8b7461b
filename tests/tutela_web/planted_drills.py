"""A prepared drill, with its script, a player and an observer."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from tests.tutela_web.cast import Cast
from tests.tutela_web.exercise.playing import NIGHT
from tutela.exercise.script import write_script
from tutela_web.access.models import Duty, Post
from tutela_web.access.people.verbs import make_exercise_mission
from tutela_web.access.policy import Standing, standing_of
from tutela_web.base import clock
from tutela_web.exercise.drills.ground import let_read
from tutela_web.exercise.drills.kinds import DRILL
from tutela_web.exercise.drills.models import Drill, DrillSeat
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
    """Of the whole mission: a drill that can start, one whose player stands on live duty and lacks
    another, one that runs by hand and one that is paused, each with nothing of its own yet."""
    by = standing_of(cast["chief_of_staff"], cast.mission)
    drills = [found.add("drill", prepared_by(cast, by, "DRILLWORD")) for _n in range(4)]
    seat_player(drills[0], person=cast["joc_duty_officer"], role_code="joc", by=by)
    DrillSeat.objects.filter(drill=drills[1], role_code="unit").delete()
    watching = cast["planning_officer"]
    seat_player(drills[1], person=watching, role_code="joc", by=by)
    now = clock.now(cast.mission)
    post = Post.objects.get(mission=cast.mission, role="planning_officer")
    Duty.objects.create(post=post, person=watching, starts_at=now, ends_at=now + timedelta(hours=8))
    for drill, state in ((drills[2], "running"), (drills[3], "paused")):
        made = make_exercise_mission(cast.mission, "Played", cast.mission.clock_shift, by=None)
        let_read(made, [by.person, cast.amina, cast["unit_commander"]], by.person)
        since = now if state == "running" else None
        began = {"began_at": now, "ticking_since": since, "by_hand": True}
        Drill.objects.filter(pk=drill.pk).update(state=state, exercise=made, **began)
    for seat in drills[0].seats.order_by("part"):
        found.add("drill_seat", seat)


def drills_by_path(cast: Cast, by: Standing) -> dict[str, Any]:
    """A drill, by the words of its address."""
    return {"drills": prepared_by(cast, by, "Night drill").pk}
