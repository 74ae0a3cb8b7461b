"""What a model may look at as of the end of a period: the past of a unit and of what is around it.

Of two kinds: `rates`, which only ever raise a rate (decayed counts here, in the 3 by 3 and in the
7 by 7 cells around, in the country), and `states`, of which a tree makes what it can.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import Any

from tutela.base.later import Floats, Ints, np
from tutela.forecast.panel import Panel, first_day, neighbours

HALF_LIVES = (0.5, 2.0, 6.0, 24.0, 60.0)
"""Periods of a month after which an event counts half."""

WINDOWS = (1, 3, 6, 12, 24, 36, 60, 120)
AROUND = ("here", "next to it", "near", "in the country")
LONGEST = 240
"""Months looked back."""


@dataclass(frozen=True, eq=False)
class Looked:
    """Columns by unit as of the end of one period.

    rates    never negative; the last is 1 everywhere.
    states   anything.
    """

    rates: Floats
    states: Floats


class Past:
    """The past of every unit of a panel, up to an origin, prepared once for many periods.

    Nothing known after `until` is in it, and as of each period only what was known by then.
    """

    def __init__(self, panel: Panel, target: str, *, until: int) -> None:
        self.panel, self.target, self.until = panel, target, until
        self.kinds = [target, *(k for k in ("sb", "ns", "osv") if panel.has(k) and k != target)]
        self.months = 1.0 if panel.step == "month" else 12 / 52.18
        self.events = {
            k: panel.matrix(k, of="events", until=until, as_known=True) for k in self.kinds
        }
        self.deaths = {k: panel.matrix(k, until=until, as_known=True) for k in self.kinds}
        next_to, near = neighbours(panel, 1), neighbours(panel, 3)
        n = len(panel)
        from scipy import sparse

        own = sparse.identity(n, format="csr")
        same = sparse.csr_matrix((np.ones(n), (panel.country, np.arange(n))))
        self.rings: tuple[Any, ...] = (own, next_to - own, near - next_to)
        self.shared, self.country = same, panel.country
        self._looked: tuple[int, Looked] | None = None

    def names(self) -> tuple[list[str], list[str]]:
        """What each column of `rates` and of `states` is, in words."""
        rates = [
            f"{k} events {a}, halved every {h:g} months"
            for a in AROUND
            for k in self.kinds
            for h in HALF_LIVES
        ]
        t = self.target
        states = [
            *(f"{t} deaths {a} in {w} months" for a in AROUND for w in WINDOWS),
            *(f"months with {t} deaths here in {w} months" for w in WINDOWS),
            *(f"{k} deaths {a} in 12 months" for k in self.kinds[1:] for a in AROUND),
            *(f"months since the last {t} deaths {a}" for a in AROUND[:3]),
            "half-year of the year, east",
            "half-year of the year, north",
            "months ahead",
        ]
        return [*rates, "nothing on record"], states

    def look(self, period: int) -> Looked:
        """The columns as of the end of `period`, but for those of how far ahead it is asked."""
        if self._looked and self._looked[0] == period:
            return self._looked[1]
        self._looked = (period, self._look(period))
        return self._looked[1]

    def _look(self, period: int) -> Looked:
        at = period - self.panel.first + 1
        age = np.arange(at)[::-1] * self.months
        since = max(0, at - int(LONGEST / self.months))
        halved = np.stack([0.5 ** (age[since:] / h) for h in HALF_LIVES], axis=1)
        rates = []
        by_kind = {k: self.events[k][:, since:at] @ halved for k in self.kinds}
        for ring in self.rings:
            rates += [np.sqrt(np.maximum(ring @ by_kind[k], 0)) for k in self.kinds]
        rates += [np.sqrt(self._in_country(by_kind[k])) for k in self.kinds]
        units = len(self.panel)
        states = self._states(at)
        return Looked(np.column_stack([*rates, np.ones(units)]), np.column_stack(states))

    def for_trees(self, looked: Looked, period: int, horizon: int) -> Floats:
        """All columns that trees see, so many periods ahead: season and length are two."""
        angle = 2 * np.pi * self._day_of_year(period + horizon)
        ahead = np.tile([np.sin(angle), np.cos(angle), horizon], (len(looked.rates), 1))
        return np.hstack([looked.rates[:, :-1], looked.states, ahead])

    def level(self, period: int) -> Floats:
        """What sizes are told in: one more than the mean deaths a period of the past year."""
        at = period - self.panel.first + 1
        year = self.panel.periods_a_year
        recent = self.deaths[self.target][:, max(0, at - year) : at]
        return np.asarray(1 + recent.sum(axis=1) / year)

    def _states(self, at: int) -> list[Floats]:
        deaths = self.deaths[self.target]
        spans = [max(0, at - max(1, round(w / self.months))) for w in WINDOWS]
        sums = np.stack([deaths[:, s:at].sum(axis=1) for s in spans], axis=1)
        active = [((deaths[:, s:at] > 0).sum(axis=1)) for s in spans]
        states = [np.log1p(np.maximum(ring @ sums, 0)) for ring in self.rings]
        states.append(np.log1p(self._in_country(sums)))
        states += [np.asarray(a, dtype=float) for a in active]
        year = max(0, at - self.panel.periods_a_year)
        for kind in self.kinds[1:]:
            total = self.deaths[kind][:, year:at].sum(axis=1, keepdims=True)
            states += [np.log1p(np.maximum(ring @ total, 0)) for ring in self.rings]
            states.append(np.log1p(self._in_country(total)))
        hit = deaths[:, :at] > 0
        for ring in self.rings:
            around = hit if ring is self.rings[0] else (ring @ hit) > 0
            last = np.where(around.any(axis=1), around[:, ::-1].argmax(axis=1), at + 1)
            states.append(np.minimum(last * self.months, LONGEST))
        return states

    def _in_country(self, values: Floats) -> Floats:
        return np.asarray((self.shared @ values)[self.country])

    def _day_of_year(self, period: int) -> float:
        day = first_day(period, self.panel.step)
        return (day.timetuple().tm_yday + 15) / 365.25


def rows_before(past: Past, horizons: tuple[int, ...], since: int) -> list[tuple[int, list[int]]]:
    """Every period looked from, with the horizons whose outcome was known by the past's end."""
    asked = []
    for period in range(max(since, past.panel.first), past.until):
        if ahead := [h for h in horizons if period + h <= past.until]:
            asked.append((period, ahead))
    return asked


def keys_of(panel: Panel) -> Ints:
    """A number of each unit that its row does not change: what its draws are seeded by."""
    return np.array([zlib.crc32(u.encode()) for u in panel.units], dtype=np.int64)
