"""How accepted residual risks are read: lapsed first, for nobody accepts those."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from tutela.risk.factors import PRIORITIES
from tutela_web.access.policy import Standing
from tutela_web.engagements.residual.models import ResidualRisk
from tutela_web.links.queries import with_seen
from tutela_web.places.models import Place
from tutela_web.risk.agreed.queries import PlacedHotspot, given_names, placed_hotspots

ORDER = (ResidualRisk.State.LAPSED, ResidualRisk.State.IN_FORCE, ResidualRisk.State.ENDED)


def residuals_for(standing: Standing) -> QuerySet[ResidualRisk]:
    """The residual risks this person may see: read as the risks are, up to the same marking."""
    seen = ResidualRisk.objects.filter(standing.sees_open("risks"))
    rows = with_seen(standing, seen, "place", "risk")
    return rows.select_related("risk__place", "place", "accepted_by", "area").defer(
        "area__boundary"
    )


def residual_list(
    standing: Standing, asked: Mapping[str, str]
) -> list[tuple[ResidualRisk, ResidualRisk.State]]:
    """The residual risks a filter finds, each with its state; ended ones only where asked for.
    One query."""
    rows = [
        (residual, residual.state(standing.on))
        for residual in residuals_for(standing).order_by("until")
    ]
    if state := asked.get("state"):
        rows = [row for row in rows if row[1] == state]
    else:
        rows = [row for row in rows if row[1] != ResidualRisk.State.ENDED]
    return sorted(rows, key=lambda row: ORDER.index(row[1]))


CRITICAL = PRIORITIES.index("critical")


@dataclass(frozen=True)
class LeftOut:
    """A critical hotspot that the forum left out of "must": its place, its name, where it stands in
    the order agreed, and the residual risk in force for it that the person may read; None where
    there is none."""

    place: Place
    name: str
    placed: PlacedHotspot
    signed: ResidualRisk | None


def left_out_of_must(
    standing: Standing, placed: Mapping[str, PlacedHotspot] | None = None
) -> list[LeftOut]:
    """The critical hotspots of the order agreed that are not among "must", in its order, as far as
    the person may see their place: each is a risk that the Head of Mission signs. Four queries at
    most.

    Takes   placed, the hotspots of that order where they are at hand.
    """
    if placed is None:
        placed = placed_hotspots(standing)
    left = {key: one for key, one in placed.items() if one.priority == CRITICAL and not one.must}
    if not left:
        return []
    seen = Place.objects.filter(standing.sees("risks", own=None)).in_bulk(
        [UUID(one.line["place"]) for one in left.values()]
    )
    names = given_names(standing)
    signed: dict[str, ResidualRisk] = {}
    for residual in residuals_for(standing).filter(ended_on=None, until__gte=standing.on):
        for covered in (residual.place_id, residual.risk.place_id if residual.risk else None):
            signed.setdefault(str(covered), residual)
    return [
        LeftOut(
            place,
            names.get(key) or place.name,
            one,
            next((signed[pk] for pk in one.line["places"] if pk in signed), None),
        )
        for key, one in left.items()
        if (place := seen.get(UUID(one.line["place"])))
    ]
