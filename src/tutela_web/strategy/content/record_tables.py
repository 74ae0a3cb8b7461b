"""Tables of the records behind the elements of sections A, E and J, for the snapshot of a strategy.

Whoever reads the strategy reads them, as far as marking and compartment let them. Of records whose
readers are fewer (alerts, contingency plans, engagements with armed groups) stands their number
alone, of those that are not Strictly Confidential.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from tutela.strategy.consultation import stakeholders
from tutela.strategy.triggers import rules
from tutela_web.access.policy import Standing
from tutela_web.base import clock
from tutela_web.base.markings import Classification
from tutela_web.crisis.plans.queries import seen_plans
from tutela_web.engagements.engagement.models import GUARDED
from tutela_web.engagements.engagement.queries import engagements_for
from tutela_web.engagements.no_response.models import NoResponse
from tutela_web.engagements.no_response.queries import standing_choices
from tutela_web.links.queries import in_force
from tutela_web.mandate.models import MandatedTask, Resolution
from tutela_web.mandate.queries import resolutions_for, tasks_for
from tutela_web.partners.wider.queries import kept_outside
from tutela_web.programme.measures.queries import duties_for, indicators_for
from tutela_web.programme.objectives.queries import objectives_for, plans_for
from tutela_web.records.models import Record
from tutela_web.strategy.based.queries import rests_on
from tutela_web.strategy.consulting.models import Waiver
from tutela_web.strategy.content.columns import Row, row_of, rows_of
from tutela_web.strategy.content.joint import joint_tables
from tutela_web.strategy.edition.models import Strategy
from tutela_web.strategy.edition.queries import beside_for
from tutela_web.strategy.edition.takeup import Printed
from tutela_web.strategy.understood.queries import current_understandings
from tutela_web.warning.board.queries import alerts_for, each_thread_once
from tutela_web.warning.models import ClockLimit

RECORD_KINDS: dict[str, tuple[str, ...]] = {
    "mandated": ("mandates",),
    "understood": ("strategy",),
    "objectives": ("strategy",),
    "linked_plans": ("strategy",),
    "outside": ("strategy",),
    "limits": ("strategy",),
    "figures": ("strategy",),
    "indicators": ("strategy",),
    "reporting": ("strategy",),
    "triggers": ("strategy",),
    "watched": ("strategy",),
    "resolutions": ("mandates",),
    "left_out": ("strategy",),
    "beside": ("strategy",),
    "joint": ("risks",),
    "dissent": ("risks",),
    "assessments": ("risks",),
    "not_responding": ("risks",),
}
"""The kinds of record each table is made of."""

SINCE = (
    "understood",
    "watched",
    "beside",
    "joint",
    "dissent",
    "assessments",
    "not_responding",
)
"""Tables that came later: where one has no row, it is left out."""

WATCHED: list[Callable[[Standing, Strategy], list[tuple[Record, str, list[str]]]]] = []
"""What else a strategy is reviewed on: who follows it registers the records that are watched."""


def record_tables(standing: Standing, strategy: Strategy, printed: Printed) -> dict[str, list[Row]]:
    """The tables, each as far as its kinds are read and the edition takes them up. Twenty queries
    at most."""
    tables: dict[str, list[Row]] = {name: [] for name in RECORD_KINDS}
    if standing.reads("mandates"):
        tables["mandated"] = _mandated_tasks(standing)
        tables["resolutions"] = _resolutions(standing)
    if standing.reads("strategy"):
        tables |= {
            "understood": rows_of(
                current_understandings(standing), "post:post.title on:given_on words given_in"
            ),
            "objectives": rows_of(
                printed.rows("objectives", objectives_for(standing))
                .filter(in_force(standing))
                .order_by("number"),
                "code term term_label tiers words aim end_state",
            ),
            "linked_plans": rows_of(
                printed.rows("linked_plans", plans_for(standing))
                .filter(in_force(standing))
                .order_by("kind", "title", "pk"),
                "kind kind_label title whose reference fits checked_on",
            ),
            "outside": rows_of(
                printed.rows("outside", kept_outside(standing)), "what reason office referred_on"
            ),
            "limits": _limits(standing),
            "figures": _figures(standing),
            "indicators": _indicators(standing, printed),
            "reporting": rows_of(
                printed.rows("reporting", duties_for(standing))
                .filter(in_force(standing))
                .order_by("to", "title", "pk"),
                "to to_label title office system rests_on due every_days",
            ),
            "triggers": _triggers(),
            "left_out": _left_out(strategy),
        }
        tables["watched"] = _watched_rows(standing, strategy)
        tables["beside"] = _printed_beside(standing, strategy)
    if standing.reads("risks"):
        # each with its id: the map is of the same
        columns = "id:assessment_id on:assessment.on issued_by words events:assessment.events"
        tables["assessments"] = rows_of(rests_on(standing, strategy), columns)
        tables["not_responding"] = _not_responding(standing)
    tables |= joint_tables(standing, marking=strategy.classification)
    for name in SINCE:
        if not tables[name]:
            del tables[name]  # a text that was signed before it was told stays the same
    return tables


def _printed_beside(standing: Standing, strategy: Strategy) -> list[Row]:
    """What is kept beside the strategy and printed with it, as annexes."""
    rows = beside_for(standing).filter(strategy=strategy, printed=True)
    return [{"heading": str(one), **row_of(one, "text")} for one in rows]


def _not_responding(standing: Standing) -> list[Row]:
    """The open choices not to respond to a risk."""
    columns = (
        "risk:risk_id place:risk.place.name actor:risk.actor harm:risk.harm reason told"
        " by:decided_by.title on:decided_on review_on"
    )
    return [
        row_of(one, columns, placed=True)
        | {
            "due": one.state(standing.on) == NoResponse.State.DUE,
            "marking": max(
                one.classification, one.risk.classification, one.risk.place.classification
            ),
        }
        for one in standing_choices(standing)
    ]


def _mandated_tasks(standing: Standing) -> list[Row]:
    tasks = tasks_for(standing).filter(state=MandatedTask.State.CONFIRMED)
    ordered = tasks.select_related("paragraph__resolution").order_by("rank", "entered_at", "pk")
    held = (one for one in ordered if one.holds(standing.on))
    return rows_of(held, "paragraph:cited what tier limit means host")


def _limits(standing: Standing) -> list[Row]:
    """The mission's own limits of its clocks."""
    rows = ClockLimit.objects.filter(mission=standing.mission).order_by("level", "clock")
    return [
        {
            "clock": one.clock,
            "level": one.level,
            "minutes": f"{one.minutes:g}",
            "marking": 0,
            "area": "",
        }
        for one in rows
    ]


def _figures(standing: Standing) -> list[Row]:
    """How many records stand behind elements whose records have fewer readers."""
    open_to = Classification.CONFIDENTIAL
    year = clock.now(standing.mission) - timedelta(days=365)
    numbers = {}
    if standing.reads("alerts"):
        alerts = alerts_for(standing).filter(each_thread_once(standing), entered_at__gte=year)
        numbers["alerts"] = alerts.filter(classification__lte=open_to).count()
        plans = seen_plans(standing).filter(classification__lte=open_to)
        numbers["plans"] = plans.filter(place__classification__lte=open_to).count()
    if standing.reads("engagements"):
        armed = engagements_for(standing).filter(obligations=True, actor__type__in=GUARDED)
        numbers["armed_groups"] = armed.filter(classification__lte=open_to).count()
    return [
        {"of": name, "number": number, "marking": 1, "area": ""}
        for name, number in numbers.items()
        if number
    ]


def _indicators(standing: Standing, printed: Printed) -> list[Row]:
    rows = printed.rows("indicators", indicators_for(standing)).filter(in_force(standing))
    columns = "code words perception monitored_by baseline benchmark every_days"
    return [
        row_of(one, columns)
        | {"of": one.objective.code if one.objective else one.line.code if one.line else ""}
        for one in rows.order_by("number")
    ]


def _resolutions(standing: Standing) -> list[Row]:
    """The mission's own resolutions, the newest first."""
    own = resolutions_for(standing).filter(series=Resolution.Series.OWN, retired_on=None)
    return rows_of(own.order_by("-adopted", "symbol"), "symbol title adopted until")


def _triggers() -> list[Row]:
    """What has a strategy looked at again, by the rules it is followed with."""
    return [
        {
            "kind": rule.kind,
            "label": rule.label,
            "sections": "".join(rule.sections),
            "marking": 0,
            "area": "",
        }
        for rule in rules().values()
    ]


def _watched_rows(standing: Standing, strategy: Strategy) -> list[Row]:
    """The changes around the mission and the facts the text relies on, which are watched."""
    return [
        {"words": words, "sections": "".join(letters), **row_of(record, "")}
        for watch in WATCHED
        for record, words, letters in watch(standing, strategy)
    ]


def _left_out(strategy: Strategy) -> list[Row]:
    """The classes of stakeholders nobody consulted, why, and by whose word."""
    rows = Waiver.objects.filter(strategy=strategy, ended_on=None).exclude(stakeholder="")
    return [
        {"name": stakeholders()[one.stakeholder].name}
        | row_of(one, "stakeholder why by:given_by.title on:given_on")
        for one in rows.select_related("given_by").order_by("stakeholder")
    ]
