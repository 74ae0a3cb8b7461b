"""The crisis reserve: what holds it, its floor, and who reads that it fell below."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.deployment.test_allocation import half, url
from tests.tutela_web.html import text_of
from tests.tutela_web.outreach.pages import words_of
from tests.tutela_web.records.kinds import KindTests
from tutela_web.access.models import AuditEntry, Person
from tutela_web.access.policy import standing_of
from tutela_web.base.errors import Denied
from tutela_web.capacity.models import Unit
from tutela_web.deployment.allocation.models import CrisisReserve
from tutela_web.deployment.allocation.reserve_kinds import PART, RESERVE
from tutela_web.records import verbs as records
from tutela_web.records.kind_verbs import create_record

pytestmark = pytest.mark.postgresql
SignIn = Callable[[Person], Client]
RESERVED: Mapping[str, Any] = {"name": "Reserve at Luma", "floor": 2, "starts": make.TODAY}
OTHERS = ("analyst", "poc_adviser", "sector_operations", "head_of_field_office")


def reserve(cast: Cast, **fields: Any) -> CrisisReserve:
    by = standing_of(cast["force_commander"], cast.mission)
    return create_record(RESERVE, {**RESERVED, **fields}, by=by)


def company(cast: Cast, code: str) -> Unit:
    base = make.base(cast.mission, f"COB {code}", area=cast.north)
    unit = Unit(name=f"{code} Company", code=code, base=base, area=cast.north, classification=0)
    return records.create(unit, mission=cast.mission, by=None)


class HeldTests(KindTests):
    kind = RESERVE
    values: Mapping[str, Any] = {}
    changes: Mapping[str, Any] = {}
    __test__ = False

    def reader_of(self, cast: Cast) -> Person:
        return cast["head_of_mission"]

    def stranger_of(self, cast: Cast) -> Person:
        return cast.amina

    def queries(self, client: Client) -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(self.url("list")).status_code == 200
        return len([one for one in asked if "audit" not in one["sql"]])


class TestReserve(HeldTests):
    __test__ = True
    kind = RESERVE
    values = RESERVED
    changes = {"name": "Reserve at Luma and Bel"}  # noqa: RUF012


class TestReservePart(HeldTests):
    __test__ = True
    kind = PART
    values = {"what": "Two helicopters", "size": 1}  # noqa: RUF012
    changes = {"what": "Three helicopters"}  # noqa: RUF012

    def parent(self, cast: Cast) -> Any:
        return reserve(cast)


def test_a_support_task_takes_the_reserve_below_its_floor_and_the_head_of_mission_reads_it(
    cast: Cast, sign_in: SignIn
) -> None:
    force, head = sign_in(cast["force_commander"]), sign_in(cast["head_of_mission"])
    page = force.post(url("reserve_new"), dict(RESERVED))["Location"]
    (held,) = CrisisReserve.objects.all()
    units = [company(cast, code) for code in ("A", "B")]
    for unit in units:
        part = {"what": unit.name, "unit": str(unit.pk), "base": str(unit.base_id), "size": "1"}
        part |= {"notice_day": "30", "notice_night": "90"}
        assert force.post(url("reserve_part_new", held.pk), part).status_code == 302
    shown = words_of(force.get(page))
    assert "2 of 2 units are free; the floor is 2." in shown and "90 min" in shown
    assert 'id="reserve"' not in words_of(head.get("/m/luma/now/"))

    edit = reverse("capacity:unit_edit", args=["luma", units[0].pk])
    form = force.get(edit).context["edited"].form
    sent = {
        one.name: one.value()
        for one in form
        if one.value() not in (None, "", False) or one.name == "classification"
    }
    sent |= {"current_task": "Building a school with the district", "version": units[0].version}
    assert force.post(edit, sent).status_code == 302
    shown = words_of(head.get("/m/luma/now/"))
    assert "below its floor: 1 left of 2" in shown and "Reserve at Luma" in shown
    shown = words_of(head.get(page))
    assert "below the floor" in shown and "Building a school with the district" in shown
    of_means = [url("allocations"), url("allocation", half(cast).pk)]
    for one in of_means:
        assert "the crisis reserve is below its floor: 1 left of 2" in words_of(head.get(one))
    assert AuditEntry.objects.filter(
        kind="crisisreserve", act="read", person_id=cast["head_of_mission"].pk
    ).exists()


def test_others_read_the_same_pages_whatever_the_reserve(cast: Cast, sign_in: SignIn) -> None:
    shared = half(cast)
    pages = [url("allocations"), url("allocation", shared.pk), url("mix"), "/m/luma/now/"]
    people = {who: sign_in(cast[who]) for who in OTHERS}

    def read() -> dict[tuple[str, str], str]:
        return {
            (who, page): text_of(client.get(page))
            for who, client in people.items()
            for page in pages
        }

    before = read()
    held = reserve(cast)
    by = standing_of(cast["force_commander"], cast.mission)
    part = create_record(PART, {"what": "Quick response"}, beside=held, by=by)
    after = read()
    assert after == before
    for client in people.values():
        for page in (url("reserves"), url("reserve", held.pk), url("reserve_part", part.pk)):
            assert client.get(page).status_code == 404
    with pytest.raises(Denied):
        create_record(RESERVE, dict(RESERVED), by=standing_of(cast.amina, cast.mission))
