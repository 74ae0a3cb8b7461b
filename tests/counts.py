"""How much a test does: few with each change, the full count in `make proof`."""

from __future__ import annotations

import os
from typing import TypeVar

T = TypeVar("T")
PROOF = os.environ.get("TUTELA_LAWS") == "proof"
"""Whether this is a run of `make proof`; what takes a time by the clock is asked there alone."""


def counted(quick: T, proof: T) -> T:
    """The count for this run.

    >>> counted(5, 200) in (5, 200)
    True
    """
    return proof if PROOF else quick
