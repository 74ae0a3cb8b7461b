"""How accepted residual risks are read: lapsed first, for nobody accepts those."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import QuerySet

from tutela_web.access.policy import Standing
from tutela_web.engagements.residual.models import ResidualRisk
from tutela_web.links.queries import with_seen

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
    rows = [(one, one.state(standing.on)) for one in residuals_for(standing).order_by("until")]
    if state := asked.get("state"):
        rows = [row for row in rows if row[1] == state]
    else:
        rows = [row for row in rows if row[1] != ResidualRisk.State.ENDED]
    return sorted(rows, key=lambda row: ORDER.index(row[1]))
