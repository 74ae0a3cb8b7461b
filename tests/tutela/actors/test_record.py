"""What events say of an actor: tempo, reach, victims, rivals; what is not on file is not known."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from tutela.actors.record import describe_actor, reach_km
from tutela.base.distances import unit_vectors

TODAY = date(2030, 6, 1)
KESTREL = ("Group Kestrel", "Kestrels")
SCHEMA = {
    "date_end": pl.Date,
    "harm": pl.String,
    "violence": pl.String,
    "side_a": pl.List(pl.String),
    "side_b": pl.List(pl.String),
    "deaths": pl.Int64,
    "latitude": pl.Float64,
    "longitude": pl.Float64,
}


def event(days_ago: int, **fields: Any) -> dict[str, Any]:
    return {
        "date_end": TODAY - timedelta(days=days_ago),
        "harm": "killing",
        "violence": "one-sided",
        "side_a": ["Kestrels"],
        "side_b": [],
        "deaths": 2,
        "latitude": 6.0,
        "longitude": 30.0,
    } | fields


def on_file(*events: dict[str, Any]) -> pl.DataFrame:
    return pl.DataFrame(list(events), schema=SCHEMA)


def test_a_year_of_an_armed_group_is_counted_by_all_its_names() -> None:
    fight = {"violence": "non-state", "side_b": ["Group Osprey"], "deaths": 30}
    record = describe_actor(
        on_file(
            event(3),
            event(40, side_a=["Group Kestrel"], harm="looting", deaths=None),
            event(100),
            event(170, latitude=9.0),
            event(400, deaths=90),
            event(9, side_a=["Group Heron"]),
            event(20, **fight),
            event(50, **fight | {"side_a": ["Group Osprey"], "side_b": ["Kestrels"]}),
            event(60, **fight | {"side_b": ["unknown"]}),
        ),
        KESTREL,
        on=TODAY,
    )
    assert (record.events, record.harming, record.recent, record.before) == (7, 4, 2, 2)
    assert (record.killed, record.killed_is_least) == (6, True), "no deaths of fights or of others"
    assert record.harms == (("killing", 3), ("looting", 1))
    assert [(r.name, r.fights) for r in record.rivals] == [("Group Osprey", 2)]
    assert record.reach is not None and record.reach < 1 and record.reach_holds == 6


def test_an_actor_of_which_nothing_is_on_file_has_no_figure_but_nought_events() -> None:
    record = describe_actor(on_file(event(3)), ["Group Umber"], on=TODAY)
    assert (record.events, record.last, record.reach, record.killed) == (0, None, None, None)


@given(
    st.lists(st.tuples(st.floats(4, 5), st.floats(29, 30)), min_size=3, max_size=12),
    st.tuples(st.floats(-20, 30), st.floats(0, 60)),
)
def test_law_one_event_from_anywhere_moves_no_reach_out_of_its_region(
    near: list[tuple[float, float]], far: tuple[float, float]
) -> None:
    lat, lon = zip(*near, far, strict=True)
    vectors = unit_vectors(pl.Series(lat).to_numpy(), pl.Series(lon).to_numpy())
    assert reach_km(vectors, 0.8) < 320, "two degrees at most, wherever the one lies"
