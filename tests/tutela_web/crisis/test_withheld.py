"""What tells of readiness, caveats, due diligence or our own reasons stays with those it is for."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta
from typing import Any

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.crisis.heard import BY_RADIO
from tests.tutela_web.crisis.test_phases import opened
from tests.tutela_web.crisis.test_verbs import units
from tests.tutela_web.warning.story import again, at_desk, call
from tutela_web.base import clock
from tutela_web.capacity.models import Unit
from tutela_web.crisis.consent.models import ConsentLoss
from tutela_web.crisis.consent.queries import escalators
from tutela_web.crisis.consent.verbs import record_loss
from tutela_web.crisis.decisions.verbs import answer, ask_release, decide, move, task
from tutela_web.crisis.models import HrddpFile
from tutela_web.records import verbs as records
from tutela_web.warning.feed.verbs import release, turn, withdraw
from tutela_web.warning.models import Alert, AlertMoment

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
        alert,
        "no_action",
        by=sector,
        authority="commands",
        reason_code="declared_caveat",
        reason="see the options",
        left={"day_patrol": "the capital forbids the night"},
    )
    asked = task(alert, "day_patrol", standard="deter_by_presence", by=sector, unit=units[0])
    answer(
        asked,
        "refused",
        by=sector,
        **BY_RADIO,
        reason="not_ready",
        words="both carriers off the road",
    )
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
    ask_release(
        alert,
        hazard="armed_men",
        place=luma,
        since=now,
        until=now + timedelta(hours=9),
        receiver=file,
        by=office,
        suspected=2,
        looked_at=9,
    )
    address = f"alerts/{alert.pk}/decision/"
    assert "is suspended" not in page(sign_in, cast["unit_commander"], address)
    assert "is suspended" not in page(sign_in, cast["boris"], address)


def test_why_a_notice_was_withdrawn_stays_inside(cast: Cast, sign_in: Any) -> None:
    leader, now = at_desk(cast, "head_of_mission"), clock.now(cast.mission)
    turn(on=True, by=leader)
    luma = make.place(cast.mission, "Luma", area=cast.north)
    hazard = release(
        by=leader,
        kind="mines",
        onset=now,
        expires=now + timedelta(days=7),
        severity="Severe",
        certainty="Likely",
        instruction="stay_on_paths",
        place=luma,
    )
    withdraw(hazard, by=leader, why="the one who told was beaten for it")
    assert "was beaten" not in page(sign_in, cast["partner"], "alerts/feed/")
    assert "was beaten" in page(sign_in, cast["head_of_mission"], "alerts/feed/")


HIDDEN = "Coy Umber"
WITHHELD = "a unit (withheld)"


@pytest.fixture
def tasked(cast: Cast) -> Alert:
    """An alert at Luma that a unit few may see was sent to."""
    luma = make.place(cast.mission, "Luma", area=cast.north)
    alert, force = call(cast, place=luma), at_desk(cast, "force_commander")
    unit = records.create(
        Unit(code="u9", name=HIDDEN, area=cast.north, classification=2),
        mission=cast.mission,
        by=None,
    )
    asked = task(alert, "night_patrol", standard="deter_by_presence", by=force, unit=unit)
    for what in ("departed", "arrived"):
        asked.refresh_from_db()
        move(asked, what, by=force)
    return again(alert)


@pytest.mark.parametrize("part", ["decision/", "timeline/", ""])
def test_a_unit_that_may_not_be_seen_is_named_on_no_page_of_the_alert(
    cast: Cast, tasked: Alert, sign_in: Any, part: str
) -> None:
    told = page(sign_in, cast.amina, f"alerts/{tasked.pk}/{part}")
    assert HIDDEN not in told and (WITHHELD in told) == bool(part)
    told = page(sign_in, cast["force_commander"], f"alerts/{tasked.pk}/{part}")
    assert WITHHELD not in told and (HIDDEN in told) == bool(part)


def test_a_movement_is_said_on_behalf_of_no_unit_also_where_one_was_written_before(
    cast: Cast, tasked: Alert, sign_in: Any
) -> None:
    moved = AlertMoment.objects.filter(alert=tasked)
    assert not moved.filter(on_behalf=HIDDEN).exists()
    arrived = moved.get(name="arrived")
    for detail, inferred in ((arrived.detail, False), ({}, True)):
        AlertMoment.objects.create(
            alert=tasked,
            name="arrived",
            happened_at=arrived.happened_at,
            on_behalf=HIDDEN,
            known_at=arrived.known_at,
            entered_at=arrived.entered_at,
            detail=detail,
            inferred=inferred,
        )
    for part in ("", "timeline/", "decision/"):
        assert HIDDEN not in page(sign_in, cast.amina, f"alerts/{tasked.pk}/{part}")


def test_the_signed_copy_says_a_unit_is_withheld(cast: Cast, tasked: Alert, sign_in: Any) -> None:
    def copied(who: str) -> str:
        answered = sign_in(cast[who]).post(f"/m/luma/alerts/{tasked.pk}/timeline/signed/")
        with zipfile.ZipFile(io.BytesIO(answered.content)) as folder:
            return folder.read(f"timeline-{tasked}.json").decode()

    told = copied("analyst")
    assert HIDDEN not in told and WITHHELD in told
    told = copied("force_commander")
    assert HIDDEN in told and WITHHELD not in told


def test_neither_the_phases_of_a_place_nor_a_loss_of_consent_name_it(
    cast: Cast, tasked: Alert, sign_in: Any
) -> None:
    leader = at_desk(cast, "head_of_mission")
    opened(cast, tasked.place, "response")
    loss = record_loss(
        {"kind": ConsentLoss.Kind.MOVEMENT, "since": leader.on, "evidence": "a note", "area": None},
        by=leader,
        owner=escalators(cast.mission)[0],
    )
    for address in (f"phases/{tasked.place_id}/", f"consent/{loss.pk}/"):
        assert HIDDEN not in page(sign_in, cast.amina, address)
        assert HIDDEN in page(sign_in, cast["force_commander"], address), address


def test_the_phases_of_a_place_tell_nothing_of_an_alert_marked_higher_later(
    cast: Cast, tasked: Alert, sign_in: Any
) -> None:
    decide(
        tasked,
        "act",
        by=at_desk(cast, "force_commander"),
        authority="commands",
        taken=["show_of_presence"],
    )
    opened(cast, tasked.place, "response")
    assert str(tasked) in page(sign_in, cast.amina, f"phases/{tasked.place_id}/")
    records.edit(tasked, {"classification": 2}, version=again(tasked).version, by=None)
    assert str(tasked) not in page(sign_in, cast.amina, f"phases/{tasked.place_id}/")
