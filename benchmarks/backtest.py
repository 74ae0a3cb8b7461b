"""The published back-test: writes docs/method/backtest.md from the demonstration's files.

Run by `make measure`. Everything in the page is computed here; what was tried and left is told in
the words below, which must be changed by hand when the method changes.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

from benchmarks.ordering import FILES, JUDGED
from tutela.incidents.read import read_events
from tutela.incidents.types import Events
from tutela.places.events import places_from_events
from tutela.places.grid import cells
from tutela.risk.checks.backtest import Backtest, Result, backtest, cell_places, position_of
from tutela.risk.checks.printed import MEMORIES, ratio

ROOT = Path(__file__).parents[1]
DATA = ROOT / "demo" / "data"
PAGE = ROOT / "docs" / "method" / "backtest.md"
SPAN = {"start": date(2014, 1, 1), "end": date(2018, 12, 1)}
CHOSEN_ON = {"start": date(2011, 1, 1), "end": date(2013, 12, 1)}
NAMES = {
    "printed": "**the printed order**",
    "tutela": "the score R",
    "last_month": "last month",
    "past_12_months": "past 12 months",
    "decay_3_months": "halved every 3 months",
    "own_36_months": "own 36 months",
    "likelihood": "what is on record around alone",
}
SHOWN = ("tutela", *MEMORIES)
"""Of R, by cell: likelihood was fixed on most of its months, and has a page of its own."""

PRINTED_COUNTRIES = {
    "CAF": "Central African Republic",
    "SSD": "South Sudan",
    "SDN": "Sudan",
    "COD": "Democratic Republic of the Congo",
}
COUNTRIES = {"SSD": "South Sudan", "CAF": "the Central African Republic"}
DAY_BEFORE = date(2018, 11, 14)
ALINDAO = (5.04, 21.21)


def main() -> None:
    """Run every test and write the page."""
    both = read_events([DATA / f"ged_{c}_to2018.csv.gz" for c in ("SSD", "CAF")])
    events = both.events
    main_test = backtest(events, unit="cell", **SPAN)
    page = (
        (ROOT / "benchmarks" / "backtest_page.md")
        .read_text(encoding="utf-8")
        .format(
            targets=_targets(main_test),
            main=_table(main_test),
            positives=main_test.positives,
            units=main_test.results["tutela"].units,
            tuning=_table(backtest(events, unit="cell", **CHOSEN_ON)),
            years=_years(main_test),
            countries=_countries(events),
            places=_table(by_place := backtest(events, unit="place", **SPAN)),
            unplaced=by_place.unplaced,
            printed=_printed(),
            below=_below(by_place, events),
            seeds=_seeds(events),
            losing=_losing(main_test),
            alindao=_alindao(events),
            vintage="; ".join(both.vintage()),
            outside=_outside_one_sided(events),
        )
    )
    PAGE.write_text(page, encoding="utf-8")


def _number(value: float | None, digits: int = 3) -> str:
    return "none" if value is None else f"{value:.{digits}f}"


def _row(name: str, r: Result) -> str:
    hits = " | ".join(_number(r.hits_at[k], 2) for k in (10, 20, 50))
    return f"| {name} | {_number(r.average_precision)} | {hits} | {_number(r.lead_days, 0)} |"


def _table(tested: Backtest) -> str:
    head = "| rule | average precision | hits at 10 | at 20 | at 50 | lead, days |"
    return "\n".join(
        [
            head,
            "|---|---|---|---|---|---|",
            *(_row(NAMES[rule], tested.results[rule]) for rule in SHOWN),
        ]
    )


def _printed() -> str:
    """The printed order of each country with its own file, beside the score and the memories."""
    lines = []
    for code, years in JUDGED.items():
        events = read_events([FILES[code]]).events
        start, end = date(years[0], 1, 1), date(years[-1], 12, 1)
        tested = backtest(events, start=start, end=end)
        lines += [
            f"{PRINTED_COUNTRIES[code]}, {years[0]}-{years[-1]} ({tested.positives} attacked):\n",
            "| order | average precision | hits at 10 | at 20 | killed, of the first 10 |",
            "|---|---|---|---|---|",
        ]
        for rule, r in tested.results.items():
            hits = " | ".join(_number(r.hits_at[k], 2) for k in (10, 20))
            killed = f"{r.killed_in_10:,.0f}" if r.killed_in_10 else "not on file"
            row = f"{NAMES[rule]} | {_number(r.average_precision)} | {hits} | {killed}"
            lines.append(f"| {row} |")
        ours = tested.by_month["printed"]
        told = ", ".join(
            "{0:.2f} ({1:.2f} to {2:.2f}) of {name}".format(
                *ratio(ours, tested.by_month[rule]), name=NAMES[rule]
            )
            for rule in MEMORIES
        )
        lines.append(f"\nAverage precision as printed, times that of each memory: {told}.\n")
    return "\n".join(lines)


def _below(by_place: Backtest, events: Events) -> str:
    """Where a part of the test misses what the whole meets."""
    lines = []
    parts = {"By community": by_place} | {
        f"In {name} alone": backtest(_of(events, code), unit="cell", **SPAN)
        for code, name in COUNTRIES.items()
    }
    for where, tested in parts.items():
        precision, hits = _ratios(tested)
        if precision < 1.3:
            lines.append(f"- {where} average precision is {precision:.2f} times, below 1.3.")
        if hits < 1.1:
            lines.append(f"- {where} hits at 20 are {hits:.2f} times, below 1.1.")
    return "\n".join(lines)


def _of(events: Events, code: str) -> Events:
    return Events(events.frame.filter(events.frame["iso3"] == code))


def _ratios(tested: Backtest) -> tuple[float, float]:
    ours = tested.results["tutela"]
    naive = [tested.results[r] for r in MEMORIES]
    return (
        (ours.average_precision or 0) / max(n.average_precision or 0 for n in naive),
        ours.hits_at[20] / max(n.hits_at[20] for n in naive),
    )


def _met(ratio: float, target: float) -> str:
    word = "met" if ratio >= target else "missed"
    return f"{ratio:.2f} times the best memory (target {target}: {word})"


def _targets(tested: Backtest) -> str:
    precision, hits = _ratios(tested)
    return f"Average precision is {_met(precision, 1.3)}; hits in the top 20 are {_met(hits, 1.1)}."


def _years(tested: Backtest) -> str:
    head = "| year | " + " | ".join(NAMES[rule] for rule in SHOWN) + " |"
    lines = [head, "|---" * (len(SHOWN) + 1) + "|"]
    years = np.array([m.year for m in tested.months])
    for year in sorted(set(years.tolist())):
        means = [np.nanmean(tested.by_month[rule][years == year]) for rule in SHOWN]
        lines.append(f"| {year} | " + " | ".join(f"{m:.3f}" for m in means) + " |")
    return "\n".join(lines)


def _losing(tested: Backtest) -> str:
    ours, *naive = (tested.by_month[rule] for rule in SHOWN)
    known = ~np.isnan(ours)
    lost = int((ours[known] < np.max(naive, axis=0)[known]).sum())
    return f"In {lost} of {int(known.sum())} months a memory had the better average precision"


def _countries(events: Events) -> str:
    lines = ["| country | average precision, ratio | hits at 20, ratio |", "|---|---|---|"]
    for code, name in COUNTRIES.items():
        precision, hits = _ratios(backtest(_of(events, code), unit="cell", **SPAN))
        lines.append(f"| {name} | {precision:.2f} | {hits:.2f} |")
    return "\n".join(lines)


def _seeds(events: Events) -> str:
    ratios = [_ratios(backtest(events, unit="cell", seed=seed, **SPAN)) for seed in range(1, 6)]
    precision, hits = zip(*ratios, strict=True)
    return (
        f"average precision {min(precision):.2f} to {max(precision):.2f} times, hits at 20"
        f" {min(hits):.2f} to {max(hits):.2f} times the best memory"
    )


def _outside_one_sided(events: Events) -> str:
    frame = events.frame.filter((pl.col("iso3") == "SSD") & (pl.col("year") == 2018))
    apart = frame.filter(pl.col("violence") != "one-sided")["civilian_deaths"].sum()
    return f"{apart / frame['civilian_deaths'].sum():.0%}"


def _alindao(events: Events) -> str:
    cell = str(int(cells(np.array([ALINDAO[0]]), np.array([ALINDAO[1]]))[0]))
    caf = _of(events, "CAF")
    in_cells = position_of(caf, cell_places(["CAF"]), cell, on=DAY_BEFORE)
    both = position_of(events, cell_places(["CAF", "SSD"]), cell, on=DAY_BEFORE)
    named = places_from_events(caf.known_on(DAY_BEFORE).frame)
    town = position_of(caf, named, "caf-alindao", on=DAY_BEFORE)
    listed = position_of(caf, named, "caf-alindao", on=DAY_BEFORE, as_printed=True)
    return (
        f"its cell stood **{in_cells[0]} of {in_cells[1]}** in the country and {both[0]} of"
        f" {both[1]} in both countries; the town itself stood **{town[0]} of {town[1]}**"
        f" communities named by then, and {listed[0]} in the order in which"
        f" `tutela risk assess --on {DAY_BEFORE}` prints places"
    )


if __name__ == "__main__":
    main()
