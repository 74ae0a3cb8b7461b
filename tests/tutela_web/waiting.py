"""Ports for programs that a test starts beside itself, and patience with them."""

from __future__ import annotations

import random
import socket
import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")
UNDER_THE_SYSTEMS_OWN = range(10_000, 32_768)
"""Linux takes the near end of what it connects from above these: a port from here is not taken
between this look and the moment the program listens."""


def free_port() -> int:
    """A port of loopback nobody uses now."""
    while True:
        port = random.choice(UNDER_THE_SYSTEMS_OWN)
        with socket.socket() as found:
            try:
                found.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port


def listens(port: int) -> bool:
    """Whether a program listens at a port of loopback."""
    with socket.socket() as trial:
        trial.settimeout(0.2)
        return trial.connect_ex(("127.0.0.1", port)) == 0


def until(there: Callable[[], T | None], *, told: Callable[[], object] = str) -> T:
    """Wait for something, five minutes at least; gives it.

    Takes   told, what to say of what was seen, where it does not come.

    The wait is counted in looks, not by the clock: a machine that stood still for a minute has
    looked once.
    """
    for _look in range(3_000):
        if found := there():
            return found
        time.sleep(0.1)
    raise AssertionError(f"it did not come {told()}")
