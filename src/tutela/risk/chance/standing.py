"""Which hotspots of a country are likelier to be attacked than others: three figures of each.

What is on record around says how many attacks to expect in all; among hotspots of the same record,
those attacked in many months, and those a person would argue to be at risk, are attacked more.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from tutela.base.later import Floats, Ints, np
from tutela.base.messages import Sentence, say, say_n

MONTHS = 36
"""In how many months back attacked months are counted."""

MONTH_DAYS = 30.44


@dataclass(frozen=True, slots=True)
class StandingRule:
    """What each figure adds to the logarithm of a hotspot's rate beside other hotspots.

    chance   of the logarithm of the chance from what is on record alone
    score    of the score R, from 0 to 1
    months   of the logarithm of one and the months it was attacked in
    """

    chance: float
    score: float
    months: float


@cache
def shipped_standing() -> StandingRule:
    """The rule that ships: docs/method/order.md says what it was fixed on."""
    text = (files("tutela.risk") / "data" / "standing.json").read_text("utf-8")
    return StandingRule(**json.loads(text)["weights"])


def standing_figures(chance: Floats, score: Floats, months: Floats | Ints) -> Floats:
    """The three figures of k hotspots as the rule takes them: k x 3.

    >>> standing_figures(np.array([1.0]), np.array([50.0]), np.array([0.0])).tolist()
    [[0.0, 0.5, 0.0]]
    """
    return np.column_stack([np.log(np.maximum(chance, 1e-12)), score / 100, np.log1p(months)])


def share_out(rate: Floats, told: Floats, country: Sequence[str], rule: StandingRule) -> Floats:
    """The rates of k hotspots, shared out anew among those of each country: their sum stays.

    Takes   k rates; k x 3 figures; k names of countries.

    >>> rule = StandingRule(0.6, 1.5, 0.5)
    >>> told = standing_figures(np.array([0.1, 0.1]), np.array([50.0, 50.0]), np.array([0.0, 9.0]))
    >>> shared = share_out(np.array([0.1, 0.1]), told, ["SSD", "SSD"], rule)
    >>> bool(shared[1] > shared[0]), round(float(shared.sum()), 9)
    (True, 0.2)
    """
    if not len(rate):
        return rate
    adds = told @ np.array([rule.chance, rule.score, rule.months])
    name = np.unique(np.array(country, dtype=np.str_), return_inverse=True)[1]
    highest = np.full(name.max() + 1, -np.inf)
    np.maximum.at(highest, name, adds)
    part = np.exp(adds - highest[name])
    whole = np.bincount(name, rate) / np.bincount(name, part)
    return np.asarray(part * whole[name])


def what_it_rests_on(on_record: float, score: float, months: int) -> tuple[Sentence, ...]:
    """What the chance of a hotspot rests on, in sentences.

    Takes   the chance by what is on record around alone; its highest R; in how many of the last
            MONTHS months it was attacked.

    >>> what_it_rests_on(0.34, 73.0, 7)[0]
    'attacks and clashes within 300 km, each less the farther and the longer ago, make 34%'
    >>> what_it_rests_on(0.34, 73.0, 7)[1:]
    ('it was attacked in 7 of the last 36 months', 'its highest R is 73')
    """
    return (
        say(
            "attacks and clashes within 300 km, each less the farther and the longer ago, make"
            " {chance}",
            chance=f"{on_record:.0%}" if on_record >= 0.005 else "<1%",
        ),
        say_n(
            "it was attacked in {n} of the last {months} months",
            "it was attacked in {n} of the last {months} months",
            months,
            months=MONTHS,
        ),
        say("its highest R is {score:.0f}", score=score),
    )
