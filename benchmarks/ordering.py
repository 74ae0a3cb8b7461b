"""The suggested order, fitted and tried: the figures of docs/method/order.md.

    python -m benchmarks.ordering         how often it comes true, and what each order finds
    python -m benchmarks.ordering speed   seconds of a processor for the ranks of 2,000 hotspots

Weights and thresholds were set on years up to 2016; 2017 and 2018 are reported.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tutela.base.globe import unit_vectors
from tutela.base.later import Floats
from tutela.forecast.likelihood import PLACE_KM
from tutela.incidents.read import read_events
from tutela.incidents.types import Events
from tutela.places.events import places_from_events
from tutela.places.gazetteer import Places
from tutela.risk.assess import Assessed, assess
from tutela.risk.checks.backtest import attacks, months_back
from tutela.risk.likelihood import DAYS, SPREAD
from tutela.risk.order import DRAWS, WEIGHTS, _drawn_ranks, order_rule
from tutela.risk.record.nearby import pairs_within

DATA = Path(__file__).parents[1] / "demo" / "data"
COUNTRIES = ("SSD", "CAF")
TESTED = {"2012-2016": range(2012, 2017), "2017-2018": range(2017, 2019)}
EDGES = (0, 0.02, 0.05, 0.1, 0.2, 0.4, 1)
TOP = 20
HOTSPOTS = 2_000
Truth = NDArray[np.bool_]


class Month(NamedTuple):
    """A month's end: what was suggested, where attacks followed, and how many civilians died."""

    on: date
    found: Assessed
    attacked: Truth
    killed: Floats


def main() -> None:
    if sys.argv[1:] == ["speed"]:
        speed()
        return
    for years, span in TESTED.items():
        for country in COUNTRIES:
            months = list(walk(country, span))
            print(f"\n{country} {years}: {len(months)} months")
            calibration(months)
            orders(months, country)


def speed() -> None:
    """Where 2,000 hotspots stand in a thousand draws, as the order draws it."""
    k, lot = HOTSPOTS, np.random.default_rng(1)
    likelihood = lot.uniform(0.005, 0.4, k)
    value = likelihood * lot.choice(WEIGHTS, k)
    spread = np.full(k, SPREAD)
    began = time.process_time()
    ranks = _drawn_ranks(likelihood, value, spread, spread, draws=DRAWS, seed=1)
    took = time.process_time() - began
    print(f"{ranks.shape[1]:,} hotspots, {len(ranks):,} draws: {took:.2f} s (at most 2)")


def walk(country: str, years: range) -> Iterator[Month]:
    """Every month's end, as the places and events stood then."""
    events = _read(country)
    for on in _ends(years):
        places = places_from_events(events.known_on(on).frame)
        attacked, killed = followed(events, places, on)
        yield Month(on, assess(events, places, on=on), attacked, killed)


def followed(events: Events, places: Places, on: date) -> tuple[Truth, Floats]:
    """Whether each place was attacked in the days after, and how many civilians died there."""
    after = events.frame.filter(attacks()).filter(
        (pl.col("date_start") > on) & (pl.col("date_start") <= on + timedelta(days=DAYS))
    )
    spots = unit_vectors(after["latitude"].to_numpy(), after["longitude"].to_numpy())
    here = unit_vectors(places.lat, places.lon)
    pairs = pairs_within(here, spots, np.ones(len(spots), dtype=bool), PLACE_KM)
    dead = after["civilian_deaths"].fill_null(0).to_numpy().astype(np.float64)
    count = np.bincount(pairs.place, minlength=len(places))
    return count > 0, np.bincount(pairs.place, dead[pairs.event], minlength=len(places))


def calibration(months: list[Month]) -> None:
    """Of all hotspots of all months: what was stated, and how often it came true."""
    stated, true, value = [], [], []
    for month in months:
        order = month.found.order
        seen = order.hotspot >= 0
        struck = np.bincount(
            order.hotspot[seen], month.attacked[seen], minlength=len(order.hotspots)
        )
        stated.append(order.hotspots.likelihood)
        true.append(struck > 0)
        value.append(order.hotspots.value)
    p, y, v = np.concatenate(stated), np.concatenate(true), np.concatenate(value)
    print(f"  hotspots {len(p):,}, stated {p.mean():.4f}, came true {y.mean():.4f}")
    for low, high in pairwise(EDGES):
        part = (p >= low) & (p < high)
        if part.any():
            told = f"{part.sum():,} stated {p[part].mean():.3f}, came true {y[part].mean():.3f}"
            print(f"    {low:.2f}-{high:.2f}: {told}")
    shares = ", ".join(f"{word} {(v >= least).mean():.3f}" for word, least, _ in order_rule())
    print(f"  share of hotspots at least {shares}")


def orders(months: list[Month], country: str) -> None:
    """What each order finds: average precision, attacked places and deaths in the first TOP."""
    events = _read(country)
    print(f"  order: average precision, attacked among the first {TOP}, share of deaths there")
    tried: dict[str, list[tuple[float, float, float, float]]] = {}
    for month in months:
        for name, score in scores(month, events).items():
            row = np.lexsort((np.arange(len(score)), -score))
            hit = month.attacked[row]
            if not hit.any():
                continue
            at = np.flatnonzero(hit)
            precision = float((np.arange(1, len(at) + 1) / (at + 1)).mean())
            dead = month.killed[row]
            tried.setdefault(name, []).append(
                (precision, float(hit[:TOP].sum()), float(dead[:TOP].sum()), float(dead.sum()))
            )
    for name, rows in tried.items():
        precision, hits, dead, all_dead = np.array(rows).T
        told = f"{precision.mean():.3f}, {hits.mean():.2f}, {dead.sum() / all_dead.sum():.3f}"
        print(f"    {name}: {told}")


def scores(month: Month, events: Events) -> dict[str, Floats]:
    """Of each place, what each order goes by."""
    found = month.found
    n = len(found.places)
    risk, grave = np.zeros(n), np.zeros(n)
    np.maximum.at(risk, found.suggested.place, found.risk)
    np.maximum.at(grave, found.suggested.place, found.suggested.gravity.astype(float))
    likelihood = found.order.likelihood.chance_at(0)
    seen = found.order.hotspot >= 0
    lexical = np.where(seen, np.floor(likelihood * 20) * 10 + grave, -1)
    gravity_first = np.where(seen, grave * 10 + likelihood, -1)
    return {
        "likelihood x weight": found.order.place_value,
        "likelihood": np.where(seen, likelihood, -1),
        "likelihood in steps of 5 %, then gravity": lexical,
        "gravity, then likelihood": gravity_first,
        "R": risk,
        "last month": _count(events, found.places, month.on, 1),
        "past 12 months": _count(events, found.places, month.on, 12),
    }


def _count(events: Events, places: Places, on: date, months: int) -> Floats:
    first = months_back(on + timedelta(days=1), months)
    known = events.frame.filter(attacks()).filter(
        (pl.col("date_end") >= first) & (pl.col("date_end") <= on)
    )
    spots = unit_vectors(known["latitude"].to_numpy(), known["longitude"].to_numpy())
    here = unit_vectors(places.lat, places.lon)
    pairs = pairs_within(here, spots, np.ones(len(spots), dtype=bool), PLACE_KM)
    return np.bincount(pairs.place, minlength=len(places)).astype(np.float64)


def _read(country: str) -> Events:
    return read_events([DATA / f"ged_{country}_to2018.csv.gz"]).events


def _ends(years: range) -> list[date]:
    return [date(y, m, 1) - timedelta(days=1) for y in years for m in range(1, 13)]


if __name__ == "__main__":
    main()
