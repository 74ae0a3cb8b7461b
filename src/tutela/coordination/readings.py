"""Readings of one risk by the mission, humanitarians and the host, beside each other."""

from __future__ import annotations

from collections.abc import Iterable

NOT_ASKED, AGREES, HIGHER, LOWER, UNRATED = "not asked", "agrees", "higher", "lower", "not rated"

ANSWERS = (NOT_ASKED, UNRATED, HIGHER, LOWER, AGREES)
"""How another house reads a risk, beside the mission."""


def compare_readings(ours: int | None, theirs: int | None, *, asked: bool) -> str:
    """How another's reading stands to the mission's.

    Takes   ours and theirs, priorities 0 (low) to 3 (critical), or None where not rated; asked,
            whether the other gave a reading at all.
    Gives   one of ANSWERS. Who was not asked is never shown as agreeing.

    >>> [compare_readings(ours, theirs, asked=True) for ours, theirs in ((3, 3), (3, 1), (1, 3))]
    ['agrees', 'lower', 'higher']
    >>> compare_readings(3, None, asked=False), compare_readings(3, None, asked=True)
    ('not asked', 'not rated')
    """
    if not asked:
        return NOT_ASKED
    if ours is None or theirs is None:
        return UNRATED
    return AGREES if ours == theirs else HIGHER if theirs > ours else LOWER


def common_view(answers: Iterable[str]) -> bool:
    """Whether all asked and agree.

    >>> common_view(["agrees", "agrees"]), common_view(["agrees", "not asked"]), common_view([])
    (True, False, False)
    """
    found = list(answers)
    return bool(found) and all(one == AGREES for one in found)
