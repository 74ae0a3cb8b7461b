"""Where a place stands in the suggested order: its hotspot, with which places, and what parts that
from the next."""

from __future__ import annotations

from dataclasses import dataclass

from tutela.base.messages import Sentence
from tutela.risk.order import gravity_of, percent, what_parts
from tutela_web.access.policy import Standing
from tutela_web.places.models import Place
from tutela_web.risk.models import Assessment, SuggestedRisk
from tutela_web.risk.queries import suggested_for


@dataclass(frozen=True)
class InOrder:
    """A place's hotspot as the person may see it.

    row      a suggestion of the place: it has the rank of its hotspot
    lead     the suggestion that speaks for the hotspot; None where the person may not see it
    others   its other places that the person may see, those that weigh most first
    parted   what parts it from the next; None where the next is not seen, or it is the last
    chance, weight   of the place alone: how likely an attack is, and what it would weigh; None in
             assessments that did not keep it
    """

    row: SuggestedRisk
    lead: SuggestedRisk | None
    others: list[Place]
    parted: Sentence | None
    chance: float | None
    weight: float | None

    @property
    def speaks(self) -> bool:
        """Whether the place speaks for its hotspot."""
        return self.lead is not None and self.lead.place_id == self.row.place_id

    @property
    def likelihood(self) -> str:
        """Of the hotspot; empty where it is not estimated, or not to be seen."""
        return percent(self.lead.likelihood) if self.lead else ""

    @property
    def likelihood_low(self) -> str:
        return percent(self.lead.likelihood_low) if self.lead else ""

    @property
    def likelihood_high(self) -> str:
        return percent(self.lead.likelihood_high) if self.lead else ""

    @property
    def lead_weight(self) -> float | None:
        """What attacks of the hotspot weigh; None where that cannot be told."""
        return weight_of(self.lead) if self.lead else None

    @property
    def lead_gravity(self) -> int | None:
        weight = self.lead_weight
        return gravity_of(weight) if weight else None

    @property
    def here(self) -> str:
        """How likely an attack is at the place alone."""
        return percent(self.chance)

    @property
    def gravity(self) -> int | None:
        """The step of gravity of attacks at the place alone."""
        return gravity_of(self.weight) if self.weight else None


def weight_of(row: SuggestedRisk) -> float | None:
    """What attacks that a suggestion tells of weigh; None where their likelihood is not told."""
    return row.value / row.likelihood if row.likelihood else None


def stands_in_order(
    standing: Standing, assessment: Assessment | None, row: SuggestedRisk | None
) -> InOrder | None:
    """Where the place of a suggestion stands; None in an assessment of before hotspots were made.
    Three queries, the hotspots of the assessment among them."""
    if assessment is None or row is None or row.hotspot is None or row.rank_low is None:
        return None
    key, name = str(row.hotspot), str(row.place_id)
    kept = next((hotspot for hotspot in assessment.hotspots if hotspot["id"] == key), None)
    weights: dict[str, float] = kept["places"] if kept else {}
    chance = kept.get("chances", {}).get(name) if kept else None
    leads = {
        one.rank: one
        for one in suggested_for(standing, assessment)
        .filter(order__in=(row.rank, row.rank + 1), leads=True)
        .select_related("place")
        .defer("evidence")
    }
    lead, following = leads.get(row.rank), leads.get(row.rank + 1)
    beside = sorted((pk for pk in weights if pk != name), key=lambda pk: (-weights[pk], pk))
    seen = Place.objects.filter(standing.sees("risks", own=None)).in_bulk(beside) if beside else {}
    by_name = {str(pk): place for pk, place in seen.items()}
    return InOrder(
        row,
        lead,
        [by_name[pk] for pk in beside if pk in by_name],
        _what_parts(lead, following),
        chance,
        weights[name] / chance if chance and name in weights else None,
    )


def _what_parts(lead: SuggestedRisk | None, following: SuggestedRisk | None) -> Sentence | None:
    if lead is None or following is None:
        return None
    # A likelihood that is not estimated keeps its place by its value; there the value alone parts.
    upper = (lead.likelihood or 0.0, weight_of(lead) or lead.value)
    lower = (following.likelihood or 0.0, weight_of(following) or following.value)
    if not lead.ties_next and not (lead.likelihood and following.likelihood):
        return None
    return what_parts(upper, lower, ties=lead.ties_next)
