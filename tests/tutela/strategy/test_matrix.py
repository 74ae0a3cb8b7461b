"""A planner looks over the matrix: what no line answers, what is late, what two do at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from tutela.strategy.matrix import Line, flags, spread

TODAY = date(2018, 12, 31)
WHOLE = Line(
    "1",
    "luma-kestrel",
    "patrol",
    measure="dawn patrols to the water point",
    lead="Force",
    support=("UNPOL",),
    tiers=(2,),
    phase="prevention",
    place="Luma",
    starts=date(2018, 11, 1),
    ends=date(2019, 2, 1),
    resources="Sector 2 plan, line 4",
    indicator="days with a patrol",
)


def kinds(*lines: Line, risks: tuple[str, ...] = ()) -> list[str]:
    return [flag.kind for flag in flags(lines, risks, on=TODAY)]


def test_a_whole_line_raises_nothing() -> None:
    assert kinds(WHOLE, risks=("luma-kestrel",)) == []


def test_a_priority_risk_without_a_line_is_named() -> None:
    (flag,) = flags([WHOLE], ["luma-kestrel", "tembel-heron"], on=TODAY)
    assert (flag.kind, flag.risk) == ("uncovered", "tembel-heron")
    assert kinds(replace(WHOLE, status="stopped"), risks=("luma-kestrel",)) == ["uncovered"]


def test_a_line_past_its_day_is_overdue_until_somebody_says_what_came_of_it() -> None:
    late = replace(WHOLE, ends=date(2018, 12, 30))
    assert kinds(late) == ["overdue"]
    assert kinds(replace(late, status="done")) == []
    assert kinds(replace(late, ends=TODAY)) == []


def test_two_leads_who_do_the_same_at_once_are_shown_and_one_after_the_other_are_not() -> None:
    other = replace(WHOLE, id="2", lead="UNPOL", place="luma")
    assert kinds(WHOLE, other) == ["duplicate"]
    assert kinds(WHOLE, replace(other, starts=date(2019, 2, 2), ends=date(2019, 3, 1))) == []
    assert kinds(WHOLE, replace(other, place="Tembel")) == []


def test_a_risk_answered_only_once_violence_has_come_is_shown() -> None:
    assert kinds(replace(WHOLE, phase="response")) == ["response only"]
    assert kinds(replace(WHOLE, phase="response"), replace(WHOLE, id="2")) == []


def test_a_line_counts_in_each_of_its_tiers() -> None:
    shares = spread([replace(WHOLE, tiers=(1, 3)), WHOLE])
    assert shares["tier"] == {1: 1, 2: 1, 3: 1} and shares["phase"]["prevention"] == 2


lines = st.builds(
    Line,
    st.uuids().map(str),
    st.sampled_from(["a", "b"]),
    st.sampled_from(["patrol", "liaison"]),
    lead=st.sampled_from(["", "Force", "UNPOL"]),
    place=st.sampled_from(["", "Luma"]),
    phase=st.sampled_from(["prevention", "response"]),
    ends=st.none() | st.dates(),
    status=st.sampled_from(["planned", "done", "stopped"]),
)


@given(st.lists(lines, max_size=12, unique_by=lambda line: line.id))
def test_every_flag_points_somewhere(rows: list) -> None:
    ids = {line.id for line in rows}
    for flag in flags(rows, ["a", "b"], on=TODAY):
        assert (flag.lines or flag.risk) and set(flag.lines) <= ids
