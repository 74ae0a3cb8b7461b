"""The situation page: hotspots on map and table, what is not known, tiles through the policy."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import mapbox_vector_tile
import pytest
from django.conf import settings

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.html import words_of
from tutela.base.messages import as_json, say
from tutela_web.access.models import DutyArea
from tutela_web.access.policy import standing_of
from tutela_web.base import clock
from tutela_web.places.models import Place
from tutela_web.risk.models import Assessment, SuggestedRisk
from tutela_web.takeaway import points

URL = "/m/luma/"
LUMA_TILE = "/m/luma/tiles/10/597/491.mvt"  # around 30.2 E, 7.1 N


def assessed(cast: Cast, *places: Place, on: date = make.TODAY) -> Assessment:
    """An assessment in which each place has one risk, the first the highest."""
    made = Assessment.objects.create(
        mission=cast.mission,
        on=on,
        made_at=clock.now(cast.mission),
        events=12,
        published_at=clock.real_now(),
    )
    why = as_json(say("{n} attacks within {km} km", n=3, km=20))
    for order, place in enumerate(places):
        SuggestedRisk.objects.create(
            assessment=made,
            place=place,
            actor="Group Kestrel",
            harm="killing",
            intent=4,
            capability=3.75,
            vulnerability=4.33,
            risk=80 - order,
            risk_low=66,
            risk_high=93,
            band=4,
            gravity=4,
            priority=3,
            rank=1,
            order=order,
            confidence=1,
            evidence=[
                {
                    "factor": "recent conduct",
                    "component": "I",
                    "value": 4,
                    "low": 3,
                    "high": 5,
                    "events": [],
                    "why": why,
                }
            ],
        )
    return made


@pytest.fixture
def two(cast: Cast) -> tuple[Place, Place]:
    return (
        make.place(cast.mission, "Luma", area=cast.north),
        make.place(cast.mission, "Tembel", area=cast.south, latitude=6.0),
    )


def body(response: Any) -> str:
    return str(response.content.decode())


def test_an_analyst_sees_both_hotspots_and_chen_sees_no_mission(
    cast: Cast, sign_in: Any, two: tuple[Place, Place]
) -> None:
    assessed(cast, *two)
    page = body(sign_in(cast.amina).get(URL))
    assert "Luma" in page and "Tembel" in page and "3 attacks within 20 km" in page
    assert "66–93" in page and "2 of 2 shown" in page
    assert sign_in(cast.chen).get(URL).status_code == 404


def test_a_head_of_field_office_sees_the_own_area_only(
    cast: Cast, sign_in: Any, two: tuple[Place, Place]
) -> None:
    assessed(cast, *two)
    page = body(sign_in(cast.hofo).get(URL))
    assert "Luma" in page and "Tembel" not in page and "Field Office South" not in page


def test_a_place_nobody_assessed_is_said_to_be_not_known(
    cast: Cast, sign_in: Any, two: tuple[Place, Place]
) -> None:
    assessed(cast, two[0])
    page = body(sign_in(cast.amina).get(URL))
    assert "1 place without an assessment" in page and "Never assessed" in page


def test_filters_stay_in_the_address_and_say_what_they_hide(
    cast: Cast, sign_in: Any, two: tuple[Place, Place]
) -> None:
    assessed(cast, *two)
    page = body(sign_in(cast.amina).get(URL, {"area": "north"}))
    assert "1 assessed" in page
    assert "No hotspot matches" in body(sign_in(cast.amina).get(URL, {"actor": "Group Heron"}))


def test_the_number_of_queries_does_not_grow_with_the_places(
    cast: Cast, sign_in: Any, django_assert_max_num_queries: Any
) -> None:
    places = [make.place(cast.mission, f"Place {n}", area=cast.north) for n in range(12)]
    client = sign_in(cast.amina)
    assessed(cast, *places[:2])
    client.get(URL)
    with django_assert_max_num_queries(31):
        client.get(URL)
    assessed(cast, *places)
    client.get(URL)
    with django_assert_max_num_queries(30):
        client.get(URL)


def test_tiles_hold_what_the_person_may_see_and_nothing_is_kept(cast: Cast, sign_in: Any) -> None:
    batch = make.batch(cast.mission, cast.amina)
    make.event(cast.mission, batch, area=cast.north)
    make.event(cast.mission, batch, area=cast.south)
    make.event(cast.mission, batch, area=cast.north, place_precision=4)
    answer = sign_in(cast.amina).get(LUMA_TILE)
    assert answer.headers["Cache-Control"] == "no-store"
    layer = mapbox_vector_tile.decode(answer.content)["events"]
    assert len(layer["features"]) == 2, "one placed only to a province is listed, not drawn"
    assert layer["features"][0]["properties"]["kind"] == "against_civilians"
    near = mapbox_vector_tile.decode(sign_in(cast.hofo).get(LUMA_TILE).content)["events"]
    assert len(near["features"]) == 1
    assert sign_in(cast.chen).get(LUMA_TILE).status_code == 404
    assert sign_in(cast["partner"]).get(LUMA_TILE).status_code == 404


def test_low_zooms_hold_counts(cast: Cast, sign_in: Any) -> None:
    batch = make.batch(cast.mission, cast.amina)
    for _ in range(3):
        make.event(cast.mission, batch)
    layer = mapbox_vector_tile.decode(sign_in(cast.amina).get("/m/luma/tiles/4/9/7.mvt").content)
    assert [f["properties"] for f in layer["counts"]["features"]] == [{"n": 3, "against": 3}]


def test_an_unpublished_batch_is_on_no_tile(cast: Cast, sign_in: Any) -> None:
    batch = make.batch(cast.mission, cast.amina, published=False)
    make.event(cast.mission, batch)
    assert sign_in(cast.amina).get(LUMA_TILE).content == b""
    batch.published_at = clock.real_now()
    batch.save()
    assert sign_in(cast.amina).get(LUMA_TILE).content


def test_land_nothing_was_heard_from_is_hatched(cast: Cast, sign_in: Any) -> None:
    empty = sign_in(cast.amina).get("/m/luma/layers/silent.json").json()
    assert len(empty["features"]) == 1
    make.event(cast.mission, make.batch(cast.mission, cast.amina))
    heard = sign_in(cast.amina).get("/m/luma/layers/silent.json").json()
    assert heard != empty


def test_layers_are_sent_compressed_and_no_page_is(cast: Cast, sign_in: Any) -> None:
    """A page holds names beside what somebody may put into it: its length must not tell a guess."""
    client = sign_in(cast.amina)
    layer, page = (
        client.get(url, HTTP_ACCEPT_ENCODING="gzip, br")
        for url in ("/m/luma/layers/silent.json", f"{URL}?text=Luma")
    )
    assert layer["Content-Encoding"] == "gzip" and "no-store" in layer["Cache-Control"]
    assert "Content-Encoding" not in page


def test_what_is_named_by_its_content_is_kept_for_good() -> None:
    kept = re.compile(settings.WHITENOISE_IMMUTABLE_FILE_TEST)
    for name in ("site.07dd578a4f3a.js", "basemap.aabaac93e439.pmtiles", "map-RVMZT2XI.js"):
        assert kept.search(f"/static/tutela/{name}"), name
    for name in ("site.js", "map.js", "map-worker.js", "field-worker.js"):
        assert not kept.search(f"/static/tutela/{name}"), name


def test_the_time_bar_counts_an_event_in_the_week_its_whole_span_lies_in(cast: Cast) -> None:
    batch = make.batch(cast.mission, cast.amina)
    day = date(2018, 12, 26)  # a Wednesday
    make.event(cast.mission, batch, date_start=day, date_end=day + timedelta(days=2))
    make.event(cast.mission, batch, date_start=day, date_end=day + timedelta(days=5))
    fighting = {"violence": "state-based", "civilian_deaths": None}
    monday = date(2018, 12, 31)
    make.event(cast.mission, batch, date_start=monday, date_end=monday, **fighting)
    seen = points.points_for(standing_of(cast.amina, cast.mission))
    bar = points.time_bar(seen, until=make.TODAY, number=2)
    assert [(w.monday, w.against, w.fighting) for w in bar.weeks] == [
        (date(2018, 12, 24), 1, 0),
        (date(2018, 12, 31), 0, 1),
    ]
    assert bar.spread == 1


def test_what_only_reaches_into_the_days_is_on_no_tile_and_is_said_apart(
    cast: Cast, sign_in: Any
) -> None:
    batch = make.batch(cast.mission, cast.amina)
    half_a_year = {"date_start": date(2018, 7, 1), "date_end": date(2018, 12, 31)}
    make.event(cast.mission, batch, area=cast.north, **half_a_year)
    december = "?since=2018-12-01&until=2018-12-31"
    client = sign_in(cast.amina)
    page = client.get(f"{URL}{december}")
    assert page.context["events_total"] == 0
    assert "1 more, dated only to July to December 2018" in words_of(page.content.decode())
    assert "1 event dated over more than one week is in none of the bars" in words_of(
        page.content.decode()
    )
    assert "events" not in mapbox_vector_tile.decode(client.get(LUMA_TILE + december).content)
    whole = "?since=2018-07-01&until=2018-12-31"
    page = client.get(f"{URL}{whole}")
    assert page.context["events_total"] == 1 and page.context["events_apart"] is None


def test_the_area_filter_offers_only_the_own_areas(cast: Cast, sign_in: Any) -> None:
    for area in (cast.north, cast.south):
        make.place(cast.mission, area.code, area=area)
    assessed(cast, *Place.objects.order_by("name"))
    assert DutyArea.objects.count() == 2
    assert "Field Office South" in body(sign_in(cast.amina).get(URL))
    assert "Field Office South" not in body(sign_in(cast.hofo).get(URL))


def test_all_hotspots_are_read_page_by_page(
    cast: Cast, sign_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tutela_web.site.situation.TOP", 2)
    places = [make.place(cast.mission, f"Place {n}", area=cast.north) for n in range(53)]
    assessed(cast, *places)
    client = sign_in(cast.amina)
    assert "2 of 53 shown" in body(client.get(URL))
    first, second = (client.get(URL, {"all": "1", "page": n}) for n in (1, 2))
    assert [len(page.context["hotspots"]) for page in (first, second)] == [50, 3]
    assert "all=1&amp;page=2#ranked" in body(first)


def test_what_invented_people_agreed_is_marked_and_leaves_in_no_file(
    cast: Cast, sign_in: Any
) -> None:
    luma = make.place(cast.mission, "Luma", area=cast.north)
    tembel = make.place(cast.mission, "Tembel (invented)", area=cast.north, invented=True)
    assessed(cast, luma)
    for place, actor in ((luma, "Group Kestrel"), (tembel, "Group Heron")):
        told = {"actor": actor, "risk": 91, "owner": "Sector operations", "invented": True}
        make.risk(cast.mission, place, by=cast.amina, **told)
    reader = sign_in(cast.adviser)
    for page in (URL, "/m/luma/area/?area=north"):
        ranked = words_of(reader.get(page).content.decode().split('id="ranked"')[1])
        assert "agreed invented · Sector operations" in ranked, "the word of a forum that never was"
        assert "Tembel (invented) invented" in ranked
    file = b"".join(reader.get("/m/luma/export/hotspots.csv").streaming_content).decode()
    assert ",91.0," not in file and "Tembel" not in file
    assert ",80.0," in file and "Luma" in file, "the suggestion the record rests on"


def test_without_a_script_and_on_paper_the_server_has_drawn_the_map(
    cast: Cast, sign_in: Any, two: tuple[Place, Place]
) -> None:
    assessed(cast, *two)
    page = body(sign_in(cast.amina).get(URL))
    plain = page[page.index('<div class="plain">') :]
    drawn = plain[: plain.index("</svg>")]
    assert two[0].name in drawn and 'class="m-scale"' in drawn
