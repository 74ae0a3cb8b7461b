"""The list of places and a place as a record: found, edited, merged, retired, never deleted."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tutela.base.errors import BadParameter
from tutela.places.read import read_places
from tutela_web.access.models import AuditEntry
from tutela_web.access.policy import standing_of
from tutela_web.base.errors import Denied
from tutela_web.places.columns import places_in, versions
from tutela_web.places.models import Place
from tutela_web.places.queries import gazetteer_of
from tutela_web.places.verbs import edit_place, load_places, make_places, place_areas, retire_place
from tutela_web.records.versions.models import OpenVersion
from tutela_web.records.versions.queries import versions_of

SQUARE = {
    "type": "Polygon",
    "coordinates": [[[30, 7], [31, 7], [31, 8], [30, 8], [30, 7]]],
}


def url(name: str, *args: Any) -> str:
    return reverse(f"places:{name}", args=["luma", *args])


def posted(client: Any, place: Place, version: int | str, **changes: Any) -> Any:
    """The form as a browser sends it: every field, with some of them changed."""
    page = client.get(url("record_edit", place.pk))
    form = page.context["edited"].form
    data = {bound.name: bound.value() for bound in form}
    data = {name: "" if value is None else value for name, value in data.items()}
    return client.post(url("record", place.pk), data | changes | {"version": version})


def test_amina_edits_a_place_boris_reads_it_and_chen_meets_404(cast: Cast, sign_in: Any) -> None:
    bor = make.place(cast.mission, "Bor", population=20_000)
    amina, boris, chen = (sign_in(p) for p in (cast.amina, cast.boris, cast.chen))
    answer = posted(amina, bor, 1, population="26000", other_names="ar: بور\nBor Town")
    assert answer.status_code == 302
    bor.refresh_from_db()
    assert (bor.population, bor.aliases, bor.version) == (26_000, ("بور", "Bor Town"), 2)
    page = boris.get(url("record", bor.pk))
    assert page.status_code == 200 and "بور" in page.content.decode()
    assert not page.context["may_write"]
    assert boris.post(url("record", bor.pk), {"version": 2, "name": "X"}).status_code == 403
    assert boris.get(url("list")).status_code == 200
    for name, args in (("list", ()), ("record", (bor.pk,)), ("new", ())):
        assert chen.get(url(name, *args)).status_code == 404
    assert chen.post(url("retire", bor.pk)).status_code == 404


@pytest.mark.parametrize("version", ["²", "9" * 5000, "-1", ""])
def test_a_version_that_is_no_number_of_ours_saves_nothing(
    cast: Cast, sign_in: Any, version: str
) -> None:
    bor = make.place(cast.mission, "Bor", population=20_000)
    amina = sign_in(cast.amina)
    assert posted(amina, bor, version, population="26000").status_code == 400
    amina.post(url("retire", bor.pk), {"version": version, "reason": "destroyed"})
    bor.refresh_from_db()
    assert (bor.population, bor.retired, bor.version) == (20_000, False, 1)


def test_two_people_edit_one_field_and_see_both_side_by_side(cast: Cast, sign_in: Any) -> None:
    bor = make.place(cast.mission, "Bor", population=20_000)
    amina, adviser = sign_in(cast.amina), sign_in(cast.adviser)
    adviser_page = adviser.get(url("record_edit", bor.pk))
    assert adviser_page.context["edited"].version == 1
    posted(amina, bor, 1, population="26000")
    answer = posted(adviser, bor, 1, population="30000", directions="By the river road")
    assert answer.status_code == 409
    assert answer.context["edited"].conflicts == [("Population", "20000", "26000", "30000")]
    again = answer.context["edited"].form
    data = {b.name: "" if b.value() is None else b.value() for b in again}
    version = answer.context["edited"].version
    done = adviser.post(url("record", bor.pk), data | {"version": version})
    assert done.status_code == 302
    bor.refresh_from_db()
    assert (bor.population, bor.directions) == (30_000, "By the river road")


def test_fields_nobody_else_touched_are_merged(cast: Cast) -> None:
    bor = make.place(cast.mission, "Bor")
    amina, adviser = standing_of(cast.amina, cast.mission), standing_of(cast.adviser, cast.mission)
    edit_place(bor, {"population": 26_000}, version=1, by=amina)
    merged = edit_place(bor, {"phone_coverage": False}, version=1, by=adviser)
    assert (merged.population, merged.phone_coverage, merged.version) == (26_000, False, 3)


def test_a_new_place_gets_a_code_and_the_area_it_lies_in(cast: Cast, sign_in: Any) -> None:
    cast.north.boundary = SQUARE
    cast.north.save()
    amina = sign_in(cast.amina)
    blank = {bound.name: bound.value() or "" for bound in amina.get(url("new")).context["form"]}
    point = {"name": "Kodok", "latitude": "7.5", "longitude": "30.5", "classification": "0"}
    assert amina.post(url("new"), blank | point).status_code == 302
    kodok = Place.objects.get(name="Kodok")
    assert (kodok.code, kodok.area, kodok.area_by_hand) == ("ssd-kodok", cast.north, False)
    half = amina.post(url("new"), blank | point | {"longitude": ""})
    assert half.status_code == 400 and "latitude and longitude" in half.content.decode()
    assert sign_in(cast.boris).get(url("new")).status_code == 403


def test_half_a_point_and_one_in_the_sea_are_refused_whoever_sends_them(cast: Cast) -> None:
    amina = standing_of(cast.amina, cast.mission)
    for point in ({"longitude": 30.5}, {"latitude": 0.0, "longitude": 0.0}):
        with pytest.raises(BadParameter, match="give both, or leave both blank"):
            make_places([{"name": "Kodok"} | point], by=amina)
    (kodok,) = make_places([{"name": "Kodok", "latitude": 0.0, "longitude": 30.5}], by=amina)
    for change in ({"longitude": 0.0}, {"latitude": None}):
        with pytest.raises(BadParameter):
            edit_place(kodok, change, version=1, by=amina)
    edit_place(kodok, {"latitude": None, "longitude": None}, version=1, by=amina)
    assert Place.objects.get().latitude is None, "not known any more"


def test_a_head_of_field_office_edits_in_the_own_area_only(cast: Cast) -> None:
    cast.north.boundary = SQUARE
    cast.north.save()
    hofo = standing_of(cast.hofo, cast.mission)
    made = make_places([{"name": "Near", "latitude": 7.5, "longitude": 30.5}], by=hofo)
    edit_place(made[0], {"population": 5}, version=1, by=hofo)
    with pytest.raises(Denied):
        make_places([{"name": "Far", "latitude": 1.0, "longitude": 30.5}], by=hofo)
    far = make.place(cast.mission, "Far", area=cast.south)
    with pytest.raises(Denied):
        edit_place(far, {"population": 5}, version=1, by=hofo)


def test_when_a_boundary_is_drawn_the_places_inside_are_given_to_it(cast: Cast) -> None:
    inside = make.place(cast.mission, "Inside", latitude=7.5, longitude=30.5)
    outside = make.place(cast.mission, "Outside", latitude=1.0, longitude=30.5)
    nowhere = make.place(cast.mission, "Nowhere", latitude=None, longitude=None)
    by_hand = make.place(
        cast.mission, "Kept", latitude=7.6, longitude=30.6, area=cast.south, area_by_hand=True
    )
    assert place_areas(cast.mission) == 0
    cast.north.boundary = SQUARE
    cast.north.save()
    for place in (inside, outside, nowhere, by_hand):
        place.refresh_from_db()
    areas = [p.area for p in (inside, outside, nowhere, by_hand)]
    assert areas == [cast.north, None, None, cast.south]
    assert [v.version for v in versions_of(inside)] == [1, 2]
    assert place_areas(cast.mission) == 0


def test_a_place_that_moves_changes_its_area_unless_set_by_hand(cast: Cast) -> None:
    cast.north.boundary = SQUARE
    cast.north.save()
    amina = standing_of(cast.amina, cast.mission)
    (place,) = make_places([{"name": "A", "latitude": 7.5, "longitude": 30.5}], by=amina)
    moved = edit_place(place, {"latitude": 1.0}, version=1, by=amina)
    assert moved.area is None
    held = edit_place(moved, {"area": cast.south}, version=moved.version, by=amina)
    back = edit_place(held, {"latitude": 7.5}, version=held.version, by=amina)
    assert (back.area, back.area_by_hand) == (cast.south, True)
    drawn = edit_place(back, {"area": None}, version=back.version, by=amina)
    assert (drawn.area, drawn.area_by_hand) == (cast.north, False)


def test_a_place_is_retired_for_a_reason_and_never_deleted(cast: Cast, sign_in: Any) -> None:
    bor = make.place(cast.mission, "Bor")
    with pytest.raises(BadParameter, match="a reason is needed"):
        retire_place(bor, version=1, by=standing_of(cast.amina, cast.mission), reason=" ")
    amina = sign_in(cast.amina)
    amina.post(url("retire", bor.pk), {"version": 1, "reason": "washed away"})
    bor.refresh_from_db()
    assert bor.retired and versions_of(bor).count() == 2
    assert list(amina.get(url("list")).context["page"]) == []
    assert list(amina.get(url("list"), {"retired": "1"}).context["page"]) == [bor]
    amina.post(url("retire", bor.pk), {"version": 2, "reason": "people came back", "retired": "no"})
    bor.refresh_from_db()
    assert not bor.retired
    assert "washed away" in amina.get(url("record", bor.pk)).content.decode()


def test_filters_find_places_by_area_kind_phone_and_any_spelling(cast: Cast, sign_in: Any) -> None:
    bor = make.place(
        cast.mission,
        "Bor",
        area=cast.north,
        kind="town",
        phone_coverage=True,
        other_names=[{"name": "بور", "language": "ar"}],
    )
    ndele = make.place(cast.mission, "N'Délé", kind="village", phone_coverage=False, pcode="SS03")
    client = sign_in(cast.amina)

    def found(**asked: str) -> list[Place]:
        return list(client.get(url("list"), asked).context["page"])

    assert found(area="north") == [bor] and found(area="none") == [ndele]
    assert found(kind="village") == found(phone="no") == [ndele]
    assert found(q="ndele") == found(q="N’DELE") == found(q="ss03") == [ndele]
    assert found(q="بور") == found(q=bor.code) == [bor]
    assert found(q="nobody") == []
    assert "The filter hides" in client.get(url("list"), {"q": "nobody"}).content.decode()


def test_the_list_takes_the_same_queries_for_one_place_as_for_fifty(
    cast: Cast, sign_in: Any, django_assert_num_queries: Any
) -> None:
    client = sign_in(cast.amina)
    for number in range(50):
        if number in (1, 49):
            with django_assert_num_queries(11):
                assert client.get(url("list")).status_code == 200
        make.place(cast.mission, f"Village {number}", area=cast.north)


def test_a_confidential_place_is_read_with_a_line_in_the_audit(cast: Cast, sign_in: Any) -> None:
    hidden = make.place(cast.mission, "Shelter", classification=1)
    reporter = sign_in(cast["field_reporter"])
    assert reporter.get(url("record", hidden.pk)).status_code == 404
    assert sign_in(cast.amina).get(url("record", hidden.pk)).status_code == 200
    line = AuditEntry.objects.get(act="read", subject_id=str(hidden.pk))
    assert line.person_id == cast.amina.pk


def test_a_list_of_places_is_loaded_once_with_its_other_names(cast: Cast, tmp_path: Any) -> None:
    file = tmp_path / "places.csv"
    file.write_text(
        "name;lat;lon;aliases;population\nBor;6,21;31,56;Bor Town;\n"
        "Akobo;7.78;33.0;أكوبو;13000\n;1;2;;\n",
        encoding="utf-8",
    )
    amina = standing_of(cast.amina, cast.mission)
    loaded = load_places(read_places(file), by=amina)
    assert (loaded.made, loaded.there, len(loaded.rejected)) == (2, 0, 1)
    akobo = Place.objects.get(name="Akobo")
    assert (akobo.aliases, akobo.population, akobo.pcode) == (("أكوبو",), 13_000, "SS03")
    again = load_places(read_places(file), by=amina)
    assert (again.made, again.there) == (0, 2)
    with pytest.raises(Denied):
        load_places(read_places(file), by=standing_of(cast.boris, cast.mission))


def test_the_rooms_that_calculate_get_every_place_with_a_point(cast: Cast) -> None:
    make.place(
        cast.mission,
        "Bor",
        code="bor",
        population=None,
        classification=1,
        other_names=[{"name": "بور", "language": "ar"}],
    )
    make.place(cast.mission, "Nowhere", latitude=None, longitude=None)
    make.place(cast.mission, "Gone", retired=True)
    places = gazetteer_of(cast.mission)
    (bor,) = places.places()
    assert (bor.id, bor.name, bor.aliases, bor.population) == ("bor", "Bor", ("بور",), None)
    assert places.notes == ("1 places have no coordinates and are left out",)


def test_places_never_assessed_are_listed_for_who_reads_risks(cast: Cast, sign_in: Any) -> None:
    bor, kodok = make.place(cast.mission, "Bor"), make.place(cast.mission, "Kodok")
    make.suggestion(cast.mission, bor, actor="Kestrel Front", priority=2)
    page = sign_in(cast.amina).get(url("list"), {"never": "1"})
    assert list(page.context["page"]) == [kodok]
    assert "never assessed" in page.content.decode()


def test_a_place_whose_risk_people_agreed_is_assessed(cast: Cast, sign_in: Any) -> None:
    agreed = make.place(cast.mission, "Luma")
    make.place(cast.mission, "Koro")
    make.risk(cast.mission, agreed, by=cast["head_of_mission"])
    for address in (url("list") + "?never=1", "/m/luma/not-known/"):
        told = sign_in(cast.amina).get(address).content.decode()
        assert ">Koro<" in told and ">Luma<" not in told, address


def test_a_head_of_field_office_gives_no_place_to_another_area(cast: Cast) -> None:
    place = make.place(cast.mission, "Nyal", area=cast.north)
    north = standing_of(cast.hofo, cast.mission)
    with pytest.raises(Denied):
        edit_place(place, {"area_id": cast.south.pk}, version=1, by=north)
    place.refresh_from_db()
    assert (place.area_id, place.version) == (cast.north.pk, 1)
    jmac = standing_of(cast.amina, cast.mission)
    assert edit_place(place, {"area_id": cast.south.pk}, version=1, by=jmac).area == cast.south


def test_a_version_committed_after_a_higher_number_changes_what_is_kept(cast: Cast) -> None:
    make.place(cast.mission, "Luma")
    before = versions(cast.mission)
    late = OpenVersion.objects.filter(kind="places.place")[0]
    late.pk = -1
    late.save(force_insert=True)
    assert versions(cast.mission) != before


def test_of_a_place_in_a_compartment_no_name_is_kept(cast: Cast) -> None:
    shelter = make.place(cast.mission, "Shelter by the mill")
    Place.objects.filter(pk=shelter.pk).update(compartment="crsv")
    kept = places_in(cast.mission).filter(place=shelter.pk.hex)
    assert kept["name"].item() is None and kept["latitude"].item() is None
