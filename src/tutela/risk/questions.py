"""Which answers would change the suggested order most: the questions worth somebody's way.

Only what the order rests on is asked: of people's situation what nobody described. A blank of
intent or capability moves no hotspot (docs/adr/0054), and a threat is reported, never assumed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tutela.base.later import Floats, np
from tutela.risk.factors import table
from tutela.risk.order import SITUATION, STEP, TOPS
from tutela.risk.score import BLANK

if TYPE_CHECKING:
    from numpy.typing import NDArray

QUESTIONS = {
    row["factor"]: row["question"] for row in table("factors.csv") if row["factor"] in SITUATION
}
"""What is asked to fill each factor of people's situation."""

MOST = 10
"""So many questions are proposed at most: more are a form, and nobody walks for a form."""

UNSURE = (0.2, 0.8)
"""Between these shares of the draws it is open whether a hotspot is among the first."""

LEAST_SAID, MOST_SAID = 1, 5
"""What an answer may say of a factor."""


@dataclass(frozen=True)
class OpenHotspot:
    """A hotspot whose place in the order an answer could change.

    row          of the hotspot in the order
    best, worst  between which ranks one answer could place it, everything else as it is
    """

    row: int
    best: int
    worst: int

    @property
    def moves(self) -> int:
        """How many ranks of the first twenty lie between: what happens below is read by few."""
        last = TOPS[-1] + 1
        return min(self.worst, last) - min(self.best, last)


@dataclass(frozen=True)
class ProposedQuestion:
    """A factor nobody described at the place that speaks for a hotspot."""

    hotspot: OpenHotspot
    factor: str

    @property
    def question(self) -> str:
        return QUESTIONS[self.factor]


def answer_shifts() -> tuple[float, float]:
    """By what one answer about people's situation multiplies a hotspot's value at least and at
    most: a blank shifts gravity by nothing, 1 to 5 by that much above or below the middle, shared
    with the other factors of the situation. Source: docs/adr/0054, the draws of `risk.order`.

    >>> [round(shift, 2) for shift in answer_shifts()]
    [0.91, 1.1]
    """
    low, high = ((said - BLANK) / len(SITUATION) for said in (LEAST_SAID, MOST_SAID))
    return STEP**low, STEP**high


def open_hotspots(value: Floats, first: Floats, ties_next: NDArray[np.bool_]) -> list[OpenHotspot]:
    """The hotspots of an order that one answer could move among the first twenty, those it could
    move most first.

    Takes   by column, highest first: the value; k x 2, in which share of the draws each is among
            the first ten and twenty; whether it cannot be told from the next.

    >>> value = np.array([9.0, 2.0, 1.9, 0.1])
    >>> first = np.ones((4, 2))
    >>> open_hotspots(value, first, np.array([False, True, False, False]))
    [OpenHotspot(row=1, best=2, worst=3)]
    """
    least, most = UNSURE
    unsure = ((first >= least) & (first <= most)).any(axis=1) | ties_next
    low, high = answer_shifts()
    movable = []
    for row in np.flatnonzero(unsure):
        others = np.delete(value, row)
        best = 1 + int((others > value[row] * high).sum())
        worst = 1 + int((others > value[row] * low).sum())
        movable.append(OpenHotspot(int(row), best, worst))
    return sorted(
        (hotspot for hotspot in movable if hotspot.moves > 0),
        key=lambda hotspot: (-hotspot.moves, hotspot.row),
    )


def propose_questions(
    hotspots: Sequence[OpenHotspot], blanks: Mapping[int, Sequence[str]], *, most: int = MOST
) -> list[ProposedQuestion]:
    """The questions to ask, one of each hotspot, those that could move it most first; of a hotspot
    the one asked least so far, so that ten are not ten times the same.

    Takes   the hotspots as `open_hotspots` gives them; of each row the factors that nobody
            described and nobody asks already; how many are proposed at most.

    >>> near = OpenHotspot(row=1, best=2, worst=3)
    >>> blank = ["command", "no warning channel", "people unable to flee"]
    >>> [one.question for one in propose_questions([near], {1: blank})]
    ['Who cannot run?']
    """
    proposed: list[ProposedQuestion] = []
    asked: Counter[str] = Counter()
    for hotspot in hotspots:
        unknown = [name for name in SITUATION if name in blanks.get(hotspot.row, ())]
        if unknown:
            factor = min(unknown, key=lambda name: asked[name])
            asked[factor] += 1
            proposed.append(ProposedQuestion(hotspot, factor))
    return proposed[:most]
