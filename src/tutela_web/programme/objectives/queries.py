"""How objectives, plans of others and the links of the chain are read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Case, Count, Prefetch, Q, QuerySet, When

from tutela.places.names import fold
from tutela.strategy.matrix import TIERS, tier_words
from tutela_web.access.policy import Standing
from tutela_web.crisis.decisions.queries import taskings_for
from tutela_web.links.queries import in_force
from tutela_web.mandate.models import MandatedTask
from tutela_web.mandate.queries import tasks_for
from tutela_web.partners.roles.queries import role_lines_for
from tutela_web.programme.efforts.queries import planned_for, programmes_for
from tutela_web.programme.fields import Kept, keep_all
from tutela_web.programme.matrix.models import MatrixLine
from tutela_web.programme.matrix.queries import lines_for
from tutela_web.programme.objectives.models import ENDS, ChainLink, LinkedPlan, Objective, PlanMatch
from tutela_web.risk.models import Risk
from tutela_web.risk.queries import risks_for

STRATEGIES: list[Callable[[Standing], QuerySet[Any]]] = []
"""Who reads strategies: the room that holds them says so."""

INDICATORS: list[Callable[[Standing], Mapping[UUID, int]]] = []
"""Who reads indicators, and counts those of each objective and of the lines that serve it: the
feature that holds them says so."""

LISTED = 200
"""How many taskings a line's page offers, the newest."""


def objectives_for(standing: Standing) -> QuerySet[Objective]:
    """The objectives this person may see; those that ended too."""
    return Objective.objects.filter(standing.sees_open("strategy"))


def plans_for(standing: Standing) -> QuerySet[LinkedPlan]:
    """The plans of others this person may see; those that ended too."""
    return LinkedPlan.objects.filter(standing.sees_open("strategy"))


def matches_for(standing: Standing) -> QuerySet[PlanMatch]:
    """What of the plans of others was set beside the strategy, as far as this person may see the
    plan and the objective both."""
    rows = PlanMatch.objects.filter(standing.sees_open("strategy"), plan__in=plans_for(standing))
    seen = Q(objective=None) | Q(objective__in=objectives_for(standing))
    return rows.filter(seen).select_related("plan", "objective")


@dataclass(frozen=True)
class Matched:
    """A plan of others beside the strategy.

    priorities, roles  what was set beside each other
    theirs             how many of their priorities nothing of ours answers
    ours               our objectives that no priority of theirs was matched with
    apart              how many conflicts nobody resolved
    """

    priorities: list[PlanMatch]
    roles: list[PlanMatch]
    ours: list[Objective]

    @property
    def theirs(self) -> int:
        """Priorities of theirs that nothing of ours answers."""
        return sum(priority.fit == PlanMatch.Fit.UNMATCHED for priority in self.priorities)

    @property
    def apart(self) -> int:
        """Conflicts nobody resolved."""
        return sum(priority.open_conflict for priority in (*self.priorities, *self.roles))


@dataclass(frozen=True)
class PlanBeside:
    """A plan of others as section A shows it: its priorities by how they fit ours."""

    plan: LinkedPlan
    stale: bool
    by_fit: list[tuple[PlanMatch.Fit, list[PlanMatch]]]


def plans_beside(standing: Standing) -> list[tuple[LinkedPlan.Kind, list[PlanBeside]]]:
    """The plans of others in force by kind, each with its priorities set beside ours; a kind of
    which none is recorded is empty. Two queries."""
    plans = list(plans_for(standing).filter(in_force(standing)).order_by("title", "pk"))
    by_plan: dict[UUID, list[PlanMatch]] = {}
    rows = matches_for(standing).filter(
        plan__in=[plan.pk for plan in plans], about=PlanMatch.MatchedKind.PRIORITY, ended_on=None
    )
    for match in rows.order_by("entered_at"):
        by_plan.setdefault(match.plan_id, []).append(match)
    beside = [
        PlanBeside(
            plan,
            plan.stale(standing.on),
            [
                (fit, matched)
                for fit in PlanMatch.Fit
                if (matched := [m for m in by_plan.get(plan.pk, []) if m.fit == fit])
            ],
        )
        for plan in plans
    ]
    return [(kind, [one for one in beside if one.plan.kind == kind]) for kind in LinkedPlan.Kind]


def match_linked_plan(standing: Standing, plan: LinkedPlan) -> Matched:
    """What of a plan of others was set beside the strategy, and what is unmatched on both sides.
    Two queries."""
    rows = list(matches_for(standing).filter(plan=plan, ended_on=None).order_by("entered_at"))
    held = {row.objective_id for row in rows}
    mine = objectives_for(standing).filter(in_force(standing)).order_by("number")
    about = PlanMatch.MatchedKind
    return Matched(
        [row for row in rows if row.about == about.PRIORITY],
        [row for row in rows if row.about == about.ROLE],
        [one for one in mine if one.pk not in held],
    )


def _tasks(standing: Standing) -> QuerySet[MandatedTask]:
    return tasks_for(standing).filter(state=MandatedTask.State.CONFIRMED)


SEEN: Mapping[str, Callable[[Standing], QuerySet[Any]]] = {
    "objective": objectives_for,
    "line": lines_for,
    "task": _tasks,
    "risk": risks_for,
    "tasking": taskings_for,
    "planned": planned_for,
    "programme": programmes_for,
    "role": role_lines_for,
}
"""Who sees an end of a link."""


ORDER = {"planned": "paper", "programme": "kind", "role": "number"}
"""In what order a person is offered what else may be linked."""


def links_for(standing: Standing) -> QuerySet[ChainLink]:
    """The links this person may see: both ends, as they are marked today."""
    seen = Q()
    for name in ENDS:
        seen &= Q(**{name: None}) | Q(
            **{f"{name}__in": SEEN[name](standing).order_by().values("pk")}
        )
    return ChainLink.objects.filter(standing.sees_open("strategy"), seen)


def objectives_served(standing: Standing, lines: Sequence[MatrixLine]) -> dict[UUID, list[str]]:
    """The codes of the objectives in force that lines serve, by the line: those a line names by the
    mission's own numbers, and those a person linked it to. Two queries."""
    objectives = list(objectives_for(standing).filter(in_force(standing)).order_by("number"))
    by_code = {fold(objective.code): objective.pk for objective in objectives}
    serving: dict[UUID, set[UUID]] = {
        line.pk: {by_code[fold(code)] for code in line.serves if fold(code) in by_code}
        for line in lines
    }
    linked = links_for(standing).filter(
        line__in=[line.pk for line in lines],
        objective__in=[objective.pk for objective in objectives],
        ended_on=None,
    )
    for line_pk, objective_pk in linked.values_list("line", "objective"):
        serving[line_pk].add(objective_pk)
    return {
        pk: [objective.code for objective in objectives if objective.pk in served]
        for pk, served in serving.items()
    }


@dataclass
class ObjectiveRow:
    """An objective in the list: how many mandated tasks and risks it answers, of those seen, and
    how many indicators it has, or lines that serve it have or name."""

    objective: Objective
    tasks: int = 0
    risks: int = 0
    lines: int = 0
    indicators: int = 0


@dataclass
class Terms:
    """The objectives in force by term, the tiers none lies in, and those no task lies in either."""

    terms: list[tuple[Objective.Term, list[ObjectiveRow]]] = field(default_factory=list)
    ended: list[Objective] = field(default_factory=list)
    tiers: list[int] = field(default_factory=list)  # in which no objective lies
    unmandated: list[int] = field(default_factory=list)  # and no mandated task either

    @property
    def unmeasured(self) -> list[Objective]:
        """The objectives in force without any indicator."""
        rows = [row for _term, of_term in self.terms for row in of_term]
        return sorted(
            (row.objective for row in rows if not row.indicators), key=lambda one: one.number
        )


def mandated_tiers(standing: Standing) -> set[int]:
    """The tiers in which a task of the Council is confirmed and holds. One query."""
    return {task.tier for task in _tasks(standing) if task.holds(standing.on)}


def objective_list(standing: Standing) -> Terms:
    """Every objective by term, and what is missing. Seven queries."""
    every = list(objectives_for(standing).order_by("number"))
    rows = {one.pk: ObjectiveRow(one) for one in every}
    links = links_for(standing).filter(objective__isnull=False, ended_on=None)
    ends = ("objective", "task", "risk", "line", "line__indicator")
    for pk, task, risk, line, indicator in links.values_list(*ends):
        if pk in rows:
            rows[pk].tasks += task is not None
            rows[pk].risks += risk is not None
            rows[pk].lines += line is not None
            rows[pk].indicators += bool(indicator)
    for count in INDICATORS:
        for pk, number in count(standing).items():
            if pk in rows:
                rows[pk].indicators += number
    over = {one.pk for one in every if one.ended_on and one.ended_on <= standing.on}
    now = [row for pk, row in rows.items() if pk not in over]
    held = {tier for row in now for tier in row.objective.tiers}
    mandated = mandated_tiers(standing)
    return Terms(
        [(term, [row for row in now if row.objective.term == term]) for term in Objective.Term],
        [one for one in every if one.pk in over],
        [tier for tier in TIERS if tier not in held],
        [tier for tier in TIERS if tier not in held and tier not in mandated],
    )


def strategy_followed(standing: Standing) -> Any:
    """The strategy in force, of those this person may see; where none is, the newest; None where
    there is none. One query."""
    first = (Case(When(state="in force", then=0), default=1), "-edition")
    found = (one for read in STRATEGIES for one in read(standing).order_by(*first)[:1])
    return next(found, None)


@dataclass(frozen=True)
class TierRow:
    """One tier: what it is called in the edition of the policy the strategy follows, the
    objectives and how many lines lie in it, whether the Council gave a task in it, and whether an
    objective in it hangs together with a risk or a line: without one it is only words."""

    tier: int
    words: str
    objectives: list[Objective]
    lines: int
    mandated: bool
    linked: bool


@dataclass(frozen=True)
class TierList:
    """The three tiers, and how many lines of the matrix lie in none."""

    rows: list[TierRow]
    untagged: int


def tier_list(standing: Standing, edition: str) -> TierList:
    """The tiers under the wording of an edition, with what lies in each. Four queries.

    Takes   edition, of the Operational Concept or the policy, as a strategy cites it.
    """
    objectives = list(objectives_for(standing).filter(in_force(standing)).order_by("number"))
    tagged = list(lines_for(standing).exclude(status="stopped").values_list("tiers", flat=True))
    mandated = mandated_tiers(standing)
    links = links_for(standing).filter(objective__isnull=False, ended_on=None)
    answering = links.filter(Q(risk__isnull=False) | Q(line__isnull=False)).order_by()
    linked = set(answering.values_list("objective", flat=True))
    words = tier_words(edition) or ("", "", "")
    return TierList(
        [
            TierRow(
                tier,
                called,
                [objective for objective in objectives if tier in objective.tiers],
                sum(tier in tiers for tiers in tagged),
                tier in mandated,
                any(tier in objective.tiers and objective.pk in linked for objective in objectives),
            )
            for tier, called in zip(TIERS, words, strict=True)
        ],
        sum(not tiers for tiers in tagged),
    )


def chain_links_of(standing: Standing, holder: Objective | MatrixLine) -> list[ChainLink]:
    """The links in force of an objective or a line, with their ends. At most five queries."""
    mine = "line" if isinstance(holder, MatrixLine) else "objective"
    rows = (
        links_for(standing)
        .filter(**{mine: holder}, ended_on=None)
        .prefetch_related(Prefetch("tasking", taskings_for(standing).select_related("alert")))
    )
    return list(
        rows.select_related(
            "objective",
            "line",
            "task__paragraph__resolution",
            "risk__place",
            "planned",
            "programme",
            "role",
        ).order_by("entered_at")
    )


def links_to_offer(
    standing: Standing, names: tuple[str, ...], held: list[ChainLink]
) -> dict[str, Any]:
    """What a person may link still, by the name of the end. One query each, taskings
    with what they name."""
    offered: dict[str, Any] = {}
    for name in names:
        has = [getattr(link, f"{name}_id") for link in held]
        rows = SEEN[name](standing).exclude(pk__in=[pk for pk in has if pk])
        if name == "task":
            rows = rows.order_by("tier", "paragraph__resolution__symbol", "paragraph__order")
            offered[name] = [row for row in rows if row.holds(standing.on)]
        elif name == "risk":
            rows = rows.exclude(status=Risk.Status.CLOSED).select_related("place")
            offered[name] = list(rows.order_by("-priority", "place__name", "actor"))
        elif name == "objective":
            offered[name] = list(rows.filter(in_force(standing)).order_by("number"))
        elif name in ("planned", "programme", "role"):
            offered[name] = list(rows.filter(in_force(standing)).order_by(ORDER[name], "pk"))
        else:
            offered[name] = list(rows.select_related("alert").order_by("-entered_at")[:LISTED])
    return offered


def counts_for(standing: Standing, kept: Kept = keep_all) -> dict[str, int]:
    """How many records stand behind the elements on objectives and on plans of others, of those
    kept; objectives count once there is one of every term, and of every tier. Two queries."""
    rows = kept("objectives", objectives_for(standing)).filter(in_force(standing)).order_by()
    held = list(rows.values_list("term", "tiers"))
    terms, tiers = {term for term, _tiers in held}, {tier for _term, each in held for tier in each}
    by_kind = dict(
        kept("linked_plans", plans_for(standing))
        .filter(in_force(standing))
        .order_by()
        .values_list("kind")
        .annotate(n=Count("pk"))
    )
    kinds = LinkedPlan.Kind
    existing = (kinds.STRATEGY, kinds.COMPONENT)
    return {
        "objectives": len(held) if terms >= set(Objective.Term.values) else 0,
        "objectives_by_tier": len(held) if tiers >= set(TIERS) else 0,
        "linked_plans": sum(by_kind.get(kind, 0) for kind in existing),
        "linked_plans_host": by_kind.get(kinds.HOST, 0),
        "linked_plans_cluster": sum(by_kind.get(kind, 0) for kind in LinkedPlan.OF_CLUSTER),
        "linked_plans_isf": by_kind.get(kinds.ISF, 0),
    }
