"""Caveats by the contributor whose units they bind: for who holds the compartment capacity."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from tutela_web.access.policy import Standing
from tutela_web.capacity.caveats.queries import caveats_for, effects
from tutela_web.capacity.models import Caveat


@dataclass(frozen=True)
class DraftingDays:
    """The days on which a strategy was drafted, and its name; last, None while it is drafted."""

    name: str
    url: str
    first: date
    last: date | None

    def cover(self, on: date) -> bool:
        """Whether a day is among them."""
        return self.first <= on and (self.last is None or on <= self.last)


DRAFTED: list[Callable[[Standing], list[DraftingDays]]] = []
"""From rooms above: the days on which the strategies this person reads were drafted."""


@dataclass(frozen=True)
class DeclaredCaveat:
    """A caveat with its effects in words, and the strategy being drafted when it was declared."""

    caveat: Caveat
    effects: Sequence[str]
    drafting: DraftingDays | None


@dataclass(frozen=True)
class ContributorCaveats:
    """A contributor, and the caveats of its units in the order they were declared; blank where the
    units' contributor is not known."""

    contributor: str
    caveats: Sequence[DeclaredCaveat]


def caveats_by_contributor(standing: Standing) -> list[ContributorCaveats]:
    """The caveats this person may see, gathered by contributor, by name; those of units without a
    known contributor last. Two queries."""
    seen = caveats_for(standing).select_related("unit__contributor")
    rows = list(seen.order_by("declared_on", "entered_at"))
    drafted = [days for of_room in DRAFTED for days in of_room(standing)] if rows else []
    groups: dict[str, list[DeclaredCaveat]] = {}
    for caveat in rows:
        on = caveat.declared_on
        during = next((days for days in drafted if on is not None and days.cover(on)), None)
        declared = DeclaredCaveat(caveat, effects(caveat), during)
        groups.setdefault(str(caveat.unit.contributor or ""), []).append(declared)
    return [
        ContributorCaveats(name, groups[name])
        for name in sorted(groups, key=lambda name: (not name, name))
    ]
