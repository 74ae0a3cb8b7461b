"""How many rows a second of a processor the reading takes in: files made for volume only."""

from __future__ import annotations

import csv
import random
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from tutela.incidents.read import read_events

WORDS = (
    "the chief of the village said that armed men came from the river at night and asked for food"
    " then left towards the market where two houses burnt and families fled to the church until"
    " morning when a patrol arrived and spoke with women who had walked from the farms"
)
"""Of what accounts are strung together: sentences of no sense, as long as those of offices."""


def _clean(rng: random.Random) -> list[str]:
    lat, lon = rng.uniform(5, 7), rng.uniform(18, 22)
    return [f"{lat:.4f}", f"{lon:.4f}", "Killing", str(rng.randint(0, 5)), "2", "Armed group", "-"]


def _told(rng: random.Random) -> list[str]:
    account = " ".join(rng.choices(WORDS.split(), k=rng.randint(20, 80)))
    return ["", "", "Attack", "", "", "Armed group", f"{account}. {rng.randint(1, 5)} killed."]


FILES: dict[str, tuple[int, Callable[[random.Random], list[str]]]] = {
    "a clean list of 20,000 rows": (20_000, _clean),
    "a list of 4,000 rows with an account of 20 to 80 words each": (4_000, _told),
}
"""What is measured: how many rows, and what stands in each beside its day and place."""

HEADS = ("Date", "Village", "Lat", "Long", "Type", "Killed", "Injured", "Actor", "Description")


def write_file(name: str, path: Path) -> int:
    """Write one of FILES. Gives its rows."""
    height, cells = FILES[name]
    rng = random.Random(name)
    with path.open("w", encoding="utf-8", newline="") as out:
        rows = csv.writer(out)
        rows.writerow(HEADS)
        for number in range(height):
            day = date(2018, 1, 1) + timedelta(days=number % 365)
            rows.writerow([day, f"Village {number % 400}", *cells(rng)])
    return height


def rows_a_second(name: str) -> float:
    """The rows of a file through the seconds of a processor that reading it takes."""
    with tempfile.TemporaryDirectory(prefix="tutela-speed-") as folder:
        path = Path(folder) / "log.csv"
        height = write_file(name, path)
        began = time.process_time()
        reading = read_events([path])
        seconds = time.process_time() - began
    assert len(reading.events) == height
    return height / seconds
