"""The order people agreed, and the names and corrections of hotspots, as a person may read them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from tutela.risk.record.corrected import Correction, falling_keys
from tutela.risk.record.corrected import Standing as Key
from tutela_web.access.models import Mission
from tutela_web.access.policy import Standing
from tutela_web.risk.agreed.models import AgreedLine, AgreedOrder, HotspotCorrection

Kind = HotspotCorrection.Kind
MOVES = (Kind.IN, Kind.OUT, Kind.JOIN)


@dataclass(frozen=True)
class PlacedHotspot:
    """Where people placed a hotspot.

    number   in the order agreed, from 1
    key      what it stands for among hotspots nobody agreed
    """

    order: AgreedOrder
    line: AgreedLine
    number: int
    key: Key

    @property
    def priority(self) -> int:
        return self.line["priority"]

    @property
    def must(self) -> bool:
        return self.line["must"]


def orders_for(standing: Standing) -> QuerySet[AgreedOrder]:
    """The orders agreed, newest first. Their lines name hotspots that the person may not see."""
    if not standing.reads("risks"):
        return AgreedOrder.objects.none()
    return AgreedOrder.objects.filter(mission=standing.mission).order_by("-agreed_at", "-pk")


def reason_of(standing: Standing, order: AgreedOrder) -> str:
    """Why an order was agreed, for who may see all it speaks of; "" for others."""
    reading = standing.readings.get("risks")
    if reading is None or not standing.reads_everywhere("risks"):
        return ""
    return order.reason if reading.clearance >= order.classification else ""


def placed_hotspots(
    standing: Standing, *, before: datetime | None = None
) -> dict[str, PlacedHotspot]:
    """Where people placed each hotspot in the order that stands, or stood before a moment, by id as
    hex; whoever asks shows those whose place the person sees. One query."""
    orders = orders_for(standing)
    order = (orders.filter(agreed_at__lt=before) if before else orders).first()
    if order is None:
        return {}
    keys = falling_keys([(line["priority"], line["value"]) for line in order.lines])
    return {
        UUID(line["hotspot"]).hex: PlacedHotspot(order, line, number, key)
        for number, (line, key) in enumerate(zip(order.lines, keys, strict=True), start=1)
    }


def corrections_for(standing: Standing) -> QuerySet[HotspotCorrection]:
    """What was corrected of hotspots, newest first, as far as the person is cleared for the places
    each tells of."""
    reading = standing.readings.get("risks")
    if reading is None:
        return HotspotCorrection.objects.none()
    rows = HotspotCorrection.objects.filter(
        mission=standing.mission, classification__lte=reading.clearance
    )
    return rows.order_by("-made_at", "-pk")


def given_names(standing: Standing) -> dict[str, str]:
    """The names people gave to hotspots, by id as hex: the newest of each. One query."""
    rows = corrections_for(standing).filter(kind=Kind.NAME).values_list("hotspot", "name")
    names: dict[str, str] = {}
    for hotspot, name in rows:
        names.setdefault(hotspot.hex, name)
    return names


def corrections_on(mission: Mission, on: date) -> list[Correction]:
    """What was corrected of hotspots until a day, the oldest first, by ids of places; of the whole
    mission: an assessment is everybody's."""
    end = datetime.combine(on + timedelta(days=1), time(), ZoneInfo(mission.time_zone))
    rows = HotspotCorrection.objects.filter(mission=mission, kind__in=MOVES, made_at__lt=end)
    return [
        Correction(row.kind, tuple(row.places), tuple(row.anchor))  # type: ignore[arg-type]  # of MOVES
        for row in rows.order_by("made_at", "pk")
    ]
