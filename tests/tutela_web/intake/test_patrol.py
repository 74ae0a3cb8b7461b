"""A patrol report ends its tasking, says who was met and what was not reached, and whether late."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.crisis.test_my_taskings import tasked
from tests.tutela_web.intake.sending import NEW, at_desk
from tests.tutela_web.warning.story import call
from tutela_web.access.policy import standing_of
from tutela_web.base import clock
from tutela_web.capacity.models import Unit
from tutela_web.capacity.units.verbs import note_where_seen
from tutela_web.crisis.decisions.verbs import task
from tutela_web.crisis.models import Tasking
from tutela_web.records import verbs as records

pytestmark = [pytest.mark.django_db(databases=["default", "keys"]), pytest.mark.postgresql]


def test_the_report_of_a_patrol_ends_its_tasking(cast: Cast, sign_in: Any) -> None:
    patrol, now = sign_in(cast["field_reporter"]), clock.now(cast.mission)
    alert = call(cast, known_at=now - timedelta(hours=10))
    tasking = tasked(cast, sign_in, alert, cast["field_reporter"].holdings.get().post)
    patrol.post(f"/m/luma/taskings/{tasking.pk}/answer/", {"answer": "accepted"})
    form = patrol.get(f"{NEW}?kind=patrol").content.decode()
    assert str(tasking.pk) in form
    back = now - timedelta(hours=5)
    sent = at_desk(
        tasking=str(tasking.pk),
        task="Reassure Bel",
        route="By the river road",
        left=(now - timedelta(hours=9)).strftime("%Y-%m-%dT%H:%M"),
        returned=back.strftime("%Y-%m-%dT%H:%M"),
        not_reached="Kuri: the bridge is down",
        met=["women", "elders"],
        women_met="yes",
        observed="People sleep in the fields",
    )
    sent.pop("what")
    told = patrol.post(f"{NEW}?kind=patrol", sent)
    assert told.status_code == 302, told.content.decode()[-900:]
    page = patrol.get(told["Location"]).content.decode()
    assert "women, elders" in page and "within two hours" in page
    tasking.refresh_from_db()
    assert tasking.state == Tasking.State.RETURNED and tasking.returned_at is not None
    assert "Kuri: the bridge is down" in tasking.result


def test_the_report_of_a_unit_ends_its_tasking_and_says_where_it_was(
    cast: Cast, sign_in: Any
) -> None:
    commander, now = sign_in(cast["unit_commander"]), clock.now(cast.mission)
    place = make.place(cast.mission, "Bel", area=cast.north, classification=0)
    unit = Unit(code="coy-a", name="Coy A", area=cast.north, classification=0)
    records.create(unit, mission=cast.mission, by=None)
    alert = call(cast, known_at=now - timedelta(hours=9))
    sectors = standing_of(cast["sector_operations"], cast.mission)
    tasking = task(alert, "day_patrol", standard="deter_by_presence", by=sectors, unit=unit)
    assert "Coy A" in commander.get(f"{NEW}?kind=patrol").content.decode()
    sent = at_desk(
        tasking=str(tasking.pk),
        place=str(place.pk),
        task="Reassure Bel",
        route="By the river road",
        left=(now - timedelta(hours=4)).strftime("%Y-%m-%dT%H:%M"),
        returned=(now - timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M"),
        observed="People sleep in the fields",
    )
    sent.pop("what")
    told = commander.post(f"{NEW}?kind=patrol", sent)
    assert told.status_code == 302, told.content.decode()[-900:]
    tasking.refresh_from_db()
    assert tasking.state == Tasking.State.RETURNED
    page = commander.get(f"/m/luma/units/{unit.pk}/").content.decode()
    assert "Its last patrol report came from" in page and "Bel" in page
    unit.refresh_from_db()
    note_where_seen(unit, make.place(cast.mission, "Old"), now - timedelta(days=2), by=sectors)
    unit.refresh_from_db()
    assert unit.seen_place == place, "what comes late does not move it back"
