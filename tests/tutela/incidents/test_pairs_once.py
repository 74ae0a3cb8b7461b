"""Records that may be one event count once: nothing worse is lost, nothing else is touched."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from tutela.incidents.merge import LARGER_TOLL, count_pairs_once, propose_duplicates
from tutela.incidents.types import SCHEMA, TEXTS, Events

FIRST = date(2018, 1, 3)
RECORD = st.tuples(
    st.integers(0, 1), st.sampled_from(["killing", "looting"]), st.none() | st.integers(0, 50)
)


def frame_of(records: list[tuple[int, str, int | None]]) -> pl.DataFrame:
    return pl.DataFrame(
        [
            dict.fromkeys(SCHEMA)
            | {
                "source": "log",
                "source_id": str(n),
                "grain": "event",
                "date_start": FIRST + timedelta(day),
                "date_end": FIRST + timedelta(day),
                "harm": harm,
                "latitude": 6.0,
                "longitude": 31.0,
                "side_a": [f"group {n}"],
                "deaths": deaths,
                "civilian_deaths": deaths,
            }
            for n, (day, harm, deaths) in enumerate(records)
        ],
        schema=SCHEMA,
    )


@given(
    st.lists(RECORD, max_size=8),
    st.sets(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=12),
)
def test_the_worst_of_each_day_and_harm_stays_and_no_actor_is_lost(
    records: list[tuple[int, str, int | None]], numbers: set[tuple[int, int]]
) -> None:
    frame = frame_of(records)
    once = count_pairs_once(frame, {(f"log:{a}", f"log:{b}") for a, b in numbers})
    again = count_pairs_once(frame, {(f"log:{b}", f"log:{a}") for a, b in numbers})
    assert once.equals(again), "a pair has no order"
    assert once.columns == frame.columns and once.height <= frame.height
    by = ["date_start", "harm"]
    for name in LARGER_TOLL:
        worst = [table.group_by(by).agg(pl.col(name).max()).sort(by) for table in (frame, once)]
        assert worst[0].equals(worst[1])
    actors = [set(table["side_a"].explode().to_list()) for table in (frame, once)]
    assert actors[0] == actors[1]
    paired = {n for a, b in numbers if a != b for n in (a, b)}
    alone = pl.col("source_id").cast(pl.Int64).is_in(sorted(paired)).not_()
    assert once.filter(alone).equals(frame.filter(alone))
    independent = {n for n in range(len(records)) if n not in paired}
    assert once.height >= len(independent) + bool(paired & set(range(len(records))))


def test_three_in_a_row_of_which_the_ends_are_not_alike_stay_two() -> None:
    frame = frame_of([(0, "killing", 2), (0, "killing", 5), (0, "killing", 1)])
    once = count_pairs_once(frame, {("log:0", "log:1"), ("log:1", "log:2")})
    assert once["deaths"].to_list() == [5, 1]
    every = {("log:0", "log:1"), ("log:1", "log:2"), ("log:0", "log:2")}
    assert count_pairs_once(frame, every)["deaths"].to_list() == [5]


def test_one_event_told_in_two_languages_is_proposed() -> None:
    frame = frame_of([(0, "killing", 4), (0, "killing", 5), (0, "looting", None)])
    texts = (
        "Armed men came to the village at dawn and killed four of the herders near the well",
        "Des hommes armes ont attaque le village et tue cinq eleveurs pres du puits dans la nuit",
        "Le marche a ete pille par des hommes dans la soiree et les boutiques sont vides",
    )
    said = pl.DataFrame(
        [{"source": "log", "source_id": str(n), "text": text} for n, text in enumerate(texts)],
        schema=TEXTS,
    )
    found, _crowded = propose_duplicates(Events(frame, texts=said))
    assert [(row["first"], row["second"]) for row in found.to_dicts()] == [("log:0", "log:1")]
    assert "one place, day and harm told in two languages" in found["reasons"][0].to_list()


def test_an_office_told_its_own_rows_apart_and_another_office_did_not() -> None:
    frame = frame_of([(0, "killing", 4), (0, "killing", 4)]).with_columns(
        source=pl.lit("field"), side_a=pl.Series([["LRA"], None], dtype=pl.List(pl.String))
    )
    texts = pl.DataFrame(schema=TEXTS)
    assert propose_duplicates(Events(frame, texts=texts))[0].is_empty()
    books = frame.select("source", "source_id", book=pl.Series(["a", "b"]))
    assert propose_duplicates(Events(frame, texts=texts), books=books)[0].height == 1


def test_a_harm_that_one_language_leaves_open_is_compared_by_its_toll() -> None:
    frame = frame_of([(0, "killing", 5), (0, "unknown", 5)])
    texts = (
        "Armed men came to the village at dawn and killed five of the herders near the well",
        "Des hommes armes ont attaque le village et tue cinq eleveurs pres du puits dans la nuit",
    )
    said = [{"source": "log", "source_id": str(n), "text": text} for n, text in enumerate(texts)]
    found, _crowded = propose_duplicates(Events(frame, texts=pl.DataFrame(said, schema=TEXTS)))
    assert found.height == 1
