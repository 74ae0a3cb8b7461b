"""Whether a strategy holds what the Framework asks, element by element.

The machine says what is there, never that it is good: a drafting officer reads the words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tutela.base.messages import Sentence, say
from tutela.strategy.coverage import Share
from tutela.strategy.elements import Element, elements

FEWEST_WORDS = 8
"""Fewer words than this do not meet an element that asks for text [P]: a heading says nothing."""

LEAST_COVERED = 0.5
"""Records that answer a smaller share of the priority risks do not meet an element that asks for
every one [P]: a few of many are less than it asks."""


@dataclass(frozen=True, slots=True)
class HeldElement:
    """What a strategy holds for one element.

    text     what is written there
    records  how many records of other rooms stand behind it; None where nobody could count them
    covers   of an element that asks for every priority risk, how many there are and how many of
             them the records answer; None of another, or where nobody could count them
    waived   why the element is left out, by whoever may say so; empty otherwise
    lacks    what is wanting of the words a person cited, if anything is (`quoted.answers_standing`)
    """

    text: str = ""
    records: int | None = 0
    waived: str = ""
    covers: Share | None = None
    lacks: Sentence | None = None

    @property
    def few(self) -> bool:
        """Whether the records answer too few of the risks they are to answer."""
        share = self.covers
        return share is not None and share.reached < LEAST_COVERED * share.total


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
    covers: Share | None = None

    @property
    def stands(self) -> bool:
        """Whether it is met by anything: what was left out is not."""
        return self.met and self.by != "waived"


def check(held: Mapping[str, HeldElement]) -> list[State]:
    """Every element of the template as a strategy holds it, in the template's order.

    Takes   held, by the element's key ("A.purpose"); what is not there holds nothing.
    Source  Framework, template, introduction: strategies address all of the elements.

    >>> states = check({"A.purpose": HeldElement(text="To protect people " * 3)})
    >>> [(s.element.key, s.by) for s in states if s.met]
    [('A.purpose', 'text')]
    >>> [s.element.key for s in check({"A.purpose": HeldElement(text="To protect")}) if s.thin]
    ['A.purpose']
    >>> few = HeldElement(records=4, covers=Share(15, 1))
    >>> [str(s.next) for s in check({"C.multidimensional": few}) if s.thin]
    ['its records answer 1 of 15 priority risks: answer the others']
    """
    return [_state(element, held.get(element.key, HeldElement())) for element in elements()]


def unmet_elements(states: list[State], *, must: bool = True) -> list[State]:
    """Those not met: what the Framework requires, or all it asks.

    >>> len(unmet_elements(check({}))) < len(unmet_elements(check({}), must=False))
    True
    """
    return [s for s in states if not s.met and (s.element.strength == "must" or not must)]


def _state(element: Element, held: HeldElement) -> State:
    if held.waived.strip():
        return State(element, True, "waived", covers=held.covers)
    written = held.lacks is None and len(held.text.split()) >= FEWEST_WORDS
    stands = bool(held.records) and not held.few
    met = {
        "text": written,
        "live": stands,
        "either": written or stands,
        "both": written and stands,
    }[element.needs]
    if met:
        by = "both" if written and stands else "text" if written else "live"
        return State(element, True, by, covers=held.covers)
    thin = bool(held.text.strip()) or bool(held.records) or held.lacks is not None
    return State(element, False, "", _next_step(element, held), thin, held.covers)


def _next_step(element: Element, held: HeldElement) -> Sentence:
    if held.records and held.few and held.covers:
        return say(
            "its records answer {n} of {total} priority risks: answer the others",
            n=held.covers.reached,
            total=held.covers.total,
        )
    if held.lacks is not None and element.needs != "live":
        return held.lacks
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
