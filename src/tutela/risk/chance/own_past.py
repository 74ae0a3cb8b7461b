"""How often stated chances came true in the country itself, of late: what corrects their level.

A rule learnt on some countries states too much in one and too little in another. What it would have
stated at each of the past months is held against what came, and the country's own outcomes move the
level; where its chances told less than the country's mean, none is printed and the order stands.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from tutela.base.distances import unit_vectors
from tutela.base.later import Floats, Ints, np, pl
from tutela.base.messages import Sentence, say
from tutela.forecast.likelihood import PLACE_KM, Rule, Seen, is_attack, well_placed
from tutela.places.gazetteer import Places
from tutela.risk.chance.standing import (
    MONTH_DAYS,
    MONTHS,
    share_out,
    shipped_standing,
    standing_figures,
)
from tutela.risk.record.nearby import pairs_within

if TYPE_CHECKING:
    from numpy.typing import NDArray

WINDOW_DAYS = 30
WINDOWS = 30
"""So many past windows are looked at, each as long as the horizon; the oldest six only lead up."""
LEADING_UP = 6

HALF_LIFE = 4.0
"""Windows after which an outcome counts half."""

PRIOR = 3.0
"""How much the rule's own level counts, in attacked hotspots."""

LEAST_CAME = 10
"""So many attacked hotspots must have come for a country's own skill to say anything."""

MOST_PLACES = 400
"""Of more places every second, third ... is looked at: a level needs no more."""


@dataclass(frozen=True, eq=False)
class OwnPast:
    """What the rule would have stated of some places, and what came, the oldest window first.

    places   row numbers of p places
    rate     p x w  the rate of attacks in each window, from what was on record as it began
    struck   p x w  whether an attack began in it
    known    p x w  whether anything on record lay in the place's catchment as it began
    attacks  a x 2: a place of the p, and how many days before the end of the last window an attack
             on it was over; those of the months that count for the first window, too
    """

    places: Ints
    rate: Floats
    struck: NDArray[np.bool_]
    known: NDArray[np.bool_]
    attacks: Ints


@dataclass(frozen=True, slots=True)
class Level:
    """How stated chances came true in one country of late, and what that makes of the next.

    factor   what the rate of attacks is multiplied by
    stated   how many hotspots were stated to be attacked in the windows looked at, by the level of
             their day; came  how many were
    skill    Brier skill of those chances beside their mean; None where fewer than LEAST_CAME were
    """

    factor: float
    stated: float
    came: int
    skill: float | None

    @property
    def offered(self) -> bool:
        """Whether chances are printed: not where the country's own mean would have told more."""
        return self.skill is None or self.skill >= 0


MEASURED = ("CAF", "COD", "SDN", "SSD")
"""Countries on whose events the order was fixed and judged: docs/method/order.md."""


def tell_levels(levels: Mapping[str, Level]) -> tuple[Sentence, ...]:
    """How chances came true in each country of late, and where nothing was measured beforehand.

    >>> tell_levels({"MLI": Level(0.8, 12.4, 9, None)})[0]
    'in 24 months 9 hotspots of MLI were attacked where 12.4 were stated; chances times 0.80'
    >>> len(tell_levels({"MLI": Level(0.8, 12.4, 9, None)}))
    2
    """
    told = []
    for country, level in levels.items():
        where = country or say("places of no country")
        told.append(
            say(
                "in {months} months {came} hotspots of {where} were attacked where {stated:.1f}"
                " were stated; chances times {factor:.2f}",
                where=where,
                months=WINDOWS - LEADING_UP,
                came=level.came,
                stated=level.stated,
                factor=level.factor,
            )
        )
        if not level.offered:
            told.append(
                say(
                    "{where}: chances told less than the mean of its hotspots would have, so none"
                    " is printed; the order stands",
                    where=where,
                )
            )
        if country not in MEASURED:
            told.append(
                say(
                    "{where}: the order was measured on events of other countries, never here",
                    where=where,
                )
            )
    return tuple(told)


def look_back(seen: Seen, events: pl.DataFrame, places: Places, rule: Rule, on: date) -> OwnPast:
    """What a rule would have stated in past windows of its horizon, and what came.

    Takes   what the events show around each place; the same events; the places; the rule; the day
            on which the last window ends, of which only events over by then are used.
    """
    ends = [on - timedelta(days=WINDOW_DAYS * back) for back in range(WINDOWS, 0, -1)]
    told = events.filter(
        well_placed() & pl.col("date_start").is_not_null() & pl.col("date_end").le(on)
    )
    attack = told.select(is_attack()).to_series().to_numpy()
    began, over = told["date_start"].to_numpy(), told["date_end"].to_numpy()
    pairs = pairs_within(
        unit_vectors(places.lat, places.lon),
        unit_vectors(told["latitude"].to_numpy(), told["longitude"].to_numpy()),
        np.ones(told.height, dtype=bool),
        PLACE_KM,
    )
    first = np.full(len(places), np.datetime64("9999-12-31", "D"))
    np.minimum.at(first, pairs.place, over[pairs.event].astype("datetime64[D]"))
    rows = np.flatnonzero(first <= np.datetime64(ends[-1]))
    rows = rows[:: max(1, -(-len(rows) // MOST_PLACES))]
    at = np.full(len(places), -1)
    at[rows] = np.arange(len(rows))
    hit = attack[pairs.event] & (at[pairs.place] >= 0)
    place, event = at[pairs.place[hit]], pairs.event[hit]
    struck = np.zeros((len(rows), WINDOWS), dtype=bool)
    for column, begins in enumerate(ends):
        begin = np.datetime64(begins)
        within = (began[event] > begin) & (began[event] <= begin + np.timedelta64(WINDOW_DAYS, "D"))
        struck[place[within], column] = True
    rates = (columns @ rule.weights for columns in seen.columns_through(ends, rows))
    known = first[rows, None] <= np.array(ends, dtype="datetime64[D]")[None, :]
    days = (np.datetime64(on) - over[event]).astype("timedelta64[D]").astype(np.int64)
    attacks = np.unique(np.column_stack([place, days]), axis=0)
    return OwnPast(rows, np.stack(list(rates), axis=1), struck, known, attacks)


def find_levels(
    past: OwnPast, group: Ints, country: Sequence[str], sharing: Ints
) -> dict[str, Level]:
    """The level of each country.

    Takes   the past of some places; of all n places the hotspot each belongs to, -1 for none, and
            the country, "" where none is known, and how many places of its hotspot share its
            ground. A place that is in no hotspot any more counts by
            itself: what went quiet belongs to the past as what did not.

    >>> came = np.array([[True, False] * 15])
    >>> past = OwnPast(
    ...     np.array([0]), np.full((1, 30), 0.1), came, np.ones((1, 30), bool), np.array([[0, 9]])
    ... )
    >>> level = find_levels(past, np.array([0]), ["SSD"], np.array([1]))["SSD"]
    >>> level.factor > 1, level.came
    (True, 12)
    """
    alone = np.where(group >= 0, group, len(group) + np.arange(len(group)))
    first, member = np.unique(alone[past.places], return_index=True, return_inverse=True)[1:]
    k = len(first)
    rate, struck = np.zeros((k, WINDOWS)), np.zeros((k, WINDOWS), dtype=bool)
    asked = np.zeros((k, WINDOWS), dtype=bool)
    told = np.where(past.known, past.rate, 0.0)
    ground = np.zeros((k, WINDOWS))
    np.add.at(ground, member, told / sharing[past.places, None])
    np.maximum.at(rate, member, told)
    rate = np.maximum(rate, ground)
    np.logical_or.at(struck, member, past.struck & past.known)
    np.logical_or.at(asked, member, past.known)
    months = _months_by_window(member[past.attacks[:, 0]], past.attacks[:, 1], k)
    of_country = np.array([country[row] for row in past.places[first].tolist()], dtype=np.str_)
    return {
        name: _level(rate[chosen], months[chosen], struck[chosen], asked[chosen])
        for name in sorted(set(of_country.tolist()))
        if (chosen := of_country == name).any()
    }


def _months_by_window(hotspot: Ints, days: Ints, k: int) -> Ints:
    """k x w: in how many of the months before each window each of k hotspots was attacked."""
    months = np.zeros((k, WINDOWS), dtype=np.int64)
    for window in range(WINDOWS):
        before = days - WINDOW_DAYS * (WINDOWS - window)
        counts = (before >= 0) & (before < MONTHS * MONTH_DAYS)
        month = (before[counts] / MONTH_DAYS).astype(np.int64)
        once = np.unique(hotspot[counts] * MONTHS + month)
        months[:, window] = np.bincount(once // MONTHS, minlength=k)
    return months


def _level(
    rate: Floats, months: Ints, struck: NDArray[np.bool_], asked: NDArray[np.bool_]
) -> Level:
    """The level of a country's hotspots. Each window is stated as its hotspots stood to each other
    then, but for R: what is known of people's situation has no past on file."""
    faded = 0.5 ** (1 / HALF_LIFE)
    came = stated = 0.0
    chances, outcomes = [np.zeros(0)], [np.zeros(0)]
    for window in range(WINDOWS):
        here = asked[:, window]
        true, record = struck[here, window], rate[here, window]
        told = standing_figures(-np.expm1(-record), np.zeros(len(record)), months[here, window])
        shared = share_out(record, told, [""] * len(record), shipped_standing())
        factor = (PRIOR + came) / (PRIOR + stated)
        if window >= LEADING_UP:
            chances.append(-np.expm1(-shared * factor))
            outcomes.append(true.astype(np.float64))
        came = came * faded + true.sum()
        stated = stated * faded - np.expm1(-shared).sum()
    told, true = np.concatenate(chances), np.concatenate(outcomes)
    skill = None
    if true.sum() >= LEAST_CAME and not true.all():
        skill = float(1 - ((told - true) ** 2).mean() / true.var())
    return Level(
        float((PRIOR + came) / (PRIOR + stated)), float(told.sum()), int(true.sum()), skill
    )
