"""How much of anybody's words a pattern may be given: bounded before the first one reads them.

A pattern that looks on from each letter of a run takes the square of its length. So long as no run
is longer than a word, and no text longer than a page or eight, the square stays small.
"""

from __future__ import annotations

import re

from tutela.base.guards.limits import LIMITS

__all__ = ["bound_text", "is_too_long", "part_runs"]

_RUN, _MOST_OF_GAP = LIMITS["run_signs"], LIMITS["gap_signs"]
_PART = re.compile(rf"(?=\S{{{_RUN + 1}}})(?:\S{{0,{_RUN - 1}}}[^\w\s]|\S{{{_RUN}}})")
_WHOLE = re.compile(r"\S++")
_GAP = re.compile(rf"(\s{{{_MOST_OF_GAP}}})\s++")


def part_runs(text: str) -> str:
    """A text whose runs without a space have 60 signs at most, and its gaps 20: a longer run is
    parted, after a sign that is no letter where there is one; of a longer gap the rest is left out.

    For patterns alone: what is kept or shown is the text as it came.

    >>> part_runs("Two women at Bor"), list(map(len, part_runs("x" * 130).split()))
    ('Two women at Bor', [60, 60, 10])
    >>> list(map(len, part_runs("abcd-" * 30).split()))
    [60, 60, 30]
    >>> len(part_runs("Bor" + " " * 9_000 + "Akobo"))
    28
    """
    words = text.split()
    signs = sum(map(len, words))
    longest_gap = len(text) - signs - (len(words) - 2)  # at most: the others have a sign each
    if longest_gap <= _MOST_OF_GAP and max(map(len, words), default=0) <= _RUN:
        return text
    return _WHOLE.sub(_part_run, _GAP.sub(r"\1", text))


def _part_run(run: re.Match[str]) -> str:
    return _PART.sub(r"\g<0> ", run[0]) if len(run[0]) > _RUN else run[0]


def is_too_long(text: str) -> bool:
    """Whether a text has more signs than patterns may read. Who reads it says so, and holds it
    apart: an end that nobody read may tell of anything.

    >>> is_too_long("Two women at Bor"), is_too_long("x " * 10_001)
    (False, True)
    """
    return len(text) > LIMITS["words_signs"]


def bound_text(text: str) -> str:
    """The part of a text that patterns may read: its beginning, with its runs parted.

    >>> len(bound_text("x " * 50_000)), bound_text("Two women at Bor")
    (20000, 'Two women at Bor')
    """
    return part_runs(text[: LIMITS["words_signs"]])
