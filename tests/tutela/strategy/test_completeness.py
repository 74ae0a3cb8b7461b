"""A draft is held against the Framework, element by element."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tutela.strategy.completeness import HeldElement, check, unmet_elements
from tutela.strategy.elements import SECTIONS, by_key, elements

WORDS = "Every contingent commander and every head of office acts on this from the day it is signed"


def test_the_template_has_ten_sections_and_something_is_asked_in_each() -> None:
    assert "".join(SECTIONS) == "ABCDEFGHIJ"
    assert {one.section for one in elements()} == set(SECTIONS)
    assert len(by_key()) == len(elements()), "an element stands twice"


def test_every_element_says_what_it_asks_where_the_seed_asks_it_and_how_it_is_met() -> None:
    for one in elements():
        assert one.asks and one.seed and one.requirements, one.key
        assert one.strength in {"must", "should"}
        assert one.needs in {"text", "live", "either", "both"}
        assert one.live or one.needs == "text", f"{one.key} can never be met"


def test_a_heading_is_no_statement_and_a_sentence_is() -> None:
    short, long = (
        next(
            s
            for s in check({"A.compliance": HeldElement(text=text)})
            if s.element.key == "A.compliance"
        )
        for text in ("Compliance: to be written", WORDS)
    )
    assert not short.met and "4 words" in str(short.next)
    assert long.met and long.by == "text"


def test_no_text_alone_makes_a_matrix() -> None:
    (state,) = [
        s for s in check({"C.matrix": HeldElement(text=WORDS)}) if s.element.key == "C.matrix"
    ]
    assert not state.met and "no text alone" in str(state.next)
    (state,) = [
        s for s in check({"C.matrix": HeldElement(records=12)}) if s.element.key == "C.matrix"
    ]
    assert state.met and state.by == "live"


def test_what_nobody_could_count_is_not_met_and_says_so() -> None:
    (state,) = [
        s for s in check({"C.matrix": HeldElement(records=None)}) if s.element.key == "C.matrix"
    ]
    assert not state.met and "nobody could count" in str(state.next)


@given(
    st.dictionaries(
        st.sampled_from(sorted(by_key())),
        st.builds(
            HeldElement,
            text=st.text(max_size=90),
            records=st.none() | st.integers(0, 3),
            waived=st.text(max_size=9),
        ),
    )
)
def test_every_element_is_answered_once_and_whatever_is_not_met_says_what_to_do(held: dict) -> None:
    states = check(held)
    assert [s.element for s in states] == list(elements())
    assert all(s.met == bool(s.by) and s.met == (s.next is None) for s in states)
    assert unmet_elements(states, must=True) == [
        s for s in unmet_elements(states, must=False) if s.element.strength == "must"
    ]


@given(st.sampled_from(sorted(by_key())))
def test_writing_and_recording_never_undo_what_was_met(key: str) -> None:
    less = next(s for s in check({key: HeldElement(records=0)}) if s.element.key == key)
    more = next(s for s in check({key: HeldElement(text=WORDS, records=3)}) if s.element.key == key)
    assert more.met and (more.met or not less.met)
