"""How much a test does: few with each change, or a part in turn; all of it in `make proof`."""

from __future__ import annotations

import os
import subprocess
from functools import cache
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")
TURNS = 12
"""After so many commits every part has had its turn."""
PROOF = os.environ.get("TUTELA_LAWS") == "proof"
"""Whether this is a run of `make proof`; what takes a time by the clock is asked there alone."""


def counted(quick: T, proof: T) -> T:
    """The count for this run.

    >>> counted(5, 200) in (5, 200)
    True
    """
    return proof if PROOF else quick


@cache
def turn(turns: int = TURNS) -> int:
    """Whose of so many turns it is: by the number of commits, or TUTELA_TURN to see a run again."""
    if "TUTELA_TURN" in os.environ:
        return int(os.environ["TUTELA_TURN"]) % turns
    counted = subprocess.run(
        ["git", "rev-list", "--count", "HEAD"],
        capture_output=True,
        text=True,
        cwd=Path(__file__).parent,
        check=False,
    )
    return int(counted.stdout or 0) % turns
