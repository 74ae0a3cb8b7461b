"""When a strategy must be looked at again: what it rested on when signed, and what holds today.

At signature the facts each section rests on are frozen. Later the same facts are gathered anew
and compared by a table of rules; a section one of whose facts moved turns amber and says why.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from types import MappingProxyType

from tutela.base.data_tables import shipped_rows
from tutela.base.messages import Sentence, day_said, say

VALID_FOR = timedelta(days=365)
"""Source: Framework, paragraph 10: the strategy covers one year."""

SOON = timedelta(days=90)
"""A review takes three months (Framework, paragraph 8): from then on it is due."""

VALUES = ("able", "not able", "open", "in use", "as cited", "changed since endorsement")
"""Words facts are frozen with."""

Value = str | float | None
"""What was true: a word, a figure, or None where it was not known."""

CHANGE_DAYS = 30
"""Within so many days after a change a review is done [P]. Source: Framework, paragraph 10."""

YEARLY_DAYS = 60
"""So many days before the last day of a strategy its yearly review is due [P]."""


@dataclass(frozen=True, slots=True)
class Fact:
    """Something a section rests on: of a kind of the table, with its id, name and value.

    `sections` says where it is cited, for a fact whose kind names no section.
    """

    kind: str
    id: str
    label: str
    value: Value
    sections: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """How a kind of fact is compared.

    any      any difference counts, and a fact that came or went
    gone     only a fact that is there no longer
    stood    a fact that differs or is there no longer; one that came is none
    stands   a fact that came or differs; one that is there no longer is none
    level    a figure that moved by at least the threshold, and a fact that came or went
    share    a share (0 to 1) that moved by at least the threshold, one absent being 0
    """

    kind: str
    sections: tuple[str, ...]
    rule: str
    threshold: float
    label: str


@dataclass(frozen=True, slots=True)
class Trigger:
    """Why sections are to be looked at again: the fact, what it was and what it is."""

    kind: str
    sections: tuple[str, ...]
    label: str
    what: str
    before: Value
    after: Value
    came: bool = False
    went: bool = False


@cache
def rules() -> Mapping[str, Rule]:
    """The rules by kind of fact.

    >>> rules()["base"].rule, rules()["base"].sections
    ('gone', ('E', 'F'))
    """
    rows = shipped_rows("tutela.strategy", "triggers.csv")
    return MappingProxyType(
        {
            r["kind"]: Rule(
                r["kind"],
                tuple(r["sections"].split()),
                r["rule"],
                float(r["threshold"] or 0),
                r["label"],
            )
            for r in rows
        }
    )


def review(frozen: Iterable[Fact], now: Iterable[Fact]) -> list[Trigger]:
    """What moved since the strategy was signed, in the order of the rules, then by name.

    Raises  KeyError for a kind no rule knows; ValueError if a fact stands twice on one side.

    >>> was = [Fact("risk", "r1", "Luma, killing", 3.0), Fact("base", "b", "TOB Acacia", "open")]
    >>> found = review(was, [Fact("risk", "r1", "Luma, killing", 5.0)])
    >>> [(one.label, one.sections) for one in found]
    [('a priority risk changed by a level or more', ('B', 'C')), ('a base closed', ('E', 'F'))]
    """
    old, new = _facts_by_key(frozen), _facts_by_key(now)
    triggers = []
    for key in old.keys() | new.keys():
        before, after = old.get(key), new.get(key)
        rule = rules()[key[0]]
        if _rule_fires(rule, before, after):
            fact = after or before
            assert fact is not None
            triggers.append(
                Trigger(
                    rule.kind,
                    tuple(sorted({*rule.sections, *fact.sections})),
                    rule.label,
                    fact.label,
                    before.value if before else None,
                    after.value if after else None,
                    came=before is None,
                    went=after is None,
                )
            )
    order = list(rules())
    return sorted(
        triggers, key=lambda trigger: (order.index(trigger.kind), trigger.what, str(trigger.after))
    )


def amber(triggers: Iterable[Trigger]) -> Mapping[str, list[Trigger]]:
    """The sections to look at again, each with why.

    >>> amber([Trigger("base", ("E", "F"), "a base closed", "TOB Acacia", "open", None)]).keys()
    dict_keys(['E', 'F'])
    """
    by_section: dict[str, list[Trigger]] = defaultdict(list)
    for trigger in triggers:
        for section in trigger.sections:
            by_section[section].append(trigger)
    return dict(sorted(by_section.items()))


def term(signed: date, on: date, *, valid_until: date | None = None) -> Sentence | None:
    """What the calendar asks of a strategy: nothing, a review, or a new one.

    >>> str(term(date(2018, 1, 10), date(2018, 12, 31)))
    'the yearly review is due: it ends on 10 January 2019'
    """
    ends = valid_until or signed + VALID_FOR
    if on > ends:
        return say("it ended on {on}: no strategy is in force", on=day_said(ends))
    if on > ends - SOON:
        return say("the yearly review is due: it ends on {on}", on=day_said(ends))
    return None


def _facts_by_key(facts: Iterable[Fact]) -> dict[tuple[str, str], Fact]:
    facts_by_key: dict[tuple[str, str], Fact] = {}
    for fact in facts:
        key = (fact.kind, fact.id)
        if key in facts_by_key:
            raise ValueError(f"the fact {key} stands twice")
        facts_by_key[key] = fact
    return facts_by_key


def _differs(rule: Rule, before: Fact | None, after: Fact | None) -> bool:
    return before is None or after is None or before.value != after.value


def _is_gone(rule: Rule, before: Fact | None, after: Fact | None) -> bool:
    return before is not None and after is None


def _differs_from_known(rule: Rule, before: Fact | None, after: Fact | None) -> bool:
    return before is not None and _differs(rule, before, after)


def _differs_and_stands(rule: Rule, before: Fact | None, after: Fact | None) -> bool:
    return after is not None and _differs(rule, before, after)


def _level(rule: Rule, before: Fact | None, after: Fact | None) -> bool:
    if before is None or after is None or before.value is None or after.value is None:
        return _differs(rule, before, after)
    return abs(float(after.value) - float(before.value)) >= rule.threshold


def _share(rule: Rule, before: Fact | None, after: Fact | None) -> bool:
    shares = [float(fact.value or 0) if fact else 0.0 for fact in (before, after)]
    return abs(shares[1] - shares[0]) >= rule.threshold


_RULES: Mapping[str, Callable[[Rule, Fact | None, Fact | None], bool]] = MappingProxyType(
    {
        "any": _differs,
        "gone": _is_gone,
        "stood": _differs_from_known,
        "stands": _differs_and_stands,
        "level": _level,
        "share": _share,
    }
)


def _rule_fires(rule: Rule, before: Fact | None, after: Fact | None) -> bool:
    return _RULES[rule.rule](rule, before, after)
