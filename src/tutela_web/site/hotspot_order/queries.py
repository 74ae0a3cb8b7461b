"""What the page of the order tells: every hotspot where it stands, what is suggested beside, what a
critical one is owed, and how often stated figures came true."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.http import urlencode

from tutela.risk.checks.calibration import StatedAndSeen, came_true, overall
from tutela.risk.factors import PRIORITIES
from tutela.risk.order import gravity_of, percent
from tutela_web.access.policy import Standing
from tutela_web.engagements.residual.queries import CRITICAL, LeftOut, left_out_of_must
from tutela_web.incidents.closed.harms import readable_compartments
from tutela_web.places.models import Place
from tutela_web.risk.agreed.models import AgreedLine, AgreedOrder
from tutela_web.risk.agreed.queries import (
    PlacedHotspot,
    given_names,
    orders_for,
    placed_hotspots,
)
from tutela_web.risk.models import Assessment, SuggestedRisk
from tutela_web.risk.order_queries import weight_of
from tutela_web.risk.queries import (
    RegisterFilters,
    RegisterLine,
    hotspots,
    latest_assessment,
    suggested_for,
    with_covers,
)
from tutela_web.warning.board.queries import open_alerts
from tutela_web.warning.models import AlertLevel

SHOWN = 25
"""Of the hotspots nobody agreed, so many; those that people placed all stand there."""

SECOND = 15
COMPARED = 12
"""So many agreed orders are listed to be compared with."""


@dataclass(frozen=True)
class OrderRow:
    """A hotspot where it stands now.

    leading   the suggestion that speaks for it now; None where the person may not see it
    owed      what a critical one left out of "must" is owed; None where it is none
    watch     the address by which a watch is opened, where one is proposed
    """

    line: RegisterLine
    hotspot: UUID | None
    leading: SuggestedRisk | None
    owed: LeftOut | None = None
    watch: str = ""

    @property
    def placed(self) -> PlacedHotspot | None:
        return self.line.placed

    @property
    def likelihood(self) -> str:
        return percent(self.leading.likelihood) if self.leading else ""

    @property
    def low(self) -> str:
        return percent(self.leading.likelihood_low) if self.leading else ""

    @property
    def high(self) -> str:
        return percent(self.leading.likelihood_high) if self.leading else ""

    @property
    def gravity(self) -> int | None:
        weight = weight_of(self.leading) if self.leading else None
        return gravity_of(weight) if weight else None

    @property
    def suggested_priority(self) -> str:
        return PRIORITIES[self.leading.priority] if self.leading else ""

    @property
    def when_agreed(self) -> str:
        """The likelihood suggested when it was placed, where that reads otherwise now."""
        then = percent(self.placed.line["likelihood"]) if self.placed else ""
        return then if then and then != self.likelihood else ""

    @property
    def parts(self) -> bool:
        """Whether what is suggested now is another priority than what people agreed."""
        return bool(self.placed and self.leading and self.leading.priority != self.placed.priority)


@dataclass(frozen=True)
class EndedLine:
    """A hotspot of the order agreed that the newest assessment holds no more: where it was placed,
    and the place it was named by."""

    placed: PlacedHotspot
    place: Place
    name: str

    @property
    def priority(self) -> str:
        return PRIORITIES[self.placed.priority]


@dataclass(frozen=True)
class OrderShown:
    """The whole page: rows in their order, and what stands beside them."""

    order: AgreedOrder | None
    assessment: Assessment | None
    rows: list[OrderRow]
    ended: list[EndedLine]
    total: int

    @property
    def unsigned(self) -> list[LeftOut]:
        return [row.owed for row in self.rows if row.owed and row.owed.signed is None]

    @property
    def watches(self) -> list[OrderRow]:
        return [row for row in self.rows if row.watch]

    @property
    def not_agreed(self) -> int:
        return sum(row.placed is None for row in self.rows)


def order_shown(standing: Standing) -> OrderShown:
    """Every hotspot that people placed and the first of the others, in one order."""
    placed = placed_hotspots(standing)
    lines, total, assessment = hotspots(standing, RegisterFilters(), top=SHOWN + len(placed))
    with_covers(lines, standing)
    leading = _leading(standing, assessment, lines)
    owed = {UUID(one.placed.line["hotspot"]): one for one in left_out_of_must(standing, placed)}
    watched = _places_watched(standing, lines)
    rows = []
    for line in lines:
        hotspot = UUID(line.placed.line["hotspot"]) if line.placed else _hotspot(line)
        lead = leading.get(hotspot) if hotspot else None
        rows.append(
            OrderRow(
                line,
                hotspot,
                lead,
                owed.get(hotspot) if hotspot else None,
                "" if line.place.pk in watched else _watch(standing, line),
            )
        )
    here = {row.hotspot for row in rows}
    gone = [one for one in placed.values() if UUID(one.line["hotspot"]) not in here]
    return OrderShown(
        next((one.order for one in placed.values()), None),
        assessment,
        rows,
        _ended_lines(standing, gone),
        total,
    )


def _hotspot(line: RegisterLine) -> UUID | None:
    return line.suggested.hotspot if line.suggested else None


def _leading(
    standing: Standing, assessment: Assessment | None, lines: Iterable[RegisterLine]
) -> dict[UUID, SuggestedRisk]:
    """What speaks for the hotspot of each line; most lines are it."""
    wanted = {
        UUID(line.placed.line["hotspot"]) if line.placed else _hotspot(line) for line in lines
    }
    rows = suggested_for(standing, assessment).filter(leads=True, hotspot__in=wanted - {None})
    return {row.hotspot: row for row in rows.defer("evidence") if row.hotspot}


def _places_watched(standing: Standing, lines: Iterable[RegisterLine]) -> set[UUID]:
    """The places of lines at which an alert is open already, as far as the person reads alerts."""
    if not standing.reads("alerts"):
        return set()
    at = open_alerts(standing).filter(place__in={line.place.pk for line in lines})
    return {place for place in at.values_list("place_id", flat=True) if place}


def _watch(standing: Standing, line: RegisterLine) -> str:
    """The address by which a watch is opened for a critical hotspot to which no able unit comes in
    time; empty for any other, and where it is not known whether one does."""
    critical = line.priority == PRIORITIES[CRITICAL]
    if not (critical and line.cover and line.cover.gap_shown == "late"):
        return ""
    begun = (
        {"risk": str(line.risk.pk)}
        if line.risk
        else {"place": str(line.place.pk), "q": line.place.name, "level": AlertLevel.WATCH.value}
    )
    raise_url = reverse("warning:raise", args=[standing.mission.code])
    return f"{raise_url}?{urlencode(begun)}"


def _ended_lines(standing: Standing, gone: Sequence[PlacedHotspot]) -> list[EndedLine]:
    if not gone:
        return []
    seen = Place.objects.filter(standing.sees("risks", own=None)).in_bulk(
        [UUID(one.line["place"]) for one in gone]
    )
    names = given_names(standing)
    return [
        EndedLine(one, place, names.get(UUID(one.line["hotspot"]).hex) or place.name)
        for one in gone
        if (place := seen.get(UUID(one.line["place"])))
    ]


# --- the second order, for holders of a compartment


@dataclass(frozen=True)
class SecondOrder:
    """The first hotspots with the records of one compartment among the others."""

    compartment: str
    assessment: Assessment
    rows: list[SuggestedRisk]


def second_orders(standing: Standing) -> list[SecondOrder]:
    """The second order of each compartment the person holds; the first has none of their records in
    it. Two queries each."""
    told = []
    for compartment in sorted(readable_compartments(standing)):
        assessment = latest_assessment(standing, compartment=compartment)
        if assessment is not None:
            rows = suggested_for(standing, assessment).filter(leads=True).order_by("rank")
            first = rows.select_related("place").defer("evidence")[:SECOND]
            told.append(SecondOrder(compartment, assessment, list(first)))
    return told


# --- agreed orders of before


@dataclass(frozen=True)
class LineThen:
    """A hotspot as it was agreed in an order of before, and where it stands now."""

    number: int
    line: AgreedLine
    place: Place
    name: str
    now: PlacedHotspot | None

    @property
    def priority(self) -> str:
        return PRIORITIES[self.line["priority"]]

    @property
    def likelihood(self) -> str:
        return percent(self.line["likelihood"])

    @property
    def low(self) -> str:
        return percent(self.line["low"])

    @property
    def high(self) -> str:
        return percent(self.line["high"])

    @property
    def priority_now(self) -> str:
        return PRIORITIES[self.now.priority] if self.now else ""


def lines_then(standing: Standing, order: AgreedOrder) -> list[LineThen]:
    """The lines of an agreed order at places the person sees, each beside where it stands now. A
    hotspot is the same while it keeps its id."""
    placed, names = placed_hotspots(standing), given_names(standing)
    seen = Place.objects.filter(standing.sees("risks", own=None)).in_bulk(
        [UUID(line["place"]) for line in order.lines]
    )
    return [
        LineThen(number, line, place, names.get(key) or place.name, placed.get(key))
        for number, line in enumerate(order.lines, start=1)
        for key in [UUID(line["hotspot"]).hex]
        if (place := seen.get(UUID(line["place"])))
    ]


def earlier_orders(standing: Standing) -> list[AgreedOrder]:
    """The agreed orders, newest first."""
    return list(orders_for(standing).defer("lines")[:COMPARED])


# --- how often stated figures came true


@dataclass(frozen=True)
class CameTrue:
    """What came true of what was stated, on the events of the mission's country."""

    rows: Sequence[StatedAndSeen]

    @property
    def whole(self) -> StatedAndSeen:
        return overall(self.rows)

    @property
    def told(self) -> list[Mapping[str, Any]]:
        return [
            {
                "range": (percent(row.least) if row.least else "", percent(row.most)),
                "hotspots": row.hotspots,
                "stated": f"{row.stated:.1%}",
                "seen": f"{row.seen:.1%}",
            }
            for row in self.rows
        ]


def calibration(standing: Standing) -> CameTrue | None:
    """How often stated likelihoods came true on the events of this country; None where that was
    tried on none of it."""
    rows = came_true(standing.mission.iso3)
    return CameTrue(rows) if rows else None
