"""The implementation matrix (annex I): what is missing, late or done twice.

A line is one activity under one lead; which risks it answers is told by tutela.strategy.answering.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from tutela.base.later import np
from tutela.base.messages import Sentence, day_said, say
from tutela.crisis.tables import options

TIERS = (1, 2, 3)

_TIERS_OF_2010 = (
    "protection through political process",
    "protection from physical violence",
    "a protective environment",
)
_TIERS_OF_2015 = (
    "protection through dialogue and engagement",
    "physical protection",
    "a protective environment",
)
_POLICY_CHANGED = 2015
PHASES = ("prevention", "pre-emption", "response", "consolidation")
EARLY = frozenset({"prevention", "pre-emption"})
STATUSES = ("planned", "under way", "done", "stopped")
ENDED = frozenset({"done", "stopped"})
KINDS = (
    "uncovered",
    "says nothing",
    "overdue",
    "no lead",
    "no indicator",
    "unresourced",
    "duplicate",
    "response only",
)
"""What a flag may be about, heaviest first; the first and the last are about a risk."""

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


def tier_words(edition: str) -> tuple[str, ...]:
    """What the three tiers are called in the edition of the policy that a strategy follows.

    Takes   edition, as people cite it; the latest year in it tells which edition it is.
    Gives   the words of tiers 1 to 3; none where no year is named: the edition is not known.
    Source  Operational Concept (2010), paragraph 14; the policy of 2015 and those after it call
            the first tier dialogue and engagement.

    >>> tier_words("DPKO/DFS Operational Concept, 2010")[0]
    'protection through political process'
    >>> tier_words("Policy 2019.17 of 2023")[0]
    'protection through dialogue and engagement'
    >>> tier_words("the first edition")
    ()
    """
    years = [int(year) for year in _YEAR.findall(edition)]
    if not years:
        return ()
    return _TIERS_OF_2015 if max(years) >= _POLICY_CHANGED else _TIERS_OF_2010


PARTS = ("civilian", "military", "police", "support")
"""Components a response spans. Source: Framework, template C, paragraph 5."""


FOR_HOST = ("assists", "builds")
"""Whether a line helps the host state to protect, or builds its capacity to. Source: Framework,
paragraph 5: the primary duty is the host's."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the matrix.

    `code` is by what it is cited, `risk` the id of the risk of the register that it names, blank
    where it is for an area or a theme, `answers` those it answers where that was derived,
    `activity` its type and words; `lead` and `support` are names of components or other protection
    actors; `part` the component's kind where it is one.
    """

    id: str
    risk: str
    activity: str
    measure: str = ""
    lead: str = ""
    support: tuple[str, ...] = ()
    tiers: tuple[int, ...] = ()
    phase: str = ""
    place: str = ""
    starts: date | None = None
    ends: date | None = None
    resources: str = ""
    indicator: str = ""
    status: str = "planned"
    task: str = ""
    part: str = ""
    joint: bool | None = None
    for_host: str = ""
    code: str = ""
    answers: tuple[str, ...] | None = None

    @property
    def risks(self) -> tuple[str, ...]:
        """The risks it answers: as derived, or else the one it names."""
        if self.answers is not None:
            return self.answers
        return (self.risk,) if self.risk else ()


@dataclass(frozen=True, slots=True)
class Flag:
    """Something a planner looks at: on lines, or on a risk that no line answers."""

    kind: str
    says: Sentence
    next: Sentence
    lines: tuple[str, ...] = ()
    risk: str = ""


def flags(lines: Sequence[Line], risks: Collection[str] = (), *, on: date) -> list[Flag]:
    """What is missing, late or double, heaviest kinds first.

    Takes   risks, ids of the priority risks; on, the day it is asked for.
    Source  Framework, paragraphs 1 and 10, template C and template H paragraph 19; annex I.

    >>> found = flags([Line("1", "r1", "patrol")], {"r1", "r2"}, on=date(2018, 12, 31))
    >>> [(f.kind, f.lines or f.risk) for f in found]
    [('uncovered', 'r2'), ('no lead', ('1',)), ('no indicator', ('1',)), ('unresourced', ('1',))]
    """
    open_lines = [one for one in lines if one.status != "stopped"]
    found = [*_flag_uncovered(open_lines, risks), *_late(open_lines, on), *_lacking(open_lines)]
    return [*found, *_double(open_lines), *_response_only(open_lines, risks)]


def _flag_uncovered(lines: Sequence[Line], risks: Collection[str]) -> Iterable[Flag]:
    answered = {risk for line in lines for risk in line.risks}
    for risk in sorted(set(risks) - answered):
        yield Flag(
            "uncovered",
            say("no activity answers this priority risk"),
            say("add a line, or say openly why the mission does not answer it"),
            risk=risk,
        )


def _late(lines: Sequence[Line], on: date) -> Iterable[Flag]:
    for line in lines:
        if line.ends and line.ends < on and line.status not in ENDED:
            yield Flag(
                "overdue",
                say("it was to end {on} and is not done", on=day_said(line.ends)),
                say("record the result, or set a new date with a reason"),
                (line.id,),
            )


def _lacking(lines: Sequence[Line]) -> Iterable[Flag]:
    for line in lines:
        if not line.lead.strip():
            yield Flag("no lead", say("nobody leads it"), say("name one lead"), (line.id,))
    for line in lines:
        if not line.indicator.strip():
            yield Flag(
                "no indicator",
                say("nothing shows whether it works"),
                say("name an indicator"),
                (line.id,),
            )
    for line in lines:
        if not line.resources.strip() and line.status not in ENDED:
            yield Flag(
                "unresourced",
                say("no means are named"),
                say("name the plan or budget line it draws on"),
                (line.id,),
            )


def _double(lines: Sequence[Line]) -> Iterable[Flag]:
    """The same activity at the same place and time under different leads, all of it once."""
    for group in _same_work(lines):
        met = sorted({at for first, others in _meeting(group) for at in (first, *others)})
        if met:
            yield Flag(
                "duplicate",
                say("possible duplication: two leads, one place and period"),
                say("agree on one, or say how they share it"),
                tuple(group[at].id for at in met),
            )


def double_pairs(lines: Sequence[Line]) -> list[tuple[str, str]]:
    """Each two lines that are the same activity at the same place and time under different leads,
    by their ids, in the order of the lines.

    >>> from dataclasses import replace
    >>> patrol = Line("1", "", "day_patrol", lead="Force", place="Luma")
    >>> double_pairs([patrol, replace(patrol, id="2", lead="UNPOL"), replace(patrol, id="3")])
    [('1', '2'), ('2', '3')]
    """
    return [
        (group[first].id, group[other].id)
        for group in _same_work(lines)
        for first, others in _meeting(group)
        for other in others
    ]


def _same_work(lines: Sequence[Line]) -> Iterable[list[Line]]:
    """Lines of one activity at one place, where there are several."""
    same: dict[tuple[str, str], list[Line]] = defaultdict(list)
    for line in lines:
        if line.place.strip() and line.status not in ENDED:
            same[(line.activity.casefold(), line.place.casefold())].append(line)
    return (group for group in same.values() if len(group) > 1)


def _meeting(group: Sequence[Line]) -> Iterable[tuple[int, list[int]]]:
    """Of each line of a group, by its number, the later ones of another lead at the same time."""
    leads = np.unique([one.lead.casefold() for one in group], return_inverse=True)[1]
    starts = np.array([(one.starts or date.min).toordinal() for one in group])
    ends = np.array([(one.ends or date.max).toordinal() for one in group])
    for first in range(len(group) - 1):
        later = slice(first + 1, None)
        met = leads[later] != leads[first]
        met &= (starts[first] <= ends[later]) & (starts[later] <= ends[first])
        if met.any():
            yield first, (np.flatnonzero(met) + first + 1).tolist()


def _response_only(lines: Sequence[Line], risks: Collection[str]) -> Iterable[Flag]:
    phases: dict[str, set[str]] = defaultdict(set)
    for line in lines:
        for risk in line.risks:
            phases[risk].add(line.phase)
    for risk in sorted(phases):
        if (
            (not risks or risk in risks)
            and "response" in phases[risk]
            and not (phases[risk] & EARLY)
        ):
            yield Flag(
                "response only",
                say("this risk is answered only once violence has come"),
                say("add what prevents or pre-empts it"),
                risk=risk,
            )


@dataclass(frozen=True, slots=True)
class Answered:
    """How one risk is answered: lines by component, by phase, and what a planner looks at.

    early     the share of its lines that prevent or pre-empt, None without a line
    unagreed  the ids of lines whose lead or support has not said yes
    """

    risk: str
    lines: tuple[str, ...]
    parts: Mapping[str, int]
    early: float | None
    unagreed: tuple[str, ...]
    flags: tuple[Sentence, ...]

    @property
    def of_several_components(self) -> bool:
        """Whether more than one kind of component answers it."""
        return sum(n > 0 for n in self.parts.values()) > 1


def answers_to_risks(
    lines: Iterable[Line], risks: Sequence[str], *, agreed: Collection[str] = ()
) -> list[Answered]:
    """How each of these risks is answered, in their order.

    Takes   agreed, ids of the lines whose lead accepted and whose support all confirmed.
    Source  Framework, template C, paragraphs 4 and 5: one response of all components, unarmed
            measures included, prevention first.

    >>> line = Line("1", "r", "day_patrol", part="military", phase="response")
    >>> (one,) = answers_to_risks([line], ["r"])
    >>> one.early, [str(flag) for flag in one.flags][:2]
    (0.0, ['only one kind of component answers it', 'no unarmed measure answers it'])
    """
    by_risk: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        if line.status != "stopped":
            for risk in line.risks:
                by_risk[risk].append(line)
    return [_answer_to_risk(risk, by_risk[risk], agreed) for risk in risks]


def _answer_to_risk(risk: str, rows: Sequence[Line], agreed: Collection[str]) -> Answered:
    counted = Counter(line.part for line in rows)
    early = sum(line.phase in EARLY for line in rows)
    unagreed = tuple(line.id for line in rows if line.id not in agreed)
    answers = []
    if not rows:
        answers.append(say("no activity answers this priority risk"))
    else:
        if len({line.part for line in rows if line.part}) < 2:
            answers.append(say("only one kind of component answers it"))
        if not any(_is_unarmed(line) for line in rows):
            answers.append(say("no unarmed measure answers it"))
        if not early:
            answers.append(say("nothing prevents or pre-empts it"))
        if unagreed:
            answers.append(say("not everybody named has agreed"))
    return Answered(
        risk,
        tuple(line.id for line in rows),
        {part: counted[part] for part in PARTS},
        early / len(rows) if rows else None,
        unagreed,
        tuple(answers),
    )


def _is_unarmed(line: Line) -> bool:
    """Whether nobody in uniform carries it out, as far as the table of options knows."""
    option = options().get(line.activity)
    return option is not None and option.who != "uniformed" and line.part != "military"


def over_time(lines: Iterable[Line], *, on: date, quarters: int = 6) -> Over:
    """How many lines serve each tier quarter by quarter, from the quarter of `on` back and ahead.

    Takes   quarters, how many before and after; a line without a first or last day is open on that
            side; one without either counts in no quarter.
    Gives   the first day of each quarter with its lines by tier, and how many lines have no day.

    >>> told = over_time([Line("1", "r", "p", tiers=(2,), starts=date(2019, 1, 5))],
    ...                  on=date(2018, 12, 1), quarters=1)
    >>> [(day.isoformat(), tiers[2]) for day, tiers in told.quarters]
    [('2018-07-01', 0), ('2018-10-01', 0), ('2019-01-01', 1)]
    """
    rows = [line for line in lines if line.status != "stopped"]
    dated = [line for line in rows if line.starts or line.ends]
    now = on.year * 4 + (on.month - 1) // 3
    days = [_quarter(now + n) for n in range(-quarters, quarters + 2)]
    told = []
    for first, after in pairwise(days):
        there = [
            line
            for line in dated
            if (line.starts or date.min) < after and (line.ends or date.max) >= first
        ]
        told.append((first, {tier: sum(tier in line.tiers for line in there) for tier in TIERS}))
    return Over(tuple(told), len(rows) - len(dated))


@dataclass(frozen=True, slots=True)
class Over:
    """Lines by tier in each quarter, and how many lines have no day."""

    quarters: tuple[tuple[date, Mapping[int, int]], ...]
    undated: int


def _quarter(n: int) -> date:
    return date(n // 4, n % 4 * 3 + 1, 1)


def spread(lines: Iterable[Line]) -> Mapping[str, Mapping[Any, int]]:
    """How the lines lie across tiers, phases and components; a line counts in each of its tiers.

    >>> spread([Line("1", "r", "patrol", tiers=(1, 2), phase="response", part="military")])["tier"]
    {1: 1, 2: 1, 3: 0}
    """
    rows = list(lines)
    tiers = Counter(tier for line in rows for tier in line.tiers)
    phases = Counter(line.phase for line in rows)
    parts = Counter(line.part for line in rows)
    return {
        "tier": {tier: tiers[tier] for tier in TIERS},
        "phase": {phase: phases[phase] for phase in PHASES},
        "part": {part: parts[part] for part in PARTS},
    }
