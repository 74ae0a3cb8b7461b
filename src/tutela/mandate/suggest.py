"""Which paragraphs mandate the protection of civilians, and what tasks they give: suggested.

Every suggestion is the sum of phrases that anyone can read in `data/rules.csv`, and names those
that spoke. It decides nothing: a person reads the paragraph and confirms.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from tutela.base.shipped import shipped_rows
from tutela.mandate.read import MISSION_LETTERS
from tutela.mandate.types import Passage, Resolution

ENOUGH = 2
"""Points from which a paragraph is suggested as a mandate to protect civilians [P]."""

WORDS_FOR: Mapping[str, str] = MappingProxyType(
    {
        "{civilian}": r"civilians?\b(?!(?:-led| (?:police|component|personnel|staff|capacit|expert"
        r"|observ|and military|authorit|administrat|task|nature|character|side|aspect|control"
        r"|oversight|office)))",
        "{mission}": rf"(?:\b(?-i:{MISSION_LETTERS}|IPTF|PTPH)\b"
        r"|\bthe (?:Mission|Operation|Force)\b"
        r"|\bUnited Nations (?:\w+ ){0,3}(?:Mission|Operation|Force)|\bSpecial Representative\b)",
    }
)
"""What stands for many words in a pattern: civilians and not civilian police; any mission."""


@dataclass(frozen=True, slots=True)
class Task:
    """A kind of mandated task, with its tier and phases; `pema` are the codes that mean it."""

    task: str
    label: str
    tier: int
    phases: tuple[str, ...]
    pema: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """A phrase and what it speaks for.

    where    words: the paragraph's own; lead: how the numbered paragraph over it opens; any: both
    poc      points for, or against, a mandate to protect civilians
    task     the task it suggests; empty for none
    bars     whether a paragraph with this phrase gives no task at all
    """

    rule: str
    where: str
    pattern: re.Pattern[str]
    poc: int
    task: str
    bars: bool
    means: str

    def phrase(self, own: str, lead: str) -> str | None:
        """The words it speaks by; None where they are not there.

        >>> rules()[1].phrase("Decides to protect all civilians in Luma;", "")
        'protect all civilians'
        """
        words = {"words": own, "lead": lead, "any": f"{lead} {own}"}[self.where]
        found = self.pattern.search(words)
        return found[0].strip() if found else None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What the rules say of one operative paragraph; a person confirms or refuses it.

    score   the points of all rules that spoke; `poc` from ENOUGH on
    rules   the rules that spoke, in the order of the table
    phrases the words each of them speaks by
    """

    resolution: str
    paragraph: str
    text: str
    poc: bool
    score: int
    tasks: tuple[Task, ...]
    rules: tuple[Rule, ...]
    phrases: tuple[str, ...]
    passage: Passage


@cache
def tasks() -> Mapping[str, Task]:
    """Every kind of task, in the order of the tiers.

    >>> tasks()["child_protection"].tier
    3
    """
    return MappingProxyType(
        {
            r["task"]: Task(
                r["task"],
                r["label"],
                int(r["tier"]),
                tuple(r["phases"].split()),
                tuple(r["pema"].split()),
            )
            for r in _table("tasks.csv")
        }
    )


@cache
def rules() -> tuple[Rule, ...]:
    """Every rule, in the order of the table.

    >>> [one.rule for one in rules()][:2]
    ['threat', 'protect-civilians']
    """
    return tuple(
        Rule(
            r["rule"],
            r["where"],
            _pattern(r["pattern"]),
            int(r["poc"]),
            r["task"],
            r["bars"] == "yes",
            r["means"],
        )
        for r in _table("rules.csv")
    )


def _table(name: str) -> list[dict[str, str]]:
    return shipped_rows("tutela.mandate", name)


def _pattern(written: str) -> re.Pattern[str]:
    for short, long in WORDS_FOR.items():
        written = written.replace(short, long)
    return re.compile(written, re.IGNORECASE)


def suggest(resolution: Resolution) -> list[Suggestion]:
    """What each operative paragraph seems to mandate, in the order of the text.

    Takes   a resolution as read.
    Gives   one Suggestion for each operative paragraph and sub-paragraph, the empty ones too:
            what was looked at and found to mandate nothing is shown as such.

    >>> from tutela.mandate.read import parse
    >>> read = parse('''The Security Council,
    ... 1. Decides that the mandate of UNMIKA shall be:
    ... (a) To protect civilians under imminent threat of physical violence;
    ... (b) To support the deployment of its offices;
    ... 2. Urges all parties to protect civilians.''')
    >>> [(one.paragraph, one.poc, [t.task for t in one.tasks]) for one in suggest(read)]
    [('1', False, []), ('1 (a)', True, ['physical_protection']), ('1 (b)', False, []),
     ('2', False, [])]
    """
    found = []
    for one, above in resolution.with_above():
        lead = above[0].text if above else one.text
        phrases = [rule.phrase(one.text, lead) for rule in rules()]
        spoke = tuple(r for r, words in zip(rules(), phrases, strict=True) if words is not None)
        score = sum(rule.poc for rule in spoke)
        barred = any(rule.bars for rule in spoke)
        given = {rule.task for rule in spoke if rule.task}
        found.append(
            Suggestion(
                resolution=resolution.symbol,
                paragraph=one.number,
                text=one.text,
                poc=score >= ENOUGH,
                score=score,
                tasks=() if barred else tuple(t for key, t in tasks().items() if key in given),
                rules=spoke,
                phrases=tuple(words for words in phrases if words is not None),
                passage=one,
            )
        )
    return found
