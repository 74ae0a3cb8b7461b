"""What the platform weighs on a machine, as ratios to an empty Django process of the same run.

    python -m benchmarks.weight idle [--minutes 1] [--demonstration FOLDER] [--source SRC]...

*idle*: a fresh install (or a copy of a demonstration's data folder) is served as `tutela platform`
serves it, nobody asks for anything, and after a pause the processor seconds of all its processes
over the minutes are read in /proc (Linux). Beside it, in the same minutes, an empty Django process
opens an empty database and asks it one row each second: what waiting by asking costs at the least.
`--source` names a source tree to measure, given twice for a pair: they take turns, and each is told
beside the empty process of its own minutes. Prints JSON.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.request import urlopen

PORT = 8967
SETTLES_SECONDS = 25.0
"""After the last part has begun: what is done once at a start is not what idling costs."""

TICK = os.sysconf("SC_CLK_TCK")
RUN = "import sys; sys.argv[0] = 'tutela'; from tutela.cli import main; main()"
EMPTY = """
import time
from django.conf import settings
one = {"ENGINE": "django.db.backends.sqlite3", "NAME": "one.db"}
settings.configure(DATABASES={"default": one})
import django
from django.db import close_old_connections, connection
django.setup()
while True:
    close_old_connections()
    connection.cursor().execute("SELECT 1").fetchone()
    time.sleep(1)
"""


# --- idle: nobody asks for anything


def idle(arguments: list[str]) -> list[dict[str, Any]]:
    """Serve each source in turn, leave it alone, and give what its processes used.

    Takes   the words after `idle`.
    Gives   for each source the seconds of a processor a minute by part, their share of a core,
            and how many times as much that is as the empty process took beside it.
    """
    asked = argparse.ArgumentParser(prog="python -m benchmarks.weight idle")
    asked.add_argument("--minutes", type=float, default=1.0)
    asked.add_argument("--demonstration", type=Path, help="A data folder to serve a copy of.")
    asked.add_argument("--source", action="append", help="A folder src; twice for a pair.")
    asked.add_argument("--rounds", type=int, default=1)
    given = asked.parse_args(arguments)
    own = str(Path(__file__).parents[1] / "src")
    return [
        _idle_of(source, given.minutes, given.demonstration)
        for _round in range(given.rounds)
        for source in given.source or [own]
    ]


def _idle_of(source: str, minutes: float, demonstration: Path | None) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="tutela-idle-") as folder, _empty(folder) as empty:
        data = Path(folder) / "data"
        if demonstration is not None:
            shutil.copytree(demonstration, data)
        environment = os.environ | {
            "PYTHONPATH": source,
            "TUTELA_DATA": str(data),
            "TUTELA_HOSTS": "127.0.0.1",
            "TUTELA_LIVE_URL": f"http://127.0.0.1:{PORT + 1}",
        }
        start = partial(start_platform, environment)
        start("prepare", "--static").wait()
        parts = {
            "serve": start("serve", "--workers", "2", "--port", str(PORT)),
            "live": start("live", "--port", str(PORT + 1)),
            **{
                part: start("worker", "--only", part)
                for part in ("rounds", "senders", "webhooks", "jobs")
            },
        }
        try:
            wait_until_quiet([part.pid for part in parts.values()])
            with urlopen(f"http://127.0.0.1:{PORT}/account/login/", timeout=60) as page:
                assert page.status == HTTPStatus.OK, "the server is to be there while it idles"
            assert all(part.poll() is None for part in parts.values()), "a part has ended"
            time.sleep(SETTLES_SECONDS)
            before = {name: family_seconds(part.pid) for name, part in parts.items()}
            empty_before = family_seconds(empty)
            began = time.monotonic()
            time.sleep(60 * minutes)
            took = time.monotonic() - began
            used = {
                name: (family_seconds(part.pid) - before[name]) * 60 / took
                for name, part in parts.items()
            }
            beside = (family_seconds(empty) - empty_before) * 60 / took
        finally:
            end_all(parts.values())
    total = sum(used.values())
    return {
        "source": source,
        "seconds_a_minute": {name: round(seconds, 2) for name, seconds in used.items()},
        "share_of_a_core_percent": round(100 * total / 60, 2),
        "times_an_empty_process": round(total / beside, 1) if beside else None,
        "empty_seconds_a_minute": round(beside, 2),
    }


def start_platform(environment: Mapping[str, str], *words: str) -> subprocess.Popen[bytes]:
    """Begin `tutela platform` with these words, in a session of its own."""
    return subprocess.Popen(
        [sys.executable, "-c", RUN, "platform", *words],
        env=environment,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )


def end_all(parts: Collection[subprocess.Popen[bytes]]) -> None:
    """End each that was begun in a session of its own, with all that it began."""
    for part in parts:
        os.killpg(part.pid, signal.SIGTERM)
    for part in parts:
        part.wait(30)


@contextmanager
def _empty(folder: str) -> Iterator[int]:
    """An empty Django process that asks once a second, as long as the block lasts."""
    process = subprocess.Popen([sys.executable, "-c", EMPTY], cwd=folder)
    try:
        yield process.pid
    finally:
        process.terminate()
        process.wait()


def wait_until_quiet(pids: list[int]) -> None:
    """Until all have loaded what they load at their start, and a while longer."""
    last = -1.0
    while True:
        time.sleep(10)
        used = sum(family_seconds(pid) for pid in pids)
        if used - last < 3.0 and used > 5.0 * len(pids) / 2:
            break
        last = used


def family_seconds(pid: int) -> float:
    """The processor seconds of a process and of all that it has begun and that run."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    own = (int(fields[11]) + int(fields[12])) / TICK
    return own + sum(family_seconds(int(child)) for child in children)


MEASURES: dict[str, Callable[[list[str]], Any]] = {"idle": idle}
"""Each measure by its name; what others measure of weight stands beside."""

if __name__ == "__main__":
    sys.stdout.write(json.dumps(MEASURES[sys.argv[1]](sys.argv[2:]), indent=1) + "\n")
