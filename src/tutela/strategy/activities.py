"""Which activity of the list a mission's own words come nearest to: suggested, never set."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tutela.places.names import fold

ALIKE = 75.0
"""How alike words and a label must read, of 100 [P]."""


def suggest_activity(words: str, labels: Mapping[str, Sequence[str]]) -> str:
    """The code whose label the words come nearest to; blank where none is near.

    Takes   words, as a mission wrote them; labels, of each code, in any languages.

    >>> suggest_activity("Night patrols round the market", {"night": ["night patrol"]})
    'night'
    >>> suggest_activity("Release of children", {"night": ["night patrol"]})
    ''
    """
    from rapidfuzz import fuzz

    said = fold(words)
    best, which = ALIKE, ""
    for code, names in labels.items():
        for name in names:
            alike = fuzz.partial_ratio(fold(name), said) if len(name) <= len(said) else 0.0
            if alike > best:
                best, which = alike, code
    return which


def is_activity(words: str, labels: Mapping[str, Sequence[str]]) -> str:
    """The code that words are, as it stands or by its label; blank where they are none.

    >>> is_activity("Night patrol", {"night": ["night patrol"]})
    'night'
    """
    said = fold(words)
    for code, names in labels.items():
        if said in {fold(code), *map(fold, names)}:
            return code
    return ""
