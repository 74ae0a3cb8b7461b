"""What leaves the mission as a file: who may take it, what it holds, and what it says of itself."""

from __future__ import annotations

import json
import re
import tempfile
from datetime import date
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pyogrio
import pytest
from django.test import Client

from tests.counts import counted
from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.site.test_situation import assessed
from tutela_web.access.models import AuditEntry, Mission
from tutela_web.access.policy import standing_of
from tutela_web.base.tables.exports import FORMS
from tutela_web.incidents.models import Event
from tutela_web.places.models import Place
from tutela_web.programme.matrix.verbs import make_lines
from tutela_web.records import verbs as records
from tutela_web.risk.models import Risk
from tutela_web.takeaway.exports.kinds import KINDS

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


def taken(client: Client, kind: str, form: str = "csv", /, **asked: str) -> bytes:
    response = client.get(f"/m/luma/export/{kind}.{form}", asked)
    assert response.status_code == 200
    return b"".join(response.streaming_content)  # type: ignore[attr-defined]


def table(client: Client, kind: str, /, **asked: str) -> pl.DataFrame:
    return pl.read_csv(taken(client, kind, "csv", **asked), comment_prefix="#", infer_schema=False)


def about(client: Client, kind: str, /, **asked: str) -> dict[str, Any]:
    return client.get(f"/m/luma/export/{kind}.manifest.json", asked).json()  # type: ignore[no-any-return]


@pytest.fixture
def amina(cast: Cast, sign_in: Any) -> Client:
    return sign_in(cast.amina)  # type: ignore[no-any-return]


def agreed(cast: Cast, place: Place, **fields: Any) -> Risk:
    fields = {
        "actor": "Group Heron",
        "harm": "killing",
        "reason": "they came back twice",
        "intent": 4,
        "capability": 4,
        "vulnerability": 4,
        "risk": 80,
        "risk_low": 70,
        "risk_high": 90,
        "band": 3,
        "gravity": 4,
        "priority": 3,
        "status": "adopted",
        "confidence": 2,
        "classification": 0,
        "area": place.area,
    } | fields
    return records.create(Risk(place=place, **fields), mission=cast.mission, by=cast.amina)


# --- who


@pytest.mark.parametrize("kind", KINDS)
def test_amina_and_boris_take_copies_chen_and_who_takes_none_find_nothing(
    kind: str, cast: Cast, sign_in: Any
) -> None:
    for person in (cast.amina, cast.boris):
        for form in FORMS:
            assert taken(sign_in(person), kind, form)
    for who in (
        "chen",
        "field_reporter",
        "unit_commander",
        "women_protection_adviser",
        "drafter",
        "partner",
        "auditor",
        "administrator",
    ):
        for name in (f"{kind}.csv", f"{kind}.manifest.json"):
            assert sign_in(cast[who]).get(f"/m/luma/export/{name}").status_code == 404, who
    assert Client().get(f"/m/luma/export/{kind}.csv").status_code == 302


def test_a_head_of_field_office_takes_the_own_area_only(cast: Cast, sign_in: Any) -> None:
    make.incident(cast.mission, "at home", area=cast.north)
    make.incident(cast.mission, "far away", area=cast.south)
    make.incident(cast.mission, "far away, by me", area=cast.south, by=cast.hofo)
    assert table(sign_in(cast.hofo), "incidents")["title"].to_list() == ["at home"]


def test_a_second_role_that_takes_nothing_away_does_not_widen_what_is_taken(
    cast: Cast, sign_in: Any
) -> None:
    make.place(cast.mission, "Luma", area=cast.north)
    make.place(cast.mission, "Koro", area=cast.south)
    make.role(cast.mission, "drafter", cast.hofo)  # reads every place, takes none away
    assert b"Koro" in sign_in(cast.hofo).get("/m/luma/places/").content
    assert table(sign_in(cast.hofo), "places")["name"].to_list() == ["Luma"]


def test_records_of_compartments_leave_in_no_file_even_for_who_holds_them(
    cast: Cast, sign_in: Any
) -> None:
    place = make.place(cast.mission, area=cast.north)
    agreed(cast, place, reason="CLOSEDREASON", compartment="detention")
    agreed(cast, place, reason="HARMREASON", harm="crsv")
    make.closed_incident(cast.mission, "detention", "CLOSEDTITLE")
    make.incident(
        cast.mission,
        "open part",
        harms=["killing", "crsv"],
        latitude=7.1,
        longitude=30.2,
        place_precision=1,
    )
    client = sign_in(cast["human_rights"])
    for kind in KINDS:
        for form in ("csv", "geojson", "gpkg"):
            file = taken(client, kind, form)
            assert not any(word in file for word in (b"CLOSED", b"HARMREASON")), kind
    row = table(client, "incidents").row(0, named=True)
    assert row["harms"] == "killing"
    assert row["latitude"] is None, "a point may tell what the compartment holds"


# --- what


def test_each_form_holds_the_same_incidents(cast: Cast, amina: Client) -> None:
    place = make.place(cast.mission, "Luma", area=cast.north)
    first = make.incident(cast.mission, "=1+1", place=place, area=cast.north, killed=None)
    row = table(amina, "incidents").row(0, named=True)
    assert row["record_id"] == str(first.pk) and row["title"] == "'=1+1"
    assert row["killed"] is None, "not known is not nought"
    assert (row["place"], row["latitude"], row["area"]) == ("Luma", "7.1", "north")
    assert row["marking"] == "Confidential" and row["invented"] == "no"
    page = openpyxl.load_workbook(BytesIO(taken(amina, "incidents", "xlsx")))["incidents"]
    assert page["A1"].value == "Record" and page["A2"].value == str(first.pk)
    assert "Confidential" in page.oddHeader.center.text
    (feature,) = json.loads(taken(amina, "incidents", "geojson"))["features"]
    assert feature["id"] == str(first.pk)
    assert feature["geometry"]["coordinates"] == [30.2, 7.1]
    with tempfile.NamedTemporaryFile(suffix=".gpkg") as kept:
        kept.write(taken(amina, "incidents", "gpkg"))
        kept.flush()
        assert pyogrio.read_info(kept.name, layer="incidents")["features"] == 1


def test_the_words_of_the_heading_are_the_pages_and_the_names_stay(
    cast: Cast, amina: Client
) -> None:
    amina.cookies["django_language"] = "fr"
    book = openpyxl.load_workbook(BytesIO(taken(amina, "places", "xlsx")))
    assert "Population" in [cell.value for cell in book["places"][1]]
    assert "Autres noms" in [cell.value for cell in book["places"][1]]
    assert "other_names" in table(amina, "places").columns


def test_the_filters_of_the_list_hold_for_the_copy(cast: Cast, amina: Client) -> None:
    make.incident(cast.mission, "old", event_from=date(2018, 1, 1))
    make.incident(cast.mission, "new")
    make.place(cast.mission, "Luma")
    make.place(cast.mission, "Koro", kind="town")
    batch = make.batch(cast.mission, cast.amina)
    make.event(cast.mission, batch, source="acled")
    make.event(cast.mission, batch)
    make.base(cast.mission, "gone", closed=date(2018, 6, 1))
    make.base(cast.mission, "here")
    place = make.place(cast.mission, "Tembel", area=cast.north)
    assessed(cast, place)
    assert table(amina, "incidents", since="2018-12-01")["title"].to_list() == ["new"]
    assert table(amina, "places", kind="town")["name"].to_list() == ["Koro"]
    assert table(amina, "events", source="acled")["source"].to_list() == ["acled"]
    assert table(amina, "bases")["name"].to_list() == ["here"]
    assert table(amina, "bases", when="all")["name"].to_list() == ["gone", "here"]
    for kind in ("risks", "hotspots"):
        assert table(amina, kind, harm="killing")["place"].to_list() == ["Tembel"]
        assert table(amina, kind, harm="looting").is_empty()
    assert about(amina, "incidents", since="2018-12-01", page="7")["filters"] == {
        "since": "2018-12-01"
    }


def test_points_are_no_closer_than_stated(cast: Cast, amina: Client) -> None:
    for name, precision in (("exact", 1), ("near", 2), ("unstated", None), ("district", 3)):
        make.place(
            cast.mission, name, latitude=7.123456, longitude=30.987654, place_precision=precision
        )
    rows = {row["name"]: row for row in table(amina, "places").iter_rows(named=True)}
    assert rows["exact"]["latitude"] == "7.12346"
    assert rows["near"]["latitude"] == "7.1"
    assert rows["unstated"]["longitude"] == "30.99"
    assert rows["district"]["latitude"] is None and rows["district"]["place_precision"] == "3"


def test_an_incident_without_its_own_point_takes_the_places_no_closer_than_it_says(
    cast: Cast, amina: Client
) -> None:
    place = make.place(cast.mission, "Luma")
    make.incident(cast.mission, "somewhere in the district", place=place, place_precision=3)
    assert table(amina, "incidents")["latitude"].to_list() == [None]


def test_suggested_stands_beside_agreed(cast: Cast, amina: Client) -> None:
    luma, koro = (make.place(cast.mission, name, area=cast.north) for name in ("Luma", "Koro"))
    run = assessed(cast, luma, koro)
    kept = agreed(cast, luma, actor="Group Kestrel", invented=True)
    first, second = table(amina, "risks").iter_rows(named=True)
    assert first["record_id"] == str(kept.pk) and first["record"] == "risk"
    assert (first["suggested_risk"], first["agreed_risk"]) == ("80.0", "80.0")
    assert first["suggested_likelihood"] is None, "made before hotspots were"
    assert first["agreed_priority"] == "critical" and first["reason"] == "they came back twice"
    assert first["invented"] == "yes"
    assert (second["place"], second["record"], second["agreed_risk"]) == (
        "Koro",
        "suggestion",
        None,
    )
    told = about(amina, "risks")
    assert told["assessment"]["id"] == str(run.pk) and told["assessment"]["on"] == "2018-12-31"
    assert "rape, abduction and displacement" in told["blind"]


def test_the_whole_register_comes_however_many_parts_it_is_read_in(
    cast: Cast, amina: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tutela_web.takeaway.exports.register.AT_ONCE", 2)
    places = [make.place(cast.mission, f"Village {n}", area=cast.north) for n in range(5)]
    assessed(cast, *places)
    agreed(cast, places[3])
    rows = table(amina, "risks")
    assert rows["rank"].to_list() == ["1", "2", "3", "4", "5", "6"]
    assert rows["record_id"].n_unique() == 6


def test_everything_of_an_exercise_is_marked_invented(cast: Cast, amina: Client) -> None:
    Mission.objects.filter(pk=cast.mission.pk).update(kind="exercise")
    make.incident(cast.mission)
    assert table(amina, "incidents")["invented"].to_list() == ["yes"]
    assert about(amina, "incidents")["watermark"] == "EXERCISE"
    page = openpyxl.load_workbook(BytesIO(taken(amina, "incidents", "xlsx")))["incidents"]
    assert "EXERCISE" in page.oddHeader.center.text


# --- what it says of itself


def test_the_manifest_names_editions_citations_marking_and_an_end(
    cast: Cast, amina: Client
) -> None:
    batch = make.batch(cast.mission, cast.amina)
    make.event(cast.mission, batch, source_version="GED 23.1")
    make.event(cast.mission, batch, source_version="GED 23.1", classification=1)
    told = about(amina, "events")
    assert told == json.loads(taken(amina, "events", "geojson"))["manifest"] | {
        "as_of": told["as_of"]
    }
    assert told["rows"] == 2 and told["marking"] == "Confidential"
    assert told["sources"] == [
        {"source": "ucdp", "edition": "GED 23.1", "rows": 2, "newest": "2018-12-22"}
    ]
    assert told["citations"][0].startswith("Sundberg, Ralph and Erik Melander (2013)")
    assert told["expires"] == "2019-01-30" and told["as_of"].startswith("2018-12-31T")
    assert "Analyst (JMAC)" in told["roles_that_read"]
    assert "Field reporter" not in told["roles_that_read"]


def test_a_copy_is_a_line_in_the_audit_without_the_words_asked_for(
    cast: Cast, amina: Client
) -> None:
    make.incident(cast.mission, "Cattle camp attacked")
    response = amina.get("/m/luma/export/incidents.csv", {"text": "cattle"})
    assert response["X-Row-Count"] == "1"
    assert response["Content-Disposition"] == (
        'attachment; filename="tutela-incidents-2018-12-31.csv"'
    )
    assert response["Cache-Control"] == "no-store"
    sent = b"".join(response.streaming_content)  # type: ignore[attr-defined]
    assert response["Content-Length"] == str(len(sent)), "a transfer cut short shows"
    line = AuditEntry.objects.get(act="export")
    assert (line.kind, line.person_id) == ("incidents", cast.amina.pk)
    assert line.detail == {"number": 1, "form": "csv"}


def test_nothing_of_a_copy_stays_on_the_server(
    cast: Cast, amina: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    before = set(tmp_path.iterdir())
    for form in FORMS:
        response = amina.get(f"/m/luma/export/places.{form}")
        assert set(tmp_path.iterdir()) == before, "even before it is sent"
        assert b"".join(response.streaming_content), "and still it is sent whole"  # type: ignore[attr-defined]


def test_the_menu_stands_on_each_list_with_its_filters_for_who_may(
    cast: Cast, sign_in: Any
) -> None:
    pages = {
        "incidents/": "incidents",
        "events/": "events",
        "risks/": "risks",
        "places/": "places",
        "bases/": "bases",
        "strategy/matrix/": "activities",
        "": "hotspots",
    }
    words = {"places": "q", "bases": "kind", "activities": "lead"}
    for page, kind in pages.items():
        word = words.get(kind, "harm")
        asked = f"?{word}=killing&page=1&unheard=of"
        shown = sign_in(cast.boris).get(f"/m/luma/{page}{asked}").content.decode()
        for form in FORMS:
            assert f'/m/luma/export/{kind}.{form}?{word}=killing"' in shown, page
        assert (
            "/export/"
            not in sign_in(cast["unit_commander"]).get(f"/m/luma/{page}").content.decode()
        )


@pytest.mark.parametrize(
    ("page", "asked", "column", "names"),
    [
        ("incidents/", "harm=looting&order=deadliest", "title", ["the worse", "the lesser"]),
        ("events/", "harm=killing", "source_version", ["25.2"]),
        ("events/", "harm=killing&all=1", "source_version", ["25.2", "25.1"]),
        ("risks/", "area=north", "place", ["Luma"]),
        ("", "harm=killing&area=north&all=1", "place", ["Luma"]),
        ("places/", "retired=1", "name", ["Osila"]),
        ("places/", "area=south&never=1", "name", ["Koro"]),
        ("bases/", "when=closed", "name", ["TOB Gone"]),
        ("bases/", "when=all&kind=tob", "name", ["TOB Gone", "TOB Here"]),
        ("strategy/matrix/", "lead=UNHCR", "measure", ["registration"]),
    ],
)
def test_the_copy_of_the_menu_holds_the_rows_of_the_page(
    page: str, asked: str, column: str, names: list[str], cast: Cast, amina: Client
) -> None:
    luma = make.place(cast.mission, "Luma", area=cast.north)
    tembel = make.place(cast.mission, "Tembel", area=cast.south)
    make.place(cast.mission, "Koro", area=cast.south)
    make.place(cast.mission, "Osila", retired=True)
    assessed(cast, luma, tembel)
    lines = {"Force": "patrols", "UNHCR": "registration"}
    make_lines(
        [
            {
                "risk": make.risk(cast.mission, tembel, by=cast.amina, actor=lead),
                "activity": "liaison",
                "lead": lead,
                "measure": measure,
            }
            for lead, measure in lines.items()
        ],
        by=standing_of(cast.adviser, cast.mission),
    )
    make.base(cast.mission, "TOB Gone", closed=date(2018, 6, 1))
    make.base(cast.mission, "TOB Here")
    make.base(cast.mission, "Camp", kind="cob")
    for title, killed, month in (("the lesser", 1, 12), ("the worse", 9, 6)):
        make.incident(
            cast.mission, title, harms=["looting"], killed=killed, event_from=date(2018, month, 1)
        )
    make.incident(cast.mission, "another")
    batch, later = (make.batch(cast.mission, cast.amina) for _edition in range(2))
    make.event(cast.mission, batch, source_id="7", source_version="25.1", superseded_batch=later)
    make.event(cast.mission, later, source_id="7", source_version="25.2")
    make.event(cast.mission, later, harm="looting")
    shown = amina.get(f"/m/luma/{page}?{asked}").content.decode()
    (address,) = re.findall(r'/m/luma/export/\w+\.csv[^"]*', shown)
    copy = b"".join(amina.get(unescape(address)).streaming_content)  # type: ignore[attr-defined]
    assert pl.read_csv(copy, comment_prefix="#", infer_schema=False)[column].to_list() == names


@pytest.mark.parametrize(
    ("kind", "queries"),
    [
        ("incidents", 12),
        ("events", 12),
        ("risks", 17),
        ("hotspots", 17),
        ("places", 11),
        ("bases", 11),
    ],
)
def test_more_rows_are_not_more_queries(
    kind: str, queries: int, cast: Cast, amina: Client, django_assert_num_queries: Any
) -> None:
    batch = make.batch(cast.mission, cast.amina)
    for number in range(3):
        place = make.place(cast.mission, f"Village {number}", area=cast.north)
        make.incident(cast.mission, place=place, area=cast.north)
        make.event(cast.mission, batch, area=cast.north)
        make.base(cast.mission, f"Base {number}", area=cast.north)
        agreed(cast, place)
    assessed(cast, *Place.objects.all())
    table(amina, kind)  # what a process keeps of the events is read once
    with django_assert_num_queries(queries):
        rows = table(amina, kind)
    assert len(rows) >= 3


@pytest.mark.slow
def test_many_events_leave_whole(cast: Cast, amina: Client) -> None:
    many = counted(2_000, 20_000)
    batch = make.batch(cast.mission, cast.amina)
    one = make.event(cast.mission, batch)
    fields = {f.name: getattr(one, f.name) for f in one._meta.fields if f.name != "id"}
    Event.objects.bulk_create(
        (Event(**fields | {"source_id": f"n{n}"}) for n in range(many - 1)), batch_size=1000
    )
    assert taken(amina, "events", "gpkg")
    assert table(amina, "events")["record_id"].n_unique() == many
    lines = AuditEntry.objects.filter(act="export")
    assert [line.detail["number"] for line in lines] == [many, many]
