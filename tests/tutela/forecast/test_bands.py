"""The rings around a place hold what every pair, looked at one by one, says they hold."""

from __future__ import annotations

import numpy as np
import pytest

from tutela.base.distances import distance_km
from tutela.forecast.bands import find_bands
from tutela.places.grid import cells

LIMITS = (10.0, 60.0, 120.0, 300.0)


@pytest.mark.parametrize("around", ["place", "cell"])
def test_sums_by_groups_are_those_of_every_pair(around: str) -> None:
    lot = np.random.default_rng(7)
    place, spot = lot.uniform(3, 9, (2, 40)), lot.uniform(2, 10, (2, 3_000))
    spot[:, :40] = place  # right at the place
    values = lot.uniform(0, 1, (3_000, 2))
    same = (cells(*place), cells(*spot)) if around == "cell" else None
    found = [band @ values for band in find_bands(tuple(place), tuple(spot), LIMITS, same)]
    km = distance_km(place[0][:, None], place[1][:, None], spot[0], spot[1])
    inner = km <= LIMITS[0] if same is None else same[0][:, None] == same[1]
    rings = [inner]
    for limit in LIMITS[1:]:
        rings.append((km <= limit) & ~inner)
        inner = inner | (km <= limit)
    for told, ring in zip(found, rings, strict=True):
        assert np.allclose(told, ring.astype(float) @ values, rtol=1e-9)


def test_no_places_and_no_spots_are_no_fault() -> None:
    none, one = (np.empty(0), np.empty(0)), (np.zeros(1), np.zeros(1))
    assert [(b @ np.zeros(1)).tolist() for b in find_bands(none, one, LIMITS)] == [[]] * 4
    assert [(b @ np.empty(0)).tolist() for b in find_bands(one, none, LIMITS)] == [[0.0]] * 4
