"""How likely is an attack on civilians here, soon? From the record of events alone.

Every event on record adds to the rate of attacks here, less the farther and the longer ago it was;
what each adds is never negative, so the sum can be read. The weights were fixed on years up to 2016
and ship as JSON with the digest of the files they came from; nothing is fitted when it is asked,
and it needs no library that the base does not bring.

Source  self-exciting rates: Mohler et al. (2011), Journal of the American Statistical Association
        106; the kernels, halved by days and stepped by km, are ours (docs/method/forecast.md).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from tutela.base.days import ask_of
from tutela.base.errors import BadParameter
from tutela.base.later import Floats, Ints, np, pl
from tutela.base.messages import say
from tutela.forecast.additive import fit_additive
from tutela.forecast.bands import Band, find_bands
from tutela.incidents.types import Events
from tutela.places.gazetteer import Places
from tutela.places.grid import cells

Around = Literal["place", "cell"]

PLACE_KM = 10.0
"""The catchment of a place: an attack this near is an attack on it; farther, it is credited to no
place."""

BANDS_KM = (60.0, 120.0, 300.0)
HALF_LIVES = (15, 60, 180, 720)
"""Days after which an event counts half."""

KINDS = ("attacks", "clashes")
Z90 = 1.6449
"""So many standard deviations on either side hold nine in ten."""


@dataclass(frozen=True, eq=False)
class Likelihood:
    """For each place, in order: the chance of at least one attack, and its 90 % interval.

    chance, low, high   probabilities.
    known               how many attacks on record were known by then within 300 km of it: where
                        none was, the chance says how little is recorded, not how calm it is.
    """

    chance: Floats
    low: Floats
    high: Floats
    known: Ints
    horizon_days: int
    offered: bool


@dataclass(frozen=True, eq=False)
class Rule:
    """What each column adds to the rate, and what it would add had a year not been there.

    weights   of each column, never negative; the last is the rate where nothing is on record.
    base      the share of all places struck: a place nothing is known of may be as any other.
    without   the weights fitted without each block of months in turn: how sure they are.
    offered   whether its chances came true on the years after: a slope of 0.9 to 1.1.
    """

    columns: tuple[str, ...]
    weights: Floats
    without: Floats
    base: float
    offered: bool = False


def likelihood(
    events: Events,
    places: Places,
    *,
    on: date,
    horizon_days: int = 30,
    around: Around = "place",
) -> Likelihood:
    """The chance of at least one attack on civilians in each place's catchment.

    Takes   events; the places; the day it is asked, of which only events over by then are used;
            the horizon, 7 or 30 days; what is around a place: the 10 km of a community, or the
            PRIO-GRID cell it stands in.
    Gives   a Likelihood, one row a place in the order given.
    Raises  BadParameter if no rule was fixed for the horizon.
    Source  docs/method/forecast.md: how often stated chances came true.
    """
    rule = shipped_rule(horizon_days, around)
    seen = Seen(events, places, around)
    columns = seen.columns_on(ask_of(on))
    return judge(rule, columns, seen.known_on(on), horizon_days)


def judge(rule: Rule, columns: Floats, known: Ints, horizon_days: int) -> Likelihood:
    """The chance by a rule from columns, and what the uncertainty of its weights leaves open."""
    rate = columns @ rule.weights
    apart = np.log(columns @ rule.without.T) - np.log(rate)[:, None]
    blocks = len(rule.without)
    spread = Z90 * np.sqrt((blocks - 1) / blocks * (apart**2).sum(axis=1))
    low, chance, high = (1 - np.exp(-rate * np.exp(s)) for s in (-spread, 0.0, spread))
    high = np.where(known > 0, high, np.maximum(high, rule.base))
    return Likelihood(chance, low, high, known, horizon_days, rule.offered)


class Seen:
    """What of the events each place sees, prepared once for many days."""

    def __init__(self, events: Events, places: Places, around: Around) -> None:
        frame = events.frame.filter(well_placed() & pl.col("date_end").is_not_null())
        attack = frame.select(is_attack()).to_series().to_numpy()
        self.around = around
        self.ended = frame["date_end"].to_numpy()
        self.values = {
            "attacks": attack.astype(float),
            "clashes": (~attack).astype(float),
        }
        # Sources name few spots many times: what lies at one spot is summed before it is looked at.
        at = frame.select(pl.struct("latitude", "longitude").rank("dense").alias("spot"))
        self.spot = at["spot"].to_numpy().astype(np.int64) - 1
        spots = frame.select("latitude", "longitude").unique().sort("latitude", "longitude")
        self.bands = _bands(spots, places, around)

    def columns_on(self, on: date) -> Floats:
        """The columns of the rule as of a day: one row a place; the last is 1 everywhere."""
        return next(self.columns_through([on]))

    def columns_through(self, days: Sequence[date], places: Ints | None = None) -> Iterator[Floats]:
        """The columns as of each of some days, the earliest first; of some of the places only,
        where their rows are given.

        What an event weighs is halved from one day to the next, not summed again.
        """
        bands = self.bands if places is None else [band.of(places) for band in self.bands]
        lives = np.array(HALF_LIVES, dtype=np.float64)
        held: list[Floats] = []
        last = np.datetime64("0001-01-01", "D")
        for day in days:
            on = np.datetime64(day, "D")
            fresh = np.flatnonzero((self.ended > last) & (self.ended <= on))
            spots, at = np.unique(self.spot[fresh], return_inverse=True)
            age = (on - self.ended[fresh]).astype(np.float64)
            halved = 0.5 ** (age[:, None] / lives)
            new = []
            for kind in KINDS:
                of_spot = np.zeros((len(spots), len(lives)))
                np.add.at(of_spot, at, self.values[kind][fresh, None] * halved)
                new.append(of_spot)
            if held:
                added = [band.sum_few(spots, of_kind) for band in bands for of_kind in new]
                faded = 0.5 ** ((on - last).astype(np.float64) / lives)
                held = [sums * faded + more for sums, more in zip(held, added, strict=True)]
            else:
                whole = [np.zeros((self.bands[0].shape[1], len(lives))) for _ in KINDS]
                for everywhere, of_kind in zip(whole, new, strict=True):
                    everywhere[spots] = of_kind
                held = [band @ of_kind for band in bands for of_kind in whole]
            last = on
            yield np.concatenate([*map(np.sqrt, held), np.ones((len(held[0]), 1))], axis=1)

    def known_on(self, on: date) -> Ints:
        """How many attacks within 300 km of each place were known on a day."""
        told = self._by_spot(self.values["attacks"] * (self.ended <= np.datetime64(on)))
        return np.asarray(np.rint(sum(band @ told for band in self.bands)), dtype=np.int64)

    def _by_spot(self, values: Floats) -> Floats:
        sums = np.bincount(self.spot, values, minlength=self.bands[0].shape[1])
        return np.asarray(sums, dtype=np.float64)


def column_names() -> tuple[str, ...]:
    """What each column counts, in the order of `Seen.columns_on`."""
    where = ("here", *(f"within {int(km)} km" for km in BANDS_KM))
    halved = [f"{k} {w}, halved every {h} days" for w in where for k in KINDS for h in HALF_LIVES]
    return (*halved, "nothing on record")


def well_placed() -> pl.Expr:
    """Whether an event is dated to a month and placed to a district, or better. A source that
    states no precision is taken at its word.

    Source  domain reference, section d: date precision <= 4, place precision <= 3.
    """
    return (
        (pl.col("grain") == "event")
        & pl.col("latitude").is_not_null()
        & pl.col("longitude").is_not_null()
        & (pl.col("date_precision").is_null() | (pl.col("date_precision") <= 4))
        & (pl.col("place_precision").is_null() | (pl.col("place_precision") <= 3))
    )


def is_attack() -> pl.Expr:
    """Whether an event is an attack on civilians: one-sided, or civilians died."""
    return ((pl.col("violence") == "one-sided") | (pl.col("civilian_deaths") > 0)).fill_null(False)


def fit_rule(columns: Floats, hit: Floats, block: Ints) -> Rule:
    """Fit what each column adds.

    Takes   columns by row, as `Seen.columns_on`; 1 where an attack came, else 0; the block of
            months each row is of.
    """
    blocks = np.unique(block)
    without = np.array([fit_additive(columns[block != b], hit[block != b]) for b in blocks])
    return Rule(column_names(), fit_additive(columns, hit), without, float(hit.mean()))


def rule_as_json(rule: Rule) -> dict[str, Any]:
    """A rule as it ships."""
    return {
        "columns": list(rule.columns),
        "base": round(rule.base, 6),
        "weights": [float(f"{v:.6g}") for v in rule.weights.tolist()],
        "without": [[float(f"{v:.4g}") for v in row] for row in rule.without.tolist()],
    }


@cache
def _read_shipped() -> dict[str, Any]:
    text = (files("tutela.forecast") / "data" / "likelihood.json").read_text("utf-8")
    return dict(json.loads(text))


def shipped_to() -> int:
    """The last year the shipped weights were fixed on: no earlier month tests them."""
    return int(_read_shipped()["years"].split("-")[1])


@cache
def shipped_rule(horizon_days: int, around: Around) -> Rule:
    """The rule that ships for a horizon and a kind of catchment.

    Raises  BadParameter if there is none.
    """
    weights_told = _read_shipped()["rules"].get(f"{around}-{horizon_days}")
    if weights_told is None:
        raise BadParameter(
            say("no rule was fixed for {days} days", days=horizon_days),
            next=say("ask for 7 or 30 days"),
        )
    return Rule(
        tuple(weights_told["columns"]),
        np.array(weights_told["weights"]),
        np.array(weights_told["without"]),
        weights_told["base"],
        0.9 <= weights_told["measured"]["slope"] <= 1.1,
    )


def _bands(frame: pl.DataFrame, places: Places, around: Around) -> list[Band]:
    """What lies around each place: in the catchment, then in each ring."""
    spot = frame["latitude"].to_numpy(), frame["longitude"].to_numpy()
    place = np.asarray(places.lat), np.asarray(places.lon)
    same = (cells(*place), cells(*spot)) if around == "cell" else None
    return find_bands(place, spot, (PLACE_KM, *BANDS_KM), same)
