"""Reach of many journeys at once is what each journey alone is judged to be."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from tutela.capacity.able import Caveat, Journey, State, judge
from tutela.capacity.travel import LIGHT, elapsed_minutes
from tutela.deployment.covering import deterred_said, in_reach

DAY = date(2030, 6, 1)
UNITS = [
    State(able=True),
    State(able=None),
    State(able=False, night=True),
    State(able=True, night=False),
    State(able=True, night=True, reach_km=60),
    State(able=True, vehicles=0, night=True),
    State(able=True, night=True, caveats=(Caveat("declared", most_km=40),)),
    State(able=True, night=True, caveats=(Caveat("contested", medevac_km=25),)),
    State(able=True, night=True, caveats=(Caveat("lifted", most_km=5),)),
    State(able=True, night=True, caveats=(Caveat("declared", no_night=True),)),
    State(able=True, night=True, caveats=(Caveat("declared", asks=True),)),
    State(able=True, night=True, refused=frozenset({"escort"})),
]


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("night", [0.0, 0.5])
@pytest.mark.parametrize("within", [120.0, 480.0])
def test_it_is_the_judgement_of_each_journey(
    unit: State, dark: bool, night: float, within: float
) -> None:
    rng = np.random.default_rng(5)
    km = rng.uniform(1, 90, (4, 25))
    minutes = km * rng.uniform(2, 9, (4, 25))
    minutes[0, :3] = np.inf
    told = in_reach(unit, km, minutes, on=DAY, dark=dark, within=within, night=night)
    for at in np.ndindex(4, 25):
        if np.isinf(minutes[at]):
            assert not told[at]
            continue
        change = 360.0 if dark else LIGHT
        spent = elapsed_minutes(minutes[at], night=night, dark=dark, until_change=change)
        late = dark or spent > LIGHT
        able = judge(unit, Journey(DAY, km[at], spent, dark=late)).able
        waits = night == 0 and spent > LIGHT  # for light, at the place it left: not counted on
        if not waits and spent <= (min(within, 360.0) if dark else within):
            assert told[at] == (able is True), (km[at], minutes[at])
        elif spent > within:
            assert not told[at]


def test_who_is_deterred_is_said_by_who_is_feared_with_its_source() -> None:
    told = deterred_said(["SPLM/A - IO", "Government of South Sudan", "LRA", ""])
    assert [str(heading) for heading, _said in told] == [
        "armed groups are feared in 2 hotspots",
        "forces of a state are feared in 1 hotspot",
        "in 1 hotspot it is not known who is feared",
    ]
    assert all("2019" in said for _heading, said in told[:2])
    assert deterred_said([]) == []
