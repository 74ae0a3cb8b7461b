"""Jobs run in a fresh process, so that memory is theirs alone. Each prints one line of JSON."""

from __future__ import annotations

import json
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import polars as pl

from benchmarks.measure import SHARED, made_up, peak_mib
from benchmarks.reading.speed import FILES, write_file
from tutela.incidents.check import check
from tutela.incidents.read import read_events
from tutela.risk.assess import Assessed, assess

SLIM = SHARED / "ucdp" / "ged_global_slim_1989_2018.csv.gz"


def bare(path: str = str(SLIM)) -> dict[str, float]:
    """One polars read and one executemany of the same columns: the floor."""
    began = time.perf_counter()
    frame = pl.read_csv(path, infer_schema_length=None)
    base = sqlite3.connect(":memory:")
    base.execute(f"create table t ({', '.join(frame.columns)})")
    base.executemany(f"insert into t values ({', '.join('?' * frame.width)})", frame.rows())
    base.commit()
    return {"seconds": time.perf_counter() - began, "mib": peak_mib(), "rows": frame.height}


def checked(path: str = str(SLIM)) -> dict[str, float]:
    """The check of the same file."""
    began = time.perf_counter()
    found = check([Path(path)])
    return {
        "seconds": time.perf_counter() - began,
        "mib": peak_mib(),
        "rows": found.files[0].rows,
    }


def told() -> dict[str, float]:
    """Seconds of a processor for 100,000 rows with an account each, and how many times the floor
    of the same rows."""
    with tempfile.TemporaryDirectory(prefix="tutela-told-") as folder:
        path = Path(folder) / "log.csv"
        write_file(next(name for name in FILES if "account" in name), path)
        floor, seconds = (
            _processor(lambda: bare(str(path))),
            _processor(lambda: read_events([path])),
        )
        rows = pl.read_csv(path).height
    return {"seconds": 100_000 * seconds / rows, "ratio": seconds / floor, "mib": peak_mib()}


def _processor(job: Callable[[], object]) -> float:
    began = time.process_time()
    job()
    return time.process_time() - began


def assessed(
    events: str = "236000", communities: str = "2000", actors: str = "40"
) -> dict[str, float]:
    """Assess made-up events; the clock runs on the verb with its first 50 risks explained."""
    record, places = made_up(int(events), int(communities), int(actors))
    before = peak_mib()
    began = time.perf_counter()
    found = assess(record, places, on=date(2018, 12, 31))
    ranked = time.perf_counter() - began
    for risk in found.risks(50):
        risk.evidence[0]
    explained = time.perf_counter() - began
    return {
        "seconds": explained,
        "ranking_seconds": ranked,
        "mib": peak_mib(),
        "mib_before": before,
        "risks": len(found),
        "thousand_seconds": _thousand(found),
    }


def _thousand(found: Assessed) -> float:
    """Seconds to explain a thousand risks, place by place, as a full export does."""
    risks = sorted(found.risks(), key=lambda r: r.place.id)[:1000]
    began = time.perf_counter()
    for risk in risks:
        risk.evidence[0]
    return time.perf_counter() - began


if __name__ == "__main__":
    sys.stdout.write(json.dumps(globals()[sys.argv[1]](*sys.argv[2:])))
