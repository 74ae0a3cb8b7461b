"""Why each factor stands where it does: the events behind it and one sentence to read aloud."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import numpy as np

from tutela.actors.identify import STATE_TYPES, type_of
from tutela.base.globe import Floats, chord_to_km, unit_vectors
from tutela.capacity.types import Bases
from tutela.places.gazetteer import Places
from tutela.risk.factors import FACTORS
from tutela.risk.ledger import UNKNOWN_ACTOR, Ledger
from tutela.risk.nearby import TIME_HALVINGS
from tutela.risk.parameters import Parameters
from tutela.risk.score import BLANK_HIGH, BLANK_LOW, Ints
from tutela.risk.suggest import FLIGHT_WORDS, NAMES, SITE_KINDS, THREAT_WORD, Suggested
from tutela.risk.types import Component, Evidence

SHOWN = 5
"""Events named for one factor: the strongest; the sentence counts them all."""

BLANK_BECAUSE = {
    "declared threat": "no threat or ultimatum is on file; event files seldom record them",
    "recent conduct": "no harm by this actor near here within the last year is on file",
    "motive or trigger now": "no violence near here of late is on file",
    "pattern against this group": "this harm by this actor close to here is not on file",
    "arms and numbers": "the source does not say how many civilians its attacks killed",
    "command": "event files do not speak of command; an analyst must",
    "mobility": "fewer than three of its events are on file, or it is no single group",
    "freedom of action": "event files do not say who stood in its way; an analyst must",
    "exposed location or routes": "no harm close to here is on file",
    "targeted identity": "compartment group identity: not read here",
    "displacement or site conditions": "no site and no mass flight here is on file",
    "routine movement": "no season shows in the years on file; daily movement must be asked",
    "people unable to flee": "event files do not say; ask the community, women and men apart",
    "no effective protector": "no bases were given",
    "no warning channel": "event files do not say; test the channel",
    "weak self-protection": "event files do not say; ask the community",
}


class Explainer:
    """Writes the evidence of one risk at a time; the record is laid out once for all of them."""

    def __init__(
        self,
        record: Ledger,
        places: Places,
        found: Suggested,
        parameters: Parameters,
        bases: Bases | None,
    ) -> None:
        self.record, self.found, self.p = record, found, parameters
        self.bases = bases.with_troops() if bases is not None else ()
        self.vectors = unit_vectors(places.lat, places.lon)
        self.kinds = places.frame["kind"].to_list()
        order = np.argsort(record.actor_of, kind="stable")
        bounds = np.searchsorted(record.actor_of[order], np.arange(len(record.actors) + 1))
        self._events_of = [
            np.sort(record.event_of[order[bounds[a] : bounds[a + 1]]])
            for a in range(len(record.actors))
        ]
        self._km: tuple[int, Floats] = (-1, np.zeros(0))
        self._say: dict[str, Callable[[int], tuple[Ints, str]]] = {
            "declared threat": self._declared,
            "recent conduct": self._conduct,
            "motive or trigger now": self._trigger,
            "pattern against this group": self._pattern,
            "arms and numbers": self._arms,
            "mobility": self._mobility,
            "exposed location or routes": self._exposure,
            "displacement or site conditions": self._displacement,
            "routine movement": self._season,
            "no effective protector": self._protector,
        }

    def evidence(self, row: int) -> tuple[Evidence, ...]:
        """Sixteen factors of one risk, blanks included: what is not known is said, not hidden."""
        made = []
        component: Component
        for component in ("I", "C", "V"):
            for factor in FACTORS[component]:
                column = NAMES.index(factor)
                value = self.found.values[row, column]
                if np.isnan(value):
                    why = f"not known: {BLANK_BECAUSE[factor]}"
                    made.append(Evidence(factor, component, None, BLANK_LOW, BLANK_HIGH, (), why))
                    continue
                events, why = self._say[factor](row)
                made.append(
                    Evidence(
                        factor,
                        component,
                        float(value),
                        float(self.found.lows[row, column]),
                        float(self.found.highs[row, column]),
                        tuple(str(i) for i in self.record.ids[events]),
                        why,
                    )
                )
        return tuple(made)

    # Each of these gives the events of one factor, strongest first, and the sentence about them.

    def _declared(self, row: int) -> tuple[Ints, str]:
        mine = self._mine(row)
        said = (self.record.observation[mine] == THREAT_WORD) & (
            self.record.days[mine] <= self.p.fresh_days
        )
        events = self._close(row, mine[said], 50)
        return events[:SHOWN], f"{self._actor(row)} threatened people here: {self._last(events)}"

    def _conduct(self, row: int) -> tuple[Ints, str]:
        mine = self._mine(row)
        events, weights = self._weighed(
            row,
            mine[self.record.harm[mine] >= 0],
            self.p.conduct_half_life_days,
            self.p.conduct_half_km,
            by_gravity=True,
        )
        of_late = events[(self.record.days[events] <= 90) & (self._km_to(row)[events] <= 100)]
        total = float(self.found.kernel[row])
        if not len(of_late):
            return self._strongest(events, weights), (
                f"no harm by {self._actor(row)} within 100 km in the last 90 days;"
                f" old or distant signs add up to {total:.2g}"
            )
        return self._strongest(events, weights), (
            f"{_times(len(of_late), 'incident')} of harm by {self._actor(row)} within 100 km in the"
            f" last 90 days, {self._last(of_late, row)}; weighed by gravity, age and distance"
            f" {total:.2g}"
        )

    def _trigger(self, row: int) -> tuple[Ints, str]:
        events, weights = self._weighed(
            row,
            np.arange(len(self.record)),
            self.p.trigger_half_life_days,
            self.p.trigger_half_km,
        )
        of_late = events[(self.record.days[events] <= 90) & (self._km_to(row)[events] <= 100)]
        others = int(np.setdiff1d(of_late, self._mine(row)).size)
        return self._strongest(events, weights), (
            f"{_times(len(of_late), 'attack or clash', 'attacks and clashes')} within 100 km in the"
            f" last 90 days, {others} of them without {self._actor(row)}:"
            f" violence spreads and is repaid"
        )

    def _pattern(self, row: int) -> tuple[Ints, str]:
        mine = self._mine(row)
        events, weights = self._weighed(
            row,
            mine[self.record.harm[mine] == self.found.harm[row]],
            self.p.pattern_half_life_days,
            self.p.pattern_half_km,
        )
        close = events[self._km_to(row)[events] <= 30]
        return self._strongest(events, weights), (
            f"{_times(len(close), 'earlier incident')} of this kind by {self._actor(row)}"
            f" within 30 km since {self._first(events)}"
        )

    def _arms(self, row: int) -> tuple[Ints, str]:
        mine = self._window(self._mine(row))
        known = mine[
            (self.record.harm[mine] == self.found.harm[row]) & ~np.isnan(self.record.deaths[mine])
        ]
        deaths = self.record.deaths[known]
        return known[np.argsort(-deaths, kind="stable")][:SHOWN], (
            f"{_times(len(known), 'attack')} of {self._actor(row)} in the last two years killed"
            f" {deaths.mean():.1f} civilians each on average, at most {deaths.max():.0f}"
        )

    def _mobility(self, row: int) -> tuple[Ints, str]:
        mine = self._window(self._mine(row))
        reach = self.found.reach_km[self.found.actor[row]]
        why = (
            f"{self.p.reach_share:.0%} of its {len(mine)} events in two years lie within"
            f" {reach:.0f} km of their middle"
        )
        if np.isfinite(self.found.cap[row]):
            why += (
                f"; none of the last year lies that near to this place, so capability is held"
                f" to {self.found.cap[row]:.0f}"
            )
        return mine[np.argsort(self.record.days[mine], kind="stable")][:SHOWN], why

    def _exposure(self, row: int) -> tuple[Ints, str]:
        events, weights = self._weighed(
            row,
            np.flatnonzero(self.record.harm >= 0),
            self.p.exposure_half_life_days,
            self.p.exposure_half_km,
        )
        close = events[self._km_to(row)[events] <= 30]
        years = int(self.p.exposure_half_life_days * TIME_HALVINGS / 365.25)
        return self._strongest(events, weights), (
            f"{_times(len(close), 'incident')} of harm to civilians by anyone within 30 km"
            f" in the last {years} years on file"
        )

    def _displacement(self, row: int) -> tuple[Ints, str]:
        kind = self.kinds[self.found.place[row]]
        if kind and kind.lower() in SITE_KINDS:
            return np.zeros(0, np.int64), f"listed as a {kind}: displaced people live together here"
        fled = np.flatnonzero(
            np.isin(self.record.observation, FLIGHT_WORDS)
            & (self.record.days <= 2 * self.p.fresh_days)
        )
        events = self._close(row, fled, 20)
        return events[:SHOWN], f"people in flight within 20 km: {self._last(events, row)}"

    def _season(self, row: int) -> tuple[Ints, str]:
        ratio = self.found.season[self.found.place[row]]
        return np.zeros(0, np.int64), (
            f"this time of year saw {ratio:.1f} times the mean harm within"
            f" {self.p.season_km:.0f} km, in nearly every year on file"
        )

    def _protector(self, row: int) -> tuple[Ints, str]:
        place = self.found.place[row]
        base, km = self.bases[self.found.base[place]], self.found.base_km[place]
        why = f"nearest base with troops: {base.name}, {km:.0f} km in a straight line"
        if type_of(self.record.actors[self.found.actor[row]]) in STATE_TYPES:
            why += "; presence has not held back state forces, so it takes nothing off"
        elif km < self.p.protector_far_km:
            why += "; it may hold back this actor, if it can move and is told in time"
        else:
            why += "; too far to matter"
        return np.zeros(0, np.int64), why

    # What the sentences are made of.

    def _actor(self, row: int) -> str:
        name = self.record.actors[int(self.found.actor[row])]
        return "unknown perpetrators" if name == UNKNOWN_ACTOR else name

    def _mine(self, row: int) -> Ints:
        return self._events_of[int(self.found.actor[row])]

    def _window(self, events: Ints) -> Ints:
        return events[self.record.days[events] <= self.p.actor_window_days]

    def _km_to(self, row: int) -> Floats:
        place = int(self.found.place[row])
        if self._km[0] != place:
            away = np.linalg.norm(self.record.vectors - self.vectors[place], axis=1)
            self._km = (place, chord_to_km(away))
        return self._km[1]

    def _weighed(
        self,
        row: int,
        events: Ints,
        half_life_days: float,
        half_km: float,
        *,
        by_gravity: bool = False,
    ) -> tuple[Ints, Floats]:
        days, km = self.record.days[events], self._km_to(row)[events]
        weights = np.exp2(-days / half_life_days - km / half_km)
        if by_gravity:
            weights = weights * self.record.gravity[events]
        inside = days <= half_life_days * TIME_HALVINGS
        return events[inside], weights[inside]

    def _strongest(self, events: Ints, weights: Floats) -> Ints:
        return events[np.argsort(-weights, kind="stable")][:SHOWN]

    def _close(self, row: int, events: Ints, km: float) -> Ints:
        away = self._km_to(row)[events]
        return events[away <= km][np.argsort(away[away <= km], kind="stable")]

    def _last(self, events: Ints, row: int | None = None) -> str:
        newest = events[np.argmin(self.record.days[events])]
        ago = int(self.record.days[newest])
        when = "today" if ago == 0 else "yesterday" if ago == 1 else f"{ago} days ago"
        where = "" if row is None else f", {self._km_to(row)[newest]:.0f} km away"
        return f"the last {when}{where}"

    def _first(self, events: Ints) -> str:
        oldest = self.record.days[events].max()
        return f"{self.record.on - timedelta(days=int(oldest)):%Y}"


def _times(count: int, one: str, many: str | None = None) -> str:
    """A count with its noun.

    >>> _times(1, "attack"), _times(3, "attack")
    ('1 attack', '3 attacks')
    """
    return f"{count} {one if count == 1 else many or one + 's'}"
