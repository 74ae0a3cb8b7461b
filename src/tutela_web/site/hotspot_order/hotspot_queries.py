"""One hotspot: its places, what was agreed of it through time, and what people corrected."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from tutela.base.messages import Sentence
from tutela.risk.chance.standing import what_it_rests_on
from tutela.risk.factors import PRIORITIES
from tutela.risk.order import percent
from tutela_web.access.policy import Standing
from tutela_web.places.models import Place
from tutela_web.risk.agreed.models import AgreedLine, AgreedOrder, HotspotCorrection
from tutela_web.risk.agreed.queries import corrections_for, given_names, orders_for
from tutela_web.risk.models import Assessment, SuggestedRisk
from tutela_web.risk.queries import RegisterLine, latest_assessment, suggested_for, with_weeks

WEEKS = 26
"""So many agreed orders a hotspot's page looks through."""


@dataclass(frozen=True)
class AgreedThen:
    """What an order said of the hotspot."""

    order: AgreedOrder
    number: int
    line: AgreedLine

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


@dataclass(frozen=True)
class HotspotShown:
    """A hotspot of the newest assessment, as the person may see it.

    line     its leading suggestion with its twelve weeks
    places   those seen, the heaviest first; hidden, how many are not
    """

    assessment: Assessment
    hotspot: UUID
    lead: SuggestedRisk
    line: RegisterLine
    name: str
    places: list[Place]
    hidden: int
    agreed: list[AgreedThen]
    corrections: list[HotspotCorrection]
    rests_on: Sequence[Sentence] = ()

    @property
    def likelihood(self) -> str:
        return percent(self.lead.likelihood)

    @property
    def low(self) -> str:
        return percent(self.lead.likelihood_low)

    @property
    def high(self) -> str:
        return percent(self.lead.likelihood_high)

    @property
    def priority(self) -> str:
        return PRIORITIES[self.lead.priority]


def hotspot_shown(standing: Standing, hotspot: UUID) -> HotspotShown | None:
    """A hotspot of what everybody sees; None where there is none that the person sees."""
    assessment = latest_assessment(standing)
    lead = (
        suggested_for(standing, assessment)
        .filter(hotspot=hotspot, leads=True)
        .select_related("place__area")
        .defer("evidence", "place__area__boundary")
        .first()
    )
    if assessment is None or lead is None:
        return None
    kept = next((o for o in assessment.hotspots if o["id"] == str(hotspot)), None)
    weights: dict[str, float] = kept["places"] if kept else {}
    stands = kept.get("standing") if kept else None
    seen = Place.objects.filter(standing.sees("risks", own=None)).in_bulk(list(weights))
    line = RegisterLine(lead.place, lead.actor, lead.harm, suggested=lead)
    with_weeks([line], standing)
    return HotspotShown(
        assessment,
        hotspot,
        lead,
        line,
        given_names(standing).get(hotspot.hex) or lead.place.name,
        sorted(seen.values(), key=lambda place: (-weights[str(place.pk)], place.name)),
        len(weights) - len(seen),
        [
            AgreedThen(order, number, line)
            for order in orders_for(standing)[:WEEKS]
            for number, line in enumerate(order.lines, start=1)
            if line["hotspot"] == str(hotspot)
        ],
        list(corrections_for(standing).filter(hotspot=hotspot)),
        what_it_rests_on(**stands) if stands else (),
    )


def others_of(standing: Standing, shown: HotspotShown) -> list[SuggestedRisk]:
    """What speaks for each other hotspot the person sees, by the name of its place."""
    rows = suggested_for(standing, shown.assessment).filter(leads=True)
    others = rows.exclude(hotspot=shown.hotspot).exclude(hotspot=None)
    return list(others.select_related("place").defer("evidence").order_by("place__name"))


def places_of_others(standing: Standing, shown: HotspotShown) -> list[Place]:
    """The places of other hotspots that the person sees, by name: those that can be put in."""
    rows = suggested_for(standing, shown.assessment).exclude(hotspot=shown.hotspot)
    return list(Place.objects.filter(pk__in=rows.values("place")).order_by("name"))
