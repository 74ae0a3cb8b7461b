"""Figures go before words: what a row counts says more surely what happened than its account does.

A row that counts somebody killed tells of a killing, and is never a maiming; one that counts
somebody abducted is never of an unknown kind. What its source recorded as the kind, in a column of
its own, stands: a source that writes "looting" beside two dead says what it found. Harms of a
compartment stand always, for no figure may open what is closed.
"""

from __future__ import annotations

from typing import Final

from tutela.base.later import pl
from tutela.incidents.compartments import closed_harms
from tutela.incidents.words import UNKNOWN

KILLING: Final = "killing"
MAIMING: Final = "maiming"
ABDUCTION: Final = "abduction"

KILLED = ("deaths", "civilian_deaths", "deaths_low")
"""The columns that count somebody killed: the best figure, civilians alone, at least so many."""


def harm_by_figures(
    harm: str | None, *, killed: int | None, abducted: int | None, stated: bool = False
) -> str | None:
    """The kind of harm of a row, its figures before its words.

    Takes   harm, as it was read; killed, abducted, as the row counts them, None where it does not;
            stated, whether its source recorded this kind in a column of its own.

    >>> harm_by_figures("maiming", killed=2, abducted=None)
    'killing'
    >>> harm_by_figures("looting", killed=2, abducted=None, stated=True)
    'looting'
    >>> harm_by_figures("maiming", killed=2, abducted=None, stated=True)
    'killing'
    >>> harm_by_figures("unknown", killed=None, abducted=4)
    'abduction'
    >>> harm_by_figures("crsv", killed=1, abducted=None)
    'crsv'
    """
    if harm in closed_harms():
        return harm
    if killed and killed > 0 and (not stated or harm in (None, UNKNOWN, MAIMING)):
        return KILLING
    if abducted and abducted > 0 and harm in (None, UNKNOWN):
        return ABDUCTION
    return harm


def harms_by_figures(frame: pl.DataFrame, stated: pl.Series) -> pl.Series:
    """`harm_by_figures` of each row of the event table.

    Takes   stated, whether the source of each row recorded its kind itself.

    >>> rows = pl.DataFrame({"harm": ["maiming", "unknown"], "deaths": [2, None],
    ...     "civilian_deaths": [None, 0], "deaths_low": [2, None], "abducted": [None, 4]})
    >>> harms_by_figures(rows, pl.Series([False, False])).to_list()
    ['killing', 'abduction']
    """
    counted = frame.select("harm", "abducted", killed=pl.max_horizontal(*KILLED))
    rows = zip(counted.iter_rows(named=True), stated.to_list(), strict=True)
    harms = [
        harm_by_figures(
            row["harm"], killed=row["killed"], abducted=row["abducted"], stated=bool(own)
        )
        for row, own in rows
    ]
    return pl.Series("harm", harms, pl.String)
