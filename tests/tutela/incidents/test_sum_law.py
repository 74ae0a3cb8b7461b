"""110 dead were lost by correcting another column: every file, every correction, adds up."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tutela.incidents.read import read_event_tables, read_events
from tutela.incidents.sources.mapping import Field, Mapping
from tutela.incidents.sources.people_counted import (
    PeopleCounted,
    columns_that_count,
    count_people,
    people_said,
)

HEAD = "Ser,Date,Village,N,E,Civ KIA,Abducted,Gist"
FIELDS = {
    "source_id": "Ser",
    "date_start": "Date",
    "place": "Village",
    "latitude": "N",
    "longitude": "E",
    "civilian_deaths": "Civ KIA",
    "abducted": "Abducted",
}

rows = st.lists(
    st.tuples(st.none() | st.integers(0, 60), st.none() | st.integers(0, 20), st.booleans()),
    min_size=1,
    max_size=8,
)
corrections = st.none() | st.sets(st.sampled_from(sorted(FIELDS)), min_size=1)


def raids(path: Path, told: list[tuple[int | None, int | None, bool]]) -> Path:
    """A battalion's log of raids on Am Dafok; some rows have a day that is none."""
    lines = [HEAD] + [
        f"{n},{f'2018-11-{n + 1:02d}' if dated else 'some day'},Am Dafok,10.4,23.2,"
        f"{'' if dead is None else dead},{'' if taken is None else taken},Raid number {n}"
        for n, (dead, taken, dated) in enumerate(told)
    ]
    path.write_text("\n".join(lines) + "\n")
    return path


def counted(path: Path, said_by_person: set[str] | None) -> dict[str, PeopleCounted]:
    (table,) = read_event_tables(path)
    mapping = None
    if said_by_person is not None:
        chosen = said_by_person | {"date_start"}
        mapping = Mapping({name: Field(column=FIELDS[name]) for name in chosen}, "")
    reading = read_events([path], mapping=mapping)
    events = reading.events.frame.with_columns(
        sheet=pl.lit(""), line=reading.lines, fate=pl.lit("new")
    )
    columns = columns_that_count(table, mapping)
    return {one.name: one for one in count_people(people_said(table, columns), events, [columns])}


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(rows, corrections)
def test_the_sum_of_the_file_is_the_sums_of_what_becomes_of_it(
    tmp_path: Path,
    told: list[tuple[int | None, int | None, bool]],
    said_by_person: set[str] | None,
) -> None:
    found = counted(raids(tmp_path / "log.csv", told), said_by_person)
    assert all(one.adds_up and one.left_out >= 0 for one in found.values())
    in_file = {name: one.in_file for name, one in found.items()}
    assert in_file.get("killed", 0) == sum(dead or 0 for dead, _taken, _dated in told)
    assert in_file.get("abducted", 0) == sum(taken or 0 for _dead, taken, _dated in told)


def test_a_correction_of_other_columns_does_not_drop_the_dead(tmp_path: Path) -> None:
    path = raids(tmp_path / "log.csv", [(35, 39, True), (75, None, True)])
    whole = counted(path, set(FIELDS))["killed"]
    assert (whole.in_file, whole.comes_in, whole.unknown) == (110, 110, 0)
    lost = counted(path, {"source_id", "latitude", "longitude"})["killed"]
    assert (lost.in_file, lost.comes_in + lost.left_out) == (110, 110)
    assert (lost.left_out, lost.unknown) == (0, 0), "they are read by their head all the same"
    assert lost.columns == ("Civ KIA",)


@pytest.mark.parametrize(("fate", "field"), [("held", "waits"), ("same", "here")])
def test_what_waits_and_what_is_here_are_told_apart(fate: str, field: str) -> None:
    said = pl.DataFrame(
        [("", 2, 4, None, None)],
        schema={"sheet": pl.String, "line": pl.Int64, "killed": pl.Int64}
        | dict.fromkeys(("injured", "abducted"), pl.Int64),
        orient="row",
    )
    events = pl.DataFrame({"sheet": [""], "line": [2], "fate": [fate], "deaths": [4]})
    (killed,) = count_people(said, events, [{"killed": ["Killed"]}])
    assert (getattr(killed, field), killed.left_out, killed.adds_up) == (4, 0, True)
