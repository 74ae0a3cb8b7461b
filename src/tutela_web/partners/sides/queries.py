"""How the protection actors of an area, and host and mission side by side, are read."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Case, Q, QuerySet, Value, When

from tutela_web.access.models import DutyArea
from tutela_web.access.policy import Standing
from tutela_web.links.queries import in_force
from tutela_web.partners.sides.models import ProtectionActor, Responsibility


def protectors_for(standing: Standing) -> QuerySet[ProtectionActor]:
    """The protection actors this person may see, as the strategy is read; those that ended too."""
    rows = ProtectionActor.objects.filter(standing.sees_open("strategy"))
    return rows.select_related("area").defer("area__boundary")


def standing_protectors(standing: Standing) -> QuerySet[ProtectionActor]:
    """Those that did not end, by kind and name."""
    return protectors_for(standing).filter(in_force(standing)).order_by("kind", "name", "pk")


def responsibilities_for(standing: Standing) -> QuerySet[Responsibility]:
    """The points this person may see, as the strategy is read: disputed, then not yet discussed,
    then agreed; those that ended too."""
    ranks = [When(state=state, then=Value(rank)) for rank, state in enumerate(Responsibility.State)]
    rows = Responsibility.objects.filter(standing.sees_open("strategy"))
    return rows.order_by(Case(*ranks), "point", "pk")


def standing_points(standing: Standing) -> QuerySet[Responsibility]:
    """The points that stand. One query."""
    return responsibilities_for(standing).filter(in_force(standing))


@dataclass(frozen=True)
class Map:
    """The protection actors of an area by kind; a kind of whom nobody is recorded is empty."""

    kinds: list[tuple[ProtectionActor.Kind, list[ProtectionActor]]]
    open: list[ProtectionActor]  # overlaps nobody settled, and parallel forces without a division


def protection_map(standing: Standing, area: DutyArea | None) -> Map:
    """Who protects in an area, those of the whole mission among them; or everywhere. One query."""
    protectors = standing_protectors(standing)
    if area is not None:
        protectors = protectors.filter(Q(area=area) | Q(area=None))
    rows = list(protectors)
    return Map(
        [(kind, [row for row in rows if row.kind == kind]) for kind in ProtectionActor.Kind],
        [row for row in rows if row.open_overlap or row.lacks_agreed_division],
    )
