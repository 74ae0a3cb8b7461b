"""Fixtures of the invented land: two weeks of it, its ground, its bases and its news."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from random import Random

import polars as pl
import pytest
from karuna import DAY, KARUNA, OSTRA, PLACES, assessment, event, table
from shapely.geometry import LineString, Polygon

from tutela.capacity.types import Base
from tutela.monitoring.ground import Ground, Land
from tutela.risk.types import Assessment


@pytest.fixture
def now() -> Assessment:
    return assessment()


@pytest.fixture
def before() -> Assessment:
    return assessment(DAY - timedelta(days=7), shift=-0.7, leave_out=("Fadda", "Odenga"))


@pytest.fixture
def land() -> Ground:
    """Karuna alone, with a river and a neighbour."""
    river = LineString([(32.4, 10), (32.3, 8.5), (31.8, 7.6), (32.2, 6.4), (31.8, 4)])
    return Ground(
        countries=(Land("XKA", "Karuna", KARUNA),),
        neighbours=(Land("XKA", "Karuna", KARUNA), Land("XOS", "Ostra", OSTRA)),
        areas=(
            KARUNA.intersection(Polygon([(29, 4), (32.2, 4), (32.2, 10), (29, 10)])),
            KARUNA.intersection(Polygon([(32.2, 4), (36, 4), (36, 10), (32.2, 10)])),
        ),
        rivers=(river,),
        lakes=(Polygon([(33.2, 8.3), (33.6, 8.5), (33.7, 8.2)]),),
        source="Invented shapes",
    )


@pytest.fixture
def two_lands(land: Ground) -> Ground:
    return replace(land, countries=(*land.countries, Land("XOS", "Ostra", OSTRA)))


@pytest.fixture
def bases() -> tuple[Base, ...]:
    return (
        Base("b1", "COB Teak", 7.0, 31.25),
        Base("b2", "COB Acacia", 8.2, 33.2),
        Base("b3", "Camp Hatari", 7.35, 32.5),
    )


@pytest.fixture
def events() -> pl.DataFrame:
    """Half a year of invented events around the invented places, the same every time."""
    dice, rows = Random(20300603), []
    for n in range(160):
        lat, lon = dice.choice(list(PLACES.values()))
        fighting = dice.random() < 0.5
        rows.append(
            event(
                n,
                DAY - timedelta(days=dice.randrange(180)),
                lat + dice.gauss(0, 0.25),
                lon + dice.gauss(0, 0.3),
                violence="state-based" if fighting else "one-sided",
                harm="clash" if fighting else "killing",
                civilian_deaths=None if dice.random() < 0.1 else 0 if fighting else 3,
                place_precision=3 if dice.random() < 0.15 else 1,
            )
        )
    return table(*rows)
