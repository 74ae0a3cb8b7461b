"""Public hazard notices in the Common Alerting Protocol, and the index that lists them.

A notice says which hazard, roughly where, from when until when, and what to do, in three
languages; each word of it but the area's name is of a fixed table. There is no field for who
threatens, who told, or what an alert says.

Source  OASIS Common Alerting Protocol 1.2 (2010); IETF RFC 4287 (Atom).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

from tutela.base.data_tables import shipped_rows
from tutela.base.distances import distance_km
from tutela.base.errors import BadParameter
from tutela.base.later import np
from tutela.base.messages import say

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

KINDS = ("mines", "floods", "roads")
LANGUAGES = ("en", "fr", "ar")
SEVERITIES = ("Extreme", "Severe", "Moderate", "Minor", "Unknown")
CERTAINTIES = ("Observed", "Likely", "Possible", "Unlikely", "Unknown")
STATUSES = ("Actual", "Exercise", "Test")
TYPES = ("Alert", "Update", "Cancel")
CATEGORIES = {"mines": "Safety", "floods": "Met", "roads": "Transport"}
RESPONSES = {"mines": "Avoid", "floods": "Prepare", "roads": "Avoid"}

CAP = "urn:oasis:names:tc:emergency:cap:1.2"
ATOM = "http://www.w3.org/2005/Atom"
GRID_DEGREES = 0.05
"""Areas are rounded to about 5 km: a notice shows where to take care, never which house spoke."""

MOST_DAYS = 90
_FORBIDDEN = re.compile(r"[\s,<&]")
KM_A_DEGREE = 111.32


@dataclass(frozen=True, slots=True)
class Circle:
    """A circle on the ground: degrees and kilometres."""

    latitude: float
    longitude: float
    radius_km: float


Ring = tuple[tuple[float, float], ...]
"""A closed ring of (latitude, longitude), first point repeated at the end."""


def holds_point(drawn: Circle | Ring, latitude: float, longitude: float) -> bool:
    """Whether a point lies within a shape.

    >>> near = Circle(7.0, 30.0, 20.0)
    >>> holds_point(near, 7.1, 30.1), holds_point(near, 8.0, 30.0)
    (True, False)
    >>> holds_point(((7.0, 30.0), (7.0, 31.0), (8.0, 31.0), (7.0, 30.0)), 7.2, 30.5)
    True
    """
    if isinstance(drawn, Circle):
        km = distance_km(
            np.array(drawn.latitude),
            np.array(drawn.longitude),
            np.array(latitude),
            np.array(longitude),
        )
        return bool(km <= drawn.radius_km)
    from shapely import Polygon, contains_xy  # which a start does without

    return bool(contains_xy(Polygon([(lon, lat) for lat, lon in drawn]), longitude, latitude))


@dataclass(frozen=True, slots=True, kw_only=True)
class Hazard:
    """What a notice says.

    Takes   kind of KINDS; area, its name in words; shape, already rounded; onset and expires with
            their zones; severity, certainty and instruction of the tables.
    Raises  BadParameter for what no table knows, times that run backwards or too long, and shapes
            that are none.
    """

    kind: str
    area: str
    shape: Circle | Ring
    onset: datetime
    expires: datetime
    severity: str
    certainty: str
    instruction: str

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise BadParameter(say("only mines, floods and roads are told to the public"))
        if self.instruction not in instructions(self.kind):
            raise BadParameter(say("this instruction does not belong to the hazard"))
        if self.severity not in SEVERITIES or self.certainty not in CERTAINTIES:
            raise BadParameter(say("there is no such severity or certainty"))
        if not self.onset < self.expires:
            raise BadParameter(say("it ends before it begins"), next=say("give a later end"))
        if self.expires - self.onset > timedelta(days=MOST_DAYS):
            raise BadParameter(
                say("it lasts longer than {n} days", n=MOST_DAYS),
                next=say("give a nearer end and renew it"),
            )
        if not self.area.strip():
            raise BadParameter(say("the area has no name"))
        _look_at(self.shape)


def _look_at(drawn: Circle | Ring) -> None:
    points = ((drawn.latitude, drawn.longitude),) if isinstance(drawn, Circle) else drawn
    inside = all(abs(lat) <= 90 and abs(lon) <= 180 for lat, lon in points)
    whole = (
        drawn.radius_km > 0
        if isinstance(drawn, Circle)
        else (len(drawn) >= 4 and drawn[0] == drawn[-1])
    )
    if not (inside and whole):
        raise BadParameter(say("the area is not a circle or a closed ring on the map"))


@dataclass(frozen=True, slots=True)
class Reference:
    """An earlier message, as a later one names it."""

    sender: str
    identifier: str
    sent: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message of the feed: the first about a hazard, a renewed one, or a withdrawal.

    Takes   identifier and sender without spaces, commas, < and &; earlier, every message about the
            same hazard so far.
    Raises  BadParameter.
    """

    identifier: str
    sender: str
    sender_name: str
    sent: datetime
    status: str
    type: str
    hazard: Hazard
    earlier: tuple[Reference, ...] = ()

    def __post_init__(self) -> None:
        if self.status not in STATUSES or self.type not in TYPES:
            raise BadParameter(say("there is no such status or type of message"))
        if any(not name or _FORBIDDEN.search(name) for name in (self.identifier, self.sender)):
            raise BadParameter(say("a name of a message holds a sign that may not be in it"))
        if (self.type == "Alert") == bool(self.earlier):
            raise BadParameter(say("only what follows an earlier message names one"))
        if self.type != "Cancel" and self.hazard.expires <= self.sent:
            raise BadParameter(
                say("it would be over when it is sent"), next=say("give a later end")
            )


@dataclass(frozen=True, slots=True)
class Entry:
    """A message as the index lists it, and where its document is."""

    identifier: str
    type: str
    sent: datetime
    headline: str
    expires: datetime
    url: str


# --- words


@cache
def _words() -> dict[tuple[str, str, str], dict[str, str]]:
    rows = shipped_rows("tutela.warning", "cap_words.csv")
    return {(row["use"], row["kind"], row["key"]): row for row in rows}


def words(use: str, kind: str, language: str, key: str = "") -> str:
    """The words of a notice: use is event, instruction or withdrawn.

    >>> words("event", "floods", "fr")
    'Inondation'
    """
    return _words()[use, kind, key][language]


def instructions(kind: str) -> tuple[str, ...]:
    """The keys of the instructions that belong to a hazard.

    >>> instructions("roads")
    ('do_not_travel', 'by_day_only')
    """
    return tuple(key for use, of, key in _words() if use == "instruction" and of == kind)


def headline(kind: str, area: str, language: str = "en") -> str:
    """The hazard and the area, in one line.

    >>> headline("floods", "Luma (10 km)")
    'Flood: Luma (10 km)'
    """
    return f"{words('event', kind, language)}: {area}"[:160]


# --- areas


def circle_around(latitude: float, longitude: float, radius_km: float) -> Circle:
    """A circle round a rounded centre that still holds the whole circle asked for.

    >>> circle_around(7.113, 30.214, 10)
    Circle(latitude=7.1, longitude=30.2, radius_km=13.0)
    """
    lat, lon = _round_to_grid(latitude), _round_to_grid(longitude)
    north, east = latitude - lat, (longitude - lon) * math.cos(math.radians(latitude))
    moved = KM_A_DEGREE * math.hypot(north, east)
    return Circle(lat, lon, float(math.ceil(radius_km + moved)))


def _round_to_grid(degrees: float) -> float:
    return round(round(degrees / GRID_DEGREES) * GRID_DEGREES, 2)


def strip_along(points: Sequence[tuple[float, float]], within_km: float) -> Ring:
    """A strip along (latitude, longitude) points, on the grid; it holds the whole strip asked for.

    Degrees of longitude are taken as long as those of latitude: near the poles it is too wide.
    """
    from shapely import LineString

    line = LineString([(lon, lat) for lat, lon in points])
    return _ring(line.buffer(within_km / KM_A_DEGREE + GRID_DEGREES))


def of_boundary(geometry: dict[str, Any]) -> Ring:
    """The largest part of a GeoJSON area, on the grid and without its fine edges; it holds all of
    that part."""
    from shapely.geometry import shape

    drawn = shape(geometry)
    largest = max(getattr(drawn, "geoms", [drawn]), key=lambda part: part.area)
    return _ring(largest.buffer(2 * GRID_DEGREES).simplify(GRID_DEGREES))


def _ring(drawn: BaseGeometry) -> Ring:
    from shapely import set_precision

    on_grid = set_precision(drawn, GRID_DEGREES)
    largest = max(getattr(on_grid, "geoms", [on_grid]), key=lambda part: part.area)
    return tuple((round(lat, 2), round(lon, 2)) for lon, lat in largest.exterior.coords)


# --- as XML


def to_cap(message: Message) -> bytes:
    """The message as a CAP 1.2 document, in English, French and Arabic.

    Gives   UTF-8; what the reader's schema accepts. A withdrawal says that it is no word of safety.
    """
    ET.register_namespace("", CAP)
    alert = ET.Element(f"{{{CAP}}}alert")
    _put(alert, "identifier", message.identifier)
    _put(alert, "sender", message.sender)
    _put(alert, "sent", moment(message.sent))
    _put(alert, "status", message.status)
    _put(alert, "msgType", message.type)
    _put(alert, "scope", "Public")
    if message.earlier:
        named = (f"{r.sender},{r.identifier},{moment(r.sent)}" for r in message.earlier)
        _put(alert, "references", " ".join(named))
    for language in LANGUAGES:
        _info(alert, message, language)
    return _document(alert)


def _info(alert: ET.Element, message: Message, language: str) -> None:
    hazard, over = message.hazard, message.type == "Cancel"
    info = ET.SubElement(alert, f"{{{CAP}}}info")
    instruction = (
        words("withdrawn", hazard.kind, language)
        if over
        else words("instruction", hazard.kind, language, hazard.instruction)
    )
    for name, text in (
        ("language", language),
        ("category", CATEGORIES[hazard.kind]),
        ("event", words("event", hazard.kind, language)),
        ("responseType", "None" if over else RESPONSES[hazard.kind]),
        ("urgency", "Past" if over else urgency(hazard.onset, message.sent)),
        ("severity", hazard.severity),
        ("certainty", hazard.certainty),
        ("effective", moment(message.sent)),
        ("onset", moment(hazard.onset)),
        ("expires", moment(hazard.expires)),
        ("senderName", message.sender_name),
        ("headline", headline(hazard.kind, hazard.area, language)),
        ("instruction", instruction),
    ):
        _put(info, name, text)
    area = ET.SubElement(info, f"{{{CAP}}}area")
    _put(area, "areaDesc", hazard.area)
    if isinstance(hazard.shape, Circle):
        of = hazard.shape
        _put(area, "circle", f"{of.latitude},{of.longitude} {of.radius_km:g}")
    else:
        _put(area, "polygon", " ".join(f"{lat},{lon}" for lat, lon in hazard.shape))


def urgency(onset: datetime, sent: datetime) -> str:
    """Immediate, Expected within a day, or Future."""
    if onset <= sent:
        return "Immediate"
    return "Expected" if onset - sent <= timedelta(days=1) else "Future"


def moment(at: datetime) -> str:
    """A time as CAP writes it: seconds, and an offset that is never Z.

    >>> from datetime import UTC
    >>> moment(datetime(2018, 12, 31, 6, 0, tzinfo=UTC))
    '2018-12-31T06:00:00-00:00'
    """
    return at.isoformat(timespec="seconds").replace("+00:00", "-00:00")


def to_index(entries: Iterable[Entry], *, id: str, name: str, url: str, updated: datetime) -> bytes:
    """An Atom feed of messages, each with the address of its CAP document.

    Takes   id, of the feed, a UUID; url, where the feed itself is.
    """
    ET.register_namespace("", ATOM)
    feed = ET.Element(f"{{{ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": "en"})
    _put(feed, "id", f"urn:uuid:{id}", ATOM)
    _put(feed, "title", name, ATOM)
    _put(feed, "updated", updated.isoformat(timespec="seconds"), ATOM)
    _put(ET.SubElement(feed, f"{{{ATOM}}}author"), "name", name, ATOM)
    ET.SubElement(feed, f"{{{ATOM}}}link", {"rel": "self", "href": url})
    for notice in entries:
        entry = ET.SubElement(feed, f"{{{ATOM}}}entry")
        _put(entry, "id", f"urn:uuid:{notice.identifier}", ATOM)
        _put(entry, "title", notice.headline, ATOM)
        _put(entry, "updated", notice.sent.isoformat(timespec="seconds"), ATOM)
        ET.SubElement(entry, f"{{{ATOM}}}link", {"href": notice.url, "type": "application/cap+xml"})
        _put(entry, "summary", f"{notice.type}, until {moment(notice.expires)}", ATOM)
    return _document(feed)


def _put(under: ET.Element, name: str, text: str, namespace: str = CAP) -> None:
    ET.SubElement(under, f"{{{namespace}}}{name}").text = text


def _document(root: ET.Element) -> bytes:
    ET.indent(root)
    made: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return made
