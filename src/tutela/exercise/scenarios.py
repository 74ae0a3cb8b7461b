"""What could happen, how likely somebody judged it, and how good such judgments were.

Likelihood is said by a word whose meaning in percent stands in a table, and by a figure within it
where somebody dares one. What came is scored as forecasts are: the mean squared distance (Brier
1950) of the stated probability from what happened.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from tutela.base.data_tables import shipped_rows
from tutela.base.errors import BadParameter
from tutela.base.later import np
from tutela.base.messages import say
from tutela.forecast.scores import brier

TELLS_FROM = 10
"""Fewer judgments that ended than this tell nothing of how good they were [P]."""


@dataclass(frozen=True, slots=True)
class ScenarioKind:
    """A kind of crisis, and what the method asks of each scenario of it."""

    kind: str
    label: str
    asks: str


@dataclass(frozen=True, slots=True)
class LikelihoodWord:
    """A word for how likely something is, and what it means in percent: from, to."""

    word: str
    label: str
    low: int
    high: int

    @property
    def middle(self) -> float:
        """The probability it stands for where no figure was given."""
        return (self.low + self.high) / 200


@cache
def scenario_kinds() -> Mapping[str, ScenarioKind]:
    """The kinds of crisis that are reviewed, in the order of the table.

    >>> list(scenario_kinds())[:3]
    ['mass_violence', 'site_attack', 'access_lost']
    """
    rows = shipped_rows("tutela.exercise", "scenario_kinds.csv")
    return MappingProxyType({row["kind"]: ScenarioKind(**row) for row in rows})


@cache
def likelihood_words() -> Mapping[str, LikelihoodWord]:
    """The words of likelihood, the least likely first.

    >>> likelihood_words()["even"].middle
    0.5
    """
    return MappingProxyType(
        {
            row["word"]: LikelihoodWord(
                row["word"], row["label"], int(row["low"]), int(row["high"])
            )
            for row in shipped_rows("tutela.exercise", "likelihood_words.csv")
        }
    )


def chance_stated(word: str, percent: int | None = None) -> float:
    """The probability that was stated: the figure, or the middle of what the word means.

    Raises  BadParameter for a word of no table, or a figure that the word does not mean.

    >>> chance_stated("likely"), chance_stated("likely", 60)
    (0.675, 0.6)
    """
    meant = likelihood_words().get(word)
    if meant is None:
        raise BadParameter(
            say("no likelihood is called so"), where="likelihood", next=say("choose a word")
        )
    if percent is None:
        return meant.middle
    if not meant.low <= percent <= meant.high:
        raise BadParameter(
            say("this word means {low} to {high} percent", low=meant.low, high=meant.high),
            where="percent",
            next=say("choose another word, or put the figure right"),
        )
    return percent / 100


@dataclass(frozen=True, slots=True)
class Judged:
    """A judgment that ended: the probability stated, whether it happened, by which post."""

    chance: float
    happened: bool
    by: str = ""


@dataclass(frozen=True, slots=True)
class JudgmentScore:
    """Judgments beside what came: how many, stated on the mean, how many happened.

    brier  the mean squared distance: lower is better; "50 %" always earns 0.25
    """

    by: str
    number: int
    stated: float
    happened: int
    brier: float

    @property
    def tells(self) -> bool:
        """Whether they are enough to tell how good they were."""
        return self.number >= TELLS_FROM


def score_judgments(judged: Sequence[Judged], by: str = "") -> JudgmentScore | None:
    """How good judgments were; None where none has ended.

    >>> score_judgments([Judged(0.6, True), Judged(0.2, False)])
    JudgmentScore(by='', number=2, stated=0.4, happened=1, brier=0.1)
    """
    if not judged:
        return None
    chance = np.array([row.chance for row in judged])
    happened = np.array([row.happened for row in judged])
    return JudgmentScore(
        by,
        len(judged),
        round(float(chance.mean()), 4),
        int(happened.sum()),
        round(brier(chance, happened), 4),
    )


def scores_by_post(judged: Sequence[Judged]) -> list[JudgmentScore]:
    """The score of each post that judged, by its name.

    >>> [row.by for row in scores_by_post([Judged(0.6, True, "JMAC"), Judged(0.2, False, "CAS")])]
    ['CAS', 'JMAC']
    """
    posts = sorted({row.by for row in judged})
    rows = (score_judgments([row for row in judged if row.by == post], post) for post in posts)
    return [row for row in rows if row is not None]


def words_of_scenarios() -> list[str]:
    """Every word of both tables that a page says in its own language."""
    said = [text for row in scenario_kinds().values() for text in (row.label, row.asks)]
    return said + [row.label for row in likelihood_words().values()]
