"""Why units refuse: the classes a commander chooses from, and which refusals come back.

A class that rests on no declared caveat is a question to the unit and its contributor, never a
finding. Source: HIPPO report 2015, on caveats; domain reference, section a.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Literal

from tutela.base.data_tables import shipped_rows

WITHIN = timedelta(days=90)
"""So far back refusals are counted together [P]."""

MANY = 3
"""So many of one unit, or for one reason, reach the Head of Mission [P]."""


@dataclass(frozen=True, slots=True)
class RefusalClass:
    """What a refusal rests on, as its commander says.

    caveat   declared or undeclared, blank where it is about none
    """

    code: str
    label: str
    caveat: str

    @property
    def asks(self) -> bool:
        """Whether it is a question: all are, but a caveat that was declared."""
        return self.caveat != "declared"


@cache
def refusal_classes() -> Mapping[str, RefusalClass]:
    """Every class by its code.

    >>> refusal_classes()["declared_caveat"].asks, refusal_classes()["safety"].asks
    (False, True)
    """
    rows = shipped_rows("tutela.crisis", "refusal_classes.csv")
    return {r["class"]: RefusalClass(r["class"], r["label"], r["caveat"]) for r in rows}


@dataclass(frozen=True, slots=True)
class Refused:
    """That a unit refused on a day; reason, as it was coded, blank where it was not said."""

    key: str
    unit: str
    reason: str
    on: date


@dataclass(frozen=True, slots=True)
class Repeated:
    """Refusals of one unit, or for one reason, that came back: the newest first.

    by   "unit" or "reason", and `of` which
    """

    by: Literal["unit", "reason"]
    of: str
    refusals: tuple[Refused, ...]


def find_repeated(refusals: Iterable[Refused], on: date) -> list[Repeated]:
    """The units, then the reasons, with three refusals or more within the ninety days to `on`, the
    most first. A reason nobody said counts for no reason.

    >>> told = [Refused(str(n), "A", "safety" if n else "", date(2030, 6, 1)) for n in range(3)]
    >>> [(one.by, one.of, len(one.refusals)) for one in find_repeated(told, date(2030, 6, 2))]
    [('unit', 'A', 3)]
    """
    units: defaultdict[str, list[Refused]] = defaultdict(list)
    reasons: defaultdict[str, list[Refused]] = defaultdict(list)
    for refusal in refusals:
        if on - WITHIN < refusal.on <= on:
            units[refusal.unit].append(refusal)
            if refusal.reason:
                reasons[refusal.reason].append(refusal)
    return _groups_of_many("unit", units) + _groups_of_many("reason", reasons)


def _groups_of_many(
    by: Literal["unit", "reason"], groups: Mapping[str, list[Refused]]
) -> list[Repeated]:
    repeated_groups = [
        Repeated(by, of, tuple(sorted(rows, key=lambda refusal: refusal.on, reverse=True)))
        for of, rows in groups.items()
        if len(rows) >= MANY
    ]
    return sorted(repeated_groups, key=lambda refusal: -len(refusal.refusals))
