"""An assessment kept and pruned at size.

    python -m benchmarks.assessing [--events 300000] [--places 5000]

Measured are the seconds of an assessment by its steps, by the clock and of a processor, how long
another writer waited at most while its rows were written and while they were pruned, and what it
adds to the database. Prints one line of JSON.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import sqlite3
import sys
import tempfile
import time
from contextlib import closing
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

from benchmarks import pages
from benchmarks.import_events import Waits

LONGEST = 1.0
"""Seconds another writer may wait while an assessment is kept or pruned."""

PROCESSOR, BYTES = 20.0, 33.2e6
"""Seconds of a processor, and a tenth of the bytes an assessment took as rows alone."""


def main() -> dict[str, Any]:
    """Measure once, in a folder that is gone afterwards."""
    options = argparse.ArgumentParser()
    options.add_argument("--events", type=int, default=pages.EVENTS)
    options.add_argument("--places", type=int, default=pages.PLACES)
    asked = options.parse_args()
    pages.EVENTS, pages.PLACES, pages.INCIDENTS = asked.events, asked.places, 1_000
    with tempfile.TemporaryDirectory(prefix="tutela-assessing-") as made:
        os.environ |= {"TUTELA_DATA": made, "DJANGO_SETTINGS_MODULE": "tutela_web.settings"}
        os.environ["TUTELA_DEBUG"] = "yes"
        import django

        django.setup()
        from tutela_web.access import tables

        for alias in ("default", "keys"):
            tables.prepare(alias)
        pages.fill(assess=False)
        return {"events": asked.events, "places": asked.places, **_measure(Path(made))}


def _measure(folder: Path) -> dict[str, Any]:
    from tutela_web.access.models import Mission
    from tutela_web.risk.models import Assessment
    from tutela_web.risk.prune_verbs import prune
    from tutela_web.risk.verbs import assess_mission

    mission, steps, used = Mission.objects.get(code="luma"), {}, {}
    kept, waited = Waits(folder / "tutela.db"), {}

    def tell(done: int, total: int, step: str) -> None:
        if step not in steps:
            steps[step], used[step] = time.perf_counter(), time.process_time()
            waited[list(steps)[-2] if len(steps) > 1 else ""], kept.longest = kept.longest, 0.0

    before = _bytes(folder)
    with kept:
        made = assess_mission(mission, on=pages.TODAY, by=None, tell=tell)
    grown = _bytes(folder) - before
    shown, packed = made.risks.count(), made.packed_risks
    file = len(made.packed.table) if packed else 0
    assess_mission(mission, on=pages.TODAY, by=None, told=0)  # the newest: the first may go
    days = timedelta(days=400)
    Assessment.every.filter(pk=made.pk).update(on=made.on - days, made_at=made.made_at - days)
    with Waits(folder / "tutela.db") as gone:
        began = time.perf_counter()
        assert prune(mission, tell=lambda *_: None) == 1
        pruned = time.perf_counter() - began
    return {
        "rows": shown + packed,
        "assess_seconds": steps["kept"] - steps["read"],
        "processor_seconds": used["kept"] - used["read"],
        "processor_seconds_by_step": {
            step: round(used[after] - used[step], 2) for step, after in pairwise(used)
        },
        "keep_seconds": steps["kept"] - steps["keep"],
        "longest_wait_seconds": max(waited["keep"], kept.longest),
        "waits": waited,
        "longest_wait_most": LONGEST,
        "bytes": grown,
        "bytes_packed": file,
        "rows_of_the_database": shown,
        "memory_most": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
        "prune_seconds": pruned,
        "prune_longest_wait_seconds": gone.longest,
    }


def _bytes(folder: Path) -> int:
    """What the database holds, without pages that are free."""
    with closing(sqlite3.connect(folder / "tutela.db")) as base:
        one = [
            base.execute(f"PRAGMA {word}").fetchone()[0]
            for word in ("page_count", "freelist_count", "page_size")
        ]
    return int((one[0] - one[1]) * one[2])


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main()) + "\n")
