"""Caveats by the contributor whose units they bind: for who holds the compartment capacity."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from tutela_web.access.policy import Standing
from tutela_web.capacity.caveats.queries import CaveatEffects, caveat_effects, caveats_for
from tutela_web.capacity.models import Caveat, Unit


@dataclass(frozen=True)
class ContributorCaveats:
    """A contributor, and the caveats of its units in the order they were declared; blank where the
    units' contributor is not known."""

    contributor: str
    caveats: Sequence[CaveatEffects]


def contributor_of(unit: Unit) -> str:
    """The contributor of a unit in words; blank where it is not known."""
    return str(getattr(unit, "contributor", None) or "")


def caveats_by_contributor(standing: Standing) -> list[ContributorCaveats]:
    """The caveats this person may see, gathered by contributor, by name; those of units without a
    known contributor last. One query."""
    rows = list(caveats_for(standing).select_related("unit").order_by("declared_on", "entered_at"))
    groups: dict[str, list[Caveat]] = {}
    for caveat in rows:
        groups.setdefault(contributor_of(caveat.unit), []).append(caveat)
    return [
        ContributorCaveats(name, caveat_effects(groups[name]))
        for name in sorted(groups, key=lambda name: (not name, name))
    ]


def caveats_declared(standing: Standing, first: date, last: date) -> QuerySet[Caveat]:
    """The caveats declared between two days, both among them, that this person may see."""
    rows = caveats_for(standing).filter(declared_on__gte=first, declared_on__lte=last)
    return rows.select_related("unit").order_by("declared_on", "entered_at")
