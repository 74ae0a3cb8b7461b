"""What it costs that an answer waits for the disk: sixteen writers on SQLite, flushed and not.

    python -m benchmarks.flushing [--seconds 5] [--folder FOLDER]

Two processes of eight threads, as the server has them, keep changes of twelve rows through the
platform's own connection, in turns with `synchronous` FULL, NORMAL and OFF, three rounds of each in
one run. Prints one line of JSON: changes a second and the slowest of a hundred, each mode's ratio
to OFF, and how long the bare disk takes to flush four kilobytes: under a tenth of a millisecond it
says so and flushes nothing, and the ratio is of no use. The folder is to lie on the disk in
question.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

MODES = ("FULL", "NORMAL", "OFF")
ROUNDS, PROCESSES, THREADS, ROWS = 3, 2, 8, 12
FLUSHES_SECONDS = 0.0001
"""A disk that takes less has flushed nothing."""


def main(arguments: list[str]) -> None:
    """Write in each mode in turn, and print what came of it."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--seconds", type=float, default=5.0)
    asked.add_argument("--folder", type=Path, default=Path.cwd())
    given = asked.parse_args(arguments)
    rates: dict[str, list[float]] = {mode: [] for mode in MODES}
    slowest: dict[str, list[float]] = {mode: [] for mode in MODES}
    with tempfile.TemporaryDirectory(dir=given.folder) as folder:
        bare = flush_seconds(Path(folder))
        for number in range(ROUNDS):
            for mode in MODES:
                waits = write_in(Path(folder) / f"{number}{mode}", mode, given.seconds)
                rates[mode].append(len(waits) / given.seconds)
                slowest[mode].append(statistics.quantiles(waits, n=100)[-1])
    off = statistics.median(rates["OFF"])
    print(  # what it is for
        json.dumps(
            {
                "flush_ms": round(1000 * bare, 3),
                "truly_flushes": bare > FLUSHES_SECONDS,
                **{
                    mode: {
                        "a_second": round(statistics.median(rates[mode])),
                        "ratio_to_off": round(statistics.median(rates[mode]) / off, 2),
                        "p99_ms": round(1000 * statistics.median(slowest[mode]), 1),
                    }
                    for mode in MODES
                },
            }
        )
    )


def flush_seconds(folder: Path) -> float:
    """How long the bare disk takes to flush four kilobytes: the median of a hundred."""
    taken = []
    with (folder / "bare").open("wb", buffering=0) as file:
        for _ in range(100):
            began = time.perf_counter()
            file.write(os.urandom(4096))
            os.fdatasync(file.fileno())
            taken.append(time.perf_counter() - began)
    return statistics.median(taken)


def write_in(folder: Path, mode: str, seconds: float) -> list[float]:
    """The seconds that each change took of those that sixteen writers kept."""
    folder.mkdir()
    settings = {"TUTELA_DATA": str(folder), "DATABASE_URL": "", "KEYS_DATABASE_URL": ""}
    command = [sys.executable, "-W", "ignore", "-m", "benchmarks.flushing", "--writer", mode]
    here = os.environ | settings | {"DJANGO_SETTINGS_MODULE": "tutela_web.settings"}
    subprocess.run([*command, "0"], env=here, check=True)
    writers = [
        subprocess.Popen([*command, str(seconds)], env=here, stdout=subprocess.PIPE)
        for _ in range(PROCESSES)
    ]
    return [wait for writer in writers for wait in json.loads(writer.communicate()[0])]


def write(mode: str, seconds: float) -> None:
    """One process of writers; without seconds, the one that makes the table."""
    from django.db import connection, connections, transaction

    options = connections.settings["default"]["OPTIONS"]
    command = options["init_command"].replace("synchronous=FULL", f"synchronous={mode}")
    options["init_command"] = command
    if not seconds:
        with connection.cursor() as cursor:
            cursor.execute("CREATE TABLE written (id INTEGER PRIMARY KEY, word TEXT)")
        return
    waits: list[float] = []
    ends = time.monotonic() + seconds

    def keep_on() -> None:
        while time.monotonic() < ends:
            began = time.perf_counter()
            with transaction.atomic(), connection.cursor() as cursor:
                for _ in range(ROWS):
                    cursor.execute("INSERT INTO written (word) VALUES (%s)", ["w" * 100])
            waits.append(time.perf_counter() - began)
        connection.close()

    hands = [threading.Thread(target=keep_on) for _ in range(THREADS)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    print(json.dumps(waits))  # to who began it


if __name__ == "__main__":
    if sys.argv[1:2] == ["--writer"]:
        write(sys.argv[2], float(sys.argv[3]))
    else:
        main(sys.argv[1:])
