"""A tasking that is not executed, in a browser: on a phone and a desk, by night, in Arabic."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.crisis.heard import BY_RADIO
from tests.tutela_web.crisis.test_verbs import units
from tests.tutela_web.look.shots import BROWSER, faults
from tests.tutela_web.warning.story import at_desk, call
from tutela_web.base import clock
from tutela_web.capacity.models import Unit
from tutela_web.crisis.decisions.verbs import answer, decide, task

__all__ = ["units"]

pytestmark = BROWSER


def test_a_reopened_decision_keeps_to_the_house_and_to_the_window(
    live_server: Any, cast: Cast, sign_in: Any, units: list[Unit]
) -> None:
    hq, now = at_desk(cast, "sector_operations"), clock.now(cast.mission)
    alert = call(cast, place=make.place(cast.mission, "Luma", area=cast.north), level="ongoing")
    decide(
        alert,
        "no_action",
        by=at_desk(cast, "joc_duty_officer"),
        authority="",
        decider_said="the captain at the ford",
        force_account="two warning shots",
    )
    for unit, said in zip(units, ("accepted", "refused", "turned"), strict=True):
        asked = task(
            alert,
            "night_patrol",
            standard="deter_by_presence",
            by=hq,
            unit=unit,
            planned_return=now + timedelta(hours=9),
            addition=True,
        )
        answer(asked, said, by=hq, **BY_RADIO, reason="" if said == "accepted" else "terrain")
    pages = [
        f"/m/luma/{path}"
        for path in (
            "alerts/",
            f"alerts/{alert.pk}/",
            f"alerts/{alert.pk}/decision/",
            f"alerts/{alert.pk}/timeline/",
            f"units/{units[1].pk}/",
            "response/?month=2018-12",
        )
    ]
    wrong = faults(live_server, sign_in, {cast["force_commander"]: pages}, "refusal")
    assert not wrong, "\n".join(wrong)
