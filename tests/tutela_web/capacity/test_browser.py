"""The pages of capacity in a browser: on a phone and on a desk, by day and night, in Arabic."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tests.tutela_web.look.shots import BROWSER, faults
from tutela_web.access.policy import standing_of
from tutela_web.capacity.caveats.kind import CAVEAT
from tutela_web.capacity.models import Caveat, Unit
from tutela_web.capacity.reach.surfaces import make_surfaces
from tutela_web.capacity.units.verbs import keep_readiness
from tutela_web.records import verbs as records
from tutela_web.records.kind_verbs import create_record

pytestmark = BROWSER

PAGES = (
    "units/",
    "units/{unit}/",
    "units/{unit}/readiness/",
    "units/{unit}/caveats/new/",
    "caveats/",
    "caveats/{caveat}/",
    "travel/",
    "travel/ground/",
    "reach/",
    "denials/",
    "units/{unit}/denials/new/",
    "bases/{base}/",
    "reach/?base={base}&light=night&season=rains",
)


@pytest.fixture
def ids(cast: Cast) -> dict[str, Any]:
    """Five bases, a company with its caveats, and some places in and out of reach."""
    spots = [
        ("COB Acacia", 9.5, 31.7),
        ("TOB Baobab", 7.7, 28.0),
        ("COB Fig", 6.2, 31.6),
        ("Main Base", 4.85, 31.6),
        ("TOB Palm", 9.3, 29.8),
    ]
    bases = [
        make.base(cast.mission, name, latitude=lat, longitude=lon, area=cast.north)
        for name, lat, lon in spots
    ]
    for number in range(60):
        make.place(
            cast.mission,
            f"Village {number}",
            latitude=4.5 + number * 37 % 60 / 10,
            longitude=26 + number * 53 % 80 / 10,
        )
    unit = Unit(
        name="B Company",
        code="b-coy",
        kind="infantry",
        base=bases[0],
        area=cast.north,
        able=True,
        languages=["French", "Arabic"],
        women=11,
        interpreter=False,
        current_task="escort on the northern road",
        roe_read_back=date(2018, 11, 2),
        classification=0,
    )
    records.create(unit, mission=cast.mission, by=None)
    fc = standing_of(cast["force_commander"], cast.mission)
    keep_readiness(
        unit, {"vehicles": 6, "night": False, "medevac": True, "reach_km": 90.0}, version=1, by=fc
    )
    caveat: Caveat = create_record(
        CAVEAT,
        {
            "kind": "night",
            "status": "declared",
            "wording": "No movement outside the base by night without word from the capital.",
            "source": "letter of the permanent mission",
            "no_night": True,
            "no_tasks": ["interposition", "night_patrol"],
            "starts": date(2018, 3, 1),
        },
        beside=unit,
        by=fc,
    )
    create_record(
        CAVEAT,
        {"kind": "command", "status": "undeclared", "wording": "Refused a tasking"},
        beside=unit,
        by=fc,
    )
    make_surfaces(cast.mission)
    return {"unit": unit.pk, "base": bases[0].pk, "caveat": caveat.pk}


def test_the_pages_keep_to_the_house_and_to_the_window(
    live_server: Any, cast: Cast, sign_in: Any, ids: dict[str, Any]
) -> None:
    commander = cast["force_commander"]
    make.post(cast.mission, "analyst", commander)  # who may set travel times too
    pages = {commander: [f"/m/luma/{path.format(**ids)}" for path in PAGES]}
    wrong = faults(live_server, sign_in, pages, "capacity")
    assert not wrong, "\n".join(wrong)
