"""Memory and processor seconds of the platform's processes as they stand ready, nobody working.

    python -m benchmarks.memory

An empty install in a folder of its own; each process is started as an operator starts it, waited
for, left alone for some seconds, and read in /proc (Linux). MB are 10^6 bytes of resident memory,
shared libraries included: two processes together take less than twice as much. Prints JSON.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

MOST_MB = 150
"""What a server process may take before its first page."""

PORT = 8957
REST_SECONDS = 5.0
PAGE = os.sysconf("SC_PAGESIZE")
TICK = os.sysconf("SC_CLK_TCK")
RUN = "import sys; sys.argv[0] = 'tutela'; from tutela.cli import main; main()"


def main() -> dict[str, Any]:
    """Start each, read it, stop it."""
    with tempfile.TemporaryDirectory(prefix="tutela-memory-") as folder:
        os.environ |= {"TUTELA_DATA": folder, "TUTELA_HOSTS": "127.0.0.1"}
        _tutela("platform", "prepare", "--static").wait()
        port = ["--port", str(PORT)]
        return {
            "help": _help(),
            "server": _read(["serve", "--workers", "1", *port], page="/account/login/"),
            "live": _read(["live", *port]),
            **{
                part: _read(["worker", "--only", part])
                for part in ("rounds", "senders", "webhooks")
            },
            "jobs": _read(["worker", "--only", "jobs"]),
        }


def _tutela(*words: str) -> subprocess.Popen[bytes]:
    nowhere = subprocess.DEVNULL
    return subprocess.Popen([sys.executable, "-c", RUN, *words], stdout=nowhere, stderr=nowhere)


def _help() -> dict[str, float]:
    """The processor seconds of `tutela --help`, the least of three."""
    took = []
    for _ in range(3):
        began = os.times()
        _tutela("--help").wait()
        ended = os.times()
        took.append(
            ended.children_user
            + ended.children_system
            - began.children_user
            - began.children_system
        )
    return {"cpu_seconds": round(min(took), 2)}


def _read(words: list[str], *, page: str = "") -> dict[str, float]:
    """The largest process of a command once it rests; and, of a server, after a page."""
    process = _tutela("platform", *words)
    try:
        told = _largest(process.pid)
        if page:
            import requests

            assert requests.get(f"http://127.0.0.1:{PORT}{page}", timeout=60).status_code == 200
            told["mb_after_a_page"] = _largest(process.pid)["mb"]
        return told
    finally:
        process.terminate()
        process.wait(20)


def _largest(parent: int) -> dict[str, float]:
    """Of a process and its children the one with the most memory, once they use no processor."""
    last = -1.0
    while True:
        time.sleep(REST_SECONDS)
        family = [_told(pid) for pid in (parent, *_children(parent))]
        used = sum(one["cpu_seconds"] for one in family)
        if used - last < 0.05 * REST_SECONDS:
            return max(family, key=lambda one: one["mb"])
        last = used


def _children(parent: int) -> list[int]:
    said = Path(f"/proc/{parent}/task/{parent}/children").read_text()
    return [int(pid) for pid in said.split()]


def _told(pid: int) -> dict[str, float]:
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    ticks = int(fields[11]) + int(fields[12])
    return {"mb": round(pages * PAGE / 1e6), "cpu_seconds": round(ticks / TICK, 1)}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main()) + "\n")
