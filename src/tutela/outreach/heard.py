"""Who was heard in an exchange with a community, and what that leaves out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from tutela.base.messages import Sentence, say

WOMEN, MEN, CHILDREN = ("women", "older_women"), ("men", "older_men"), ("girls", "boys")
"""The counts of those met, by whom they count for."""

WHO = (*WOMEN, *MEN, *CHILDREN)

Side = Literal["women", "men", "children"]


@dataclass(frozen=True)
class Heard:
    """Whose views an exchange brought. None: it is not known whether they were there.

    together   nobody heard women and men apart
    """

    women: bool | None
    men: bool | None
    children: bool | None
    together: bool


def who_was_heard(
    counts: Mapping[str, int | None], *, women_said: str, men_said: str, of_one_group: Side | None
) -> Heard:
    """Who was heard, from who was counted, what was written down, and whose group it was.

    Takes   counts, of WHO; of_one_group, where only women, men or children were invited.

    >>> crowd = {"women": 4, "men": 31}
    >>> who_was_heard(crowd, women_said="", men_said="", of_one_group=None)
    Heard(women=True, men=True, children=None, together=True)
    >>> who_was_heard({"men": 24, "women": 0}, women_said="", men_said="stay", of_one_group=None)
    Heard(women=False, men=True, children=None, together=False)
    >>> who_was_heard({}, women_said="", men_said="", of_one_group="women")
    Heard(women=True, men=False, children=False, together=False)
    """
    women = _were_met(counts, WOMEN) if of_one_group in (None, "women") else False
    men = _were_met(counts, MEN) if of_one_group in (None, "men") else False
    children = _were_met(counts, CHILDREN) if of_one_group in (None, "children") else False
    women = True if women_said or of_one_group == "women" else women
    men = True if men_said or of_one_group == "men" else men
    children = True if of_one_group == "children" else children
    apart = bool(women_said and men_said)
    return Heard(women, men, children, together=bool(women and men and not apart))


def _were_met(counts: Mapping[str, int | None], of: tuple[str, ...]) -> bool | None:
    known = [count for name in of if (count := counts.get(name)) is not None]
    if any(known):
        return True
    return False if known else None


def lacks_in_hearing(heard: Heard, *, leaders_only: bool) -> list[Sentence]:
    """What must be said beside the views of an exchange: whose they are not.

    >>> alone = Heard(women=False, men=True, children=None, together=False)
    >>> for sentence in lacks_in_hearing(alone, leaders_only=True): print(sentence)
    No woman was heard: this is the view of men alone.
    Leaders alone were met: those directly at risk were not heard.
    """
    lacks = []
    if heard.men and heard.women is False:
        lacks.append(say("No woman was heard: this is the view of men alone."))
    if heard.women and heard.men is False:
        lacks.append(say("No man was heard: this is the view of women alone."))
    if heard.women is None or heard.men is None:
        if heard.women:
            lacks.append(say("Whether a man was heard is not known."))
        elif heard.men:
            lacks.append(say("Whether a woman was heard is not known."))
        elif heard.children is not True:
            lacks.append(say("Whether women or men were heard is not known."))
    if heard.together:
        lacks.append(say("Women and men were not heard apart."))
    if leaders_only:
        lacks.append(say("Leaders alone were met: those directly at risk were not heard."))
    return lacks
