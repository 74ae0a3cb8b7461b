"""Best places for k units at size: writes docs/performance-siting.md.

    python -m benchmarks.siting [--points 100000] [--only mean|worst]

The generator `clustered`: towns of a country 1,000 km wide, their sizes heavy in the tail; four
points in five lie near a town, one anywhere; four sites in five at a town; each site reaches as far
as its own ground lets it, 40 to 110 km. Everything is invented and seeded.
"""

from __future__ import annotations

import argparse
import json
import platform
import subprocess
import sys
import time
from datetime import UTC, datetime
from typing import Any

import numpy as np

from benchmarks.measure import ROOT, peak_mib
from tutela.deployment.siting import Question, Site, SitingResult, Team, best_in_worst, best_sites

PAGE = ROOT / "docs" / "performance-siting.md"
UNITS, SITES, TOWNS, DRAWS = 8, 100, 200, 100
SECONDS, MIB, GAP = 60.0, 1024, 0.01
ROUGH = 0.2
"""How unlike the ways over the same distance are: the spread of the logarithm."""

_WORD = {True: "met", False: "missed"}


def clustered(points: int, *, seed: int = 1) -> Question:
    """Clustered demand, SITES sites and UNITS units alike."""
    chance = np.random.default_rng(seed)
    towns = chance.uniform(0, 1000, (TOWNS, 2))
    size = chance.pareto(2.5, TOWNS) + 0.1
    size /= size.sum()

    def lie(many: int, away: float) -> Any:
        town = towns[chance.choice(TOWNS, many, p=size)] + chance.normal(0, away, (many, 2))
        return np.where(chance.random((many, 1)) < 0.2, chance.uniform(0, 1000, (many, 2)), town)

    where, sites = lie(points, 40.0), lie(SITES, 15.0)
    reach = chance.uniform(40, 110, SITES)
    away = np.hypot(*(sites[:, None] - where[None]).transpose(2, 0, 1))
    covers = away * chance.lognormal(0.0, ROUGH, away.shape) <= reach[:, None]
    known = [Site(str(n), f"Site {n}", UNITS) for n in range(SITES)]
    return Question(known, [Team("unit", UNITS, covers)], chance.gamma(0.3, 1.0, points))


def main() -> None:
    """Measure each in a process of its own, and write the page; or one alone, as JSON."""
    options = argparse.ArgumentParser()
    options.add_argument("--points", type=int, default=100_000)
    options.add_argument("--only", choices=["mean", "worst"])
    asked = options.parse_args()
    if asked.only:
        print(json.dumps(_mean(asked.points) if asked.only == "mean" else _worst()))
        return
    found = {name: _fresh(name, asked.points) for name in ("mean", "worst")}
    PAGE.write_text(_page(asked.points, found), "utf-8")


def _fresh(name: str, points: int) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.siting", "--only", name, "--points", str(points)]
    told = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    return dict(json.loads(told.stdout))


def _mean(points: int) -> dict[str, Any]:
    asked = clustered(points)
    began = time.perf_counter()
    found = best_sites(asked, seconds=SECONDS)
    return _told(found, time.perf_counter() - began)


def _worst() -> dict[str, Any]:
    """Draws as an assessment has them: what a town threatens differs from draw to draw together
    with its neighbours', and from point to point."""
    asked = clustered(2_000, seed=2)
    chance = np.random.default_rng(3)
    block = chance.integers(0, 40, 2_000)
    shared = chance.gamma(2.0, 0.5, (DRAWS, 40))[:, block]
    draws = asked.demand * shared * chance.gamma(1.0, 1.0, (DRAWS, 2_000))
    began = time.perf_counter()
    found = best_in_worst(asked, draws, gap=GAP, seconds=2 * SECONDS)
    return _told(found, time.perf_counter() - began)


def _told(found: SitingResult, took: float) -> dict[str, Any]:
    assert found.first is not None
    left, least = 1 - found.first.covered, 1 - found.first.bound
    return {
        "seconds": took,
        "mib": peak_mib(),
        "points": found.points,
        "merged": found.merged,
        "sites": found.sites,
        "covered": found.first.covered,
        "second": found.second.covered if found.second else None,
        "best": found.first.best,
        "gap": (left - least) / least,
    }


def _page(points: int, found: dict[str, dict[str, Any]]) -> str:
    mean, worst = found["mean"], found["worst"]
    rows = [
        (
            f"{SITES} sites x {points:,} points, {UNITS} units: the best on the mean and a second"
            " answer near it",
            f"{mean['seconds']:.1f} s",
            f"under {SECONDS:.0f} s",
            mean["seconds"] < SECONDS and mean["best"],
        ),
        ("its memory", f"{mean['mib']:,.0f} MiB", f"under {MIB:,} MiB", mean["mib"] < MIB),
        (
            f"the worst tenth of {DRAWS} draws x 2,000 points, {SITES} sites, {UNITS} units",
            f"to {100 * worst['gap']:.2f} percent in {worst['seconds']:.1f} s",
            f"to {100 * GAP:.0f} percent",
            worst["gap"] <= GAP,
        ),
    ]
    table = "\n".join(f"| {a} | {b} | {c} | {_WORD[d]} |" for a, b, c, d in rows)
    return f"""# Performance of best places for k units

*For those who plan a machine. Written by `python -m benchmarks.siting`.
{datetime.now(UTC):%-d %B %Y}, 2 cores shared with other work,
CPython {platform.python_version()}; each in a process of its own.*

| job | measured | target | |
|---|---|---|---|
{table}

Everything is invented by the generator `clustered`: {TOWNS} towns, four points in five near one of
them, sites that reach 40 to 110 km. Of {mean["points"]:,} points in reach of a site,
{mean["merged"]:,} with different sites in reach were left to weigh, and {mean["sites"]} of {SITES}
sites. The best answer covers {100 * mean["covered"]:.1f} percent of the demand
({"proven to be the best" if mean["best"] else "not proven to be the best"}); the second, which
leaves at least one of its sites, {100 * (mean["second"] or 0):.1f} percent.
In the worst tenth of draws {100 * (1 - worst["covered"]):.0f} percent of a mean draw's harm stays
out of reach; the gap is told of that figure. Demand that lies otherwise, or more units, may take
longer: a search ends at its time and says how far from the best it may be.
"""


if __name__ == "__main__":
    main()
