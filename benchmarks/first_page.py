"""The first page of a new process, at 0.3, 1 and 3 million events.

    python -m benchmarks.first_page

The mission of `benchmarks.pages` and its one assessment; then more events come in, a batch a size.
At each size two new processes open the page Situation: one after the import, which reads the
database, and one after that, which finds the columns that the first wrote to a file. Prints one
line of JSON.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks import pages

SIZES = (300_000, 1_000_000, 3_000_000)
WITHIN_SECONDS = 8.0
"""Seconds of a processor that the page may take at the largest size after a start."""
STEP = 100_000


def main() -> list[dict[str, float]]:
    """Gives, by size, seconds of a processor and megabytes after an import and after a start."""
    with tempfile.TemporaryDirectory(prefix="tutela-first-") as folder:
        os.environ |= {"TUTELA_DATA": folder, "DJANGO_SETTINGS_MODULE": "tutela_web.settings"}
        os.environ["TUTELA_HOSTS"] = "localhost,127.0.0.1,testserver"
        import django

        django.setup()
        from tutela_web.access import tables

        for alias in ("default", "keys"):
            tables.prepare(alias)
        pages.fill()
        told = []
        for size in SIZES:
            _fill_up_to(size)
            imported, started = _opened(), _opened()
            told.append(
                {
                    "events": size,
                    "import_seconds": imported["seconds"],
                    "import_mb": imported["mb"],
                    "start_seconds": started["seconds"],
                    "start_mb": started["mb"],
                }
            )
        return told


def _fill_up_to(size: int) -> None:
    """More events in one batch, in steps that fit into memory."""
    import numpy as np

    from tests.tutela_web import make
    from tutela_web.access.models import DutyArea, Mission, Person
    from tutela_web.base.upkeep.planning import learn_sizes
    from tutela_web.incidents.events import store
    from tutela_web.incidents.models import Event
    from tutela_web.places.models import Place

    there = Event.objects.count()
    if there >= size:
        return
    mission = Mission.objects.get(code="luma")
    person = Person.objects.get(username="amina")
    batch = make.batch(mission, person, published_at=datetime(2018, 12, 2, tzinfo=UTC))
    points = np.array(Place.objects.order_by("pk").values_list("longitude", "latitude"))
    areas = [str(pk) for pk in DutyArea.objects.order_by("code").values_list("pk", flat=True)]
    chance = np.random.default_rng(size)
    for first in range(there, size, STEP):
        frame = pages.made_events(
            min(STEP, size - first), points[:, 0], points[:, 1], areas, chance, first
        )
        store.add_events(frame, mission, batch, lambda *_: None)
    learn_sizes()


def _opened() -> dict[str, float]:
    """What the page takes in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "benchmarks.first_page", "open"],
        check=True,
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[1],
    )
    told: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return told


def open_page() -> dict[str, float]:
    """Seconds of a processor for the first page of this process, and its memory at the height."""
    import django

    django.setup()
    from django.test import Client

    import tutela_web.wsgi  # noqa: F401 - collects as a server does
    from tutela_web.access.models import Person

    client = Client()
    client.force_login(Person.objects.get(username="amina"), backend=pages.BACKEND)
    began = time.process_time()
    answer: Any = client.get(pages.ADDRESSES["situation"])
    assert answer.status_code == 200, answer.status_code
    seconds = time.process_time() - began
    return {"seconds": seconds, "mb": _most_memory() / 1e6}


def _most_memory() -> int:
    """Bytes of memory at the height; what the system's resource usage says counts the process
    that started this one."""
    status = Path("/proc/self/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) * 1024


if __name__ == "__main__":
    sys.stdout.write(json.dumps(open_page() if sys.argv[1:] == ["open"] else main()) + "\n")
