"""Distances on the globe keep the laws of distance."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tutela.base.distances import EARTH_RADIUS_KM, chord, chord_to_km, distance_km, unit_vectors

points = st.tuples(st.floats(-90, 90), st.floats(-180, 180))
HALF_ROUND_KM = np.pi * EARTH_RADIUS_KM


def km(a, b):
    return float(distance_km(*map(np.float64, (*a, *b))))


@given(points, points)
def test_there_is_as_far_as_back_and_never_more_than_half_round(a, b):
    assert abs(km(a, b) - km(b, a)) < 1e-6
    assert 0 <= km(a, b) <= HALF_ROUND_KM + 1e-6


@given(points)
def test_here_is_no_distance_from_here(a):
    assert km(a, a) == 0


@given(points, points, points)
def test_a_detour_is_never_shorter(a, b, c):
    assert km(a, c) <= km(a, b) + km(b, c) + 1e-3


@given(points, points)
def test_the_straight_line_through_the_earth_tells_the_same_distance(a, b):
    ends = unit_vectors(*np.array([a, b], dtype=np.float64).T)
    through = np.linalg.norm(ends[0] - ends[1])
    assert abs(float(chord_to_km(through)) - km(a, b)) < 0.5  # nearly opposite points lose digits


@given(st.floats(0, 20_000))
def test_kilometres_become_a_chord_and_come_back(distance):
    assert abs(float(chord_to_km(np.array(chord(distance)))) - distance) < 0.01


def test_a_degree_along_the_equator():
    assert round(km((0, 0), (0, 1)), 3) == 111.195


def test_distances_come_in_columns():
    lat, lon = np.array([0.0, 0.0, 0.0]), np.array([0.0, 1.0, 2.0])
    table = distance_km(lat[:, None], lon[:, None], lat, lon)
    assert table.shape == (3, 3)
    assert np.allclose(table, table.T)
    assert np.allclose(np.diag(table), 0)
