"""What a partner would get: counts of open records by area, month and harm, small ones hidden.

Records of compartments and strictly confidential ones are never counted; nothing is told of a
single case. What was hidden in a packet or a report that left the mission stays hidden in the next.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import NotRequired, TypedDict

from django.db.models import QuerySet

from tutela.base.days import lies_within, month_of_span, only_reaches_into
from tutela.base.disclosure import LEAST
from tutela.base.later import pl
from tutela.incidents.words import HARMS
from tutela.sharing.hiding import hide_cells, hold_small_changes
from tutela.sharing.packet import count_by_month, months_between, mosaic
from tutela_web.access.models import DutyArea, Mission
from tutela_web.access.people.queries import areas_on, posts_held
from tutela_web.access.policy import EVERYWHERE, Standing
from tutela_web.base.markings import Classification
from tutela_web.incidents.happened.queries import happened_in, with_positions
from tutela_web.partners.partner.models import Partner
from tutela_web.partners.partner.queries import standing_partners
from tutela_web.sharing.models import SharePacket
from tutela_web.strategy.content.snapshot import up_to
from tutela_web.takeaway.partner_queries import hazards

IN_NO_AREA = "-"
"""Stands for the code of an area in the row of what lies in none; its name is empty."""

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


def packets_given(standing: Standing) -> QuerySet[SharePacket]:
    """The packets that were handed to a partner whose post this person holds today, and that it may
    still keep: neither recalled nor over. What stands in them is what the mission approved."""
    rows = SharePacket.objects.filter(
        mission=standing.mission,
        partner__post__in=posts_held(standing),
        state=SharePacket.State.APPROVED,
        delivered_on__isnull=False,
        destroyed_on=None,
        expires_on__gte=standing.on,
    )
    return rows.order_by("-number")


def partners_given(standing: Standing) -> QuerySet[Partner]:
    """The partners for whom a packet may be drawn up: no host authority."""
    return standing_partners(standing).exclude(kind=Partner.Kind.HOST)


@dataclass(frozen=True)
class DrawnContent:
    """What a packet would hold, and how many of its counts are held at what was told before."""

    content: Content
    held: int


def content_for(
    standing: Standing, *, area: DutyArea | None, since: date, until: date, with_hazards: bool
) -> DrawnContent:
    """What a packet would hold today.

    Takes   standing, who asks: counted is what they read, up to Confidential; area, or every area;
            since and until, of whole months.
    """
    reader = up_to(standing, Classification.CONFIDENTIAL)
    months = months_between(since, until)
    happened = with_positions(reader, happened_in(reader, area, since=months[0]))
    happened = happened.filter(pl.col("harm").is_in(HARMS))
    dated = happened.filter(lies_within(since, until))
    spread = dated.filter(month_of_span().is_null()).height
    reaching = only_reaches_into(since, until)
    before = told_before(standing.mission)
    areas: list[CountedArea] = []
    hidden = held = 0
    drawn = _areas(reader, area)
    named: list[tuple[str, str, pl.DataFrame]] = [
        (area.name, area.code, dated.filter(area=area.pk.hex)) for area in drawn
    ]
    if area is None and reader.readings["incidents"].areas is EVERYWHERE:
        known = pl.col("area").is_in([area.pk.hex for area in drawn]).fill_null(False)
        named.append(("", IN_NO_AREA, dated.filter(~known)))
    for name, code, here in named:
        rows, hid, stayed = _count_area(code, here, months, before)
        hidden, held = hidden + hid, held + stayed
        areas.append({"name": name, "code": code, "harms": rows})
    content: Content = {
        "months": [month.isoformat()[:7] for month in months],
        "areas": areas,
        "hidden": hidden,
        "undated": bool(happened["day"].null_count() + spread + happened.filter(reaching).height),
        "hazards": [
            {
                "place": hazard.place,
                "latitude": hazard.latitude,
                "longitude": hazard.longitude,
                "harm": hazard.harm,
                "level": hazard.level,
                "until": hazard.until.isoformat() if hazard.until else "",
            }
            for hazard in (hazards(reader, area) if with_hazards else [])
        ],
        "finer": [
            {"columns": list(row.columns), "few": row.few, "combinations": row.combinations}
            for row in mosaic(dated, least=LEAST)
        ],
    }
    return DrawnContent(content, held)


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
    area: str, here: pl.DataFrame, months: list[date], before: ToldBefore
) -> tuple[list[CountedHarm], int, int]:
    """The counts of one area; how many cells of it are hidden, and how many told as before."""
    told_here = {
        (harm, month): number
        for (code, harm, month), number in before.counts.items()
        if code == area
    }
    known = {*here["harm"], *(harm for harm, _month in told_here)}
    harms = [harm for harm in HARMS if harm in known]
    names = [month.isoformat()[:7] for month in months]
    counts, held = hold_small_changes(harms, names, count_by_month(here, harms, months), told_here)
    told = hide_cells(
        harms,
        names,
        counts,
        totals=False,
        known_totals=True,  # from elsewhere: no hidden cell stands alone in its row or column
        hidden={(harm, month) for code, harm, month in before.hidden if code == area},
    )
    rows: list[CountedHarm] = [
        {"harm": harm, "counts": [told.cell(row, column) for column in range(len(months))]}
        for row, harm in enumerate(harms)
    ]
    return rows, int((~told.shown).sum()), held


Cell = tuple[str, str, str]
"""Code of an area, harm and month of a count."""


@dataclass(frozen=True)
class ToldBefore:
    """What left the mission: counts as they were told last, and cells that some count hid."""

    counts: Mapping[Cell, int]
    hidden: frozenset[Cell]


ToldElsewhere = Callable[[Mission], Iterable[tuple[datetime, Mapping[Cell, int | None]]]]
TOLD_ELSEWHERE: list[ToldElsewhere] = []
"""When which counts left the mission by rooms above this one, None for one that was hidden; each
room names itself."""


def told_before(mission: Mission) -> ToldBefore:
    """Area, harm and month of what anything that left the mission told and did not tell: a packet,
    or what a room above says. One query and those of the rooms."""
    left = SharePacket.objects.filter(mission=mission, delivered_on__isnull=False)
    told: list[tuple[datetime, Mapping[Cell, int | None]]] = [
        (at, cells_of(content)) for at, content in left.values_list("entered_at", "content")
    ]
    told += [edition for elsewhere in TOLD_ELSEWHERE for edition in elsewhere(mission)]
    counts: dict[Cell, int] = {}
    hidden: set[Cell] = set()
    for _at, cells in sorted(told, key=lambda edition: edition[0]):
        counts |= {cell: number for cell, number in cells.items() if number is not None}
        hidden |= {cell for cell, number in cells.items() if number is None}
    return ToldBefore(counts, frozenset(hidden))


def cells_of(content: Content) -> dict[Cell, int | None]:
    """The counts that some content tells by area, harm and month; None for one it hides. Of content
    that was destroyed those it hid are left alone."""
    cells = {
        (area["code"], row["harm"], month): number
        for area in content["areas"]
        for row in area["harms"]
        for month, number in zip(content["months"], row["counts"], strict=True)
    }
    if content.get("destroyed"):
        return {cell: None for cell, number in cells.items() if number is None}
    return cells


def digest_of(content: Content) -> str:
    """The name of exactly this content."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
