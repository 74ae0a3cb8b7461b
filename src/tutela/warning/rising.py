"""A rising run: more signs at one place within a week than that place is used to, before any harm.

A sign is something told of a place that comes before harm: a warning, or an observation of the
glossary that is no violation. The week is held against the place's own weeks before it. Its usual
count is not known exactly, and the less of it is known the wider it is taken: the count of a week
is negative binomial, the predictive distribution of a Poisson rate with the prior of Jeffreys after
`k` signs in `t` weeks,

    P(X >= n) = P(NB(r = k + 1/2, p = t / (t + 1)) >= n)

A run of three or more that would come in fewer than one week of a hundred is *rising*. Where the
place was listened to for less than eight weeks its usual count is *not known*: that is said, and
ranks nothing. Signs are counted, never weighed, and no run says that harm will come.

Source  Gelman et al., Bayesian Data Analysis (3rd ed., 2013), section 2.6: Poisson with a gamma
        prior and its predictive distribution; on prospective detection in counts, Unkel et al.,
        Journal of the Royal Statistical Society A 175 (2012), 49-82. Least, span, share and weeks
        are our proposal [P].
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from math import exp, lgamma, log

from tutela.base.errors import BadParameter
from tutela.base.messages import say

WEEK = timedelta(days=7)
LEAST = 3
"""So many signs in a week are a run [P]."""

RARE = 0.01
"""A run is rising where its own weeks would bring it more seldom than this [P]."""

WEEKS = 26
"""So many weeks before the run are the usual ones [P]."""

KNOWN_WEEKS = 8
"""With fewer the usual count is not known [P]."""

RISING, USUAL, NOT_KNOWN = "rising", "usual", "not known"


@dataclass(frozen=True, slots=True)
class Run:
    """The signs of a place's last week against its own.

    signs   in the week
    before  in the weeks before it
    weeks   how many whole weeks those are
    chance  of so many signs or more in a week of this place; 1 where none came
    state   RISING, USUAL, or NOT_KNOWN: three or more, and nobody knows what is usual
    """

    signs: int
    before: int
    weeks: int
    chance: float
    state: str

    @property
    def a_week(self) -> float | None:
        """The usual count of a week; None where it is not known."""
        return self.before / self.weeks if self.weeks >= KNOWN_WEEKS else None


def chance_of(signs: int, before: int, weeks: int) -> float:
    """How likely so many signs or more are in a week of a place that had `before` in `weeks`.

    Raises  BadParameter for a count below none.

    >>> chance_of(0, 3, 26)
    1.0
    >>> round(chance_of(3, 0, 26), 6), round(chance_of(3, 26, 26), 2)
    (1.6e-05, 0.09)
    """
    if min(signs, before, weeks) < 0:
        raise BadParameter(say("a count lies below none"), where="signs")
    if weeks == 0:
        return 1.0  # nothing is known: nothing is rare
    size, stay = before + 0.5, log(weeks / (weeks + 1))
    leave = -log(weeks + 1)
    below = sum(
        exp(lgamma(size + n) - lgamma(size) - lgamma(n + 1) + size * stay + n * leave)
        for n in range(signs)
    )
    return min(1.0, max(0.0, 1.0 - below))


def run_of(days: Iterable[date], *, listened_since: date, on: date) -> Run:
    """The run at one place, up to and with a day.

    Takes   days, of its signs, each sign once; listened_since, from when signs of it would have
            been heard; on, the last day of the week. What lies after it, or before what was
            listened to, counts for nothing.

    >>> from datetime import date
    >>> today, since = date(2018, 12, 31), date(2018, 1, 1)
    >>> three = [date(2018, 12, day) for day in (26, 29, 31)]
    >>> run_of(three, listened_since=since, on=today).state
    'rising'
    >>> run_of(three, listened_since=date(2018, 12, 1), on=today).state
    'not known'
    >>> run_of(three[:2], listened_since=since, on=today).state
    'usual'
    """
    first = on - WEEK + timedelta(days=1)
    weeks = min(WEEKS, max(0, (first - listened_since).days // WEEK.days))
    usual_from = first - weeks * WEEK
    counted = [day for day in days if usual_from <= day <= on]
    signs = sum(day >= first for day in counted)
    before = len(counted) - signs
    chance = chance_of(signs, before, weeks)
    if signs < LEAST:
        state = USUAL
    elif weeks < KNOWN_WEEKS:
        state = NOT_KNOWN
    else:
        state = RISING if chance < RARE else USUAL
    return Run(signs, before, weeks, chance, state)
