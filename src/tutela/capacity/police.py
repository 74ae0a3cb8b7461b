"""Which units are of the police, by the words in which a mission writes what they are."""

from __future__ import annotations

from tutela.capacity.travel import table
from tutela.places.names import fold


def _read_words(of: str) -> tuple[str, ...]:
    return tuple(fold(row["word"]) for row in table("police_words.csv") if row["of"] == of)


WORDS = _read_words("police")
"""Words of a police unit, folded."""

MILITARY = _read_words("military")
"""Words of troops that only sound like police."""


def is_police(kind: str) -> bool:
    """Whether a unit is of the police, by its kind in words.

    >>> is_police("Formed police unit"), is_police("FPU"), is_police("military police company")
    (True, True, False)
    """
    words = fold(kind)
    if any(sign in words for sign in MILITARY):
        return False
    return any(sign in words for sign in WORDS)
