"""A unit that is out for another alert: every page counts it from when it is back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.html import squeezed
from tests.tutela_web.warning.story import call
from tutela_web.base import clock
from tutela_web.base.ids import new_id
from tutela_web.capacity.models import Unit
from tutela_web.crisis.models import Tasking
from tutela_web.records import verbs as records
from tutela_web.warning.models import Alert


@pytest.fixture
def company(cast: Cast) -> Unit:
    """An able company near Luma, and one that is able and farther away."""
    made = []
    for code, latitude in (("A", 7.12), ("B", 7.28)):
        base = make.base(
            cast.mission, f"COB {code}", area=cast.north, latitude=latitude, longitude=30.2
        )
        unit = Unit(code=code, name=f"{code} Company", base=base, area=cast.north, able=True)
        unit.classification = 0
        made.append(records.create(unit, mission=cast.mission, by=None))
    return made[0]


@pytest.fixture
def alert(cast: Cast) -> Alert:
    """A threat to Luma, feared in three hours."""
    luma = make.place(cast.mission, "Luma", area=cast.north)
    return call(cast, place=luma, onset_from=clock.now(cast.mission) + timedelta(hours=3))


def send_away(cast: Cast, sign_in: Any, unit: Unit, hours: float | None) -> Alert:
    """Sector operations tasks a unit for another place, and it leaves; back in so many hours."""
    yuai = make.place(cast.mission, "Yuai", area=cast.north, latitude=7.2, longitude=30.2)
    other, sector = call(cast, place=yuai), sign_in(cast["sector_operations"])
    address = f"/m/luma/alerts/{other.pk}/"
    said = {"id": str(new_id()), "option": "day_patrol", "unit": str(unit.pk)}
    said["standard"] = "deter_by_presence"
    if hours is not None:
        back = clock.now(cast.mission) + timedelta(hours=hours)
        zone = ZoneInfo(cast.mission.time_zone)
        said["planned_return"] = back.astimezone(zone).strftime("%Y-%m-%dT%H:%M")
    assert sector.post(f"{address}task/", said).status_code == 302
    tasking = Tasking.objects.get(pk=said["id"])
    sector.post(f"{address}move/{tasking.pk}/", {"what": "departed"})
    return other


def part(sign_in: Any, person: Any, address: str, name: str) -> str:
    page = squeezed(sign_in(person).get(address).content.decode())
    return page.split(f'id="{name}"')[1].split("</section>")[0]


def test_a_unit_that_is_out_is_counted_from_its_return_on_every_page(
    cast: Cast, sign_in: Any, company: Unit, alert: Alert
) -> None:
    head, screen = cast["head_of_field_office"], f"/m/luma/alerts/{alert.pk}/decision/"
    units = part(sign_in, head, screen, "units")
    assert units.index("A Company") < units.index("B Company") and "In time" in units
    send_away(cast, sign_in, company, 9)
    page = part(sign_in, head, screen, "units")
    table = page.split("<table")[1]
    assert table.index("B Company") < table.index("A Company") and "committed to AL-0002" in table
    assert "Late" in page and "In time" not in page
    desk = part(sign_in, head, "/m/luma/duty/?q=Luma", "could-come")
    assert desk.index("B Company") < desk.index("A Company")
    assert "committed until" in desk.split("A Company")[1]
    assert "committed" not in desk.split("A Company")[0]
    responder = part(sign_in, head, f"/m/luma/alerts/{alert.pk}/", "responder")
    assert "B Company" in responder and "A Company" not in responder


def test_when_nobody_said_when_it_is_back_the_gap_is_not_known(
    cast: Cast, sign_in: Any, company: Unit, alert: Alert
) -> None:
    Unit.objects.filter(code="B").update(able=False)
    head, screen = cast["head_of_field_office"], f"/m/luma/alerts/{alert.pk}/decision/"
    other = send_away(cast, sign_in, company, None)
    page = part(sign_in, head, screen, "units")
    assert "when it could be there, is not known" in page
    desk = part(sign_in, head, "/m/luma/duty/?q=Luma", "could-come")
    assert "committed; when it is back is not known" in desk
    responder = part(sign_in, head, f"/m/luma/alerts/{alert.pk}/", "responder")
    assert "no unit is known to be able" in responder
    there = f"/m/luma/alerts/{other.pk}/"  # for the alert it left for, it is no less able
    assert "A Company" in part(sign_in, head, there, "responder")
    tasking = other.taskings.get()
    sector = sign_in(cast["sector_operations"])
    sector.post(f"{there}move/{tasking.pk}/", {"what": "returned"})
    assert "A Company" in part(sign_in, head, f"/m/luma/alerts/{alert.pk}/", "responder")


def test_who_may_not_know_of_the_other_alert_finds_no_trace_of_it(
    cast: Cast, sign_in: Any, company: Unit, alert: Alert
) -> None:
    reader = cast.amina
    addresses = (f"/m/luma/alerts/{alert.pk}/decision/", "/m/luma/duty/?q=Luma")
    other = send_away(cast, sign_in, company, 9)
    Alert.objects.filter(pk=other.pk).update(classification=2)
    for address, name in zip(addresses, ("units", "could-come"), strict=True):
        told = part(sign_in, reader, address, name).split("<table")[1]
        assert "committed" not in told and told.index("A Company") < told.index("B Company")
    sector = part(sign_in, cast["sector_operations"], addresses[0], "units")
    assert "committed to another task" in sector
