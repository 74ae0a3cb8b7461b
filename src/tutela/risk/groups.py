"""Risk by group: whose view a row is, whose it is not, and which groups nobody assessed.

Nothing here is a score. What is not known of a group widens; it ranks nobody.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from tutela.base.messages import Sentence, join, say, say_n, term
from tutela.incidents.compartments import COMPARTMENTS

GROUPS = (
    "women",
    "men",
    "girls",
    "boys",
    "older people",
    "people with disabilities",
    "displaced people",
    "exposed livelihoods",
)
"""The groups each hotspot is looked at by, in the order in which they are told: it is no rank."""

CHILDREN = frozenset({"girls", "boys"})
"""Groups under eighteen: assessed by the child protection office, or with it."""

_FEMALE, _MALE = frozenset({"women", "girls"}), frozenset({"men", "boys"})

FROM_SIGNS = frozenset(
    {h for harms in COMPARTMENTS.values() for h in harms} | {"arbitrary detention"}
)
"""Harms whose records lie in compartments: of these a row tells the risk, from open signs alone."""


def lacks_in_view(group: str, heard: Collection[str]) -> list[Sentence]:
    """What a view of a group lacks by who was heard, in sentences.

    Takes   group, of GROUPS; heard, the groups that were heard themselves.
    Gives   nothing where the group was heard in its own right and, where it is of both sexes, women
            and men were.

    >>> lacks_in_view("women", ["women"]), lacks_in_view("women", ["men"])
    ([], ['women were not heard themselves', 'heard from men alone'])
    >>> lacks_in_view("displaced people", ["displaced people", "men"])
    ['heard from men alone']
    >>> lacks_in_view("older people", ["older people"])
    ['whether women and men were heard is not said']
    >>> lacks_in_view("boys", [])
    ['nobody was heard']
    """
    if not heard:
        return [say("nobody was heard")]
    lacking = []
    if group not in heard:
        lacking.append(say("{group} were not heard themselves", group=term(group)))
    own = next((sex for sex in (_FEMALE, _MALE) if group in sex), frozenset())
    sexes = [name for name, sex in (("women", _FEMALE), ("men", _MALE)) if sex & set(heard)]
    if not sexes:
        lacking.append(say("whether women and men were heard is not said"))
    elif len(sexes) == 1 and not own & set(heard):
        lacking.append(say("heard from {sex} alone", sex=term(sexes[0])))
    return lacking


def heard_of_one_sex(views: Iterable[Collection[str]]) -> str:
    """The one sex of which all views of a place were heard; empty where both were, or neither.

    >>> heard_of_one_sex([["men"], ["boys", "men"]]), heard_of_one_sex([["men"], ["women"]])
    ('men', '')
    """
    heard = {name for view in views for name in view}
    women, men = bool(heard & _FEMALE), bool(heard & _MALE)
    if women == men:
        return ""
    return "women" if women else "men"


def needs_child_protection(group: str, heard: Collection[str]) -> bool:
    """Whether the child protection office must have had a hand in a view.

    >>> needs_child_protection("boys", []), needs_child_protection("women", ["women"])
    (True, False)
    """
    return group in CHILDREN or not CHILDREN.isdisjoint(heard)


def groups_told(places: int, by_group: Collection[tuple[str, int]]) -> list[Sentence]:
    """Risk by group in figures, for the draft of a strategy; nothing where no place was assessed.

    Takes   places with any row; of each group at how many of them it was assessed.

    >>> groups_told(3, [("women", 3), ("men", 0)])[0]
    'At 3 places it was assessed how groups are at risk: women at 3. Not assessed anywhere: men.'
    """
    if not places:
        return []
    some = [say("{group} at {n}", group=term(name), n=n) for name, n in by_group if n]
    none = [term(name) for name, n in by_group if not n]
    told = say_n(
        "At {n} place it was assessed how groups are at risk: {groups}.",
        "At {n} places it was assessed how groups are at risk: {groups}.",
        places,
        groups=join(", ", some),
    )
    if not none:
        return [told]
    return [join(" ", [told, say("Not assessed anywhere: {groups}.", groups=join(", ", none))])]
