"""How often stated likelihoods of the order came true, as published: docs/method/order.md."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from tutela.risk.factors import table


@dataclass(frozen=True, slots=True)
class StatedAndSeen:
    """Of hotspots with a likelihood stated from `least` to below `most`: how many in which years,
    what was stated on average, and the share attacked within the 30 days after."""

    years: str
    least: float
    most: float
    hotspots: int
    stated: float
    seen: float


@cache
def came_true(files: str) -> tuple[StatedAndSeen, ...]:
    """What came true of what was stated at every month's end of the years after those the order was
    fixed on, on the events of a country by its ISO code; empty where it was tried on none.

    >>> came_true("CAF")[-1].years, came_true("KEN")
    ('2014-2018', ())
    """
    return tuple(
        StatedAndSeen(
            row["years"],
            float(row["least"]),
            float(row["most"]),
            int(row["hotspots"]),
            float(row["stated"]),
            float(row["seen"]),
        )
        for row in table("order_calibration.csv")
        if row["files"] == files
    )


def overall(rows: Sequence[StatedAndSeen]) -> StatedAndSeen:
    """All of them as one.

    >>> whole = overall(came_true("CAF"))
    >>> bool(0.7 < whole.stated / whole.seen < 1.4)
    True
    """
    n = sum(row.hotspots for row in rows)
    return StatedAndSeen(
        rows[0].years,
        rows[0].least,
        rows[-1].most,
        n,
        sum(row.hotspots * row.stated for row in rows) / n,
        sum(row.hotspots * row.seen for row in rows) / n,
    )
