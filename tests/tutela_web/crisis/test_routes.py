"""A route is kept safe as a measure of its own; a refused escort stands on its page."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from django.test import Client

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.crisis.test_verbs import units
from tests.tutela_web.records.kinds import KindTests
from tests.tutela_web.site.test_api import Program
from tests.tutela_web.warning.story import at_desk, call
from tutela_web.capacity.caveats.denial_kind import DENIAL
from tutela_web.capacity.models import Unit
from tutela_web.crisis.decisions.verbs import task
from tutela_web.crisis.routes.kind import ROUTE, ROUTE_ESCORT
from tutela_web.crisis.routes.models import RouteEscort, RouteSecurity
from tutela_web.places.models import Place
from tutela_web.records.kind_verbs import create_record

__all__ = ["units"]

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(databases=["default", "keys"])]

API = "/api/v1/missions/luma"
NAMED = {
    "name": "Nalo to Sabat",
    "stretch": "by the ford and the mill",
    "users": ["aid", "market"],
    "state": "proposed",
    "classification": 1,
}
ESCORT = {"on": make.TODAY, "users": "aid", "asked_by": "the food agency", "outcome": "given"}


def village(cast: Cast, name: str, **fields: Any) -> Place:
    known = Place.objects.filter(mission=cast.mission, name=name).first()
    return known or make.place(cast.mission, name, area=cast.north, **fields)


def page(client: Client, address: str) -> str:
    answered = client.get(address)
    assert answered.status_code == 200, address
    return unescape(answered.content.decode())


class TestRoute(KindTests):
    kind = ROUTE
    values = NAMED
    changes = {"stretch": "by the bridge"}  # noqa: RUF012

    def writer_of(self, cast: Cast) -> Any:
        return cast["force_commander"]

    def create(self, by: Any, beside: Any) -> Any:
        return create_record(self.kind, self.values | {"place": self.parent_place()}, by=by)

    def parent_place(self) -> Place:
        return village(self.cast, "Nalo")

    def made(self, cast: Cast, writer: Any) -> Any:
        self.cast = cast
        return super().made(cast, writer)

    def sent(self, values: Any) -> dict[str, Any]:
        return super().sent(values) | {"place": self.parent_place().pk}

    @pytest.fixture(autouse=True)
    def with_cast(self, cast: Cast) -> None:
        self.cast = cast


class TestRouteEscort(KindTests):
    kind = ROUTE_ESCORT
    values = ESCORT
    changes = {"asked_by": "the water agency"}  # noqa: RUF012

    def writer_of(self, cast: Cast) -> Any:
        return cast["force_commander"]

    def parent(self, cast: Cast) -> Any:
        known = RouteSecurity.objects.filter(mission=cast.mission).first()
        by = at_desk(cast, "force_commander")
        values = NAMED | {"place": village(cast, "Nalo")}
        return known or create_record(ROUTE, values, by=by)


def test_a_route_shows_users_incidents_checkpoints_and_the_refused_escort(
    cast: Cast, units: list[Unit], sign_in: Any
) -> None:
    start, end = village(cast, "Nalo"), village(cast, "Sabat")
    exact: dict[str, Any] = {"place_precision": 1, "area": cast.north}
    near = make.incident(cast.mission, latitude=7.01, longitude=30.2, harms=["checkpoint"], **exact)
    far = make.incident(cast.mission, latitude=7.1, longitude=30.2, **exact)
    denied = {
        "event_from": make.TODAY,
        "kind": "checkpoint",
        "authority": "Ministry",
        "where": "Sabat",
    }
    by = at_desk(cast, "force_commander")
    stopped = create_record(DENIAL, denied, by=by, beside=units[0])
    office = sign_in(cast.hofo)
    sent = NAMED | {"place": start.pk, "leads_to": end.pk, "line": "7.0, 30.0\n7.0, 30.5"}
    wrong = office.post("/m/luma/routes/new/", sent | {"line": "7.0"})
    assert wrong.status_code == 400 and "no point" in wrong.content.decode()
    hidden = office.post("/m/luma/routes/new/", sent | {"stretch": "where they hide in the reeds"})
    assert hidden.status_code == 400, "ways of flight are never written"
    assert office.post("/m/luma/routes/new/", sent).status_code == 302
    route = RouteSecurity.objects.get()
    here = f"/m/luma/routes/{route.pk}/"
    new = f"{here}escorts/new/"
    shown = page(office, here)
    assert new in shown and "within 2 km of its line" in shown
    assert 'class="m-way"' in shown, "its line is drawn"
    assert str(near.pk) in shown and str(far.pk) not in shown
    assert str(stopped.pk) in shown
    assert "aid convoys" in page(office, "/m/luma/routes/")
    refused = ESCORT | {"outcome": "refused"}
    unsaid = office.post(new, refused)
    assert unsaid.status_code == 400 and "why it was refused" in unsaid.content.decode()
    assert office.post(new, refused | {"why": "no vehicles that day"}).status_code == 302
    assert office.post(new, ESCORT).status_code == 302
    shown = page(office, here)
    assert "no vehicles that day" in shown
    panel = page(office, f"/m/luma/routes/at/{start.pk}/")
    assert "refused: 1" in panel and "escorts given: 1" in panel
    assert f"/m/luma/routes/at/{start.pk}/" in page(office, f"/m/luma/places/{start.pk}/")
    assert RouteEscort.objects.count() == 2


def test_its_security_is_tasked_as_a_measure_of_its_own(
    cast: Cast, units: list[Unit], sign_in: Any
) -> None:
    start = village(cast, "Nalo")
    by = at_desk(cast, "force_commander")
    route = create_record(ROUTE, NAMED | {"place": start}, by=by)
    here = f"/m/luma/routes/{route.pk}/"
    commander = sign_in(cast["force_commander"])
    assert "No alert is open at its places" in page(commander, here)
    alert = call(cast, place=start)
    assert f"/m/luma/alerts/{alert.pk}/decision/" in page(commander, here)
    hq = at_desk(cast, "sector_operations")
    task(alert, "route_security", standard="deter_by_presence", by=hq, unit=units[0])
    shown = page(commander, here)
    assert "Security of a route" in shown.partition('id="task"')[2] and units[0].name in shown
    edit = NAMED | {"place": start.pk, "state": "tasked", "version": 1, "reason": "ordered"}
    unnamed = commander.post(f"{here}edit/", edit)
    assert unnamed.status_code == 400 and "which unit is tasked" in unnamed.content.decode()
    assert commander.post(f"{here}edit/", edit | {"unit": units[0].pk}).status_code == 302


def test_programs_read_a_route_with_its_line_and_change_nothing(cast: Cast) -> None:
    by = at_desk(cast, "force_commander")
    line = {"line": [[7.0, 30.0], [7.0, 30.5]]}
    route = create_record(ROUTE, NAMED | line | {"place": village(cast, "Nalo")}, by=by)
    create_record(ROUTE_ESCORT, ESCORT, beside=route, by=by)
    program = Program(cast.hofo)
    read = program.get(f"{API}/routes/{route.pk}").json()
    assert read["line"] == [[7.0, 30.0], [7.0, 30.5]] and read["users"] == ["aid", "market"]
    (escort,) = program.get(f"{API}/route-escorts").json()["results"]
    assert escort["asked_by"] == "the food agency"
    assert program.get(f"{API}/ladders").json()["results"] == []
    assert program.get(f"{API}/scenario-answers").json()["results"] == [], "compartment capacity"
    assert program.post(f"{API}/routes", NAMED).status_code == 405
