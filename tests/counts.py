"""How much a test does: few with each change, or a part in turn; all of it in `make proof`."""

from __future__ import annotations

import os
from functools import cache
from typing import TypeVar

from tests.deferral import accepted_changes

T = TypeVar("T")
TURNS = 10
"""After so many accepted changes every part has had its turn."""
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
    """Whose of so many turns it is: by the number of accepted changes, so that a run before a
    change lands and the run that accepts it do the same; TUTELA_TURN says a run again."""
    if "TUTELA_TURN" in os.environ:
        return int(os.environ["TUTELA_TURN"]) % turns
    return len(accepted_changes()) % turns


def asked_whole() -> bool:
    """Whether this run is asked for the whole product, as `make proof` asks."""
    return bool(os.environ.get("TUTELA_WHOLE"))
