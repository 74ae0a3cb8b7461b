"""What is asked of a site where people who fled live: indicators, by the standards of those who
manage camps, and what sources say of them.

The wording is ours and short; each names the standard it rests on, which is read there.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from tutela.base.data_tables import shipped_rows
from tutela.places.names import fold

MET, PARTLY, GAP = "met", "partly", "gap"
"""What may be found; nothing is found of what nobody asked."""

_SAYS_MET = frozenset("yes y oui o true 1 met available نعم".split())  # noqa: SIM905
_SAYS_GAP = frozenset("no n non false 0 none gap لا".split())  # noqa: SIM905
_SAYS_PARTLY = frozenset(("partly", "partially", "en partie", "partiellement", "جزئيا"))


class Indicator(NamedTuple):
    """One indicator: its key, what it is called, its group, what it asks, and whose it is."""

    key: str
    label: str
    group: str
    asks: str
    source: str


@cache
def indicators() -> tuple[Indicator, ...]:
    """Every indicator, in the order in which they are read.

    >>> [one.label for one in indicators()][:2], len({one.key for one in indicators()})
    (['Site management present', 'Committee of residents'], 14)
    """
    rows = shipped_rows("tutela.places", "site_indicators.csv")
    return tuple(
        Indicator(row["indicator"], row["label"], row["group"], row["asks"], row["source"])
        for row in rows
    )


def state_said(words: str) -> str:
    """Whether what a source says of a service means that it is met; blank where it does not say.

    >>> state_said("Oui"), state_said("no"), state_said("Partially"), state_said("12 litres")
    ('met', 'gap', 'partly', '')
    """
    said = fold(words)
    if said in _SAYS_MET:
        return MET
    if said in _SAYS_GAP:
        return GAP
    return PARTLY if said in _SAYS_PARTLY else ""
