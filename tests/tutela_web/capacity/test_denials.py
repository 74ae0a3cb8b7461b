"""Movements denied by a host authority: recorded, raised with it, counted by authority."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from tests.tutela_web.cast import Cast
from tests.tutela_web.warning.story import call
from tutela.base.errors import BadParameter
from tutela_web.access.models import AuditEntry
from tutela_web.access.policy import standing_of
from tutela_web.base.errors import Denied
from tutela_web.capacity.caveats.denial_kind import DENIAL
from tutela_web.capacity.caveats.denial_queries import by_authority
from tutela_web.capacity.models import DeniedMovement, Unit
from tutela_web.records import verbs as records
from tutela_web.records.kind_verbs import create_record, edit_record

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

POST = "Commissioner of the northern county"


def url(name: str, *args: Any) -> str:
    return reverse(f"capacity:{name}", args=["luma", *args])


def unit_in(cast: Cast, area: Any, name: str = "B Company") -> Unit:
    made = Unit(name=name, code=name.lower(), area=area, classification=0)
    return records.create(made, mission=cast.mission, by=None)


def test_the_sector_records_it_raises_it_and_the_list_counts_by_authority(
    cast: Cast, sign_in: Any
) -> None:
    unit = unit_in(cast, cast.north)
    sector = sign_in(cast["sector_operations"])
    alert = call(cast)
    given = {
        "event_from": "2018-12-30",
        "kind": "checkpoint",
        "authority": POST,
        "where": "north of the bridge",
        "hours_lost": "6.5",
        "alert_number": str(alert.number),
    }
    assert sector.post(url("new_denial", unit.pk), given).status_code == 302
    made = DeniedMovement.objects.get()
    assert (made.classification, made.area_id, made.hours_lost) == (1, cast.north.pk, 6.5)
    page = sector.get(url("denials"))
    body = page.content.decode()
    assert str(alert) in body and "not raised" in body
    assert page.context["counted"] == [{"authority": POST, "n": 1, "not_raised": 1}]
    shown = given | {"version": 1, "raised_on": "2018-12-31", "raised_with": "governor's office"}
    assert sector.post(url("denial", made.pk), shown).status_code == 302
    assert "not raised<" not in sector.get(url("denials")).content.decode()
    assert sector.get(url("denials") + "?raised=no").context["page"].paginator.count == 0
    line = AuditEntry.objects.filter(kind="deniedmovement", act="create").get()
    assert POST not in str(line.detail)


@pytest.mark.parametrize(
    "role", ["unit_commander", "police_unit_commander", "head_of_field_office", "joc_duty_officer"]
)
def test_who_hears_of_it_records_it_and_finds_the_list_among_all_pages(
    cast: Cast, sign_in: Any, role: str
) -> None:
    unit, client = unit_in(cast, cast.north), sign_in(cast[role])
    assert url("new_denial", unit.pk) in client.get(url("unit", unit.pk)).content.decode()
    given = {"event_from": "2018-12-30", "kind": "checkpoint", "authority": POST}
    assert client.post(url("new_denial", unit.pk), given).status_code == 302
    assert DeniedMovement.objects.get().author == cast[role]
    assert url("denials") in client.get("/m/luma/pages/").content.decode()


def test_the_number_of_no_alert_is_refused_and_so_is_one_that_may_not_be_opened(
    cast: Cast, sign_in: Any
) -> None:
    hidden, told = call(cast, area=cast.south), []
    unit, client = unit_in(cast, cast.north), sign_in(cast["head_of_field_office"])
    given = {"event_from": "2018-12-30", "kind": "checkpoint", "authority": POST}
    for number in (99, hidden.number):
        answer = client.post(url("new_denial", unit.pk), given | {"alert_number": str(number)})
        assert answer.status_code == 400
        told.append("there is no alert of this number that you may open" in answer.content.decode())
    assert told == [True, True] and not DeniedMovement.objects.exists()
    fc = sign_in(cast["force_commander"])
    known = given | {"alert_number": str(hidden.number)}
    assert fc.post(url("new_denial", unit.pk), known).status_code == 302
    made = DeniedMovement.objects.get()
    changed = known | {"version": 1, "where": "at the bridge"}  # the number stays as it was
    assert client.post(url("denial", made.pk), changed).status_code == 302


def test_who_reads_bases_reads_it_where_they_read_and_chen_meets_404(
    cast: Cast, sign_in: Any
) -> None:
    fc = standing_of(cast["force_commander"], cast.mission)
    north, south = (
        create_record(
            DENIAL,
            {"event_from": date(2018, 12, 1), "kind": "flight", "authority": POST},
            beside=unit_in(cast, area, f"{area.code} unit"),
            by=fc,
        )
        for area in (cast.north, cast.south)
    )
    boris, hofo, chen = (sign_in(p) for p in (cast.boris, cast.hofo, cast.chen))
    assert boris.get(url("denial", south.pk)).status_code == 200
    assert AuditEntry.objects.filter(kind="deniedmovement", act="read").count() == 1
    assert hofo.get(url("denial", north.pk)).status_code == 200
    assert hofo.get(url("denial", south.pk)).status_code == 404
    assert hofo.get(url("denials")).context["page"].paginator.count == 1
    assert by_authority(standing_of(cast.hofo, cast.mission))[0]["n"] == 1
    assert boris.get(url("new_denial", north.unit_id)).status_code == 403
    assert boris.post(url("denial", north.pk), {"version": 1}).status_code == 403
    for address in (url("denials"), url("denial", north.pk), url("new_denial", north.unit_id)):
        assert chen.get(address).status_code == 404


def test_what_cannot_be_is_refused(cast: Cast) -> None:
    unit = unit_in(cast, cast.south)
    sector = standing_of(cast["sector_operations"], cast.mission)
    fc = standing_of(cast["force_commander"], cast.mission)
    given = {"event_from": date(2018, 12, 1), "kind": "delay", "authority": POST}
    with pytest.raises(Denied):  # the sector works in the north
        create_record(DENIAL, given, beside=unit, by=sector)
    with pytest.raises(BadParameter, match="lies ahead"):
        create_record(DENIAL, given | {"event_from": date(2019, 5, 1)}, beside=unit, by=fc)
    made = create_record(DENIAL, given, beside=unit, by=fc)
    with pytest.raises(BadParameter, match="before it happened"):
        edit_record(DENIAL, made, {"raised_on": date(2018, 11, 1)}, version=1, by=fc)
