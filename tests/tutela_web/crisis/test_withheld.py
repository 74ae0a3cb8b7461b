"""What tells of readiness, caveats, due diligence or our own reasons stays with those it is for."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.crisis.test_verbs import units
from tests.tutela_web.warning.story import at_desk, call
from tutela_web.access import records
from tutela_web.base import clock
from tutela_web.crisis.models import HrddpFile
from tutela_web.crisis.verbs import answer, ask_release, decide, task
from tutela_web.warning.feed_verbs import release, turn, withdraw

__all__ = ["units"]


def page(sign_in: Any, person: Any, address: str) -> str:
    answered = sign_in(person).get(f"/m/luma/{address}")
    assert answered.status_code == 200
    return str(answered.content.decode())


def test_readiness_and_caveats_behind_a_choice_are_for_the_compartment(
    cast: Cast, units: list[Any], sign_in: Any
) -> None:
    alert, sector = call(cast), at_desk(cast, "sector_operations")
    decide(
        alert, "no_action", by=sector, authority="commands", reason_code="declared_caveat",
        reason="see the options", left={"day_patrol": "the capital forbids the night"},
    )  # fmt: skip
    asked = task(alert, "day_patrol", by=sector, unit=units[0])
    answer(asked, "refused", by=sector, reason="not_ready", words="both carriers off the road")
    told = page(sign_in, cast["boris"], f"alerts/{alert.pk}/decision/")
    assert "both carriers" not in told and "forbids the night" not in told
    told = page(sign_in, cast["force_commander"], f"alerts/{alert.pk}/decision/")
    assert "both carriers" in told and "forbids the night" in told


def test_that_support_is_suspended_is_for_who_may_release_or_keeps_the_files(
    cast: Cast, sign_in: Any
) -> None:
    alert, office = call(cast), at_desk(cast, "head_of_field_office")
    file = HrddpFile(unit_name="Brigade 9", status="suspended", compartment="hrddp")
    file = records.create(file, mission=cast.mission, by=None)
    luma, now = make.place(cast.mission, "Luma", area=cast.north), clock.now(cast.mission)
    ask_release(alert, hazard="armed_men", place=luma, since=now, until=now + timedelta(hours=9),
                receiver=file, by=office, suspected=2, looked_at=9)  # fmt: skip
    address = f"alerts/{alert.pk}/decision/"
    assert "is suspended" not in page(sign_in, cast["unit_commander"], address)
    assert "is suspended" not in page(sign_in, cast["boris"], address)


def test_why_a_notice_was_withdrawn_stays_inside(cast: Cast, sign_in: Any) -> None:
    leader, now = at_desk(cast, "head_of_mission"), clock.now(cast.mission)
    turn(on=True, by=leader)
    luma = make.place(cast.mission, "Luma", area=cast.north)
    hazard = release(by=leader, kind="mines", onset=now, expires=now + timedelta(days=7),
                     severity="Severe", certainty="Likely", instruction="stay_on_paths",
                     place=luma)  # fmt: skip
    withdraw(hazard, by=leader, why="the one who told was beaten for it")
    assert "was beaten" not in page(sign_in, cast["partner"], "alerts/feed/")
    assert "was beaten" in page(sign_in, cast["head_of_mission"], "alerts/feed/")
