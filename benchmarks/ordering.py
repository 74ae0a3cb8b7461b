"""The suggested order, fitted and judged as it is printed: the figures of docs/method/order.md.

    python -m benchmarks.ordering            how often it comes true, beside what anyone remembers
    python -m benchmarks.ordering fit        the weights by which hotspots stand, written
    python -m benchmarks.ordering variants   other forms, each fixed on the other countries
    python -m benchmarks.ordering speed      seconds of a processor for the ranks of 2,000 hotspots

Units are the hotspots of every month's end, as places and events stood then. An attack: one-sided
or with civilian deaths, within 10 km of a place of the hotspot, in the thirty days after.
"""

from __future__ import annotations

import csv
import json
import sys
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.stats import rankdata

from tutela.base.later import Floats, Ints
from tutela.incidents.read import read_events
from tutela.risk.chance.standing import standing_figures
from tutela.risk.checks.backtest import RULES
from tutela.risk.checks.printed import (
    MEMORIES,
    FoundByMonth,
    Hotspots,
    find,
    look_at,
    month_ends,
    ratio,
)
from tutela.risk.factors import PRIORITIES
from tutela.risk.likelihood import SPREAD
from tutela.risk.order import DRAWS, WEIGHTS, _drawn_ranks

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
CALIBRATED = ROOT / "src/tutela/risk/data/order_calibration.csv"
EDGES = (0, 0.02, 0.05, 0.1, 0.2, 0.4, 1)
HOTSPOTS = 2_000
RIDGE = 5.0
Columns = Callable[[Hotspots], Floats]


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
        write_calibration()
        for country in FILES:
            judge_country(country)


def judge_country(country: str) -> None:
    """What was stated and what came, by year, by step and by priority; what each order finds."""
    years = JUDGED[country]
    h = _years(country, years)
    came = h.attacked.mean()
    skill = 1 - np.mean((h.stated - h.attacked) ** 2) / (came * (1 - came))
    ends = len(np.unique(h.month))
    print(f"\n{country} {years[0]}-{years[-1]}: {len(h.month):,} hotspots of {ends} months")
    print(f"  {h.attacked.sum()} attacked; stated {h.stated.mean():.4f}, came {came:.4f}")
    print(f"  Brier skill {skill:+.3f}; stated over came:", ", ".join(_by_year(h)))
    for low, high in pairwise(EDGES):
        part = (h.stated >= low) & (h.stated < high)
        if part.any():
            told = f"stated {h.stated[part].mean():.3f}, came {h.attacked[part].mean():.3f}"
            print(f"    {low:.2f}-{high:.2f}: {part.sum():,} {told}")
    for step, word in reversed(list(enumerate(PRIORITIES))):
        if (part := h.priority == step).any():
            print(f"  {word}: {part.sum() / ends:.1f} a month, came {h.attacked[part].mean():.3f}")
    found = {rule: find(h, h.order(rule)) for rule in RULES}
    print("  average precision, hits at 10, at 20, killed in attacks on the first 10")
    for rule, one in found.items():
        told = f"{np.nanmean(one.precision):.3f}, {one.hits[10].mean():.2f}"
        print(f"    {rule}: {told}, {one.hits[20].mean():.2f}, {one.killed.sum():.0f}")
    for rule in MEMORIES:
        print(f"    printed beside {rule}: {_beside(found['printed'], found[rule])}")


def write_calibration() -> None:
    """How often what was stated came true, country by country: the table the pages show."""
    with CALIBRATED.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(("files", "years", "least", "most", "hotspots", "stated", "seen", "source"))
        for country, years in JUDGED.items():
            h = _years(country, years)
            for low, high in pairwise(EDGES):
                part = (h.stated >= low) & (h.stated < high)
                if part.any():
                    told = (f"{h.stated[part].mean():.3f}", f"{h.attacked[part].mean():.3f}")
                    span = f"{years[0]}-{years[-1]}"
                    page = "docs/method/order.md"
                    rows.writerow((country, span, low, high, part.sum(), *told, page))


def _by_year(h: Hotspots) -> Iterator[str]:
    for year in np.unique(h.year).tolist():
        here = h.year == year
        yield f"{year} {h.stated[here].sum() / max(h.attacked[here].sum(), 1):.2f}"


def _beside(ours: FoundByMonth, theirs: FoundByMonth) -> str:
    """Each ratio, with the interval that nine in ten draws of months give."""
    pairs = (
        (ours.precision, theirs.precision),
        *((ours.hits[top], theirs.hits[top]) for top in (10, 20)),
        (ours.killed, theirs.killed),
    )
    told = (ratio(one, other) for one, other in pairs if np.nansum(other))
    return ", ".join(f"{mean:.2f} ({low:.2f}-{high:.2f})" for mean, low, high in told)


@cache
def read(country: str) -> Hotspots:
    """Every month's end from 2000 on."""
    events = read_events([FILES[country]]).events
    return look_at(events, month_ends(date(2000, 1, 1), date(2018, 12, 1)))


def _years(country: str, years: Sequence[int]) -> Hotspots:
    h = read(country)
    return h.of(np.isin(h.year, list(years)))


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


def fit_without(country: str, years: range, columns: Columns) -> Floats:
    """Weights from the other countries' years alone."""
    some = [h for other in FILES if other != country and len((h := _years(other, years)).month)]
    return fit([columns(h) for h in some], [(h.attacked, h.month) for h in some])


def figures(h: Hotspots) -> Floats:
    """What the rule takes of each hotspot."""
    return standing_figures(h.on_record, h.score, h.months)


def write_weights() -> None:
    """The weights that ship, from all four files, and those without each country in turn."""
    ours = fit_without("", FITTED, figures)
    for country in FILES:
        without = fit_without(country, FITTED, figures)
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


TRIED: dict[str, Columns] = {
    "record": lambda h: np.log(np.maximum(h.on_record, 1e-12)),
    "R": lambda h: h.score / 100,
    "months": lambda h: np.log1p(h.months),
    "decayed": lambda h: np.log1p(h.decay_3_months),
    "12 months": lambda h: np.log1p(h.past_12_months),
    "36 months": lambda h: np.log1p(h.own_36_months),
    "days since": lambda h: np.log(h.days_since + 30),
    "weight": lambda h: np.log(h.weight),
    "places": lambda h: np.log(h.places),
}
FORMS = (
    ("record",),
    ("record", "R"),
    ("record", "months"),
    ("record", "R", "months"),
    ("record", "months", "days since"),
    ("record", "R", "months", "days since"),
    ("record", "R", "decayed", "36 months"),
    ("record", "R", "months", "weight"),
    ("record", "R", "months", "places"),
    ("record", "R", "months", "days since", "decayed", "12 months", "36 months"),
)
RANKS = (
    ("record", "R"),
    ("record", "decayed", "36 months"),
    ("record", "R", "decayed", "36 months"),
)


def variants() -> None:
    """Other forms: of each its ratio to the best of the memories, figure by figure."""
    for form in FORMS:

        def of(h: Hotspots, form: Sequence[str] = form) -> Floats:
            return np.column_stack([TRIED[name](h) for name in form])

        _print_form(", ".join(form), lambda h, b, of=of: of(h) @ b, of)
    for power in (0.0, 0.25, 0.5, 1.0):
        # The weight that ships is the fourth root of three a step.
        def weighed(h: Hotspots, b: Floats, power: float = power) -> Floats:
            return figures(h) @ b + 4 * power * np.log(h.weight)

        _print_form(f"record, R, months, times the weight to the {power}", weighed, figures)
    for parts in RANKS:

        def mean_rank(h: Hotspots, _b: Floats, parts: Sequence[str] = parts) -> Floats:
            return np.sum([_ranked(h, TRIED[part](h)) for part in parts], axis=0)

        _print_form(f"mean of ranks of {', '.join(parts)}", mean_rank, None)


def _print_form(
    name: str, order: Callable[[Hotspots, Floats], Floats], columns: Columns | None
) -> None:
    told = []
    for country, years in JUDGED.items():
        before = range(FITTED[0], years[0])
        weights = fit_without(country, before, columns) if columns else np.zeros(0)
        h = _years(country, years)
        told.append(f"{country} {_beside_best(h, order(h, weights))}")
    print(f"{name}: {'; '.join(told)}")


def _ranked(h: Hotspots, values: Floats) -> Floats:
    ranks = np.zeros(len(values))
    for month in np.unique(h.month):
        here = h.month == month
        ranks[here] = rankdata(values[here]) / here.sum()
    return ranks


def _beside_best(h: Hotspots, order: Floats) -> str:
    """Average precision, hits at 10 and 20, killed: each beside the best memory."""
    ours, *others = (
        np.array([np.nanmean(f.precision), f.hits[10].mean(), f.hits[20].mean(), f.killed.mean()])
        for f in (find(h, order), *(find(h, h.order(rule)) for rule in MEMORIES))
    )
    best = np.max(others, axis=0)
    return " ".join(f"{a / b:.2f}" if b else "-" for a, b in zip(ours, best, strict=True))


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


if __name__ == "__main__":
    main()
