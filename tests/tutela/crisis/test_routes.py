"""What lies on a route, and how its line is written."""

from __future__ import annotations

import numpy as np
import pytest

from tutela.base.errors import BadParameter
from tutela.crisis.routes import on_line, read_line

BENT = [(7.0, 30.0), (7.0, 30.5), (7.4, 30.5)]


def test_points_within_two_kilometres_of_any_stretch_lie_on_it() -> None:
    points = [(7.015, 30.2), (7.03, 30.2), (7.2, 30.515), (7.2, 30.2), (7.415, 30.5), (7.5, 30.5)]
    latitudes, longitudes = np.array(points).T
    assert on_line(latitudes, longitudes, BENT).tolist() == [True, False, True, False, True, False]


def test_a_stretch_of_no_length_is_a_point() -> None:
    here = [(7.0, 30.0), (7.0, 30.0)]
    assert on_line(np.array([7.01, 7.1]), np.array([30.0, 30.0]), here).tolist() == [True, False]


@pytest.mark.parametrize("words", ["7.1", "7.1, 30.2", "north, 30.2\n7, 30", "97, 30\n7, 30"])
def test_what_is_no_line_is_refused(words: str) -> None:
    with pytest.raises(BadParameter):
        read_line(words)


def test_a_line_is_written_by_rows_or_semicolons_and_may_be_left_out() -> None:
    assert read_line("7.1, 30.2; 7.3 30.4") == [(7.1, 30.2), (7.3, 30.4)]
    assert read_line("") == []
