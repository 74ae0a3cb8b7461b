"""Who starts the worker's processes: `python -m tutela_web.cli.workers INTERVAL PART...`.

A program of its own that loads nothing of the platform: it only waits, and whatever it had loaded
would lie in memory as long as the service runs.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence


def start_all(interval: float, parts: Sequence[str]) -> None:
    """Start a process of each kind, again where one ends, until told to stop; then end them all.

    A second SIGTERM or SIGINT reaches them again: they end at once.
    """
    over = threading.Event()
    running: dict[str, subprocess.Popen[bytes]] = {}

    def stop(*_: object) -> None:
        if over.is_set():
            for child in running.values():
                child.terminate()
        over.set()

    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, stop)
    code = "from tutela.cli import main; main()"
    words = ["platform", "worker", "--interval", str(interval), "--beside", str(os.getpid())]
    while not over.wait(interval if running else 0):
        for part in parts:
            if part not in running or running[part].poll() is not None:
                running[part] = subprocess.Popen(  # nosec B603 # our own interpreter, no shell
                    [sys.executable, "-c", code, *words, "--only", part],
                    start_new_session=True,  # Ctrl-C is ours to pass on, once
                )
    for child in running.values():
        child.terminate()
    for child in running.values():
        child.wait()


if __name__ == "__main__":
    start_all(float(sys.argv[1]), sys.argv[2:])
