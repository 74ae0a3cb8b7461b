"""Which refusals come back: three of one unit, or for one reason, within ninety days."""

from __future__ import annotations

from datetime import date, timedelta

from tutela.crisis.refusals import Refused, find_repeated, refusal_classes

ON = date(2030, 6, 1)


def refused(n: int, unit: str, reason: str, days: int) -> Refused:
    return Refused(str(n), unit, reason, ON - timedelta(days=days))


def test_the_third_of_a_unit_counts_and_the_one_of_ninety_days_ago_does_not() -> None:
    two = [refused(1, "A", "distance", 3), refused(2, "A", "safety", 89)]
    assert find_repeated(two, ON) == []
    assert find_repeated([*two, refused(3, "A", "", 90)], ON) == [], "it lies ninety days back"
    (one,) = find_repeated([*two, refused(3, "A", "", 0)], ON)
    assert (one.by, one.of) == ("unit", "A")
    assert [told.key for told in one.refusals] == ["3", "1", "2"], "the newest first"


def test_one_reason_of_three_units_counts_and_none_said_is_no_reason() -> None:
    rows = [refused(n, f"unit {n}", "roe_doubt", n) for n in range(3)]
    assert [(one.by, one.of) for one in find_repeated(rows, ON)] == [("reason", "roe_doubt")]
    unsaid = [refused(n, f"unit {n}", "", n) for n in range(5)]
    assert find_repeated(unsaid, ON) == []


def test_a_class_without_a_declared_caveat_is_a_question() -> None:
    classes = refusal_classes().values()
    assert [one.code for one in classes if not one.asks] == ["declared_caveat"]
    assert all(one.label.endswith("?") for one in classes if one.asks)
