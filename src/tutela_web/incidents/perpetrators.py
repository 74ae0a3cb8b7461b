"""Who harms civilians in an area, by the incidents a person may read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Q, Sum

from tutela.incidents.perpetrators import CERTAINTIES, Attributed, rank
from tutela_web.access.models import DutyArea
from tutela_web.access.policy import Standing
from tutela_web.actors.models import Actor
from tutela_web.actors.queries import actors_for
from tutela_web.incidents.models import NOT_SCORED, Attribution
from tutela_web.incidents.queries import standing_alone

HIDDEN = "hidden"
"""Under this key stands all that is attributed to actors the reader may not see."""


@dataclass(frozen=True)
class Perpetrator:
    """One line of the ranking; `actor` None where nobody is known, or the reader may not see it."""

    told: Attributed
    actor: Actor | None

    @property
    def unknown(self) -> bool:
        """Whether the incidents name no actor of the list."""
        return not self.told.actor

    @property
    def certainties(self) -> list[tuple[str, int]]:
        """How many incidents at each of CERTAINTIES, in words."""
        return [(str(Attribution(one).label), self.told.by_certainty[one]) for one in CERTAINTIES]


@dataclass(frozen=True)
class Perpetrators:
    """The ranking, and what it does not tell."""

    rows: list[Perpetrator]
    incidents: int
    in_words_only: int


def perpetrators_of(standing: Standing, area: DutyArea | None, since: date) -> Perpetrators:
    """Actors by the harm attributed to them since a day, in an area or in all the person reads.

    Incidents that were refuted, doubled or withdrawn for safety do not count; those without a day
    do, as they may lie within. Those of nobody known stand as a line of their own, those named only
    in words are counted. Three queries.
    """
    seen = standing_alone(standing).exclude(verification__in=NOT_SCORED)
    seen = seen.filter(Q(event_from=None) | Q(event_from__gte=since) | Q(event_to__gte=since))
    if area is not None:
        seen = seen.filter(area=area)
    groups = (
        seen.order_by()
        .values_list("perpetrator", "attribution")
        .annotate(n=Count("pk"), dead=Sum("killed"), blank=Count("pk", filter=Q(killed=None)))
    )
    found = list(groups)
    named = seen.filter(perpetrator=None).exclude(other_perpetrators=[]).count()
    actors = {one.pk: one for one in actors_for(standing).filter(pk__in={row[0] for row in found})}
    ranked = rank(
        [(_key(pk, actors), certainty, n, dead, blank) for pk, certainty, n, dead, blank in found]
    )
    known = {str(pk): one for pk, one in actors.items()}
    rows = [Perpetrator(one, known.get(one.actor)) for one in ranked]
    return Perpetrators(rows, sum(one.incidents for one in ranked), named)


def _key(pk: UUID | None, actors: dict[UUID, Actor]) -> str:
    if pk is None:
        return ""
    return str(pk) if pk in actors else HIDDEN
