"""What changed between two weeks, and why."""

from __future__ import annotations

from dataclasses import replace

from karuna import DAY, PLACES, assessment, place, ranked, risk

from tutela.monitoring.changes import Change, changes
from tutela.risk.types import Assessment, Risk

LUMA = place("Luma", *PLACES["Luma"])
TARRO = place("Tarro", *PLACES["Tarro"])


def week(*risks: Risk) -> Assessment:
    return Assessment(DAY, 7, ranked(list(risks)), ())


def told(now: Assessment, before: Assessment) -> list[tuple[str, str]]:
    return [(c.kind, c.risk.place.name) for c in changes(now, before)]


def test_nothing_changed() -> None:
    same = week(risk(LUMA, (4, 4, 4)))
    assert changes(same, same) == ()


def test_new_risen_fallen_and_dropped_in_the_order_a_reader_needs() -> None:
    names = list(PLACES)[:4]
    a, b, c, d = (place(name, *PLACES[name]) for name in names)
    before = week(risk(a, (2, 4, 4)), risk(b, (4, 4, 4)), risk(c, (3, 3, 3)))
    now = week(risk(a, (4, 4, 4)), risk(b, (2, 4, 4)), risk(d, (3, 3, 3)))
    assert told(now, before) == [
        ("risen", names[0]),
        ("new", names[3]),
        ("fallen", names[1]),
        ("dropped", names[2]),
    ]


def test_the_largest_change_comes_first_not_the_highest_risk() -> None:
    before = week(risk(LUMA, (4.2, 4.2, 4.2)), risk(TARRO, (2, 4, 4)))
    now = week(risk(LUMA, (4.5, 4.5, 4.5)), risk(TARRO, (4, 4, 4)))
    assert told(now, before) == [("risen", "Tarro"), ("risen", "Luma")]
    assert told(before, now) == [("fallen", "Tarro"), ("fallen", "Luma")]


def test_less_than_two_points_are_not_told() -> None:
    assert told(week(risk(LUMA, (4.0, 4, 4))), week(risk(LUMA, (3.9, 4, 4)))) == []


def test_a_change_of_priority_is_told_however_small() -> None:
    before, now = risk(LUMA, (3.99, 4, 4)), risk(LUMA, (4.0, 4, 4))
    lower = replace(before, priority="high", msc="should")
    assert told(week(now), week(lower)) == [("risen", "Luma")]


def test_the_reason_is_the_factor_that_moved_most() -> None:
    (change,) = changes(week(risk(LUMA, (4.5, 4, 4.1))), week(risk(LUMA, (3, 4, 4))))
    assert change.factor == "recent_conduct"
    assert change.why.startswith("Group Kestrel attacked civilians")


def test_a_factor_no_longer_known_is_said_to_have_moved_the_score() -> None:
    last, next_ = risk(LUMA, (4, 4, 3.4)), risk(LUMA, (4, 4, 4))
    movement = replace(last.evidence[4], factor="routine movement", value=1.2, why="the dry season")
    blank = replace(movement, value=None)
    before = week(replace(last, evidence=(*last.evidence, movement)))
    (change,) = changes(week(replace(next_, evidence=(*next_.evidence, blank))), before)
    assert change.factor == "routine movement"
    assert change.why.startswith("Not known any more (it was 1.2)")


def test_gravity_is_the_reason_when_no_factor_moved() -> None:
    before, now = risk(LUMA, (4, 4, 4), gravity=3), risk(LUMA, (4, 4, 4), gravity=4)
    (change,) = changes(week(now), week(before))
    assert (change.factor, change.why) == ("gravity", "Gravity went from 3 to 4 of 5.")


def test_only_records_not_there_before_are_named() -> None:
    last, next_ = risk(LUMA, (3, 4, 4), n=4), risk(LUMA, (4, 4, 4), n=4)
    first = next_.evidence[0]
    evidence = (replace(first, events=(*first.events, "ucdp:99")), *next_.evidence[1:])
    (change,) = changes(week(replace(next_, evidence=evidence)), week(last))
    assert change.events == ("ucdp:99",)


def test_another_actor_or_harm_at_the_same_place_is_another_risk() -> None:
    same = risk(LUMA, (4, 4, 4))
    other = replace(same, actor="Group Heron")
    assert [c.kind for c in changes(week(same, other), week(same))] == ["new"]


def test_a_risk_without_any_filled_factor_is_told_without_inventing_a_reason() -> None:
    bare = replace(risk(TARRO, (3, 3, 3)), evidence=())
    (change,) = changes(week(bare), week())
    assert isinstance(change, Change)
    assert change.why == "No factor is filled yet."


def test_order_of_input_does_not_matter() -> None:
    now, before = assessment(), assessment(shift=-0.7)
    turned = replace(now, risks=now.risks[::-1])
    assert changes(now, before) == changes(turned, before)
