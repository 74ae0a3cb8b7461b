"""The import of a file of events, beside the bare floor of the same run.

    python -m benchmarks.import_events [FILE]

Measured are the job that brings a confirmed file in (read, compare, stage with every index, show)
on a file database of its own, the dry run before it, and how long another writer waited meanwhile.
The floor is one polars read and one executemany of the file's columns into a table without index.
Prints one line of JSON: the longest wait and the ratio to the floor among them, each beside the
most it may be.
"""

from __future__ import annotations

import json
import os
import sqlite3
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import polars as pl

from benchmarks.jobs import SLIM

MOST = 5.0
"""The import may take so many times the floor."""

LONGEST = 1.0
"""Seconds another writer may wait while a file comes in."""


def main(path: Path = SLIM) -> dict[str, float]:
    """Measure once, in a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="tutela-import-") as folder:
        floor = bare(path, Path(folder))
        found = platform(path, Path(folder))
    return {
        "floor_seconds": floor,
        **found,
        "longest_wait_most": LONGEST,
        "ratio": found["import_seconds"] / floor,
        "ratio_most": MOST,
        "check_ratio": found["check_seconds"] / floor,
    }


def bare(path: Path, folder: Path) -> float:
    """Seconds for one polars read and one executemany into a table without index."""
    began = time.perf_counter()
    frame = pl.read_csv(path, infer_schema_length=None)
    base = sqlite3.connect(folder / "bare.db")
    base.execute("PRAGMA journal_mode=WAL")
    base.execute(f"create table t ({', '.join(frame.columns)})")
    base.executemany(f"insert into t values ({', '.join('?' * frame.width)})", frame.rows())
    base.commit()
    base.close()
    return time.perf_counter() - began


def platform(path: Path, folder: Path) -> dict[str, float]:
    """Seconds of the dry run and of the import on a fresh platform; the longest wait of others."""
    os.environ |= {"TUTELA_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "tutela_web.settings"}
    import django

    django.setup()
    from django.core.files import File

    from tutela_web.access import tables
    from tutela_web.access.vault import keyring

    for alias in ("default", "keys"):
        tables.prepare(alias)
    keyring.make_first()
    from tutela_web.access.policy import standing_of
    from tutela_web.base import jobs
    from tutela_web.base.models import Job
    from tutela_web.incidents.events.queries import frame_of
    from tutela_web.incidents.imports import verbs

    person, mission = somebody()
    by = standing_of(person, mission)
    with path.open("rb") as file:
        batch, _ = verbs.receive(File(file, path.name), by=by)  # type: ignore[arg-type]
    checked = _seconds(lambda: jobs.run(Job.objects.get().pk, beating=True))
    batch.refresh_from_db()
    job = verbs.confirm(batch, by=by, others_unknown=True)
    waits = Waits(folder / "tutela.db")
    with waits:
        imported = _seconds(lambda: jobs.run(job.pk, beating=True))
    batch.refresh_from_db()
    assert batch.state == "published", batch.state
    rows = 0

    def loaded() -> None:
        nonlocal rows
        rows = len(frame_of(mission, until=None))

    return {
        "rows": batch.accepted,
        "check_seconds": checked,
        "import_seconds": imported,
        "longest_wait_seconds": waits.longest,
        "waits": waits.number,
        "frame_seconds": _seconds(loaded),
        "frame_rows": rows,
    }


class Waits:
    """Another writer at the same file: how long it waited at most for its turn."""

    def __init__(self, path: Path) -> None:
        self.path, self.longest, self.number = path, 0.0, 0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._write)

    def __enter__(self) -> Waits:
        self._thread.start()
        return self

    def __exit__(self, *_: Any) -> None:
        self._over.set()
        self._thread.join()

    def _write(self) -> None:
        base = sqlite3.connect(self.path, timeout=60, isolation_level=None)
        while not self._over.is_set():
            began = time.perf_counter()
            base.execute("BEGIN IMMEDIATE")
            self.longest = max(self.longest, time.perf_counter() - began)
            base.execute("UPDATE access_mission SET name = name")
            base.execute("COMMIT")
            self.number += 1
            time.sleep(0.02)
        base.close()


def somebody() -> tuple[Any, Any]:
    """An invented mission and its analyst."""
    from datetime import date

    from tutela_web.access.models import Holding, Mission, Person, Post

    mission = Mission.objects.create(code="luma", name="Mission in Luma", iso3="SSD")
    person = Person.objects.create(username="amina")
    post = Post.objects.create(mission=mission, role="analyst", title="analyst")
    Holding.objects.create(post=post, person=person, starts=date(2018, 1, 1))
    return person, mission


def _seconds(job: Any) -> float:
    began = time.perf_counter()
    job()
    return time.perf_counter() - began


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(*map(Path, sys.argv[1:]))) + "\n")
