"""From the slim global GED to a thousand draws of 13,211 cells and twelve months, model shipped.

    python -m benchmarks.forecasting [--cells 13211] [--draws 1000] [--file FILE]

A first process makes the model (not measured); a second reads 236,000 rows, counts the panel and
draws. Prints one line of JSON: seconds of a processor by step, the ratio to one reading of the file
by the same reader, and peak memory.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import polars as pl

from benchmarks.jobs import SLIM
from benchmarks.measure import ROOT, peak_mib
from tutela.forecast.features import Past
from tutela.forecast.learnt import Asked, Model, fit
from tutela.forecast.panel import Panel, make_panel
from tutela.incidents.read import read_events

MONTHS = range(1, 13)
SECONDS, MIB = 8.0, 1536
LEARNT_OF = 1_500
"""Cells the model is made of: making one is not measured."""


def main() -> None:
    """Measure once; the model is made in a process of its own, in a folder that is gone after."""
    options = argparse.ArgumentParser()
    options.add_argument("--cells", type=int, default=13_211)
    options.add_argument("--draws", type=int, default=1000)
    options.add_argument("--file", type=Path, default=SLIM)
    options.add_argument("--make", type=Path)
    options.add_argument("--ask", type=Path)
    asked = options.parse_args()
    if asked.make:
        panel, _ = _panel(asked.file, LEARNT_OF)
        model = fit(panel, "sb", until=panel.last, horizons=MONTHS)
        asked.make.write_text(model.as_text(), encoding="utf-8")
        return
    if asked.ask:
        print(json.dumps(_ask(asked.file, asked.ask, asked.cells, asked.draws)))
        return
    with tempfile.TemporaryDirectory(prefix="tutela-forecast-") as folder:
        path = Path(folder) / "model.json"
        for step in ("--make", "--ask"):
            sizes = ["--cells", str(asked.cells), "--draws", str(asked.draws)]
            words = [step, str(path), "--file", str(asked.file), *sizes]
            subprocess.run(
                [sys.executable, "-m", "benchmarks.forecasting", *words], check=True, cwd=ROOT
            )


def _ask(file: Path, path: Path, cells: int, draws: int) -> dict[str, float]:
    panel, read = _panel(file, cells)
    counted = time.process_time()
    asked = Asked(Model.from_text(path.read_text(encoding="utf-8")))
    past = Past(panel, "sb", until=panel.last)
    positive = 0
    for month in MONTHS:
        positive += len(asked.forecast(past, panel.last, month, draws=draws, seed=1)[1].values)
    whole = time.process_time()
    return {
        "cells": len(panel),
        "positive_draws": positive,
        "read": read,
        "panel": counted - read,
        "draws": whole - counted,
        "seconds": whole,
        "seconds_most": SECONDS,
        "ratio_to_reading": whole / read,
        "mib": peak_mib(),
        "mib_most": MIB,
    }


def _panel(file: Path, cells: int) -> tuple[Panel, float]:
    """The busiest cells of the file, and quiet ones beside them to make up the number."""
    from tutela.places.grid import cells as cell_of

    events = read_events([file]).events
    read = time.process_time()
    struck = cell_of(events.frame["latitude"].to_numpy(), events.frame["longitude"].to_numpy())
    known, many = np.unique(struck[struck > 0], return_counts=True)
    busy = known[np.argsort(-many)][:cells]
    beside = np.setdiff1d((busy[:, None] + np.array([-721, -1, 1, 719, 720, 721])).ravel(), busy)
    gids = np.concatenate([busy, beside[(beside > 0) & (beside <= 259_200)]])[:cells]
    return make_panel(events, level="cell", units=pl.DataFrame({"gid": gids})), read


if __name__ == "__main__":
    main()
