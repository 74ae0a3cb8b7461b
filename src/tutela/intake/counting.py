"""Answers to a mission's own form, counted by month: what is told of a question, and what is not.

Where the small counts of a question are hidden, so is one more month wherever a total would say
what a hidden one is. Words, names and single figures are never told: these answers are counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import TYPE_CHECKING

from tutela.base.disclosure import LEAST, cells_to_show
from tutela.base.later import np
from tutela.intake.own_questions import QuestionData, label_in
from tutela.intake.questions import Value

if TYPE_CHECKING:
    from numpy.typing import NDArray

MONTHS = 12
"""Always the same months: of two spans, the difference would tell what each hides."""

Told = tuple[int, Value]
"""The number of a month, and what was answered in a report of it; None, that nobody answered."""

YES, NO, UNANSWERED, ANSWERED = "yes", "no", "", "answered"


@dataclass(frozen=True, slots=True)
class CountedAnswer:
    """One answer to a question: how many reports gave it in each month; None where it is hidden.

    label   in words; empty for what every page words itself: see `value`
    value   of the list; "yes", "no", "answered", or "" for no answer
    total   of all months; None where it is hidden
    """

    value: str
    label: str
    counts: tuple[int | None, ...]
    total: int | None


@dataclass(frozen=True, slots=True)
class CountedQuestion:
    """A question with its answers counted.

    middle   of a number: its median in each month; None where fewer than five gave one
    """

    name: str
    ask: str
    answer: str
    hides: bool
    answers: tuple[CountedAnswer, ...]
    middle: tuple[float | None, ...] = ()

    @property
    def hides_anything(self) -> bool:
        """Whether a count of it is hidden."""
        return any(None in (*answer.counts, answer.total) for answer in self.answers)


def months_until(day: date) -> list[date]:
    """The first days of the twelve months up to that of a day, oldest first.

    >>> months_until(date(2018, 12, 31))[0], months_until(date(2018, 12, 31))[-1]
    (datetime.date(2018, 1, 1), datetime.date(2018, 12, 1))
    """
    last = day.year * 12 + day.month - 1
    return [date(n // 12, n % 12 + 1, 1) for n in range(last - MONTHS + 1, last + 1)]


def count_answers(
    question: QuestionData, told: Sequence[Told], months: int, language: str = "en"
) -> CountedQuestion:
    """Count what was answered to a question, by month.

    Takes   told, of each report in which it was asked; months, how many there are.
    Gives   an answer of the list a row, in its order, then those that gave none. An answer that
            several of a list were given to counts once for each.
    Source  `disclosure.cells_to_show`, a row at a time: totals of months are told of no answer.

    >>> from tutela.intake.own_questions import blank_question, choices_said
    >>> asked = blank_question("road", "Is the road open?") | {
    ...     "answer": "choice", "choices": choices_said("y: Yes\\nn: No")}
    >>> counted = count_answers(asked, [(0, "y")] * 6 + [(1, "y")] * 8 + [(1, "n")] * 2, 2)
    >>> [(one.label, one.counts, one.total) for one in counted.answers]
    [('Yes', (6, 8), 14), ('No', (0, None), None), ('', (0, 0), 0)]
    """
    rows: list[tuple[str, str, NDArray[np.int64]]] = []
    if question["answer"] in ("choice", "many"):
        rows = [
            (one["value"], label_in(language, one), _count(told, months, one["value"]))
            for one in question["choices"]
        ]
    elif question["answer"] == "yesno":
        rows = [(YES, "", _count(told, months, True)), (NO, "", _count(told, months, False))]
    else:
        rows = [(ANSWERED, "", _count(told, months, None, whether=False))]
    rows.append((UNANSWERED, "", _count(told, months, None)))
    hides = question["suppressed"]
    return CountedQuestion(
        name=question["name"],
        ask=label_in(language, question),
        answer=question["answer"],
        hides=hides,
        answers=tuple(_tell(value, label, counts, hides) for value, label, counts in rows),
        middle=_middle(told, months, hides) if question["answer"] == "number" else (),
    )


def _count(
    told: Sequence[Told], months: int, value: Value, *, whether: bool = True
) -> NDArray[np.int64]:
    """How many reports of each month gave an answer, among several or alone; with `whether` false,
    how many gave another one."""
    counts = np.zeros(months, dtype=np.int64)
    for month, said in told:
        same = value in said if isinstance(said, list) and value is not None else said == value
        if said is True or said is False:  # 1 == True
            same = said is value
        counts[month] += same is whether
    return counts


def _tell(value: str, label: str, counts: NDArray[np.int64], hides: bool) -> CountedAnswer:
    shown = cells_to_show(counts[np.newaxis], totals=True)[0] if hides else counts >= 0
    hidden = counts[~shown]
    whole = not len(hidden) or (len(hidden) > 1 and int(hidden.sum()) >= LEAST)
    return CountedAnswer(
        value,
        label,
        tuple(int(n) if seen else None for n, seen in zip(counts, shown, strict=True)),
        int(counts.sum()) if whole else None,
    )


def _middle(told: Sequence[Told], months: int, hides: bool) -> tuple[float | None, ...]:
    """The median of each month; of fewer than five figures it would tell of single ones."""
    by_month: list[list[float]] = [[] for _month in range(months)]
    for month, said in told:
        if isinstance(said, int | float) and not isinstance(said, bool):
            by_month[month].append(said)
    least = LEAST if hides else 1
    return tuple(float(median(one)) if len(one) >= least else None for one in by_month)
