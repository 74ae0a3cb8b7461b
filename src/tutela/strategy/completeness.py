"""Whether a strategy holds what the Framework asks, element by element.

The machine says what is there, never that it is good: a drafting officer reads the words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tutela.base.say import Sentence, say
from tutela.strategy.elements import Element, elements

FEWEST_WORDS = 8
"""Fewer words than this do not meet an element that asks for text [P]: a heading says nothing."""


@dataclass(frozen=True, slots=True)
class Held:
    """What a strategy holds for one element.

    text     what is written there
    records  how many records of other rooms stand behind it; None where nobody could count them
    waived   why the element is left out, by whoever may say so; empty otherwise
    """

    text: str = ""
    records: int | None = 0
    waived: str = ""


@dataclass(frozen=True, slots=True)
class State:
    """One element as it stands: met or not, by what, and what to do.

    thin  not met, although some words or some records are there: less than the element asks
    """

    element: Element
    met: bool
    by: str  # "text", "live", "both", "waived", ""
    next: Sentence | None = None
    thin: bool = False


def check(held: Mapping[str, Held]) -> list[State]:
    """Every element of the template as a strategy holds it, in the template's order.

    Takes   held, by the element's key ("A.purpose"); what is not there holds nothing.
    Source  Framework, template, introduction: strategies address all of the elements.

    >>> states = check({"A.purpose": Held(text="To protect people " * 3)})
    >>> [(s.element.key, s.by) for s in states if s.met]
    [('A.purpose', 'text')]
    >>> [s.element.key for s in check({"A.purpose": Held(text="To protect")}) if s.thin]
    ['A.purpose']
    """
    return [_state(one, held.get(one.key, Held())) for one in elements()]


def unmet_elements(states: list[State], *, must: bool = True) -> list[State]:
    """Those not met: what the Framework requires, or all it asks.

    >>> len(unmet_elements(check({}))) < len(unmet_elements(check({}), must=False))
    True
    """
    return [s for s in states if not s.met and (s.element.strength == "must" or not must)]


def _state(element: Element, held: Held) -> State:
    if held.waived.strip():
        return State(element, True, "waived")
    written = len(held.text.split()) >= FEWEST_WORDS
    stands = bool(held.records)
    met = {
        "text": written,
        "live": stands,
        "either": written or stands,
        "both": written and stands,
    }[element.needs]
    if met:
        return State(element, True, "both" if written and stands else "text" if written else "live")
    thin = bool(held.text.strip()) or stands
    return State(element, False, "", _next_step(element, held), thin=thin)


def _next_step(element: Element, held: Held) -> Sentence:
    if element.needs == "text" or (element.needs == "both" and held.records):
        if held.text.strip():
            return say("{n} words stand there: say it in a sentence", n=len(held.text.split()))
        return say("write it")
    if held.records is None and element.needs == "live":
        return say("nobody could count the records behind it")
    if element.needs == "both":
        return say("write it, and record what stands behind it: neither alone meets this")
    if element.needs == "live":
        return say("record it where it belongs: no text alone meets this")
    return say("write it, or record it where it belongs")
