"""What a strategy rests on, gathered anew, and what of it moved: each reader sees what they may.

facts(mission, strategy)         # all of it, for the machine: frozen, and compared
amber_of(standing, strategy)     # what moved, as this person may know it
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet, TextChoices
from django.urls import reverse

from tutela.base.messages import Sentence
from tutela.base.writing import holds_words
from tutela.risk.factors import BANDS
from tutela.strategy.elements import SECTIONS
from tutela.strategy.triggers import Fact, Trigger, Value, review, term
from tutela_web.access.models import Compartment, Mission
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.capacity.caveats.queries import caveats_for
from tutela_web.capacity.models import Base, Caveat, Unit
from tutela_web.capacity.units.queries import bases_for, standing_on, units_for
from tutela_web.crisis.consent.models import ConsentLoss
from tutela_web.crisis.consent.queries import losses_for
from tutela_web.crisis.plans.models import ContingencyPlan
from tutela_web.crisis.plans.queries import all_plans
from tutela_web.fora.forum.models import Forum
from tutela_web.fora.forum.queries import fora_for
from tutela_web.look.translate import word
from tutela_web.mandate.models import MandatedTask, Resolution
from tutela_web.mandate.queries import resolutions_for, tasks_for
from tutela_web.partners.roles.models import RoleLine
from tutela_web.partners.roles.queries import role_lines_for
from tutela_web.places.models import Place
from tutela_web.programme.matrix.models import MatrixLine
from tutela_web.programme.matrix.queries import HIGH, lines_for
from tutela_web.programme.measures.models import Indicator
from tutela_web.programme.measures.queries import indicators_for
from tutela_web.records.models import Record
from tutela_web.review.amber.models import (
    Amendment,
    CitedFact,
    ContextEvent,
    FrozenFact,
    ReviewTrigger,
)
from tutela_web.risk.models import Risk
from tutela_web.risk.queries import risks_for
from tutela_web.strategy.edition.amended import AdoptedWords
from tutela_web.strategy.edition.models import Section, Strategy
from tutela_web.strategy.edition.queries import IN_FORCE, sections_for, strategies_for
from tutela_web.warning.network.place_facts import FactSaid, PlaceFact, Statement, facts_at

OPEN = Q(compartment="")
"""Compartments feed no trigger but the caveats: what moved in one would show that it is there."""


@dataclass(frozen=True)
class GuardedFact:
    """A fact with the marking, area and compartment of the record it was read from."""

    fact: Fact
    marking: int
    area: UUID | None = None
    compartment: str = ""


MORE_FACTS: list[Callable[[Mission], list[GuardedFact]]] = []
"""From rooms above: facts of kinds they added to KINDS, as the benchmarks that were missed."""


def facts(mission: Mission, strategy: Strategy | None = None) -> list[Fact]:
    """Every fact of the mission the table of triggers knows, whoever may see it.

    Takes   strategy, whose cited facts are among them. What is shown goes through `amber_of`.
    """
    return [gathered_fact.fact for gathered_fact in gather_facts(mission, strategy)]


def gather_facts(
    mission: Mission, strategy: Strategy | None = None, *, risks: Iterable[str] = ()
) -> list[GuardedFact]:
    """Every fact of the mission, with who may know it. One query for each kind of record.

    Takes   risks, ids of lines of the register wanted whatever their priority: those that once
            were of high priority.
    """
    facts = [
        *_mandates(mission),
        *_tasks(mission),
        *_risks(mission, frozenset(risks)),
        *_capacity(mission),
        *_consent(mission),
        *_context(mission),
        *_fora(mission),
        *_roles(mission),
        *_plans(mission),
        *_indicators(mission),
        *_measures(mission),
        *(fact for gather in MORE_FACTS for fact in gather(mission)),
    ]
    return facts + (_cited_facts(strategy) if strategy else [])


def _guarded_fact(
    record: Record,
    kind: str,
    key: object,
    label: str,
    value: Value,
    *,
    sections: Iterable[str] = (),
    marking: int = 0,
    compartment: str | None = None,
) -> GuardedFact:
    fact = Fact(kind, str(key), label[:400], value, tuple(sections))
    return GuardedFact(
        fact,
        max(record.classification, marking),
        record.area_id,
        record.compartment if compartment is None else compartment,
    )


def _join_parts(*parts: object) -> str:
    return " · ".join(str(part) for part in parts if part not in (None, ""))


def _mandates(mission: Mission) -> list[GuardedFact]:
    """The mandates in force, each under its first text: a renewal is a new value of the same."""
    on = clock.today(mission)
    rows = {
        one.pk: one
        for one in Resolution.objects.filter(OPEN, mission=mission).defer("text", "doubts")
    }

    def first(one: Resolution) -> UUID:
        seen = {one.pk}
        while one.supersedes_id in rows and one.supersedes_id not in seen:
            one = rows[one.supersedes_id]
            seen.add(one.pk)
        return one.pk

    by_task: dict[UUID, Resolution] = {}
    for resolution in sorted(rows.values(), key=lambda r: (r.adopted or r.entered_at.date(), r.pk)):
        ended = (resolution.until and resolution.until < on) or (
            resolution.retired_on and resolution.retired_on <= on
        )
        if not ended:
            by_task[first(resolution)] = resolution
    return [
        _guarded_fact(one, "mandate", key, one.symbol, _join_parts(one.symbol, one.until))
        for key, one in by_task.items()
    ]


def _tasks(mission: Mission) -> list[GuardedFact]:
    on = clock.today(mission)
    rows = MandatedTask.objects.filter(OPEN, mission=mission, state=MandatedTask.State.CONFIRMED)
    return [
        _guarded_fact(
            row,
            "mandated_task",
            row.pk,
            row.named,
            _join_parts(row.what, row.tier, row.component, row.limit, row.means, row.until),
        )
        for row in rows.select_related("paragraph__resolution").order_by("pk")
        if row.holds(on)
    ]


def _risks(mission: Mission, kept: frozenset[str]) -> list[GuardedFact]:
    """The adopted lines of high priority, by level; and the share of each actor in all of them.

    The share is of the sum of R over the adopted lines: who is feared, as the POC forum has it.
    """
    rows = list(
        Risk.objects.filter(OPEN, mission=mission, status=Risk.Status.ADOPTED)
        .select_related("place")
        .order_by("pk")
    )
    marking = {row.pk: max(row.classification, row.place.classification) for row in rows}
    facts = [
        _guarded_fact(
            row,
            "risk",
            row.pk,
            _join_parts(row.place.name, row.actor, row.harm),
            row.band,
            marking=marking[row.pk],
        )
        for row in rows
        if (row.priority or 0) >= HIGH or str(row.pk) in kept
    ]
    shares: dict[str, float] = defaultdict(float)
    for row in rows:
        if row.actor:
            shares[row.actor] += row.risk or 0
    total, most = sum(shares.values()), max(marking.values(), default=0)
    if total:
        facts += [
            GuardedFact(Fact("risk_actor", actor[:200], actor, round(share / total, 3)), most)
            for actor, share in sorted(shares.items())
        ]
    return facts


def _capacity(mission: Mission) -> list[GuardedFact]:
    on = clock.today(mission)
    able = {True: "able", False: "not able", None: None}
    units = Unit.objects.filter(OPEN, mission=mission, retired=False).order_by("pk")
    bases = Base.objects.filter(OPEN, standing_on(on), mission=mission, retired=False)
    began = Q(starts=None) | Q(starts__lte=on)
    holds = Q(ends=None) | Q(ends__gte=on)
    caveats = (
        Caveat.objects.filter(began & holds, mission=mission)
        .exclude(status=Caveat.Status.LIFTED)
        .select_related("unit")
        .order_by("pk")
    )
    return [
        *(_guarded_fact(unit, "unit", unit.pk, unit.name, able[unit.able]) for unit in units),
        *(_guarded_fact(base, "base", base.pk, base.name, "open") for base in bases.order_by("pk")),
        *(
            _guarded_fact(
                caveat,
                "caveat",
                caveat.pk,
                caveat.unit.name,
                _caveat(caveat),
                marking=caveat.unit.classification,
                compartment=Compartment.CAPACITY.value,
            )
            for caveat in caveats
        ),
    ]


def _caveat(caveat: Caveat) -> str:
    bars = ["no night"] * caveat.no_night + sorted(caveat.no_tasks) + ["asks first"] * caveat.asks
    reach = [f"{km:g} km" for km in (caveat.most_km, caveat.medevac_km) if km is not None]
    return _join_parts(caveat.status, caveat.kind, *bars, *reach, caveat.wording)


def _consent(mission: Mission) -> list[GuardedFact]:
    rows = ConsentLoss.objects.filter(OPEN, mission=mission, ended_at=None)
    return [
        _guarded_fact(
            row,
            "consent",
            row.pk,
            row.area.name if row.area else mission.name,
            _join_parts(row.kind, row.since),
        )
        for row in rows.select_related("area").defer("area__boundary").order_by("pk")
    ]


def _context(mission: Mission) -> list[GuardedFact]:
    rows = ContextEvent.objects.filter(OPEN, mission=mission).order_by("pk")
    return [
        _guarded_fact(
            row, row.kind, row.pk, row.title, _join_parts(row.state, row.on), sections=row.letters
        )
        for row in rows
    ]


def _fora(mission: Mission) -> list[GuardedFact]:
    alive = Q(ended_on=None) | Q(ended_on__gt=clock.today(mission))
    rows = Forum.objects.filter(OPEN, alive, mission=mission).order_by("pk")
    return [_guarded_fact(row, "forum", row.pk, row.name, row.kind) for row in rows]


def _roles(mission: Mission) -> list[GuardedFact]:
    alive = Q(ended_on=None) | Q(ended_on__gt=clock.today(mission))
    rows = RoleLine.objects.filter(OPEN, alive, mission=mission).order_by("pk")
    return [
        _guarded_fact(
            row,
            "role",
            row.pk,
            _join_parts(row.code, row.name),
            _join_parts(row.who, row.what, row.name, row.says),
        )
        for row in rows
    ]


def _plans(mission: Mission) -> list[GuardedFact]:
    rows = ContingencyPlan.objects.filter(OPEN, mission=mission, retired=False)
    return [
        _guarded_fact(
            row, "plan", row.pk, row.place.name, "in use", marking=row.place.classification
        )
        for row in rows.select_related("place").order_by("pk")
    ]


def _indicators(mission: Mission) -> list[GuardedFact]:
    """The measure each line of the matrix is followed by."""
    rows = (
        MatrixLine.objects.filter(OPEN, mission=mission)
        .exclude(indicator="")
        .exclude(status="stopped")
        .select_related("risk__place")
        .order_by("pk")
    )
    return [
        _guarded_fact(
            row,
            "indicator",
            row.pk,
            row.code,
            row.indicator,
            marking=_of_risk(row.risk),
        )
        for row in rows
    ]


def _measures(mission: Mission) -> list[GuardedFact]:
    """The indicators that are read, of lines and objectives: what is looked at, from where to
    where. What they showed is no fact of the strategy."""
    alive = Q(ended_on=None) | Q(ended_on__gt=clock.today(mission))
    rows = (
        Indicator.objects.filter(OPEN, alive, mission=mission)
        .select_related("line__risk__place", "objective")
        .order_by("pk")
    )
    return [
        _guarded_fact(
            row,
            "measure",
            row.pk,
            row.code,
            _join_parts(row.words, row.baseline, row.benchmark),
            marking=_of_what(row),
            compartment=_closed_by(row),
        )
        for row in rows
    ]


def _of_risk(risk: Risk | None) -> int:
    """The marking of a risk a line names, and of its place; a line for an area names none."""
    return max(risk.classification, risk.place.classification) if risk else 0


def _of_what(indicator: Indicator) -> int:
    """The marking of what an indicator measures."""
    if indicator.line is not None:
        return max(indicator.line.classification, _of_risk(indicator.line.risk))
    return indicator.objective.classification if indicator.objective else 0


def _closed_by(indicator: Indicator) -> str:
    risk = indicator.line.risk if indicator.line else None
    return indicator.compartment or (risk.compartment if risk else "")


def _cited_facts(strategy: Strategy) -> list[GuardedFact]:
    rows = CitedFact.objects.filter(section__strategy=strategy).select_related("section")
    return [
        _guarded_fact(
            row,
            "fact",
            row.pk,
            row.words,
            "so" if row.untrue_on is None else "no longer so",
            sections=(row.section.letter,),
        )
        for row in rows.order_by("pk")
    ]


# --- who may know of it


@dataclass(frozen=True)
class FactKind:
    """How facts of a kind are read: the kind of record of the policy, the rows a person may see,
    and the page of one."""

    reads: str
    rows: Callable[[Standing], QuerySet[Any]] | None = None
    page: str = ""


def context_for(standing: Standing) -> QuerySet[ContextEvent]:
    """The changes of context this person may see."""
    return ContextEvent.objects.filter(standing.sees_open("strategy"))


def cited_for(standing: Standing) -> QuerySet[CitedFact]:
    """What sections this person may see say is so."""
    rows = CitedFact.objects.filter(section__in=sections_for(standing))
    return rows.select_related("section__strategy", "place")


def place_statements(standing: Standing, place: Place) -> list[Statement]:
    """What strategies that are not replaced say of the facts of a place, as it stands. A query."""
    rows = cited_for(standing).filter(place=place).exclude(section__strategy__state="superseded")
    return [
        Statement(
            fact,
            said is (row.untrue_on is None),
            row.untrue_why or row.words,
            row.untrue_on or row.entered_at.date(),
            reverse("strategy:section", args=[standing.mission.code, row.section_id])
            + f"?row={row.pk}#fact-{row.pk}",
        )
        for row in rows
        for fact in PlaceFact
        if (said := getattr(row, fact.value)) is not None
    ]


def with_place_facts(standing: Standing, cited: Iterable[CitedFact]) -> list[CitedFact]:
    """Cited facts, each with all that is said of what it says of a place under `said_of_it`."""
    facts, at_place = list(cited), dict[UUID, dict[str, FactSaid]]()
    for row in facts:
        asked = [fact for fact in PlaceFact if getattr(row, fact.value) is not None]
        if row.place is None or not asked:
            continue
        if row.place.pk not in at_place:
            at_place[row.place.pk] = facts_at(standing, row.place)
        row.said_of_it = [at_place[row.place.pk][fact] for fact in asked]  # type: ignore[attr-defined]
    return facts


def is_amended(strategy: Strategy) -> bool:
    """Whether an amendment of it is open."""
    return Amendment.objects.filter(strategy=strategy, state=Amendment.State.OPEN).exists()


def amendments_for(standing: Standing) -> QuerySet[Amendment]:
    """The proposals to amend a strategy this person may see: adopted ones where the strategy is
    read, the others where drafts are."""
    kept = standing.sees_open("strategy") & Q(state=Amendment.State.ADOPTED)
    seen = Amendment.objects.filter(standing.sees_open("drafts") | kept)
    return seen.filter(strategy__in=strategies_for(standing)).select_related("strategy")


def adopted_words(standing: Standing, strategy: Strategy) -> list[AdoptedWords]:
    """What was adopted to amend a strategy, as far as this person reads it, in its order."""
    rows = amendments_for(standing).filter(strategy=strategy, state=Amendment.State.ADOPTED)
    return [
        AdoptedWords(row.letter, row.words, row.decided_on, row.decided_by, row.language)
        for row in rows.order_by("letter", "decided_on", "entered_at")
        if row.decided_on
    ]


def left_behind(standing: Standing, section: Section) -> list[AdoptedWords]:
    """What was adopted to amend the section of the edition before, and stands not in its text."""
    if not section.strategy.writable:
        return []
    earlier = strategies_for(standing).filter(edition__lt=section.strategy.edition)
    return [
        adopted_word
        for before in [earlier.order_by("edition").last()]
        if before is not None
        for adopted_word in adopted_words(standing, before)
        if adopted_word.letter == section.letter
        and adopted_word.language == section.language
        and not holds_words(section.text, adopted_word.words)
    ]


KINDS: dict[str, FactKind] = {
    "mandate": FactKind("mandates", resolutions_for, "mandate:resolution"),
    "mandated_task": FactKind("mandates", tasks_for, "mandate:task"),
    "risk": FactKind("risks", risks_for, "risk:risk"),
    "risk_actor": FactKind("risks"),
    "caveat": FactKind("bases", caveats_for, "capacity:caveat"),
    "unit": FactKind("bases", units_for, "capacity:unit"),
    "base": FactKind("bases", bases_for, "capacity:base"),
    "consent": FactKind("alerts", losses_for, "crisis:consent_one"),
    "election": FactKind("strategy", context_for, "review:context_one"),
    "agreement": FactKind("strategy", context_for, "review:context_one"),
    "context": FactKind("strategy", context_for, "review:context_one"),
    "forum": FactKind("fora", fora_for, "fora:forum"),
    "role": FactKind("strategy", role_lines_for, "partners:role"),
    "plan": FactKind("alerts", all_plans, "crisis:plan"),
    "indicator": FactKind("strategy", lines_for, "programme:line"),
    "measure": FactKind("strategy", indicators_for, "programme:indicator"),
    "fact": FactKind("strategy", cited_for),
}
"""Every kind of tutela.strategy.triggers."""


def _may_know(standing: Standing, guarded: GuardedFact) -> bool:
    """Whether somebody reads records of this kind, marking, area and compartment."""
    reading = standing.readings.get(KINDS[guarded.fact.kind].reads)
    if reading is None or guarded.compartment not in {"", *standing.compartments}:
        return False
    return reading.reaches(guarded.marking, guarded.area)


# --- what moved


@dataclass(frozen=True)
class MovedFact:
    """One thing that moved, whoever may know it: what was frozen and what holds now."""

    trigger: Trigger
    key: str
    was: GuardedFact | None
    now: GuardedFact | None

    @property
    def digest(self) -> str:
        """The name of the value the fact came to have."""
        value = [self.trigger.after, self.trigger.came, self.trigger.went]
        return hashlib.sha256(json.dumps(value).encode()).hexdigest()


@dataclass(frozen=True)
class Moved:
    """One thing that moved, for a reader who may know it: its page if they may open one, and what
    was done about it in this section."""

    found: MovedFact
    url: str = ""
    row: ReviewTrigger | None = None

    @property
    def trigger(self) -> Trigger:
        return self.found.trigger

    @property
    def what(self) -> str:
        """What moved; the harm of a risk in the language of the page."""
        if self.trigger.kind != "risk":
            return self.trigger.what
        where, dot, harm = self.trigger.what.rpartition(" · ")
        return f"{where}{dot}{word(harm)}"

    @property
    def before(self) -> str:
        return fact_in_words(self.trigger.kind, self.trigger.before)

    @property
    def after(self) -> str:
        return fact_in_words(self.trigger.kind, self.trigger.after)


@dataclass(frozen=True)
class Amber:
    """One section to look at again, and why.

    hidden  whether a capacity or caveat changed of which this reader may know no more
    """

    letter: str
    why: list[Moved] = field(default_factory=list)
    hidden: bool = False

    @property
    def name(self) -> str:
        return SECTIONS[self.letter]


@dataclass(frozen=True)
class StrategyComparison:
    """A strategy compared with today, for one reader.

    watched  how many facts were frozen that this reader may know
    term     what the calendar asks
    """

    sections: dict[str, Amber]
    settled: list[ReviewTrigger]
    watched: int
    term: Sentence | None

    @property
    def letters(self) -> list[str]:
        """The sections that stand in amber."""
        return list(self.sections)


def moved_facts(
    strategy: Strategy, frozen: Mapping[tuple[str, str], GuardedFact] | None = None
) -> list[MovedFact]:
    """What moved since the strategy came into force; nothing once it is in force no longer.

    Takes   frozen, what `frozen_facts` gives, if it is at hand. Some fifteen queries.
    """
    if strategy.state != IN_FORCE:
        return []
    was = frozen_facts(strategy) if frozen is None else frozen
    if not was:
        return []
    risks = {key for kind, key in was if kind == "risk"}
    now = {
        (gathered_fact.fact.kind, gathered_fact.fact.id): gathered_fact
        for gathered_fact in gather_facts(strategy.mission, strategy, risks=risks)
    }
    return [
        MovedFact(trigger, key, before, after)
        for kind, key in sorted(was.keys() | now.keys())
        for before, after in [(was.get((kind, key)), now.get((kind, key)))]
        for trigger in review([before.fact] if before else [], [after.fact] if after else [])
    ]


def frozen_facts(strategy: Strategy) -> dict[tuple[str, str], GuardedFact]:
    """What the strategy rested on when it came into force, by kind and key. One query."""
    return {
        (frozen_fact.kind, frozen_fact.key): GuardedFact(
            frozen_fact.fact,
            frozen_fact.classification,
            frozen_fact.area_id,
            frozen_fact.compartment,
        )
        for frozen_fact in FrozenFact.objects.filter(strategy=strategy)
    }


def amber_of(standing: Standing, strategy: Strategy) -> StrategyComparison:
    """The sections to look at again, each with why, as far as this person may know.

    A caveat that moved is told to who reads drafts as "a capacity or caveat changed" where its
    compartment is not held; whatever else they may not know is not told at all.
    """
    frozen = frozen_facts(strategy)
    moved = moved_facts(strategy, frozen)
    review_triggers = list(
        ReviewTrigger.objects.filter(strategy=strategy).order_by("letter", "seen_on", "pk")
    )
    urls = _urls(
        standing,
        {(one.trigger.kind, one.key) for one in moved}
        | {(review_trigger.kind, review_trigger.key) for review_trigger in review_triggers},
    )
    rows = {(row.letter, row.kind, row.key, row.digest): row for row in review_triggers}
    sections = {letter: Amber(letter) for letter in SECTIONS}
    hidden: set[str] = set()
    for moved_fact in moved:
        at = (moved_fact.trigger.kind, moved_fact.key)
        known = at in urls and _knows(standing, moved_fact.was) and _knows(standing, moved_fact.now)
        for letter in moved_fact.trigger.sections:
            row = rows.get((letter, *at, moved_fact.digest))
            if row is not None and row.settled:
                continue
            if known:
                sections[letter].why.append(Moved(moved_fact, urls[at], row))
            elif moved_fact.trigger.kind == "caveat" and standing.reads("drafts"):
                hidden.add(letter)
    return StrategyComparison(
        {
            letter: replace(one, hidden=letter in hidden)
            for letter, one in sections.items()
            if one.why or letter in hidden
        },
        [
            row
            for row in review_triggers
            if row.settled and (row.kind, row.key) in urls and _knows(standing, _of_row(row))
        ],
        sum(_knows(standing, one) for one in frozen.values()),
        _term(standing, strategy),
    )


def _knows(standing: Standing, guarded_fact: GuardedFact | None) -> bool:
    return guarded_fact is None or _may_know(standing, guarded_fact)


def _of_row(row: ReviewTrigger) -> GuardedFact:
    fact = Fact(row.kind, row.key, row.label, row.after)
    return GuardedFact(fact, row.classification, row.area_id, row.compartment)


def _urls(standing: Standing, wanted: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """The page of each of these facts this person may open; "" for one that has no page. What they
    may not see is not in it. One query for each kind."""
    by_kind: dict[str, set[str]] = defaultdict(set)
    for kind, key in wanted:
        by_kind[kind].add(key)
    urls: dict[tuple[str, str], str] = {}
    for kind, keys in by_kind.items():
        rule = KINDS[kind]
        if rule.rows is None:
            urls |= {(kind, key): "" for key in keys}
            continue
        for pk in rule.rows(standing).filter(pk__in=keys).order_by().values_list("pk", flat=True):
            url = reverse(rule.page, args=[standing.mission.code, pk]) if rule.page else ""
            urls[kind, str(pk)] = url
    return urls


def _term(standing: Standing, strategy: Strategy) -> Sentence | None:
    if strategy.state != IN_FORCE or strategy.valid_from is None:
        return None
    return term(strategy.valid_from, standing.on, valid_until=strategy.valid_until)


def triggers_known(standing: Standing, rows: Iterable[ReviewTrigger]) -> list[ReviewTrigger]:
    """Those of these triggers this person may know."""
    kept = list(rows)
    urls = _urls(standing, {(row.kind, row.key) for row in kept})
    return [row for row in kept if (row.kind, row.key) in urls and _knows(standing, _of_row(row))]


def beside_strategy(standing: Standing, strategy: Strategy) -> dict[str, Any]:
    """What the page of a strategy shows of the review of one in force."""
    if strategy.state != IN_FORCE:
        return {"review": None}
    amended = {adopted_word.letter for adopted_word in adopted_words(standing, strategy)}
    return {"review": amber_of(standing, strategy), "amended": amended}


def beside_section(standing: Standing, section: Section) -> dict[str, Any]:
    """What the page of a section shows of the review: why it is amber, what amended it, what it
    cites."""
    strategy = section.strategy
    amber = None
    if strategy.state == IN_FORCE:
        amber = amber_of(standing, strategy).sections.get(section.letter)
    adopted = amendments_for(standing).filter(
        strategy=strategy, letter=section.letter, state=Amendment.State.ADOPTED
    )
    return {
        "amber": amber,
        "amended": adopted.order_by("decided_on", "entered_at"),
        "left_behind": left_behind(standing, section),
        "cited": with_place_facts(
            standing, cited_for(standing).filter(section=section).order_by("entered_at")
        ),
    }


def watched_counts(standing: Standing) -> dict[str, int]:
    """How many mandates, changes of context and cited facts this person may see are watched:
    the live element of section A. Three queries."""
    return {
        "triggers": resolutions_for(standing).filter(retired_on=None).count()
        + context_for(standing).count()
        + cited_for(standing).filter(untrue_on=None).count()
    }


def watched_records(standing: Standing, strategy: Strategy) -> list[tuple[Record, str, list[str]]]:
    """The changes of context and the cited facts that are watched for a strategy, each with its
    words and the letters of its sections, as its paper prints them. Two queries."""
    cited = cited_for(standing).filter(section__strategy=strategy, untrue_on=None)
    return [
        *(
            (event, event.title, list(event.letters))
            for event in context_for(standing).order_by("on", "pk")
        ),
        *(
            (fact, fact.words, [fact.section.letter])
            for fact in cited.order_by("section__letter", "pk")
        ),
    ]


# --- in words


_LABELS: Mapping[str, Sequence[type[TextChoices]]] = {
    "caveat": (Caveat.Status, Caveat.Kind),
    "consent": (ConsentLoss.Kind,),
    "election": (ContextEvent.State,),
    "agreement": (ContextEvent.State,),
    "context": (ContextEvent.State,),
    "forum": (Forum.Kind,),
    "role": (RoleLine.Who, RoleLine.RoleTask),
}
"""The choices the first words of a value are of."""

_CITED = {"so": "as cited", "no longer so": "changed since endorsement"}
"""How a cited fact stands, as it is kept, in the words of the page."""


def fact_in_words(kind: str, value: Any) -> str:
    """A value in the language of the page; "" where nothing was there or known."""
    if value is None:
        return ""
    if kind == "risk":
        return f"{int(value) + 1} {word(BANDS[int(value)])}"
    if kind == "risk_actor":
        return f"{value:.0%}"
    if kind == "fact":
        return word(_CITED.get(str(value), str(value)))
    if kind in ("unit", "base", "plan"):
        return word(str(value))
    parts = str(value).split(" · ")
    for at, choices in enumerate(_LABELS.get(kind, ())):
        if at < len(parts) and parts[at] in choices.values:
            parts[at] = str(choices(parts[at]).label)
    return " · ".join(parts)
