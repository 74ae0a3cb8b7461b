"""Bases and units: who edits, who reads, what only holders of the compartment see."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tutela.base.errors import BadParameter
from tutela.capacity.read import read_bases
from tutela_web.access.models import AuditEntry
from tutela_web.access.policy import standing_of
from tutela_web.base.errors import Denied
from tutela_web.capacity.models import Base, Unit, UnitReadiness
from tutela_web.capacity.units.queries import bases_of, nearest_bases
from tutela_web.capacity.units.verbs import (
    edit_base,
    edit_unit,
    keep_readiness,
    load_bases,
    make_bases,
    make_units,
)
from tutela_web.records import verbs as records

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

SQUARE = {"type": "Polygon", "coordinates": [[[30, 7], [31, 7], [31, 8], [30, 8], [30, 7]]]}
CAVEAT = "No movement at night without word from the capital"


def url(name: str, *args: Any) -> str:
    return reverse(f"capacity:{name}", args=["luma", *args])


def filled(form: Any) -> dict[str, Any]:
    return {bound.name: "" if bound.value() is None else bound.value() for bound in form}


@pytest.fixture
def unit(cast: Cast) -> Unit:
    """An infantry company at a base, not able; its caveat in the compartment."""
    base = make.base(cast.mission, "COB Acacia", area=cast.north)
    made = Unit(
        name="B Company",
        code="b-coy",
        base=base,
        area=cast.north,
        able=False,
        languages=["French"],
        classification=0,
    )
    records.create(made, mission=cast.mission, by=None)
    fc = standing_of(cast["force_commander"], cast.mission)
    keep_readiness(made, {"vehicles": 4, "night": False, "caveats": CAVEAT}, version=1, by=fc)
    return made


def test_the_force_commander_edits_a_base_amina_reads_it_and_chen_meets_404(
    cast: Cast, sign_in: Any
) -> None:
    base = make.base(cast.mission, "TOB Acacia")
    fc, amina, boris, chen = (
        sign_in(p) for p in (cast["force_commander"], cast.amina, cast.boris, cast.chen)
    )
    data = filled(fc.get(url("base_edit", base.pk)).context["edited"].form)
    answer = fc.post(
        url("base", base.pk),
        data
        | {
            "version": 1,
            "troops": "120",
            "duty_number": "+211 920 000 001",
            "opened": "2018-03-01",
        },
    )
    assert answer.status_code == 302
    for reader in (amina, boris):
        page = reader.get(url("base", base.pk))
        assert "+211 920 000 001" in page.content.decode()
        assert not page.context["may_write"]
        assert reader.post(url("base", base.pk), data | {"version": 2}).status_code == 403
        assert reader.get(url("new_base")).status_code == 403
        assert reader.get(url("bases")).status_code == reader.get(url("units")).status_code == 200
    for name, args in (("bases", ()), ("units", ()), ("base", (base.pk,)), ("new_unit", ())):
        assert chen.get(url(name, *args)).status_code == 404


def test_readiness_is_for_holders_and_each_read_is_a_line_in_the_audit(
    cast: Cast, sign_in: Any, unit: Unit
) -> None:
    for who in (cast.amina, cast.boris, cast["sector_operations"], cast.hofo):
        client = sign_in(who)
        body = client.get(url("unit", unit.pk)).content.decode()
        assert "not able" in body and CAVEAT not in body and "Readiness" not in body
        assert client.get(url("readiness", unit.pk)).status_code == 404
    assert not AuditEntry.objects.filter(act="read").exists()
    body = sign_in(cast["force_commander"]).get(url("unit", unit.pk)).content.decode()
    assert CAVEAT in body
    line = AuditEntry.objects.get(act="read")
    assert (line.kind, line.person_id) == ("unitreadiness", cast["force_commander"].pk)
    assert CAVEAT not in str(line.detail)
    sign_in(cast["head_of_mission"]).get(url("unit", unit.pk))
    assert AuditEntry.objects.filter(act="read").count() == 2
    assert sign_in(cast.chen).get(url("unit", unit.pk)).status_code == 404


def test_readiness_is_edited_by_holders_of_the_act(cast: Cast, sign_in: Any, unit: Unit) -> None:
    fc = sign_in(cast["force_commander"])
    data = filled(fc.get(url("readiness", unit.pk)).context["edited"].form)
    assert data["caveats"] == CAVEAT
    answer = fc.post(url("readiness", unit.pk), data | {"version": 1, "vehicles": "9"})
    assert answer.status_code == 302
    assert UnitReadiness.objects.get().vehicles == 9
    boss = sign_in(cast["head_of_mission"])
    assert boss.get(url("readiness", unit.pk)).context["edited"].form is None
    with pytest.raises(Denied):
        keep_readiness(
            unit,
            {"vehicles": 1},
            version=2,
            by=standing_of(cast["sector_operations"], cast.mission),
        )


def test_no_open_copy_holds_anything_of_the_compartment(
    cast: Cast, sign_in: Any, unit: Unit
) -> None:
    fc = sign_in(cast["force_commander"])
    for name in ("units_download", "bases_download"):
        text = b"".join(fc.get(url(name, "csv")).streaming_content).decode("utf-8-sig")
        assert CAVEAT not in text
        assert not {"vehicles", "night", "caveats", "reach_km"} & set(
            text.splitlines()[0].split(",")
        )


def test_units_and_bases_come_back_from_a_table(cast: Cast, sign_in: Any, unit: Unit) -> None:
    fc, amina = sign_in(cast["force_commander"]), sign_in(cast.amina)
    text = b"".join(fc.get(url("units_download", "csv")).streaming_content).decode("utf-8-sig")
    base_code = Base.objects.get().code
    assert f"b-coy,B Company,,{base_code},French,,no,no" in text
    file = text.replace("French,,no", "French; Arabic,,yes").encode()
    page = fc.post(url("units_upload"), {"file": SimpleUploadedFile("u.csv", file)}, follow=True)
    diff = page.context["diff"]
    lines = {"row": [2], "digest": diff.digest}
    assert fc.post(url("units_sheet", page.context["batch"].pk), lines).url == url("units")
    unit.refresh_from_db()
    assert (unit.languages, unit.able) == (["French", "Arabic"], True)
    text = "name,lat,lon,strength,duty_number\nTOB Sera,7.5,30.5,40,+211 9\n"
    file = {"file": SimpleUploadedFile("b.csv", text.encode())}
    assert amina.post(url("bases_upload"), file).status_code == 403
    file["file"].seek(0)
    page = fc.post(url("bases_upload"), file, follow=True)
    lines = {"row": [2], "digest": page.context["diff"].digest}
    fc.post(url("bases_sheet", page.context["batch"].pk), lines)
    assert Base.objects.get(name="TOB Sera").troops == 40


def test_a_copy_names_no_base_where_nothing_may_be_taken_and_takes_no_unit_from_it(
    cast: Cast, sign_in: Any, unit: Unit
) -> None:
    sector = cast["sector_operations"]
    make.role(cast.mission, "head_of_field_office", sector, cast.north)  # takes from the North
    make.role(cast.mission, "unit_commander", sector, cast.south)  # reads the South, takes nothing
    far = make.base(cast.mission, "TOB Baobab", code="baobab", area=cast.south)
    records.edit(unit, {"base": far}, version=1, by=None)
    client = sign_in(sector)
    assert "Baobab" in client.get(url("unit", unit.pk)).content.decode()
    text = b"".join(client.get(url("units_download", "csv")).streaming_content).decode("utf-8-sig")
    assert "b-coy,B Company" in text and "baobab" not in text
    file = {"file": SimpleUploadedFile("u.csv", text.encode())}
    diff = client.post(url("units_upload"), file, follow=True).context["diff"]
    assert (len(diff.changed), diff.same, len(diff.refused)) == (0, 1, 0)
    file = {"file": SimpleUploadedFile("u.csv", text.replace("French,,no", "French,,yes").encode())}
    page = client.post(url("units_upload"), file, follow=True)
    lines = {"row": [2], "digest": page.context["diff"].digest}
    client.post(url("units_sheet", page.context["batch"].pk), lines)
    unit.refresh_from_db()
    assert (unit.able, unit.base, unit.area) == (True, far, cast.north)


def test_sector_operations_edits_in_the_own_area_only(cast: Cast) -> None:
    cast.north.boundary = SQUARE
    cast.north.save()
    sector = standing_of(cast["sector_operations"], cast.mission)
    (near,) = make_bases([{"name": "TOB Near", "latitude": 7.5, "longitude": 30.5}], by=sector)
    assert near.area == cast.north
    (unit,) = make_units([{"name": "A Company", "base": near}], by=sector)
    assert unit.area == cast.north
    with pytest.raises(Denied):
        make_bases([{"name": "TOB Far", "latitude": 1.0, "longitude": 30.5}], by=sector)
    with pytest.raises(Denied):
        make_units([{"name": "No base"}], by=sector)
    with pytest.raises(Denied):
        make_bases([{"name": "X"}], by=standing_of(cast.amina, cast.mission))


def test_a_form_somebody_overtook_takes_no_unit_from_a_base_it_does_not_show(
    cast: Cast, sign_in: Any, unit: Unit
) -> None:
    far = make.base(cast.mission, "TOB Baobab", area=cast.south)
    records.edit(unit, {"base": far}, version=1, by=None)
    sector = sign_in(cast["sector_operations"])
    page = sector.get(url("unit_edit", unit.pk))
    assert str(far.pk) not in page.content.decode(), "a browser sends it blank"
    data = filled(page.context["edited"].form) | {"version": 2, "base": ""}
    data.pop("retired")
    fc = standing_of(cast["force_commander"], cast.mission)
    edit_unit(unit, {"able": True}, version=2, by=fc)
    assert sector.post(url("unit", unit.pk), data | {"women": 12}).status_code == 302
    unit.refresh_from_db()
    assert (unit.women, unit.able) == (12, True)
    assert (unit.base, unit.area) == (far, cast.north)


def test_a_base_that_moves_changes_area_and_closes_after_it_opens(cast: Cast) -> None:
    cast.north.boundary = SQUARE
    cast.north.save()
    fc = standing_of(cast["force_commander"], cast.mission)
    (base,) = make_bases([{"name": "TOB", "latitude": 1.0, "longitude": 30.5}], by=fc)
    moved = edit_base(base, {"latitude": 7.5}, version=1, by=fc)
    assert moved.area == cast.north
    with pytest.raises(BadParameter, match="closes before it opens"):
        edit_base(
            moved,
            {"opened": date(2018, 5, 1), "closed": date(2018, 4, 1)},
            version=moved.version,
            by=fc,
        )


def test_half_a_point_and_one_in_the_sea_are_refused_for_a_base(cast: Cast, sign_in: Any) -> None:
    fc = standing_of(cast["force_commander"], cast.mission)
    for point in ({"latitude": 7.5}, {"latitude": 0.0, "longitude": 0.0}):
        with pytest.raises(BadParameter, match="give both, or leave both blank"):
            make_bases([{"name": "TOB"} | point], by=fc)
    (base,) = make_bases([{"name": "TOB", "latitude": 0.0, "longitude": 30.5}], by=fc)
    for change in ({"longitude": 0.0}, {"latitude": None}):
        with pytest.raises(BadParameter):
            edit_base(base, change, version=1, by=fc)
    assert Base.objects.get().version == 1
    file = SimpleUploadedFile("b.csv", b"name,lat,lon\nTOB Sera,0,0\nTOB Kodok,0,30.5\n")
    page = sign_in(cast["force_commander"]).post(url("bases_upload"), {"file": file}, follow=True)
    diff = page.context["diff"]
    assert [fault.line for fault in diff.refused] == [2] and len(diff.new) == 1


def test_the_bases_of_a_day_are_those_that_stood(cast: Cast) -> None:
    make.base(cast.mission, "Old", code="old", opened=date(2017, 1, 1), closed=date(2018, 7, 1))
    make.base(cast.mission, "New", code="new", opened=date(2018, 9, 1), troops=80)
    make.base(cast.mission, "Undated", code="undated")
    make.base(cast.mission, "Nowhere", code="nowhere", latitude=None)
    then, now = (bases_of(cast.mission, day) for day in (date(2018, 6, 30), date(2018, 12, 31)))
    assert [base.id for base in then.bases] == ["old", "undated"]
    assert [(base.id, base.strength) for base in now.bases] == [("new", 80), ("undated", None)]
    assert [base.id for base in bases_of(cast.mission, date(2018, 7, 1)).bases] == ["undated"]
    assert "1 bases have no coordinates and are left out" in now.notes


def test_the_nearest_bases_are_told_with_distance_and_direction(cast: Cast) -> None:
    make.base(cast.mission, "Far", latitude=9.0, longitude=30.0, area=cast.south)
    make.base(cast.mission, "Near", latitude=7.1, longitude=30.0, area=cast.north)
    make.base(cast.mission, "Gone", latitude=7.0, longitude=30.0, closed=date(2018, 1, 1))
    found = nearest_bases(standing_of(cast.amina, cast.mission), 7.0, 30.0)
    assert [(n.base.name, round(n.km, 1), str(n.direction)) for n in found] == [
        ("Near", 11.1, "north"),
        ("Far", 222.4, "north"),
    ]
    hofo = nearest_bases(standing_of(cast.hofo, cast.mission), 7.0, 30.0)
    assert [n.base.name for n in hofo] == ["Near"]
    assert nearest_bases(standing_of(cast.chen, cast.mission), 7.0, 30.0) == []


def test_two_editions_of_a_list_open_change_and_close_bases(cast: Cast, tmp_path: Any) -> None:
    fc = standing_of(cast["force_commander"], cast.mission)
    own = make.base(cast.mission, "TOB Own")
    head = "id,name,lat,lon,strength,from\n"
    june, december = tmp_path / "june.csv", tmp_path / "december.csv"
    june.write_text(f"{head}a,Alpha,7,30,100,2018-06-01\nb,Bravo,8,30,50,2018-06-01\n")
    december.write_text(f"{head}a,Alpha,7,30,120,2018-12-01\nc,Charlie,9,30,,2018-12-01\n")
    first = load_bases(read_bases(june, on=date(2018, 6, 30)), source="map", by=fc)
    again = load_bases(read_bases(june, on=date(2018, 6, 30)), source="map", by=fc)
    assert (first.made, first.closed) == (2, 0)
    assert (again.made, again.changed, again.closed) == (0, 0, 0)
    second = load_bases(read_bases(december, on=date(2018, 12, 31)), source="map", by=fc)
    assert (second.made, second.changed, second.closed) == (1, 1, 1)
    assert [b.id for b in bases_of(cast.mission, date(2018, 6, 30)).bases] == ["a", "b", own.code]
    assert [b.id for b in bases_of(cast.mission, date(2018, 12, 31)).bases] == ["a", own.code, "c"]


@pytest.mark.parametrize(("name", "queries"), [("bases", 10), ("units", 11)])
def test_the_lists_take_the_same_queries_for_one_as_for_many(
    cast: Cast, sign_in: Any, django_assert_num_queries: Any, name: str, queries: int
) -> None:
    client = sign_in(cast["force_commander"])
    for number in range(30):
        base = make.base(cast.mission, f"Base {number}", area=cast.north)
        unit = Unit(name=f"Unit {number}", code=f"u{number}", base=base, classification=0)
        records.create(unit, mission=cast.mission, by=None)
        if number in (0, 29):
            with django_assert_num_queries(queries):
                assert client.get(url(name)).status_code == 200


def test_sector_operations_move_no_base_or_unit_out_of_their_area(cast: Cast) -> None:
    north = standing_of(cast["sector_operations"], cast.mission)
    base = make.base(cast.mission, area=cast.north)
    far = make.base(cast.mission, "TOB Baobab", area=cast.south)
    (unit,) = make_units(
        [{"name": "Alpha Company", "base_id": base.pk}],
        by=standing_of(cast["sector_operations"], cast.mission),
    )
    with pytest.raises(Denied):
        edit_base(base, {"area_id": cast.south.pk}, version=1, by=north)
    with pytest.raises(Denied):
        edit_unit(unit, {"base_id": far.pk}, version=1, by=north)
    base.refresh_from_db()
    assert base.area == cast.north
