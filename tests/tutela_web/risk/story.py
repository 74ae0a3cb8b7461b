"""The story of Luma, a mining road: who lives there, what happened. All of it invented."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from tests.tutela_web import make
from tests.tutela_web.cast import Cast
from tutela_web.access.models import Person
from tutela_web.access.policy import Standing, standing_of
from tutela_web.incidents.models import ClosedEvent
from tutela_web.places.models import Place
from tutela_web.risk.models import Assessment
from tutela_web.risk.verbs import assess_mission

TODAY = make.TODAY


def standing(cast: Cast, person: Person) -> Standing:
    return standing_of(person, cast.mission)


def luma(cast: Cast, **fields: Any) -> Place:
    """Luma, in the North, where Group Kestrel struck nine days ago."""
    place = make.place(cast.mission, "Luma", area=cast.north, **fields)
    batch = make.batch(cast.mission, cast.amina)
    make.event(cast.mission, batch)
    return place


def koro(cast: Cast) -> Place:
    """Koro, in the South, 200 km away, where Group Heron struck."""
    place = make.place(cast.mission, "Koro", area=cast.south, latitude=5.3, longitude=30.2)
    batch = make.batch(cast.mission, cast.amina)
    make.event(cast.mission, batch, latitude=5.3, place="Koro", side_a=["Group Heron"])
    return place


def assessed(cast: Cast, on: date = TODAY, **how: Any) -> Assessment:
    """What the method says on a day, asked by Amina."""
    return assess_mission(cast.mission, on=on, by=standing(cast, cast.amina), **how)


def closed_event(cast: Cast, compartment: str = "crsv", **fields: Any) -> ClosedEvent:
    """An event of a compartment near Luma."""
    day = TODAY - timedelta(days=4)
    batch = make.batch(cast.mission, cast["women_protection_adviser"])
    fields = {
        "source": "mara",
        "source_id": "c-1",
        "grain": "event",
        "date_start": day,
        "date_end": day,
        "date_precision": 1,
        "year": day.year,
        "latitude": 7.1,
        "longitude": 30.2,
        "place_precision": 1,
        "place": "Luma",
        "violence": "one-sided",
        "harm": "crsv",
        "side_a": ["Group Kestrel"],
        "side_b": [],
    } | fields
    return ClosedEvent.objects.create(
        mission=cast.mission, first_batch=batch, compartment=compartment, **fields
    )
