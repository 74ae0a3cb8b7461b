"""Counted answers tell no small count, and none of what they tell says what a hidden one is."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tutela.base.disclosure import LEAST
from tutela.intake.counting import count_answers
from tutela.intake.own_questions import QuestionData, blank_question, choices_said

MONTHS = 4
ROAD = choices_said("open: Open\nhalf: Half\nshut: Closed")
months = st.integers(0, MONTHS - 1)
choice = st.sampled_from(["open", "half", "shut", None])
many = st.lists(st.sampled_from(["open", "half", "shut"]), unique=True)


def asked(answer: str, *, suppressed: bool = True) -> QuestionData:
    question = blank_question("road", "Is the road open?")
    question["answer"], question["suppressed"] = answer, suppressed
    question["choices"] = ROAD if answer in ("choice", "many") else []
    return question


@given(st.lists(st.tuples(months, choice), max_size=80))
def test_no_small_count_is_told_and_none_can_be_had_from_a_total(
    told: list[tuple[int, str | None]],
) -> None:
    counted = count_answers(asked("choice"), told, MONTHS)
    plain = count_answers(asked("choice", suppressed=False), told, MONTHS)
    for row, true in zip(counted.answers, plain.answers, strict=True):
        assert all(count is None or count == 0 or count >= LEAST for count in row.counts)
        hidden = [n for n, seen in zip(true.counts, row.counts, strict=True) if seen is None]
        if row.total is not None and hidden:
            assert len(hidden) > 1 and sum(n or 0 for n in hidden) >= LEAST
    assert sum(row.total or 0 for row in plain.answers) == len(told), "nothing is lost"


@given(st.lists(st.tuples(months, many), max_size=60))
def test_several_of_a_list_count_once_each(told: list[tuple[int, list[str]]]) -> None:
    plain = count_answers(
        asked("many", suppressed=False), [(m, said or None) for m, said in told], 4
    )
    by_value = {row.value: row.total for row in plain.answers}
    assert by_value["half"] == sum("half" in said for _month, said in told)
    assert by_value[""] == sum(not said for _month, said in told)


def test_yes_is_no_figure_and_a_figure_is_told_as_its_middle_alone() -> None:
    yes = count_answers(asked("yesno"), [(0, True)] * 6 + [(0, False)] * 5 + [(1, None)] * 7, 2)
    assert [row.counts for row in yes.answers] == [(6, 0), (5, 0), (0, 7)]
    prices = [(0, n) for n in (700, 1, 800, 900, 0)] + [(1, 950)]
    counted = count_answers(asked("number"), prices, 2)
    assert counted.middle == (700.0, None), "one figure would be a report"
    assert counted.answers[0].counts == (None, None), "six in all would tell of the one"
    assert counted.answers[0].total == 6
    assert count_answers(asked("number", suppressed=False), prices, 2).middle == (700.0, 950.0)
    words = count_answers(asked("words"), [(0, "KESTREL"), (0, None)], 1)
    assert "KESTREL" not in str(words), "words are in no count"
