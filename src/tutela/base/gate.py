"""Reading a file apart: in a child process that the system itself stops.

What a file may hold is counted before it is laid out (`limits.py`). Where a small file may still
unfold to much, or a reader has a fault nobody knows, the child bears it: it has its own seconds
and its own memory, and who asked is told in a sentence. A file that is plainly small is read in
place: starting a child costs a third of a second.
"""

from __future__ import annotations

import logging
import os
import pickle
import resource
import signal
import subprocess
import sys
import traceback
from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Any, ParamSpec, TypeVar

import polars as pl

from tutela.base.errors import TutelaError, UnreadableFile
from tutela.base.limits import LIMITS
from tutela.base.say import say

log = logging.getLogger(__name__)

P = ParamSpec("P")
T = TypeVar("T")

LIGHT_BYTES = 1_000_000
"""Plain text up to so many bytes is read in place: a reader's worst on it is known."""

PATIENCE = 5
"""So many times its own seconds a child may last by the clock on the wall: others work too."""

_CHILD = "from tutela.base.gate import answer; answer()"
_SOURCE = Path(__file__).parents[2]
_apart = False


def read_apart(read: Callable[P, T], where: str, *args: P.args, **kwargs: P.kwargs) -> T:
    """What a reader gives, called in a child process capped in seconds and memory.

    Takes   a function of a module, and what it is called with: both go to the child by pickle;
            where, the file's name for the message.
    Gives   what the function gives; a child that calls this reads on by itself.
    Raises  TutelaError as the function does; UnreadableFile if the child was stopped.
    """
    if _apart:
        return read(*args, **kwargs)
    seconds = LIMITS["seconds"]
    with TemporaryDirectory(prefix="tutela-") as folder:
        try:
            child = subprocess.run(  # nosec B603 # our own interpreter and module, no shell
                [sys.executable, "-P", "-c", _CHILD, folder],
                input=pickle.dumps((read, args, kwargs)),
                env=child_environment(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                check=False,
                timeout=PATIENCE * seconds,
            )
        except subprocess.TimeoutExpired:
            raise _reader_stopped_error(
                say("reading it takes longer than is safe"), where
            ) from None
        if child.returncode == 0:
            with (Path(folder) / "answer").open("rb") as file:
                fine, answer = _Unpickler(folder, file).load()
            if fine:
                return answer  # type: ignore[no-any-return]
            raise answer
        fault = Path(folder) / "fault"
        kind, place = fault.read_text().split("\n") if fault.exists() else ("", "")
    if child.returncode == -signal.SIGXCPU:
        raise _reader_stopped_error(
            say("reading it takes more than {n} seconds of the processor", n=seconds), where
        )
    if child.returncode < 0 or kind == "MemoryError":
        raise _reader_stopped_error(
            say(
                "reading it takes more than {mb:,.0f} MB of memory", mb=LIMITS["memory_bytes"] / 1e6
            ),
            where,
        )
    log.error("a reader failed: %s at %s", kind, place)
    raise RuntimeError(f"a reader failed: {kind} at {place}")


def _reader_stopped_error(what: str, where: str) -> UnreadableFile:
    step = say("split it into smaller files, or ask who made it what it holds")
    return UnreadableFile(what, where=where, next=step)


def child_environment() -> dict[str, str]:
    """The child finds this very source, and begins no threads it does not need."""
    paths = [str(_SOURCE), *filter(None, [os.environ.get("PYTHONPATH")])]
    return os.environ | {"PYTHONPATH": os.pathsep.join(paths), "OPENBLAS_NUM_THREADS": "1"}


def answer() -> None:
    """The child's whole life: read one file within its caps, and leave the answer in a folder."""
    global _apart
    _apart = True
    folder = sys.argv[1]
    seconds = LIMITS["seconds"]
    _cap(resource.RLIMIT_CORE, 0, 0)  # memory must not reach a core file
    _cap(resource.RLIMIT_CPU, seconds, seconds + 5)
    # Of addresses a library reserves far more than it fills: what it may fill is counted.
    _cap(resource.RLIMIT_DATA, LIMITS["memory_bytes"], LIMITS["memory_bytes"])
    sys.excepthook = partial(_leave_fault, folder)
    read, args, kwargs = pickle.load(sys.stdin.buffer)  # nosec B301 # what our own process wrote, never a file
    try:
        given = True, read(*args, **kwargs)
    except TutelaError as fault:
        given = False, fault
    with (Path(folder) / "answer").open("wb") as file:
        _Pickler(folder, file).dump(given)


def _cap(resource_kind: int, soft: int, hard: int) -> None:
    _now, most = resource.getrlimit(resource_kind)
    if most != resource.RLIM_INFINITY:
        soft, hard = min(soft, most), min(hard, most)
    resource.setrlimit(resource_kind, (soft, hard))


def _leave_fault(
    folder: str, kind: type[BaseException], fault: BaseException, trace: TracebackType | None
) -> None:
    """Say of what nobody foresaw its kind and place; never its words, which may be a file's."""
    last = traceback.extract_tb(trace)[-1:]
    place = ", ".join(f"{Path(f.filename).name} line {f.lineno}" for f in last)
    (Path(folder) / "fault").write_text(f"{kind.__name__}\n{place}")


class _Pickler(pickle.Pickler):
    """Writes tables beside the answer, in the columns they have: four times as fast."""

    def __init__(self, folder: str, file: Any) -> None:
        super().__init__(file, protocol=5)
        self.folder, self.tables = Path(folder), 0

    def persistent_id(self, thing: Any) -> int | None:
        if not (isinstance(thing, pl.DataFrame) and thing.width):
            return None
        self.tables += 1
        thing.write_ipc(self.folder / f"{self.tables}", compat_level=pl.CompatLevel.newest())
        return self.tables


class _Unpickler(pickle.Unpickler):
    def __init__(self, folder: str, file: Any) -> None:
        super().__init__(file)
        self.folder = Path(folder)

    def persistent_load(self, number: int) -> pl.DataFrame:
        return pl.read_ipc(self.folder / f"{number}")
