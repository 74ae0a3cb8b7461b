"""The risk of atrocity crimes by the published factors, apart from war and from societal violence.

Fourteen factors are asked about, one by one, and persons say what they saw. Nothing is summed: no
number of factors makes a crime likely, and what nobody assessed is not absent. Who people are is
never a factor: only how they are treated is.

Source: United Nations, Framework of Analysis for Atrocity Crimes, 2014 (A/70/741-S/2016/71).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from tutela.risk.factors import table

SETS = ("common", "genocide", "crimes against humanity", "war crimes")
"""To which crimes the factors belong: the first eight to all of them."""


@dataclass(frozen=True, slots=True)
class AtrocityRiskFactor:
    """One factor of the framework: its number there, whose crimes it is of, what it asks."""

    number: int
    set: str
    title: str
    asks: str
    source: str


@dataclass(frozen=True, slots=True)
class ViolenceKind:
    """A kind of violence whose outlook is judged by itself; family, of `FAMILIES`."""

    kind: str
    family: str
    title: str
    means: str
    source: str


FAMILIES = ("atrocity crimes", "other violence")


@cache
def atrocity_factors() -> Mapping[int, AtrocityRiskFactor]:
    """The factors by their number.

    >>> [sum(one.set == name for one in atrocity_factors().values()) for name in SETS]
    [8, 2, 2, 2]
    """
    rows = table("atrocity_factors.csv")
    return MappingProxyType(
        {
            int(row["number"]): AtrocityRiskFactor(
                int(row["number"]), row["set"], row["title"], row["asks"], row["source"]
            )
            for row in rows
        }
    )


@cache
def violence_kinds() -> Mapping[str, ViolenceKind]:
    """The kinds of violence kept apart, atrocity crimes first.

    >>> [one.kind for one in violence_kinds().values() if one.family == "other violence"]
    ['resumed_conflict', 'societal_violence']
    """
    return MappingProxyType(
        {row["kind"]: ViolenceKind(**row) for row in table("violence_kinds.csv")}
    )


def words_of_atrocity() -> list[str]:
    """Every word of both tables that a page says in its own language."""
    said = [
        text
        for atrocity_factor in atrocity_factors().values()
        for text in (atrocity_factor.title, atrocity_factor.asks)
    ]
    said += [
        text
        for violence_kind in violence_kinds().values()
        for text in (violence_kind.title, violence_kind.means)
    ]
    return [*said, *SETS, *FAMILIES]


_INDICATOR = re.compile(r"(\d{1,2})\.\d{1,2}")


def read_indicators(said: str, factor: int) -> str | None:
    """Numbers of indicators as the framework gives them, tidied; None where one is no number of an
    indicator of this factor.

    >>> read_indicators("7.3 ; 7.11", 7), read_indicators("7.3", 8), read_indicators("", 8)
    ('7.3, 7.11', None, '')
    """
    numbers = re.split(r"[,;\s]+", said.strip()) if said.strip() else []
    found = [_INDICATOR.fullmatch(number) for number in numbers]
    if any(one is None or int(one[1]) != factor for one in found):
        return None
    return ", ".join(numbers)
