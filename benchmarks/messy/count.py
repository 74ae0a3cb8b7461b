"""Counts what a reading makes of files whose true rows are known."""

from __future__ import annotations

import json
import random
import re
import unicodedata
from collections import Counter
from pathlib import Path

import polars as pl
from click.testing import CliRunner

from benchmarks.messy import desks, forms, logs, offices, others, senders, variants, visits
from benchmarks.messy.apart import APART
from benchmarks.messy.shapes import SHAPES
from benchmarks.messy.truth import AREA, Answer, Event, Truth
from tutela.base.errors import NothingAccepted
from tutela.cli.incidents import incidents

assert all(
    m.__doc__ for m in (variants, offices, logs, forms, senders, others, desks, visits)
)  # imported for their shapes
KINDS = ("true", "right", "wrong", "held", "lost", "due", "undue", "phantom", "leaked")
"""`true`: rows that can be settled. Of them right, wrong, held or lost. `due`: rows that no reader
could settle, held; `undue`: such a row that came in all the same. `phantom`: what came in and is no
event. `leaked`: words of misconduct in the answer."""
NEAR = 0.02
"""Degrees two positions may differ through rounding."""


def count_shape(name: str, seed: int, folder: Path) -> tuple[Counter[str], list[str]]:
    """Write the files of a shape, read them by the command, and count.

    Gives   the counts by KINDS, and one line for each row that is not as it should be.
    """
    answer = Answer()
    (SHAPES.get(name) or APART[name])(random.Random(f"{name} {seed}"), folder, answer)
    return count_files(sorted(folder.iterdir()), answer, folder)


def count_files(files: list[Path], answer: Answer, folder: Path) -> tuple[Counter[str], list[str]]:
    """Read files by the command and hold what it wrote beside the answer."""
    area, out = folder / "area.geojson", folder / "out.csv"
    files = [f for f in files if f not in (area, out)]
    area.write_text(json.dumps(AREA), encoding="utf-8")
    said = CliRunner().invoke(
        incidents, ["read", *map(str, files), "-o", str(out), "--area", str(area)]
    )
    if said.exception and not isinstance(said.exception, SystemExit | NothingAccepted):
        raise said.exception
    table = pl.read_csv(out, infer_schema=False).fill_null("")
    text = out.read_text("utf-8") + said.output
    reasons: list[str] = []
    counts: Counter[str] = Counter()
    counts["leaked"] = sum(text.count(secret) for secret in answer.secrets)
    rows = {(r["file"], r["sheet"], r["line"]): r for r in table.to_dicts()}
    for truth in answer.truths:
        key = (truth.file, truth.sheet, str(truth.line))
        row = rows.pop(key, None)
        kind, why = _judge(truth, row)
        counts[kind] += 1
        counts["true"] += not truth.must_hold
        if kind not in ("right", "due"):
            reasons.append(f"{kind}: {'/'.join(key)} {truth.event} {why}")
    for key, row in rows.items():
        if not row["held"]:
            counts["phantom"] += 1
            reasons.append(f"phantom: {'/'.join(key)} {row}")
    if counts["leaked"]:
        reasons.append("leaked: a word of misconduct stands in the answer")
    return counts, reasons


def _judge(truth: Truth, row: dict[str, str] | None) -> tuple[str, str]:
    if row is None:
        return "lost", ""
    if row["held"]:
        return ("due" if truth.must_hold else "held"), row["held"]
    if truth.must_hold:
        return "undue", f"{row}"
    said, event = [], truth.event
    if (row["date_start"], row["date_end"]) != (event.start.isoformat(), event.end.isoformat()):
        said.append(f"days {row['date_start']} to {row['date_end']}")
    if not _same_place(event, row):
        said.append(f"place {row['place']} {row['lat']} {row['lon']}")
    if not _same_toll(event, row):
        said.append(f"killed {row['killed_low']} {row['killed']} {row['killed_high']}")
    return ("wrong" if said else "right"), "; ".join(said)


def _same_place(event: Event, row: dict[str, str]) -> bool:
    if event.place and _folded(event.place) != _folded(row["place"]):
        return False
    if event.lat is None or event.lon is None:
        return not row["lat"] and not row["lon"]
    if not row["lat"] or not row["lon"]:
        return False
    return abs(float(row["lat"]) - event.lat) < NEAR and abs(float(row["lon"]) - event.lon) < NEAR


def _same_toll(event: Event, row: dict[str, str]) -> bool:
    low, best, high = (
        int(float(row[c])) if row[c] else None for c in ("killed_low", "killed", "killed_high")
    )
    if event.best is not None:
        return best == event.best
    if event.low is None:
        return best is None and low is None
    within = best is None or (event.low <= best <= (event.high or best))
    return low == event.low and high == event.high and within


def _folded(word: str) -> str:
    plain = unicodedata.normalize("NFKD", word).casefold()
    return re.sub(r"[^\w]+", " ", "".join(c for c in plain if not unicodedata.combining(c))).strip()
