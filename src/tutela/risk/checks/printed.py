"""Was the list people read right? The printed order of hotspots, beside what anyone remembers.

The order is judged as it is printed, by hotspots, on every month's end, as places and events stood
then. A memory is a figure that a person with the same file keeps in the head: where it was last
month, in twelve, in thirty-six, or lately most.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import TYPE_CHECKING

from tutela.base.distances import unit_vectors
from tutela.base.later import Floats, Ints, np
from tutela.forecast.likelihood import PLACE_KM
from tutela.incidents.compartments import open_to
from tutela.incidents.types import Events
from tutela.places.gazetteer import Places
from tutela.risk.assess import assess
from tutela.risk.checks.attacks import attacks
from tutela.risk.likelihood import DAYS
from tutela.risk.order import priorities
from tutela.risk.parameters import DEFAULT, Parameters
from tutela.risk.record.nearby import pairs_within
from tutela.risk.record.on_list import complete

if TYPE_CHECKING:
    from numpy.typing import NDArray

MEMORIES = ("last_month", "past_12_months", "decay_3_months", "own_36_months")
"""What anyone could do without us: attacks of so long, or halved every three months."""

NEVER = 3000.0
"""Days since the last attack, where none is on file."""


@dataclass(frozen=True, eq=False)
class Hotspots:
    """Every hotspot of some months' ends, by columns of one length.

    month     twelve times the year and the month that follows, from 1
    place     its row in the printed order of that month's end
    stated    the chance of an attack in the thirty days after; value and weight as printed
    on_record, score, months   what it stands by, as `order.Hotspots`
    attacked  whether an attack came; killed, how many civilians died in the attacks that came
    last_month, past_12_months, decay_3_months, own_36_months   attacks within 10 km of its places
    """

    month: Ints
    place: Ints
    stated: Floats
    value: Floats
    weight: Floats
    on_record: Floats
    score: Floats
    months: Floats
    places: Floats
    last_month: Floats
    past_12_months: Floats
    decay_3_months: Floats
    own_36_months: Floats
    days_since: Floats
    attacked: NDArray[np.bool_]
    killed: Floats
    priority: Ints

    @property
    def year(self) -> Ints:
        return (self.month - 1) // 12

    def of(self, chosen: NDArray[np.bool_]) -> Hotspots:
        """Some of the rows."""
        return Hotspots(*(getattr(self, column.name)[chosen] for column in fields(self)))

    def order(self, rule: str) -> Floats:
        """What a rule orders by, the highest first: "printed", "tutela" (the score R), "likelihood"
        (what is on record around alone), or a memory."""
        if rule == "printed":
            return -self.place.astype(np.float64)
        columns = {"tutela": self.score, "likelihood": self.on_record}
        return columns[rule] if rule in columns else np.asarray(getattr(self, rule))


def look_at(
    events: Events,
    ends: Sequence[date],
    *,
    places: Places | None = None,
    parameters: Parameters = DEFAULT,
) -> Hotspots:
    """The hotspots of some days, each a month's end, and what came in the thirty days after.

    Takes   events, of which on each day only those over by then are used; days; a list of places,
            beside which those that events name stand.
    """
    attack = events.frame.filter(attacks())
    spots = unit_vectors(attack["latitude"].to_numpy(), attack["longitude"].to_numpy())
    dead = attack["civilian_deaths"].fill_null(0).to_numpy().astype(np.float64)
    over, began = attack["date_end"].to_numpy(), attack["date_start"].to_numpy()
    parts = []
    for on in ends:
        there = complete(places or Places.of(()), open_to(events), on=on)
        assessed = assess(events, there, on=on, parameters=parameters)
        told, k = assessed.order.hotspots, len(assessed.order.hotspots)
        near = pairs_within(
            unit_vectors(there.lat, there.lon), spots, np.ones(len(spots), dtype=bool), PLACE_KM
        )
        row = assessed.order.hotspot[near.place]
        # An attack near two places of a hotspot is one attack on it.
        once = np.unique(row[row >= 0] * len(spots) + near.event[row >= 0])
        row, event = once // max(len(spots), 1), once % max(len(spots), 1)
        day = np.datetime64(on)
        age = (day - over[event]).astype(np.float64)
        came = (began[event] > day) & (began[event] <= day + np.timedelta64(DAYS, "D"))
        since = np.full(k, NEVER)
        np.minimum.at(since, row[age >= 0], age[age >= 0])
        of_day = [
            np.full(k, on.year * 12 + on.month + 1),
            np.arange(k),
            *(told.likelihood, told.value, told.weight, told.on_record, told.score),
            told.months.astype(np.float64),
            told.places.astype(np.float64),
            *(_count(row, (age >= 0) & (age < days), k) for days in (30.5, 365.25)),
            _count(row, np.where(age >= 0, 0.5 ** (np.maximum(age, 0) / 90), 0), k),
            _count(row, (age >= 0) & (age < 1096), k),
            since,
            _count(row, came, k) > 0,
            _count(row, came * dead[event], k),
            priorities(told.value, np.arange(1, k + 1), k),
        ]
        parts.append(of_day)
    return Hotspots(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def join_months(parts: Sequence[Hotspots]) -> Hotspots:
    """Several months' hotspots as one table."""
    names = [column.name for column in fields(Hotspots)]
    return Hotspots(*(np.concatenate([getattr(p, name) for p in parts]) for name in names))


def _count(row: Ints, weights: Floats | NDArray[np.bool_], k: int) -> Floats:
    return np.asarray(np.bincount(row, weights, minlength=k), dtype=np.float64)


@dataclass(frozen=True, eq=False)
class FoundByMonth:
    """What an order found: one entry a month.

    precision   average precision; NaN where nothing was attacked
    hits        attacked among the first so many
    killed      civilians killed in attacks on the first ten
    """

    precision: Floats
    hits: dict[int, Floats]
    killed: Floats


def find(hotspots: Hotspots, order: Floats, tops: Sequence[int] = (10, 20, 50)) -> FoundByMonth:
    """What an order finds in each month; ties go by a number that has nothing to do with it.

    Takes   the hotspots of some months; what they are ordered by, the highest first.
    """
    precision, killed = [], []
    hits: dict[int, list[float]] = {top: [] for top in tops}
    lot = np.arange(len(order)) * 7919 % 10007
    for month in np.unique(hotspots.month):
        here = np.flatnonzero(hotspots.month == month)
        first = here[np.lexsort((lot[here], -order[here]))]
        hit = hotspots.attacked[first]
        at = np.flatnonzero(hit)
        precise = np.arange(1, len(at) + 1) / (at + 1)
        precision.append(float(precise.mean()) if len(at) else np.nan)
        killed.append(float(hotspots.killed[first[:10]].sum()))
        for top in tops:
            hits[top].append(float(hit[:top].sum()))
    return FoundByMonth(
        np.array(precision), {top: np.array(n) for top, n in hits.items()}, np.array(killed)
    )


def ratio(ours: Floats, theirs: Floats, *, draws: int = 400, seed: int = 1) -> Floats:
    """The mean of one order over that of another, and the interval that nine in ten draws of months
    give: three numbers, NaN where the other found nothing.

    >>> ratio(np.array([2.0, 4.0]), np.array([1.0, 2.0])).tolist()
    [2.0, 2.0, 2.0]
    """
    known = ~np.isnan(ours) & ~np.isnan(theirs)
    ours, theirs = ours[known], theirs[known]
    if not theirs.any():
        return np.full(3, np.nan)
    drawn = np.random.default_rng(seed).integers(0, len(ours), (draws, len(ours)))
    below = theirs[drawn].mean(axis=1)
    several = ours[drawn].mean(axis=1)[below > 0] / below[below > 0]
    low, high = np.quantile(several, (0.05, 0.95))
    return np.array([ours.mean() / theirs.mean(), low, high])


def month_ends(start: date, end: date) -> list[date]:
    """The day before each month from one to another (any day in them).

    >>> month_ends(date(2018, 1, 9), date(2018, 2, 1))
    [datetime.date(2017, 12, 31), datetime.date(2018, 1, 31)]
    """
    days = []
    month = start.replace(day=1)
    while month <= end:
        days.append(month - timedelta(days=1))
        month = (month + timedelta(days=32)).replace(day=1)
    return days
