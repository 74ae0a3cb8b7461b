"""Who starts the worker's processes: `python -m tutela_web.cli.workers INTERVAL PART...`.

It loads the house once, and every part is forked from it: what all of them load takes memory and
seconds once, and a part that died is there again at once. Nothing else of it may go on in a part:
it has opened no database, read no table and begun no thread when it forks.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

from tutela.base.errors import TutelaError
from tutela_web.base.upkeep.loading import load_house

SIGNS = frozenset({signal.SIGTERM, signal.SIGINT})
LOOK_SECONDS = 0.1
"""How often it is seen, at the end, whether the parts have ended."""


def start_all(interval: float, parts: Sequence[str]) -> None:
    """Fork a process of each kind, again where one ends, until told to stop; then end them all.

    A second SIGTERM or SIGINT reaches them again: they end at once.
    """
    load_house()
    # Nothing is done when they come, only between two looks: a part begins with no habit of ours.
    signal.pthread_sigmask(signal.SIG_BLOCK, SIGNS)
    running: dict[str, int] = {}
    while True:
        for part in parts:
            if part not in running or _has_ended(running[part]):
                running[part] = _fork(part, interval)
        if signal.sigtimedwait(SIGNS, interval):
            break
    left = set(running.values())
    _tell_to_stop(left)
    while left := {child for child in left if not _has_ended(child)}:
        if signal.sigtimedwait(SIGNS, LOOK_SECONDS):
            _tell_to_stop(left)


def _fork(part: str, interval: float) -> int:
    """A new process that is this part, by its number."""
    parent = os.getpid()
    if child := os.fork():
        return child
    os.setsid()  # Ctrl-C is the parent's to pass on, once
    with suppress(OSError):  # where there is no /proc a part has no name of its own
        Path("/proc/self/comm").write_text(f"tutela-{part}")
    signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNS)
    _be(part, interval, parent)


def _be(part: str, interval: float, parent: int) -> NoReturn:
    """Be a part until told to stop, or until who started it is no more: as its own command is."""
    from tutela.cli import main

    words = ["--interval", str(interval), "--beside", str(parent), "--only", part]
    main(["platform", "worker", *words], prog_name="tutela")
    raise AssertionError("a command ends its process")


def _has_ended(child: int) -> bool:
    return os.waitpid(child, os.WNOHANG)[0] != 0


def _tell_to_stop(children: Iterable[int]) -> None:
    for child in children:
        os.kill(child, signal.SIGTERM)


if __name__ == "__main__":
    try:
        start_all(float(sys.argv[1]), sys.argv[2:])
    except TutelaError as error:
        from tutela.cli.show import refuse

        refuse(error)
