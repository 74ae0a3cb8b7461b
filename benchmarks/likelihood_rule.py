"""The rule of likelihood: its weights from years up to 2016, and how often it came true after.

    python -m benchmarks.likelihood_rule [--to 2016] [--tested 2017 2018] [--write]

From the demonstration's files. `--write` renews src/tutela/forecast/data/likelihood.json; without
it the figures alone are printed, so that other years can be tried before anything is fixed.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from tutela.base.distances import chord_to_km, unit_vectors
from tutela.base.later import Bools, Floats, Ints
from tutela.forecast.likelihood import PLACE_KM, Around, Seen, fit_rule, judge, rule_as_json
from tutela.forecast.scores import auc, average_precision, brier, ece, reliability, slope
from tutela.incidents.read import read_events
from tutela.incidents.types import Events
from tutela.places.events import places_from_events
from tutela.places.gazetteer import Places
from tutela.places.grid import cells
from tutela.risk.checks.attacks import attacks
from tutela.risk.checks.backtest import cell_places

ROOT = Path(__file__).parents[1]
FILES = [ROOT / "demo" / "data" / f"ged_{c}_to2018.csv.gz" for c in ("CAF", "SSD")]
SHIPPED = ROOT / "src" / "tutela" / "forecast" / "data" / "likelihood.json"
FIRST = 2001
HORIZONS = {30: 30, 7: 14}
"""Days ahead, and days between two askings: so that weeks do not take minutes."""


def main() -> None:
    """Fit, tell how often it came true, and write if asked."""
    options = argparse.ArgumentParser()
    options.add_argument("--to", type=int, default=2016)
    options.add_argument("--tested", type=int, nargs=2, default=(2017, 2018))
    options.add_argument("--write", action="store_true")
    asked = options.parse_args()
    events = read_events(FILES).events
    rules = {}
    arounds: tuple[Around, ...] = ("cell", "place")
    for around in arounds:
        for horizon, step in HORIZONS.items():
            x, hit, year = _rows(events, around, horizon, step, (FIRST, asked.to))
            rule = fit_rule(x, hit, year)
            rules[f"{around}-{horizon}"] = rule_as_json(rule)
            x, hit, year = _rows(events, around, horizon, step, asked.tested)
            told = judge(rule, x, np.zeros(len(x), dtype=np.int64), horizon)
            rules[f"{around}-{horizon}"]["measured"] = {
                "years": f"{asked.tested[0]}-{asked.tested[1]}",
                **_told(f"{around}, {horizon} days", told.chance, hit > 0),
            }
            wide = np.median((told.high - told.low)[told.chance > 0.05])
            print(f"  median width of the 90 % interval where the chance is over 5 %: {wide:.3f}")
    if asked.write:
        digest = {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in FILES}
        shipped = {
            "source": "UCDP GED 23.1 (CC BY 4.0), South Sudan and the Central African Republic",
            "years": f"{FIRST}-{asked.to}",
            "made_by": "python -m benchmarks.likelihood_rule --write",
            "sha256": digest,
            "rules": rules,
        }
        SHIPPED.write_text(json.dumps(shipped, indent=1) + "\n", encoding="utf-8")


def _rows(
    events: Events, around: Around, horizon: int, step: int, years: tuple[int, int]
) -> tuple[Floats, Floats, Ints]:
    """Columns, whether an attack came, and the year of each row; months are asked at their ends."""
    attacked = events.frame.filter(attacks())
    begun = attacked["date_start"].to_numpy()
    columns, hits, of_year = [], [], []
    for year in range(years[0], years[1] + 1):
        places = _places(events, around, date(year, 1, 1))
        seen = Seen(events, places, around)
        near = _near(places, around, attacked["latitude"].to_numpy(), attacked["longitude"])
        day = date(year, 1, 1) - timedelta(days=1)
        while day.year < year or (day + timedelta(days=horizon)).year == year:
            since, until = np.datetime64(day), np.datetime64(day + timedelta(days=horizon))
            came = ((begun > since) & (begun <= until)).astype(float)
            columns.append(seen.columns_on(day))
            hits.append((near @ came > 0).astype(float))
            of_year.append(np.full(len(places), year))
            day += timedelta(days=step)
    return np.concatenate(columns), np.concatenate(hits), np.concatenate(of_year)


def _places(events: Events, around: Around, on: date) -> Places:
    if around == "cell":
        return cell_places(["CAF", "SSD"])
    return places_from_events(events.known_on(on - timedelta(days=1)).frame)


def _near(places: Places, around: Around, lat: Floats, lon: Floats) -> Floats:
    """Places by attacks: 1 where it was on the place."""
    if around == "cell":
        return (cells(places.lat, places.lon)[:, None] == cells(lat, lon)[None, :]).astype(float)
    a, b = unit_vectors(places.lat, places.lon), unit_vectors(lat, np.asarray(lon))
    far = chord_to_km(np.sqrt(np.maximum(2 - 2 * (a @ b.T), 0)))
    return (far <= PLACE_KM).astype(float)


def _told(name: str, chance: Floats, hit: Bools) -> dict[str, float]:
    """How often stated chances came true; printed too."""
    base = float(hit.mean())
    figures = {
        "rows": len(hit),
        "base_rate": base,
        "stated": float(chance.mean()),
        "auc": auc(chance, hit) or 0.0,
        "average_precision": average_precision(chance, hit) or 0.0,
        "brier_skill": 1 - brier(chance, hit) / (base * (1 - base)),
        "slope": slope(chance, hit) or 0.0,
        "ece": ece(chance, hit),
    }
    print(name, {k: round(v, 4) for k, v in figures.items()})
    for part in reliability(chance, hit)[-4:]:
        print(f"  stated {part['stated']:.4f} came {part['came']:.4f} of {part['rows']:,}")
    return {k: round(v, 5) for k, v in figures.items()}


if __name__ == "__main__":
    main()
