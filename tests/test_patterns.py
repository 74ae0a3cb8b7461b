"""No pattern of the product works long on any text that a door lets through."""

from __future__ import annotations

import re
from functools import cache
from random import Random

import pytest

from tests.counts import PROOF, TURNS, counted, turn
from tests.patterns import Found, every_pattern, patterns_made
from tests.pumps import slowest

FEW, MANY = 400, 5_000
"""Signs: on few, ways without number show; on many, those with the square of its length."""

_SEARCH = frozenset({"search"})


@cache
def _patterns() -> list[Found]:
    """Each pattern once, with all ways in which it is used; those made when called for in proof."""
    found, _made = every_pattern()
    if PROOF:
        found += patterns_made()[0]
    ways: dict[re.Pattern[str], set[str]] = {}
    where: dict[re.Pattern[str], str] = {}
    for one in found:
        ways.setdefault(one.pattern, set()).update(one.ways)
        where.setdefault(one.pattern, one.where)
    return [Found(where[one], one, frozenset(ways[one])) for one in ways]


def _slow(signs: int, seconds: float, *, turns: int) -> dict[str, str]:
    """What is slow of all patterns; of those whose turn it is, where this is no proof."""
    mine = _patterns() if PROOF else _patterns()[turn(turns) :: turns]
    pumps, chance = counted(24, 40), Random(turn())
    slow = {one.where: slowest(one, signs, seconds, pumps, chance) for one in mine}
    return {where: pump for where, pump in slow.items() if pump}


def test_every_pattern_has_one_way_through_its_own_repeats() -> None:
    slow = _slow(FEW, 0.1, turns=6)
    assert not slow, f"make its repeats possessive, or its alternatives unlike: {slow}"


def test_no_pattern_takes_long_on_pages_of_its_own_repeats() -> None:
    slow = _slow(MANY, 0.4, turns=2 * TURNS)
    assert not slow, f"it takes the square of a text's length: {slow}"


@pytest.mark.skipif(not PROOF, reason="the examples of many modules are run for it")
def test_the_law_knows_every_pattern_that_is_made_when_called_for() -> None:
    made, unseen = patterns_made()
    assert made and not unseen


@pytest.mark.parametrize(
    "pattern",
    [
        r"\b(?:drivers?)(?: [a-z]+){0,2}? hired by (?:(?:an?|une?|un|uno) )*(?:wfp|hcr)",
        r"\s(?:(?:و|ب|ال|بال|لل)*(?:مال|نقود))(?=\s|$)",
        r"(?:(?:a|une?|own|un) ?)*patrols?\b",
        r"[mf] ?[:=]? ?\d+(?:[ ,]+[mf] ?[:=]? ?\d+)+$",
        r"[A-Z][^\W_]*(?:[ '’-]+[\w'’-]+){0,4}$",
    ],
)
def test_the_law_sees_what_once_took_days(pattern: str) -> None:
    found = Found("here", re.compile(pattern), _SEARCH)
    assert slowest(found, FEW, 0.1, 200, Random(1)) is not None
