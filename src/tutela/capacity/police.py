"""Which units are of the police, by the words in which a mission writes what they are."""

from __future__ import annotations

from tutela.places.names import fold

WORDS = ("police", "policia", "fpu", "upc", "unpol", "شرطة")
"""Words of a police unit, folded: English, French and Spanish, their abbreviations, Arabic."""

MILITARY = ("military police", "police militaire", "شرطة عسكرية")
"""Words of troops that only sound like police."""


def is_police(kind: str) -> bool:
    """Whether a unit is of the police, by its kind in words.

    >>> is_police("Formed police unit"), is_police("FPU"), is_police("military police company")
    (True, True, False)
    """
    words = fold(kind)
    if any(fold(sign) in words for sign in MILITARY):
        return False
    return any(fold(sign) in words for sign in WORDS)
