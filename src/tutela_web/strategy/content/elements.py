"""Which elements of the Framework a strategy holds: by its text, by records of other rooms."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import zip_longest
from uuid import UUID

from django.db.models import Count, Q

from tutela.base.messages import Sentence, say
from tutela.risk.threats import ACTUAL, POTENTIAL
from tutela.strategy.completeness import FEWEST_WORDS, HeldElement, State, check
from tutela.strategy.coverage import Share
from tutela.strategy.elements import SECTIONS, elements
from tutela.strategy.matrix import EARLY, answers_to_risks
from tutela.strategy.text.length import shrank
from tutela.strategy.text.quoted import answers_standing, questions_of, stands, times_cited
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.capacity.caveats.queries import caveats_for
from tutela_web.capacity.models import UnitReadiness
from tutela_web.capacity.units.queries import holds_readiness, units_for
from tutela_web.crisis.plans.models import ContingencyPlan
from tutela_web.crisis.plans.queries import seen_plans
from tutela_web.engagements.asks.queries import asks_for
from tutela_web.engagements.engagement.models import GUARDED
from tutela_web.engagements.engagement.queries import engagements_for
from tutela_web.engagements.residual.queries import residuals_for
from tutela_web.fora.forum.models import Forum
from tutela_web.fora.forum.queries import standing_fora
from tutela_web.mandate.models import MandatedTask
from tutela_web.mandate.queries import tasks_for
from tutela_web.partners.partner.queries import standing_partners
from tutela_web.partners.roles.models import RoleLine
from tutela_web.partners.roles.queries import host_notes_for, role_lines_for
from tutela_web.partners.wider.queries import kept_outside
from tutela_web.programme.matrix.models import MatrixLine
from tutela_web.programme.matrix.queries import (
    answering,
    core_line,
    lines_for,
    priority_risks,
)
from tutela_web.programme.matrix.queries import counts_for as matrix_counts
from tutela_web.programme.measures.queries import counts_for as measure_counts
from tutela_web.programme.objectives.queries import counts_for as objective_counts
from tutela_web.risk.groups.queries import places_by_group
from tutela_web.risk.models import Risk
from tutela_web.risk.queries import risks_for
from tutela_web.risk.threats.queries import kinds_of_risks
from tutela_web.strategy.consulting.models import Waiver
from tutela_web.strategy.consulting.queries import waived_elements
from tutela_web.strategy.edition.models import ElementMark, Section, Strategy
from tutela_web.strategy.edition.queries import marks_for, sections_for, strategies_for
from tutela_web.strategy.edition.takeup import EVERYTHING, Printed
from tutela_web.strategy.understood.queries import current_understandings
from tutela_web.warning.board.queries import alerts_for, each_thread_once
from tutela_web.warning.models import ClockLimit
from tutela_web.warning.network.queries import contacts_for

COUNTS: list[Callable[[Standing], dict[str, int]]] = []
"""How many records stand behind elements, for who reads the strategy; what is built on the strategy
registers it."""

_WHO = RoleLine.Who
_ROLES = {
    "roles": tuple(_WHO),
    "roles_hom": (_WHO.HEAD,),
    "roles_deputies": (_WHO.POLITICAL, _WHO.HUMANITARIAN),
    "roles_force_police": (_WHO.FORCE, _WHO.POLICE),
    "roles_components": (_WHO.COMPONENT,),
    "roles_support": (_WHO.SUPPORT,),
    "roles_partners": (_WHO.UN, _WHO.NGO),
}
_FORA = {
    f"fora_{kind.value}": kind
    for kind in (
        Forum.Kind.SENIOR,
        Forum.Kind.LOCAL,
        Forum.Kind.CLUSTER,
        Forum.Kind.HOST,
        Forum.Kind.COMMUNITY,
    )
}


def live_counts(standing: Standing, printed: Printed = EVERYTHING) -> dict[str, int]:
    """How many records this person may see stand behind each live element, by what the table of
    elements calls them, of those the edition prints; what nobody counts for them is not in it. At
    most twenty-eight queries.
    """
    kept = printed.rows
    counts: dict[str, int] = {}
    if standing.reads("strategy"):
        counts |= matrix_counts(standing, kept) | _roles(standing, printed)
        counts |= objective_counts(standing, kept)
        counts |= measure_counts(standing, kept)
        for count in COUNTS:
            counts |= count(standing)
        counts["leaders_understanding"] = kept(
            "understood", current_understandings(standing)
        ).count()
        counts["outside_scope"] = kept("outside", kept_outside(standing)).count()
    if standing.reads("mandates"):
        counts["mandate"] = _mandate(standing)
    if standing.reads("risks"):
        counts |= _risks(standing, printed)
    if standing.reads("fora"):
        fora = kept("fora", standing_fora(standing)).order_by()
        kinds = dict(fora.values_list("kind").annotate(n=Count("pk")))
        counts |= {name: kinds.get(kind, 0) for name, kind in _FORA.items()}
        counts["partners"] = (
            counts["fora_cluster"] + kept("partners", standing_partners(standing)).count()
        )
    if standing.reads("engagements"):
        counts["asks"] = kept("asks", asks_for(standing)).count()
        armed = engagements_for(standing).filter(obligations=True, actor__type__in=GUARDED)
        counts["armed_groups"] = armed.count()
    if standing.reads("drafts"):
        notes = kept("host_notes", host_notes_for(standing)).filter(ended_on=None)
        counts["host_institutions"] = notes.count()
    if standing.reads("alerts"):
        counts |= _warning(standing)
    if standing.reads("bases"):
        counts["capacity"] = units_for(standing).filter(retired=False).count()
        if holds_readiness(standing):
            counts["caveats"] = caveats_for(standing).count()
            counts["readiness"] = UnitReadiness.objects.filter(standing.sees_open("bases")).count()
    return counts


def _mandate(standing: Standing) -> int:
    """The mandated tasks in force."""
    confirmed = tasks_for(standing).filter(state=MandatedTask.State.CONFIRMED)
    return sum(one.holds(standing.on) for one in confirmed)


def _roles(standing: Standing, printed: Printed) -> dict[str, int]:
    lines = printed.rows("roles", role_lines_for(standing)).filter(
        Q(ended_on=None) | Q(ended_on__gt=standing.on)
    )
    by_who = dict(lines.order_by().values_list("who").annotate(n=Count("pk")))
    return {name: sum(by_who.get(one, 0) for one in who) for name, who in _ROLES.items()}


def _warning(standing: Standing) -> dict[str, int]:
    """Section E: how warning comes in (contacts in use, and who reads none of them sees it by the
    year's alerts), the mission's own limits of its clocks, the contingency plans in use."""
    contacts = contacts_for(standing).filter(retired=False)
    year = clock.now(standing.mission) - timedelta(days=365)
    alerts = alerts_for(standing).filter(each_thread_once(standing), entered_at__gte=year)
    return {
        "warning": contacts.count() + alerts.count(),
        "clocks": ClockLimit.objects.filter(mission=standing.mission).count(),
        "plans": seen_plans(standing).count(),
    }


def _risks(standing: Standing, printed: Printed) -> dict[str, int]:
    """The priority risks are parted by what is on record: harm already seen, and harm feared. What
    exposes people is told by group: it counts the places where that was assessed."""
    adopted = Q(status=Risk.Status.ADOPTED)
    counted = risks_for(standing).aggregate(
        adopted=Count("pk", filter=adopted),
        actors=Count("actor", filter=adopted & ~Q(actor=""), distinct=True),
    )
    vulnerable = len(places_by_group(standing))
    accepted = printed.rows("residuals", residuals_for(standing))
    gaps = accepted.filter(ended_on=None, until__gte=standing.on).count()
    kinds = Counter(kinds_of_risks(standing, priority_risks(standing)).values())
    return {
        "risks_actual": kinds[ACTUAL],
        "risks_potential": kinds[POTENTIAL],
        "risks_threats": counted["adopted"],
        "risks_actors": counted["actors"],
        "risks_vulnerable": vulnerable,
        "capacity_gaps": gaps,
    }


def risks_covered(standing: Standing, printed: Printed = EVERYTHING) -> dict[str, Share]:
    """How many of the priority risks this person may see the records behind an element answer, by
    the key of each element that asks for every one of them. Five queries at most."""
    if not (standing.reads("risks") and standing.reads("strategy")):
        return {}
    risks = list(priority_risks(standing))
    rows = list(printed.rows("lines", lines_for(standing)))
    answering_lines = answering(standing, rows)
    lines = [core_line(row, answering_lines) for row in rows]
    answers = answers_to_risks(lines, [str(risk.pk) for risk in risks])
    by_group = places_by_group(standing)
    reached = {
        "B.vulnerabilities": sum(risk.place_id in by_group for risk in risks),
        "C.matrix": sum(bool(answer.lines) for answer in answers),
        "C.multidimensional": sum(answer.of_several_components for answer in answers),
        "C.prevention": sum(bool(answer.early) for answer in answers),
    }
    if standing.reads("alerts"):
        planned = set(seen_plans(standing).order_by().values_list("place", flat=True))
        reached["E.crisis-planning"] = sum(risk.place_id in planned for risk in risks)
    return {key: Share(len(risks), n) for key, n in reached.items()}


# --- the two parts of a strategy


@dataclass(frozen=True)
class RiskInBothParts:
    """A priority risk: the lines that lessen it day by day, and the contingency plans at its
    place; None for who reads no plans."""

    risk: Risk
    daily: list[MatrixLine]
    crisis: list[ContingencyPlan] | None

    @property
    def lacking(self) -> bool:
        """Whether one of the two parts says nothing of it, as far as one may know."""
        return not self.daily or self.crisis == []


@dataclass(frozen=True)
class BothParts:
    """The day-to-day approach and crisis planning, risk by risk."""

    rows: list[RiskInBothParts]

    @property
    def without_daily(self) -> int:
        """Priority risks that no line lessens before harm."""
        return sum(not row.daily for row in self.rows)

    @property
    def without_crisis(self) -> int:
        """Priority risks at whose place no contingency plan is in use, of those one may know."""
        return sum(row.crisis == [] for row in self.rows)


def both_parts(standing: Standing) -> BothParts | None:
    """Each priority risk in both parts of the strategy; None for who reads no risks. Four
    queries. Source: Holt and Taylor, produce a strategy."""
    if not (standing.reads("risks") and standing.reads("strategy")):
        return None
    daily: dict[UUID, list[MatrixLine]] = defaultdict(list)
    lines = lines_for(standing).filter(phase__in=sorted(EARLY)).exclude(status="stopped")
    rows = list(lines.order_by("code"))
    answering_lines = answering(standing, rows)
    for line in rows:
        for risk in answering_lines.risks.get(str(line.pk), ()):
            daily[UUID(risk)].append(line)
    plans: dict[UUID, list[ContingencyPlan]] | None = None
    if standing.reads("alerts"):
        plans = defaultdict(list)
        for plan in seen_plans(standing).select_related("place").order_by("pk"):
            plans[plan.place_id].append(plan)
    return BothParts(
        [
            RiskInBothParts(
                risk,
                daily.get(risk.pk, []),
                None if plans is None else plans.get(risk.place_id, []),
            )
            for risk in priority_risks(standing)
        ]
    )


@dataclass(frozen=True)
class ElementRow:
    """One element as one reader sees it.

    records  how many records stand behind it; None where it has none, or nobody could count them
    stale    whether the text changed since a person said it answers the element
    """

    state: State
    section: Section
    mark: ElementMark | None
    records: int | None
    next: Sentence | None
    waiver: Waiver | None = None

    @property
    def stale(self) -> bool:
        """Whether words the mark rested on stand in the section no longer."""
        return _fell(self.mark, self.section)

    @property
    def asked(self) -> list[tuple[str, str, bool]]:
        """What a drafter is asked of it, each with the words cited, and whether they stand."""
        cited = self.mark.quotes if self.mark else []
        return [
            (question, quote, stands(self.section.text, quote))
            for question, quote in zip_longest(
                questions_of(self.state.element.key), cited, fillvalue=""
            )
            if question
        ]


@dataclass(frozen=True)
class Completeness:
    """What a strategy holds: rows by section, and the sections this reader is not let in to."""

    rows: list[ElementRow]
    withheld: list[str]

    @property
    def met(self) -> int:
        """How many of the elements shown are met: one that was left out is not."""
        return sum(row.state.stands for row in self.rows)

    @property
    def by_records_alone(self) -> int:
        """How many are met by records of other rooms without a word of the strategy."""
        return sum(row.state.by == "live" for row in self.rows)

    @property
    def by_word(self) -> int:
        """How many are met because a person said that the text answers them, and by that alone."""
        return sum(row.state.by == "text" for row in self.rows)

    @property
    def left_out(self) -> int:
        """How many somebody left out, with a reason."""
        return sum(row.state.by == "waived" for row in self.rows)

    @property
    def thin(self) -> int:
        """How many are not met although something is there."""
        return sum(row.state.thin for row in self.rows)

    @property
    def missing(self) -> int:
        """How many are not met, with nothing there."""
        return sum(not row.state.met and not row.state.thin for row in self.rows)

    @property
    def says_less(self) -> list[tuple[Section, int, int]]:
        """The sections whose text says less than what is counted in them: with fewer words than a
        sentence for each element met, and how many words and elements these are."""
        counted = Counter(row.section.letter for row in self.rows if row.state.stands)
        sections = {row.section.letter: row.section for row in self.rows}
        return [
            (one, words, counted[letter])
            for letter, one in sections.items()
            for words in [len(one.text.split())]
            if words < FEWEST_WORDS * counted[letter]
        ]

    @property
    def unmet(self) -> list[ElementRow]:
        """What is not met, what the Framework requires first."""
        missing = [row for row in self.rows if not row.state.met]
        return sorted(missing, key=lambda row: row.state.element.strength != "must")


def completeness(standing: Standing, strategy: Strategy) -> Completeness:
    """Every element of the sections this person may see. Twenty-eight queries at most."""
    sections = {
        section.letter: section for section in sections_for(standing).filter(strategy=strategy)
    }
    marks = {mark.element: mark for mark in marks_for(standing).filter(section__strategy=strategy)}
    printed = Printed(strategy)
    counts = live_counts(standing, printed)
    waived = waived_elements(standing, strategy)
    covered = risks_covered(standing, printed)
    states = check(_held_by_element(sections, marks, counts, waived, covered))
    rows = [
        ElementRow(
            state,
            sections[key[0]],
            marks.get(key),
            counts.get(one.live),
            REREAD
            if not state.met and _fell_uncited(marks.get(key), sections[key[0]])
            else state.next,
            waived.get(key),
        )
        for state in states
        if (key := (one := state.element).key)[0] in sections
    ]
    return Completeness(rows, [letter for letter in SECTIONS if letter not in sections])


def sections_shrunk(standing: Standing, strategy: Strategy) -> list[tuple[Section, int, int]]:
    """The sections that lost half their words or more since the edition before, and how many words
    each had and has. Three queries."""
    earlier = strategies_for(standing).filter(edition__lt=strategy.edition).order_by("edition")
    last = earlier.last()
    if last is None:
        return []
    before = {
        (section.letter, section.language): section.text
        for section in sections_for(standing).filter(strategy=last)
    }
    return [
        (section, len(was.split()), len(section.text.split()))
        for section in sections_for(standing).filter(strategy=strategy).order_by("letter")
        for was in [before.get((section.letter, section.language), "")]
        if shrank(was, section.text)
    ]


REREAD = say("the section was changed since it was marked: read it, and mark it again")


def _fell(mark: ElementMark | None, section: Section) -> bool:
    if mark is None:
        return False
    if mark.quotes:
        return any(quote and not stands(section.text, quote) for quote in mark.quotes)
    return mark.on_version < section.version


def _fell_uncited(mark: ElementMark | None, section: Section) -> bool:
    """Whether a mark that cites nothing fell; of one that does, its own words say why."""
    return mark is not None and not mark.quotes and _fell(mark, section)


def _held_of_mark(mark: ElementMark | None, section: Section, cited: Counter[str]) -> HeldElement:
    """What a mark says stands: the sentences it cites. One made before sentences were cited speaks
    of the whole text, until the section is saved anew."""
    if mark is None:
        return HeldElement()
    if mark.quotes:
        told = answers_standing(mark.element, section.text, mark.quotes, cited)
        return HeldElement(text=told.words, lacks=told.lacks)
    return HeldElement(text=section.text if mark.on_version == section.version else "")


def _held_by_element(
    sections: Mapping[str, Section],
    marks: Mapping[str, ElementMark],
    counts: Mapping[str, int],
    waived: Mapping[str, Waiver],
    covered: Mapping[str, Share],
) -> dict[str, HeldElement]:
    cited = times_cited(quote for mark in marks.values() for quote in mark.quotes)
    return {
        element.key: replace(
            _held_of_mark(marks.get(element.key), sections[element.section], cited),
            records=counts.get(element.live) if element.live else 0,
            waived=waived[element.key].why if element.key in waived else "",
            covers=covered.get(element.key),
        )
        for element in elements()
        if element.section in sections
    }
