"""Readers that never end, fill the memory or fail: called in a child, which imports them."""

from __future__ import annotations

import os
import signal
import time

import polars as pl

from tutela.base.errors import BadParameter
from tutela.base.limits import LIMITS


def spin(*_given: object) -> None:
    while True:
        pass


def sleep() -> None:
    time.sleep(60)


def fill() -> int:
    return len(bytearray(LIMITS["memory_bytes"]))


def fill_columns() -> int:
    return pl.repeat("killing", LIMITS["memory_bytes"] // 8, eager=True).len()


def die(*_given: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def stumble() -> None:
    raise LookupError("words of the file")


def refuse() -> None:
    raise BadParameter("so it is", next="try again")
