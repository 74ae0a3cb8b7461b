"""A signed strategy turns amber when what it rested on moves, and says why."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutela.strategy.triggers import Fact, Trigger, amber, review, rules, term


def moved(before: list[Fact], after: list[Fact]) -> list[Trigger]:
    return review(before, after)


def test_a_renewed_mandate_turns_the_sections_it_carries_amber() -> None:
    was, now = ([Fact("mandate", "m", "Resolution on Luma", paper)] for paper in ("2018", "2019"))
    assert list(amber(moved(was, now))) == ["A", "B", "C", "F"]


def test_a_risk_that_rose_by_a_level_is_told_with_both_values() -> None:
    (found,) = moved(
        [Fact("risk", "r", "Luma, killing", 3)], [Fact("risk", "r", "Luma, killing", 5)]
    )
    assert (found.before, found.after, found.sections) == (3, 5, ("B", "C"))
    assert not found.came and not found.went


def test_a_shift_below_the_threshold_is_none() -> None:
    def share(value: float) -> list[Fact]:
        return [Fact("risk_actor", "k", "Group Kestrel", value)]

    assert moved(share(0.40), share(0.60)) == []
    assert [one.kind for one in moved(share(0.40), share(0.66))] == ["risk_actor"]
    assert [one.came for one in moved([], share(0.5))] == [True]


def test_a_new_base_asks_for_nothing_and_a_closed_one_does() -> None:
    base = [Fact("base", "b", "TOB Acacia", "open")]
    assert moved([], base) == []
    (found,) = moved(base, [])
    assert found.went and found.sections == ("E", "F")


def test_a_level_that_became_unknown_is_told() -> None:
    (found,) = moved([Fact("risk", "r", "Luma", 3)], [Fact("risk", "r", "Luma", None)])
    assert found.after is None


def test_a_fact_a_section_cites_names_its_own_section() -> None:
    was, now = ([Fact("fact", "D.1", "JMAC has eleven posts", said, ("D",))] for said in "yn")
    (found,) = moved(was, now)
    assert found.sections == ("D",)


def test_the_calendar_asks_for_a_review_in_time_and_says_when_none_is_in_force() -> None:
    signed = date(2018, 6, 1)
    assert term(signed, date(2018, 12, 31)) is None
    assert "due" in str(term(signed, date(2019, 4, 1)))
    assert "no strategy is in force" in str(term(signed, date(2019, 6, 2)))


def test_a_kind_no_rule_knows_is_refused() -> None:
    with pytest.raises(KeyError):
        review([Fact("weather", "w", "rain", "yes")], [])


facts = st.lists(
    st.builds(
        Fact,
        st.sampled_from(sorted(rules())),
        st.sampled_from("abc"),
        st.just("x"),
        st.none() | st.floats(0, 1),
    ),
    unique_by=lambda fact: (fact.kind, fact.id),
    max_size=12,
)


@given(facts, facts)
def test_nothing_moves_by_itself_and_what_comes_back_is_no_trigger(was: list, now: list) -> None:
    assert review(was, was) == []
    found = review(was, now)
    assert len({(one.kind, one.what, one.before, one.after, one.came) for one in found}) <= len(
        found
    )
    for section, why in amber(found).items():
        assert all(section in one.sections for one in why)
