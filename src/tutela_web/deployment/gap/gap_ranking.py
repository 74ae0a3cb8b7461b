"""The hotspots of the order as a person may read them: those people agreed first, in their order,
then those the method suggests."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q

from tutela.risk.factors import PRIORITIES
from tutela_web.access.policy import Standing
from tutela_web.places.models import Place
from tutela_web.places.queries import places_for
from tutela_web.risk.agreed.queries import given_names, placed_hotspots
from tutela_web.risk.models import SuggestedRisk
from tutela_web.risk.queries import latest_assessment, suggested_for

MOST = 200
"""Of so many suggested hotspots the first are read."""

HIGH = PRIORITIES.index("high")


@dataclass(frozen=True)
class HotspotInOrder:
    """A hotspot at the place that speaks for it.

    agreed      whether a person set its priority
    value       likelihood times what such attacks weigh; None where that is not estimated
    actor       who is feared; "" where no assessment tells
    thin        whether more than half of what an assessment asks is blank
    low, top    between which the likelihood lies, as shares of it; None where not estimated
    """

    place: Place
    name: str
    priority: int
    agreed: bool
    value: float | None
    actor: str
    thin: bool
    low: float | None = None
    top: float | None = None

    @property
    def high(self) -> bool:
        """Whether it is of high or critical priority."""
        return self.priority >= HIGH

    @property
    def priority_word(self) -> str:
        return PRIORITIES[self.priority]


def hotspots_in_order(standing: Standing) -> list[HotspotInOrder]:
    """The hotspots this person may see, at places they may see; at most seven queries."""
    placed, names = placed_hotspots(standing), given_names(standing)
    assessment = latest_assessment(standing)
    rows = list(
        suggested_for(standing, assessment)
        .filter(Q(order__lte=MOST) | Q(hotspot__in=[UUID(key) for key in placed]), leads=True)
        .select_related("place")
        .defer("evidence")
        .order_by("order")
    )
    suggested = {(row.hotspot or row.pk).hex: row for row in rows}
    gone = {UUID(placed[key].line["place"]) for key in placed if key not in suggested}
    places = places_for(standing).in_bulk(gone) if gone else {}
    agreed = [
        HotspotInOrder(
            place,
            names.get(key) or place.name,
            hotspot.priority,
            True,
            row.value if row is not None else hotspot.line["value"],
            row.actor if row is not None else "",
            row is not None and row.insufficient_data,
            *(_range_of(row.likelihood, row.likelihood_low, row.likelihood_high) if row else ()),
        )
        for key, hotspot in sorted(placed.items(), key=lambda pair: pair[1].number)
        if (row := suggested.get(key)) is not None or UUID(hotspot.line["place"]) in places
        for place in [row.place if row is not None else places[UUID(hotspot.line["place"])]]
    ]
    return agreed + [
        _as_suggested(row, names.get(key, ""))
        for key, row in suggested.items()
        if key not in placed
    ]


def _as_suggested(row: SuggestedRisk, name: str) -> HotspotInOrder:
    return HotspotInOrder(
        row.place,
        name or row.place.name,
        row.priority,
        False,
        row.value if row.likelihood is not None else None,
        row.actor,
        row.insufficient_data,
        *_range_of(row.likelihood, row.likelihood_low, row.likelihood_high),
    )


def _range_of(
    likelihood: float | None, low: float | None, high: float | None
) -> tuple[float | None, float | None]:
    """The ends of a likelihood, as shares of it."""
    if not likelihood or low is None or high is None:
        return None, None
    return low / likelihood, high / likelihood
