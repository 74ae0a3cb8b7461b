"""The method of the domain reference, section d, as arithmetic on columns.

Nothing here looks at events: factors in, scores out, so that an analyst's own factor sheet and the
factors suggested from events are scored by the very same lines.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tutela.base.errors import BadParameter
from tutela.base.later import Floats, Ints, np
from tutela.base.messages import say
from tutela.risk.factors import BANDS, MUST_SHOULD_COULD, PRIORITIES, TAKE, table
from tutela.risk.types import Component

if TYPE_CHECKING:
    from numpy.typing import NDArray

BLANK, BLANK_LOW, BLANK_HIGH = 3.0, 1.0, 5.0
"""What a factor nobody could score counts: the middle, with nearly the whole scale as interval."""


class Scored(NamedTuple):
    """A component: best value, interval, and whether more than half of its factors are blank."""

    best: Floats
    low: Floats
    high: Floats
    mostly_blank: NDArray[np.bool_]

    def rows(self, order: Ints) -> Scored:
        """The same rows in another order."""
        return Scored(self.best[order], self.low[order], self.high[order], self.mostly_blank[order])

    def held_to(self, cap: Floats) -> Scored:
        """No value above the cap."""
        return self._replace(
            best=np.minimum(self.best, cap),
            low=np.minimum(self.low, cap),
            high=np.minimum(self.high, cap),
        )


def component(which: Component, values: Floats, lows: Floats, highs: Floats) -> Scored:
    """One component from its factors.

    The best value is the mean of the highest factors (all of them for capability), of which a blank
    counts 3: so bad news never lowers a component, whether it fills a blank or raises a factor,
    and good news never raises it. The interval is as if a blank might be anything from 1 to 5.

    Takes   n x k factors 0-5, NaN where blank, with their lows and highs.
    Gives   n Scored.
    Raises  BadParameter if a factor lies outside 0-5 or outside its own interval.
    Source  domain reference, section d, as amended (docs/adr/0024); the worked example of Luma:

    >>> luma = np.array([[5, 5, 3, 3, 3, 2, 2, 1.0]])
    >>> component("V", luma, luma, luma).best.round(2).tolist()
    [4.33]
    """
    filled = ~np.isnan(values)
    for column in (values, lows, highs):
        if ((column[filled] < 0) | (column[filled] > 5)).any():
            raise BadParameter(
                say("a factor lies outside 0-5"), next=say("score every factor from 0 to 5")
            )
    if ((lows > values)[filled] | (values > highs)[filled]).any():
        raise BadParameter(
            say("a factor lies outside its own interval"), next=say("write low <= value <= high")
        )
    take = TAKE[which]
    return Scored(
        _mean_of_highest(np.where(filled, values, BLANK), take),
        _mean_of_highest(np.where(filled, lows, BLANK_LOW), take),
        _mean_of_highest(np.where(filled, highs, BLANK_HIGH), take),
        (~filled).sum(axis=1) * 2 > values.shape[1],
    )


def _mean_of_highest(values: Floats, take: int | None) -> Floats:
    """Row by row, the mean of the `take` highest values."""
    highest = -np.sort(-values, axis=1)[:, :take]
    return np.asarray(highest.mean(axis=1))


def threat(intent: Floats, capability: Floats) -> Floats:
    """T = sqrt(I*C), 0-5.

    >>> round(float(threat(np.float64(4.0), np.float64(3.75))), 2)
    3.87
    """
    return np.sqrt(intent * capability)


def risk(intent: Floats, capability: Floats, vulnerability: Floats) -> Floats:
    """R = 20 * cbrt(I*C*V), 0-100: the seed's own product on a readable scale.

    >>> round(float(risk(np.float64(4.0), np.float64(3.75), np.float64(13 / 3))))
    80
    """
    return 20 * np.cbrt(intent * capability * vulnerability)


def band(scores: Floats) -> Ints:
    """Which of the five bands, 0 very low to 4 very high; edges at 20, 40, 60 and 80.

    >>> band(np.array([0, 19.9, 20, 80, 100.0])).tolist()
    [0, 0, 1, 4, 4]
    """
    # A score that is 80 in exact arithmetic must not fall below the edge by a rounding of 1e-14.
    return np.digitize(np.asarray(scores) + 1e-9, [20, 40, 60, 80]).astype(np.int64)


_PRIORITY = [
    [PRIORITIES.index(row[str(g)]) for g in range(1, 6)]
    for row in sorted(table("priority.csv"), key=lambda r: BANDS.index(r["band"]))
]


def priority(bands: Ints, gravity: Ints) -> Ints:
    """The priority table: 0 low to 3 critical, by band 0-4 and gravity 1-5.

    >>> PRIORITIES[int(priority(np.array(4), np.array(4)))]
    'critical'
    """
    return np.array(_PRIORITY, np.int64)[bands, np.asarray(gravity) - 1]


def priority_rule() -> list[tuple[int, list[str]]]:
    """The priority table as a reader meets it: by band, highest first, a word for each gravity.

    >>> priority_rule()[0]
    (4, ['moderate', 'high', 'high', 'critical', 'critical'])
    """
    return [(n, [PRIORITIES[one] for one in _PRIORITY[n]]) for n in range(len(BANDS) - 1, -1, -1)]


def must_should_could(word: str) -> str:
    """The class a priority falls into.

    >>> must_should_could("critical")
    'must'
    """
    return MUST_SHOULD_COULD[word]


def order(priorities: Ints, scores: Floats, kernel: Floats, ids: NDArray[np.str_]) -> Ints:
    """Row numbers, highest first: priority, R, the recent-conduct kernel; then by name, so that
    equals always stand in one order.

    >>> order(np.array([2, 2]), np.array([41.0, 41 + 1e-13]), np.zeros(2), np.array(["a", "b"]))
    array([0, 1])
    """
    # Processors differ in the last digit of a power: what differs by less than that is equal.
    told = (-np.round(column, 9) for column in (kernel, scores))
    return np.lexsort((ids, *told, -priorities)).astype(np.int64)


def ranks(lows: Floats, highs: Floats) -> Ints:
    """Ranks of rows already in order; rows whose intervals overlap share one.

    A new rank starts only where no row above overlaps any row below, so two rows with overlapping
    intervals never carry different ranks. The rank is the place of the first of those who share it.

    Takes   n lows and n highs, highest risk first.
    Gives   n ranks, from 1, never falling.

    >>> ranks(np.array([70, 66, 20.0]), np.array([95, 93, 49.0])).tolist()
    [1, 1, 3]
    """
    if not len(lows):
        return np.zeros(0, dtype=np.int64)
    # An interval above and one below a cut overlap unless every interval on one side lies wholly
    # over or wholly under those on the other. Sorted sweeps find clusters of overlapping intervals;
    # a cut is clean where no cluster has members on both sides.
    by_low = np.argsort(lows, kind="stable")
    reach = np.maximum.accumulate(highs[by_low])
    apart = np.concatenate(([True], lows[by_low][1:] > reach[:-1]))
    cluster = np.empty(len(lows), dtype=np.int64)
    cluster[by_low] = np.cumsum(apart)
    rows = np.arange(len(lows))
    last = np.zeros(cluster.max() + 1, dtype=np.int64)
    np.maximum.at(last, cluster, rows)
    still_open = np.maximum.accumulate(last[cluster])
    starts = np.concatenate(([True], still_open[:-1] < rows[1:]))
    return np.maximum.accumulate(np.where(starts, rows + 1, 0)).astype(np.int64)


def protection_gap(travel_hours: float | None, onset_hours: float | None) -> str | None:
    """Whether the fastest able unit can be there before harm begins; never part of R.

    Takes   hours to arrive, None if no unit is able; hours until harm may begin, None if not known.
    Gives   "red" if later or none; "amber" if spare time is under half the onset window; "green";
            None where the onset is not known.
    Source  domain reference, section d.

    >>> protection_gap(None, 72), protection_gap(30, 48), protection_gap(10, 48)
    ('red', 'amber', 'green')
    """
    if onset_hours is None:
        return None
    if travel_hours is None or travel_hours > onset_hours:
        return "red"
    return "amber" if onset_hours - travel_hours < onset_hours / 2 else "green"
