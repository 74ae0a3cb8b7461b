"""What every benchmark needs: a clock, peak memory of a fresh process, and made-up events."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

from tutela.incidents.types import SCHEMA, Events
from tutela.places.gazetteer import Places
from tutela.places.types import Place

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared" / "data"


def seconds(job: Callable[[], object], repeats: int = 3) -> float:
    """The best of a few runs: the least disturbed one."""
    best = float("inf")
    for _ in range(repeats):
        began = time.perf_counter()
        job()
        best = min(best, time.perf_counter() - began)
    return best


def in_fresh_process(job: str, *arguments: str) -> dict[str, float]:
    """Run `benchmarks.jobs:job` in a process of its own; its figures with peak memory, MiB."""
    told = subprocess.run(
        [sys.executable, "-m", "benchmarks.jobs", job, *arguments],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    return dict(json.loads(told.stdout))


def peak_mib() -> float:
    """The most memory this process ever held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def made_up(events: int, communities: int, actors: int, seed: int = 1) -> tuple[Events, Places]:
    """Events shaped like the real ones, for volume only: clustered in space, heavy in deaths.

    Most lie near one of `communities` towns of a country some 1,000 km wide, over thirty years;
    seven in ten are one-sided or have civilian deaths; half repeat a town's own coordinates.
    """
    chance = np.random.default_rng(seed)
    lat, lon = chance.uniform(2, 11, communities), chance.uniform(24, 34, communities)
    weight = chance.pareto(1.2, communities) + 0.1
    town = chance.choice(communities, events, p=weight / weight.sum())
    off = np.where(chance.random(events) < 0.5, 0.0, 1.0)
    days = chance.integers(0, 365 * 30, events)
    deaths = np.minimum(chance.pareto(1.3, events).astype(np.int64), 500)
    one_sided = chance.random(events) < 0.45
    crossfire = ~one_sided & (chance.random(events) < 0.4)
    first = date(1989, 1, 1)
    ended = pl.Series(days, dtype=pl.Int32) + (first - date(1970, 1, 1)).days
    ended = ended.cast(pl.Date)
    group = np.array([f"Group {n:02d}" for n in range(actors)])
    side_a, side_b = chance.integers(0, actors, events), chance.integers(0, actors, events)
    frame = pl.DataFrame(
        {
            "source": ["made_up"] * events,
            "source_id": [str(n) for n in range(events)],
            "grain": ["event"] * events,
            "date_start": ended,
            "date_end": ended,
            "date_precision": np.ones(events, np.int8),
            "latitude": lat[town] + off * chance.normal(0, 0.15, events),
            "longitude": lon[town] + off * chance.normal(0, 0.15, events),
            "place_precision": chance.choice([1, 2, 3], events, p=[0.6, 0.25, 0.15]),
            "place": [f"Town {n}" for n in town],
            "iso3": ["SSD"] * events,
            "violence": np.where(one_sided, "one-sided", "state-based"),
            "harm": np.where(one_sided | crossfire, "killing", "clash"),
            "side_a": pl.Series(group[side_a]).reshape((events, 1)).cast(pl.List(pl.String)),
            "deaths": deaths,
            "civilian_deaths": np.where(one_sided | crossfire, deaths, 0),
            "grade": ["B2"] * events,
        }
    )
    other = pl.Series(group[side_b]).reshape((events, 1)).cast(pl.List(pl.String))
    nobody = pl.lit([], pl.List(pl.String))
    frame = frame.with_columns(
        side_b=pl.when(pl.Series(one_sided)).then(nobody).otherwise(pl.lit(other))
    )
    full = frame.select(
        (pl.col(c) if c in frame.columns else pl.lit(None).alias(c)).cast(t)
        for c, t in SCHEMA.items()
    )
    places = Places.of(
        Place(f"town-{n}", f"Town {n}", float(lat[n]), float(lon[n]), iso3="SSD")
        for n in range(communities)
    )
    return Events(full), places
