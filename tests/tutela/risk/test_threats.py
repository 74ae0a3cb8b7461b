"""A threat is of one kind wherever it is told: in the filter of the register and on its page."""

from __future__ import annotations

from datetime import date

import polars as pl

from tutela.risk.threats import ACTS, Threatened, find_actual, judge_threats

TODAY = date(2031, 5, 2)


def acts(*did: list[str] | None) -> pl.DataFrame:
    """Killings at Luma, each by these actors."""
    common = {"against_civilians": True, "fighting": False, "day": date(2031, 5, 1), "records": 1}
    at = {"latitude": 5.0, "longitude": 25.0, "harms": ["killing"]}
    rows = [dict.fromkeys(ACTS) | common | at | {"row": n, "actors": a} for n, a in enumerate(did)]
    return pl.DataFrame(rows, schema=ACTS)


def told(done: pl.DataFrame) -> tuple[set[str], set[str]]:
    """The actors whose killings at Luma are actual: by the filter, and judged one by one."""
    luma = pl.DataFrame({"place": ["luma"], "latitude": [5.1], "longitude": [25.0]})
    filtered = find_actual(luma, done, on=TODAY)["actor"].to_list()
    actors = ("LRA", "Kestrel", "unknown")
    threats = [Threatened("luma", 5.1, 25.0, actor, "killing") for actor in actors]
    judged = judge_threats(threats, done, on=TODAY)
    return set(filtered), {a for a, one in zip(actors, judged, strict=True) if one.acts}


def test_an_act_of_a_known_actor_and_others_is_no_act_of_nobody_known() -> None:
    assert told(acts(["LRA", "unknown"])) == ({"LRA"}, {"LRA"})
    assert told(acts(["unknown"], None, ["LRA"])) == ({"LRA", "unknown"}, {"LRA", "unknown"})


def test_without_a_point_or_an_act_no_threat_is_actual() -> None:
    assert told(acts()) == (set(), set())
    nowhere = acts(["LRA"]).with_columns(latitude=pl.lit(None, pl.Float64))
    assert told(nowhere) == (set(), set())
