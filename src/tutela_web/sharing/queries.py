"""What a partner would get: counts of open records by area, month and harm, small ones hidden.

Records of compartments and strictly confidential ones are never counted; nothing is told of a
single case. What was hidden in a packet or a report that left the mission stays hidden in the next.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import date
from typing import NotRequired, TypedDict

import polars as pl
from django.db.models import QuerySet

from tutela.base.disclosure import LEAST
from tutela.incidents.words import HARMS
from tutela.sharing.hiding import hide_cells
from tutela.sharing.packet import count_by_month, months_between, mosaic
from tutela_web.access.models import DutyArea, Mission
from tutela_web.access.policy import EVERYWHERE, Standing
from tutela_web.access.queries import areas_on
from tutela_web.base.markings import Classification
from tutela_web.incidents.happened_queries import happened_in, with_positions
from tutela_web.partners.partner.models import Partner
from tutela_web.partners.partner.queries import standing_partners
from tutela_web.sharing.models import SharePacket
from tutela_web.strategy.content.snapshot import up_to
from tutela_web.takeaway.partner_queries import hazards

ASKS = "share_packets"
APPROVES = "approve_packets"


class CountedHarm(TypedDict):
    """One harm of an area by month; None is hidden, for fewer than five or to guard one that is."""

    harm: str
    counts: list[int | None]


class CountedArea(TypedDict):
    """One area: its harms of which something is on record."""

    name: str
    code: str
    harms: list[CountedHarm]


class SharedHazard(TypedDict):
    """A hazard at a generalised place."""

    place: str
    latitude: float | None
    longitude: float | None
    harm: str
    level: int
    until: str


class FinerTable(TypedDict):
    """How many combinations of these columns hold fewer than five."""

    columns: list[str]
    few: int
    combinations: int


class Content(TypedDict):
    """What a packet holds, as JSON."""

    months: list[str]
    areas: list[CountedArea]
    hidden: int
    undated: bool
    hazards: list[SharedHazard]
    finer: list[FinerTable]
    destroyed: NotRequired[bool]  # its time was over: only which cells were hidden is left


def packets_for(standing: Standing) -> QuerySet[SharePacket]:
    """The packets this person may see, by who reads fora and partners; the newest first."""
    seen = SharePacket.objects.filter(standing.sees_open("fora"))
    return seen.select_related("area").defer("area__boundary").order_by("-number")


def partners_given(standing: Standing) -> QuerySet[Partner]:
    """The partners for whom a packet may be drawn up: no host authority."""
    return standing_partners(standing).exclude(kind=Partner.Kind.HOST)


def content_for(
    standing: Standing, *, area: DutyArea | None, since: date, until: date, with_hazards: bool
) -> Content:
    """What a packet would hold today.

    Takes   standing, who asks: counted is what they read, up to Confidential; area, or every area.
    """
    reader = up_to(standing, Classification.CONFIDENTIAL)
    months = months_between(since, until)
    happened = with_positions(reader, happened_in(reader, area, since=months[0]))
    happened = happened.filter(pl.col("harm").is_in(HARMS))
    dated = happened.filter(pl.col("day").is_between(since, until))
    hidden_before = hidden_cells(standing)
    areas: list[CountedArea] = []
    hidden = 0
    for counted in _areas(reader, area):
        rows, hid = _count_area(counted, dated, months, hidden_before)
        hidden += hid
        areas.append({"name": counted.name, "code": counted.code, "harms": rows})
    return {
        "months": [month.isoformat()[:7] for month in months],
        "areas": areas,
        "hidden": hidden,
        "undated": bool(happened["day"].null_count()),
        "hazards": [
            {
                "place": one.place,
                "latitude": one.latitude,
                "longitude": one.longitude,
                "harm": one.harm,
                "level": one.level,
                "until": one.until.isoformat() if one.until else "",
            }
            for one in (hazards(reader, area) if with_hazards else [])
        ],
        "finer": [
            {"columns": list(row.columns), "few": row.few, "combinations": row.combinations}
            for row in mosaic(dated, least=LEAST)
        ],
    }


def counted_areas(standing: Standing) -> QuerySet[DutyArea]:
    """The field offices' areas whose incidents this person reads today."""
    rows = areas_on(standing.mission, standing.on).filter(kind=DutyArea.Kind.FIELD_OFFICE)
    reading = standing.readings.get("incidents")
    if reading is None:
        return rows.none()
    return rows if reading.areas is EVERYWHERE else rows.filter(pk__in=reading.areas)


def _areas(standing: Standing, area: DutyArea | None) -> list[DutyArea]:
    rows = counted_areas(standing).defer("boundary").order_by("name")
    return list(rows if area is None else rows.filter(pk=area.pk))


def _count_area(
    area: DutyArea,
    happened: pl.DataFrame,
    months: list[date],
    hidden_before: set[HiddenCell],
) -> tuple[list[CountedHarm], int]:
    """The counts of one area, and how many cells of it are hidden."""
    here = happened.filter(area=area.pk.hex)
    harms = [harm for harm in HARMS if harm in set(here["harm"])]
    told = hide_cells(
        harms,
        [month.isoformat()[:7] for month in months],
        count_by_month(here, harms, months),
        totals=False,
        known_totals=True,  # from elsewhere: no hidden cell stands alone in its row or column
        hidden={(harm, month) for code, harm, month in hidden_before if code == area.code},
    )
    rows: list[CountedHarm] = [
        {"harm": harm, "counts": [told.cell(row, column) for column in range(len(months))]}
        for row, harm in enumerate(harms)
    ]
    return rows, int((~told.shown).sum())


HiddenCell = tuple[str, str, str]
"""Code of an area, harm and month of a count that was not told."""

HidesElsewhere = Callable[[Mission], set[HiddenCell]]
HIDDEN_ELSEWHERE: list[HidesElsewhere] = []
"""What rooms above this one hid in such counts that left the mission; each names itself."""


def hidden_cells(standing: Standing) -> set[HiddenCell]:
    """Area, harm and month of what anything that left the mission did not tell: a packet, or what a
    room above says. One query and those of the rooms."""
    left = SharePacket.objects.filter(mission=standing.mission, delivered_on__isnull=False)
    contents = list(left.values_list("content", flat=True))
    cells = {cell for content in contents for cell in hidden_in(content)}
    return cells.union(*(hides(standing.mission) for hides in HIDDEN_ELSEWHERE))


def hidden_in(content: Content) -> set[HiddenCell]:
    """Area, harm and month of what some counts do not tell."""
    return {
        (area["code"], row["harm"], month)
        for area in content["areas"]
        for row in area["harms"]
        for month, number in zip(content["months"], row["counts"], strict=True)
        if number is None
    }


def digest_of(content: Content) -> str:
    """The name of exactly this content."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
