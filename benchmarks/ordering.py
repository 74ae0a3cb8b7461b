"""The suggested order, fitted and judged as it is printed: the figures of docs/method/order.md.

    python -m benchmarks.ordering            how often it comes true, beside what anyone remembers
    python -m benchmarks.ordering fit        the weights by which hotspots stand, written
    python -m benchmarks.ordering variants   other forms, each fixed on the other countries
    python -m benchmarks.ordering speed      seconds of a processor for the ranks of 2,000 hotspots

Units are the hotspots of every month's end, as places and events stood then. An attack: one-sided
or with civilian deaths, within 10 km of a place of the hotspot, in the thirty days after.
"""

from __future__ import annotations

import json
import sys
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.stats import rankdata

from tutela.base.globe import unit_vectors
from tutela.base.later import Floats, Ints
from tutela.forecast.likelihood import PLACE_KM
from tutela.incidents.read import read_events
from tutela.places.gazetteer import Places
from tutela.risk.assess import assess
from tutela.risk.checks.backtest import attacks
from tutela.risk.factors import PRIORITIES
from tutela.risk.likelihood import DAYS, SPREAD
from tutela.risk.order import DRAWS, WEIGHTS, _drawn_ranks, priorities
from tutela.risk.record.nearby import pairs_within
from tutela.risk.record.on_list import complete
from tutela.risk.standing import standing_figures

ROOT = Path(__file__).parents[1]
FILES = {
    "CAF": ROOT / "demo/data/ged_CAF_to2018.csv.gz",
    "SSD": ROOT / "demo/data/ged_SSD_to2018.csv.gz",
    "SDN": ROOT / "benchmarks/data/ged_SDN_to2018.csv.gz",
    "COD": ROOT / "benchmarks/data/ged_COD_to2018.csv.gz",
}
JUDGED = {
    "CAF": range(2014, 2019),
    "SSD": range(2014, 2019),
    "SDN": range(2014, 2019),
    "COD": range(2010, 2015),  # no later event of its file has a day
}
FITTED = range(2002, 2014)
WRITTEN = ROOT / "src/tutela/risk/data/standing.json"
EDGES = (0, 0.02, 0.05, 0.1, 0.2, 0.4, 1)
HOTSPOTS = 2_000
RIDGE = 5.0
BLOCKS = 400
Judge = Callable[["Hotspots"], Floats]


@dataclass(frozen=True, eq=False)
class Hotspots:
    """Every hotspot of every month's end of one country, by columns."""

    country: str
    month: Ints  # twelve times the year and the month that follows
    printed: Ints  # its row in the order
    stated: Floats
    value: Floats
    weight: Floats
    on_record: Floats
    score: Floats
    months: Floats
    places: Floats
    last_12: Floats
    decayed: Floats
    last_36: Floats
    days_since: Floats
    attacked: NDArray[np.bool_]
    killed: Floats
    priority: Ints

    @property
    def year(self) -> Ints:
        return (self.month - 1) // 12

    def figures(self) -> Floats:
        return standing_figures(self.on_record, self.score, self.months)


MEMORIES: dict[str, Judge] = {
    "attacks of 12 months": lambda h: h.last_12,
    "attacks halved every 3 months": lambda h: h.decayed,
    "own 36 months": lambda h: h.last_36,
}


def main() -> None:
    warnings.simplefilter("error")
    asked = sys.argv[1:]
    if asked == ["speed"]:
        speed()
    elif asked == ["fit"]:
        write_weights()
    elif asked == ["variants"]:
        variants()
    else:
        for country in FILES:
            judge_country(read(country))


def judge_country(all_months: Hotspots) -> None:
    """What was stated and what came, by year, by step and by priority; what each order finds."""
    h, years = all_months, JUDGED[all_months.country]
    asked = np.isin(h.year, list(years))
    came = h.attacked[asked].mean()
    skill = 1 - np.mean((h.stated - h.attacked)[asked] ** 2) / (came * (1 - came))
    print(f"\n{h.country} {years[0]}-{years[-1]}: {asked.sum():,} hotspots")
    print(f"  {h.attacked[asked].sum()} attacked")
    print(f"  stated {h.stated[asked].mean():.4f}, came {came:.4f}, Brier skill {skill:+.3f}")
    by_year = (
        f"{y} {h.stated[h.year == y].sum() / max(h.attacked[h.year == y].sum(), 1):.2f}"
        for y in years
    )
    print("  stated over came:", ", ".join(by_year))
    for low, high in pairwise(EDGES):
        part = asked & (h.stated >= low) & (h.stated < high)
        if part.any():
            told = f"stated {h.stated[part].mean():.3f}, came {h.attacked[part].mean():.3f}"
            print(f"    {low:.2f}-{high:.2f}: {part.sum():,} {told}")
    ends = len(np.unique(h.month[asked]))
    for step, word in reversed(list(enumerate(PRIORITIES))):
        part = asked & (h.priority == step)
        if part.any():
            print(f"  {word}: {part.sum() / ends:.1f} a month, came {h.attacked[part].mean():.3f}")
    orders: dict[str, Judge] = {
        "as printed": lambda h: -h.printed.astype(float),
        "R": lambda h: h.score,
    }
    orders |= {"on record alone": lambda h: h.on_record} | MEMORIES
    found = {name: find(h, years, order(h)) for name, order in orders.items()}
    print("  average precision, hits at 10, at 20, killed in the first 10")
    for name, rows in found.items():
        print(f"    {name}: {_told(rows)}")
    ours = found["as printed"]
    for name in MEMORIES:
        print(f"    as printed beside {name}: {_ratios(ours, found[name])}")


def _told(rows: Floats) -> str:
    precision, at_10, at_20, killed = rows.T
    return (
        f"{np.nanmean(precision):.3f}, {at_10.mean():.2f}, {at_20.mean():.2f}, {killed.sum():.0f}"
    )


def _ratios(ours: Floats, theirs: Floats) -> str:
    """Each ratio, with the interval that nine in ten draws of months give."""
    lot = np.random.default_rng(1)
    drawn = lot.integers(0, len(ours), (BLOCKS, len(ours)))
    told = []
    for column in range(4):
        if not theirs[:, column].any():
            continue
        mean = np.nanmean(ours[:, column]) / np.nanmean(theirs[:, column])
        several = np.nanmean(ours[drawn, column], 1) / np.nanmean(theirs[drawn, column], 1)
        low, high = np.quantile(several, (0.05, 0.95))
        told.append(f"{mean:.2f} ({low:.2f}-{high:.2f})")
    return ", ".join(told)


def find(h: Hotspots, years: Sequence[int], order: Floats) -> Floats:
    """By month: average precision, attacked among the first 10 and 20, killed in the first 10."""
    rows = []
    for month in np.unique(h.month[np.isin(h.year, list(years))]):
        here = np.flatnonzero(h.month == month)
        # Ties go by a number that has nothing to do with the order.
        first = here[np.lexsort((here * 7919 % 10007, -order[here]))]
        hit = h.attacked[first]
        at = np.flatnonzero(hit)
        precision = (np.arange(1, len(at) + 1) / (at + 1)).mean() if len(at) else np.nan
        rows.append((precision, hit[:10].sum(), hit[:20].sum(), h.killed[first][:10].sum()))
    return np.array(rows, dtype=np.float64)


@cache
def read(country: str) -> Hotspots:
    """Every month's end from 2000 on, as places and events stood then."""
    events = read_events([FILES[country]]).events
    attack = events.frame.filter(attacks())
    spots = unit_vectors(attack["latitude"].to_numpy(), attack["longitude"].to_numpy())
    began, over = attack["date_start"].to_numpy(), attack["date_end"].to_numpy()
    dead = attack["civilian_deaths"].fill_null(0).to_numpy().astype(np.float64)
    parts = []
    for on in _ends(range(2000, 2019)):
        places = complete(Places.of(()), events, on=on)
        found = assess(events, places, on=on)
        hotspots, k = found.order.hotspots, len(found.order.hotspots)
        if not k:
            continue
        here = unit_vectors(places.lat, places.lon)
        near = pairs_within(here, spots, np.ones(len(spots), dtype=bool), PLACE_KM)
        row = found.order.hotspot[near.place]
        once = np.unique(row[row >= 0] * len(spots) + near.event[row >= 0])
        row, event = once // len(spots), once % len(spots)
        age = (np.datetime64(on) - over[event]).astype(np.float64)
        day = np.datetime64(on)
        next_days = (began[event] > day) & (began[event] <= day + np.timedelta64(DAYS, "D"))
        since = np.full(k, 3000.0)
        np.minimum.at(since, row[age >= 0], age[age >= 0])

        def count(of: Floats, row: Ints = row, k: int = k) -> Floats:
            return np.bincount(row, of, minlength=k)

        parts.append(
            (
                np.full(k, on.year * 12 + on.month + 1),
                np.arange(k),
                hotspots.likelihood,
                hotspots.value,
                hotspots.weight,
                hotspots.on_record,
                hotspots.score,
                hotspots.months.astype(np.float64),
                hotspots.places.astype(np.float64),
                count((age >= 0) & (age < 365.25)),
                count(np.where(age >= 0, 0.5 ** (np.maximum(age, 0) / 90), 0)),
                count((age >= 0) & (age < 1096)),
                since,
                count(next_days) > 0,
                count(next_days * dead[event]),
                priorities(hotspots.value, np.arange(1, k + 1), k),
            )
        )
    return Hotspots(country, *(np.concatenate(column) for column in zip(*parts, strict=True)))


def fit(columns: Sequence[Floats], told: Sequence[tuple[NDArray[np.bool_], Ints]]) -> Floats:
    """Weights under which those attacked each month are likeliest, given how many were; each file
    weighs alike.

    Source  McFadden (1974), conditional logit; a small ridge on scaled columns.
    """
    of_month, start = [], 0
    for _attacked, month in told:
        number = np.unique(month, return_inverse=True)[1] + start
        of_month.append(number)
        start = number.max() + 1
    x, group = np.concatenate(columns), np.concatenate(of_month)
    hit = np.concatenate([attacked for attacked, _month in told]).astype(np.float64)
    weight = np.concatenate([np.full(len(a), 1000 / max(a.sum(), 1)) for a, _month in told])
    scale = x.std(axis=0)
    scaled = (x - x.mean(axis=0)) / scale
    in_month = np.bincount(group, hit, minlength=start)

    def loss(b: Floats) -> tuple[float, Floats]:
        adds = scaled @ b
        top = np.full(start, -np.inf)
        np.maximum.at(top, group, adds)
        part = np.exp(adds - top[group])
        whole = np.bincount(group, part, minlength=start)[group]
        fits = weight @ (hit * (adds - top[group] - np.log(whole)))
        slope = scaled.T @ (weight * (hit - in_month[group] * part / whole))
        return float(RIDGE / 2 * b @ b - fits), RIDGE * b - slope

    return np.asarray(minimize(loss, np.zeros(x.shape[1]), jac=True, method="L-BFGS-B").x / scale)


def fit_without(country: str, years: range, columns: Callable[[Hotspots], Floats]) -> Floats:
    """Weights from the other countries' years alone."""
    some = []
    for other in FILES:
        h = read(other)
        if other != country and (part := np.isin(h.year, list(years))).any():
            some.append((columns(h)[part], (h.attacked[part], h.month[part])))
    return fit([c for c, _ in some], [t for _, t in some])


def write_weights() -> None:
    """The weights that ship, from all four files, and those without each country in turn."""
    ours = fit_without("", FITTED, Hotspots.figures)
    for country in FILES:
        without = fit_without(country, FITTED, Hotspots.figures)
        print(f"without {country}: {np.round(without, 3).tolist()}")
    told = {
        "source": "UCDP GED (CC BY 4.0): Central African Republic, South Sudan, Sudan, DR Congo",
        "years": f"{FITTED[0]}-{FITTED[-1]}",
        "made_by": "python -m benchmarks.ordering fit",
        "weights": dict(
            zip(("chance", "score", "months"), np.round(ours, 3).tolist(), strict=True)
        ),
    }
    WRITTEN.write_text(json.dumps(told, indent=1) + "\n", "utf-8")
    print(WRITTEN.name, told["weights"])


def variants() -> None:
    """Other forms: of each its ratio to the best of three memories, by country."""
    record = lambda h: np.log(np.maximum(h.on_record, 1e-12))  # noqa: E731
    columns: dict[str, Judge] = {
        "record": record,
        "R": lambda h: h.score / 100,
        "months": lambda h: np.log1p(h.months),
        "decayed": lambda h: np.log1p(h.decayed),
        "12 months": lambda h: np.log1p(h.last_12),
        "36 months": lambda h: np.log1p(h.last_36),
        "days since": lambda h: np.log(h.days_since + 30),
        "weight": lambda h: np.log(h.weight),
        "places": lambda h: np.log(h.places),
    }
    forms = (
        ("record",), ("record", "R"), ("record", "months"), ("record", "R", "months"),
        ("record", "months", "days since"), ("record", "R", "months", "days since"),
        ("record", "R", "decayed", "36 months"), ("record", "R", "months", "weight"),
        ("record", "R", "months", "places"),
        ("record", "R", "months", "days since", "decayed", "12 months", "36 months"),
    )  # fmt: skip
    for form in forms:
        of = lambda h, form=form: np.column_stack([columns[name](h) for name in form])  # noqa: E731
        told = []
        for country, years in JUDGED.items():
            h = read(country)
            before = range(FITTED[0], years[0])
            told.append(_beside_best(h, years, of(h) @ fit_without(country, before, of)))
        print(f"{', '.join(form)}: {'; '.join(told)}")
    print("\nrecord, R, months: times a power of the weight")
    for power in (0, 0.25, 0.5, 1):
        told = []
        for country, years in JUDGED.items():
            h = read(country)
            rate = h.figures() @ fit_without(country, range(FITTED[0], years[0]), Hotspots.figures)
            told.append(_beside_best(h, years, rate + power * np.log(h.weight) / 0.25))
        print(f"{power}: {'; '.join(told)}")
    print("\nmean of ranks")
    for name, parts in (
        ("record, R", ("record", "R")),
        ("record, decayed, 36 months", ("record", "decayed", "36 months")),
        ("record, R, decayed, 36 months", ("record", "R", "decayed", "36 months")),
    ):
        told = []
        for country, years in JUDGED.items():
            h = read(country)
            ranks = sum(_ranked(h, columns[part](h)) for part in parts)
            told.append(_beside_best(h, years, np.asarray(ranks)))
        print(f"{name}: {'; '.join(told)}")


def _ranked(h: Hotspots, values: Floats) -> Floats:
    ranks = np.zeros(len(values))
    for month in np.unique(h.month):
        here = h.month == month
        ranks[here] = rankdata(values[here]) / here.sum()
    return ranks


def _beside_best(h: Hotspots, years: Sequence[int], order: Floats) -> str:
    """Ratios to the best memory of each figure."""
    ours = np.nanmean(find(h, years, order), axis=0)
    best = np.max([np.nanmean(find(h, years, m(h)), axis=0) for m in MEMORIES.values()], axis=0)
    ratios = np.divide(ours, best, out=np.full(4, np.nan), where=best > 0)
    return f"{h.country} " + " ".join(f"{ratio:.2f}" for ratio in ratios)


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


def _ends(years: range) -> Iterator[date]:
    for year in years:
        for month in range(1, 13):
            yield date(year, month, 1) - timedelta(days=1)


if __name__ == "__main__":
    main()
