"""An invented land, Karuna, its neighbour Ostra, and a week of invented news."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from math import cbrt, sqrt

import polars as pl
from shapely.geometry import Polygon

from tutela.incidents.types import SCHEMA
from tutela.places.types import Place
from tutela.risk.types import Assessment, Evidence, Risk, Tripwire

DAY = date(2030, 6, 3)
KARUNA = Polygon(
    [
        (30, 5),
        (31.5, 5.6),
        (33, 5.1),
        (34.6, 5.7),
        (35, 7.2),
        (34.2, 8.8),
        (32.5, 9.2),
        (31, 8.8),
        (30.2, 8.9),
        (29.4, 7.4),
    ]
)
OSTRA = Polygon([(26, 5.2), (28, 4.6), (30, 5), (29.4, 7.4), (30.2, 8.9), (28, 9.4), (26.3, 8)])

PLACES = {
    "Luma": (6.9, 31.2),
    "Tarro": (7.05, 31.35),
    "Besi Market": (8.1, 32.9),
    "Odenga": (6.1, 33.6),
    "Kiri Crossing": (7.9, 30.4),
    "Mbasa": (5.9, 31.9),
    "Nolo": (8.6, 31.6),
    "Sarai": (7.4, 33.9),
    "Upper Yendi": (6.6, 34.4),
    "Fadda": (7.7, 31.9),
    "Camp Hatari": (7.3, 32.5),
    "Lower Yendi": (6.4, 34.3),
    "Gemmo": (5.5, 30.6),
    "Tulu": (8.3, 34.0),
    "Wenna": (6.0, 30.2),
}
SILENT = {
    "Pallo": (5.5, 34.3),
    "Rami": (8.4, 30.5),
    "Old Besi": (8.0, 33.0),
    "Dorro": (6.6, 32.7),
    "Yambe": (7.9, 34.6),
    "Hesk": (6.9, 30.0),
    "Ulma": (5.6, 32.9),
}

ACTORS = ("Group Kestrel", "Group Heron", "State security force", "Communal militia N-2")
HARMS = ("killing", "abduction", "arson", "looting", "cattle theft")
BANDS = ("very low", "low", "medium", "high", "very high")
PRIORITY = (
    ("low", "low", "low", "moderate", "moderate"),
    ("low", "low", "moderate", "moderate", "high"),
    ("low", "moderate", "moderate", "high", "critical"),
    ("moderate", "moderate", "high", "critical", "critical"),
    ("moderate", "high", "high", "critical", "critical"),
)
MSC = {"critical": "must", "high": "should", "moderate": "could", "low": "monitor"}


def place(name: str, lat: float, lon: float, iso3: str = "XKA") -> Place:
    return Place(
        f"p-{name.lower().replace(' ', '-')}", name, lat, lon, iso3=iso3, source="invented"
    )


def risk(where: Place, parts: tuple[float, float, float], *, n: int = 0, gravity: int = 4) -> Risk:
    """A risk as the method makes it, from I, C and V."""
    i, c, v = parts
    r = 20 * cbrt(i * c * v)
    band = min(int(r // 20), 4)
    priority = PRIORITY[band][gravity - 1]
    ids = tuple(f"ucdp:{41000 + 7 * n + k}" for k in range(1 + n % 7))
    evidence = (
        Evidence(
            "recent_conduct",
            "I",
            i,
            max(i - 0.5, 0),
            min(i + 0.5, 5),
            ids,
            f"{ACTORS[n % 4]} attacked civilians within 20 km, {2 + n % 5} times in 30 days",
        ),
        Evidence("declared_threat", "I", None, 1, 5, (), "No event file records threats"),
        Evidence(
            "arms_and_numbers",
            "C",
            c,
            max(c - 1, 0),
            min(c + 1, 5),
            ids[:2],
            "Its attacks of the past year killed 12 people on average",
        ),
        Evidence("mobility", "C", None, 1, 5, (), "Not in event files"),
        Evidence(
            "no_effective_protector",
            "V",
            v,
            max(v - 1, 0),
            min(v + 0.7, 5),
            (),
            "The nearest base stands 64 km away",
        ),
        Evidence("no_warning_channel", "V", None, 1, 5, (), "Not in event files"),
    )
    return Risk(
        place=where,
        actor=ACTORS[n % 4],
        harm=HARMS[n % 5],
        horizon_days=7,
        I=i,
        C=c,
        V=v,
        T=sqrt(i * c),
        R=r,
        R_low=max(r - 14, 0),
        R_high=min(r + 12, 100),
        band=BANDS[band],
        gravity=gravity,
        priority=priority,
        msc=MSC[priority],
        rank=1,
        confidence=("moderate", "low", "low")[n % 3],
        insufficient_data=n % 4 == 3,
        kernel=10 - n / 2,
        evidence=evidence,
    )


def ranked(risks: list[Risk]) -> tuple[Risk, ...]:
    """Highest first; the first two of each three share a rank, as overlapping intervals would."""
    ordered = sorted(risks, key=lambda r: (-list(MSC).index(r.priority) * -1, -r.R))
    ranks = [n - n % 3 % 2 + 1 for n in range(len(ordered))]
    return tuple(
        replace(r, rank=rank, shared=ranks.count(rank) > 1)
        for r, rank in zip(ordered, ranks, strict=True)
    )


def assessment(
    on: date = DAY, *, shift: float = 0.0, leave_out: tuple[str, ...] = ()
) -> Assessment:
    risks = [
        risk(
            place(name, *at),
            (4.6 - n * 0.2 + (shift if n % 3 == 0 else 0), 4.2 - n * 0.12, 4.4 - n * 0.14),
            n=n,
            gravity=(4, 4, 5, 3)[n % 4],
        )
        for n, (name, at) in enumerate(PLACES.items())
        if name not in leave_out
    ]
    return Assessment(
        on=on,
        horizon_days=7,
        risks=ranked(risks),
        not_assessed=tuple(place(name, *at) for name, at in SILENT.items()),
        tripwires=(
            Tripwire(
                place("Luma", *PLACES["Luma"]),
                "protectors withdrawn from a place attacked before",
                "The company at Luma bridge left on 1 June",
                ("report:R-17",),
            ),
        ),
        sources=("Invented events, edition 1, made 2030: no real place, group or person",),
        blanks=Counter(e.factor for r in risks for e in r.evidence if e.value is None),
        notes=("3 events have no date and 2 no place: they are in no score",),
    )


def event(n: int, day: date, lat: float, lon: float, **known: object) -> dict[str, object]:
    """One row of the canonical table; what is not given is not known."""
    row: dict[str, object] = dict.fromkeys(SCHEMA)
    row |= {"source": "ucdp", "source_id": str(41000 + n), "source_version": "GED 99.1"}
    row |= {"grain": "event", "date_start": day, "date_end": day, "date_precision": 1}
    row |= {"latitude": lat, "longitude": lon, "place_precision": 1, "iso3": "XKA"}
    row |= {"violence": "one-sided", "harm": "killing", "side_a": [], "side_b": []}
    return row | {"deaths": 2, "civilian_deaths": 2} | known


def table(*rows: dict[str, object]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=SCHEMA)
